#ifndef ASSAY_ENGINE_STORE_RECORD_UPDATE_H_
#define ASSAY_ENGINE_STORE_RECORD_UPDATE_H_

#include <functional>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "engine/base/status.h"
#include "engine/store/codec.h"
#include "engine/store/conditional_write.h"
#include "engine/store/store.h"

namespace assay {

// Changes the message under `key` by `change`, which gets it as stored and may be called several
// times, and returns what is stored now, on disk.  Nullopt where there is none.
//
// Errors: as Store, STORED_VALUE_DAMAGED, and what `change` returns, upon which nothing is changed.
template <typename Message>
absl::StatusOr<std::optional<Message>> UpdateMessage(
    Store& store, KeyKind kind, const std::string& key,
    const std::function<absl::Status(Message&)>& change) {
  std::optional<Message> updated;
  const absl::Status status = RetryOnConflict([&]() -> absl::Status {
    ASSAY_ASSIGN_OR_RETURN(const std::optional<std::string> before, ReadBytes(store, key));
    if (!before.has_value()) {
      updated.reset();
      return absl::OkStatus();
    }
    ASSAY_RETURN_IF_ERROR(DecodeMessage(kind, *before, updated.emplace()));
    ASSAY_RETURN_IF_ERROR(change(*updated));
    ASSAY_ASSIGN_OR_RETURN(const std::string after, EncodeMessage(*updated));
    const auto batch = store.NewBatch();
    batch->Require(key, *before);
    batch->Put(key, after);
    return batch->Commit(Durability::kSynced);
  });
  ASSAY_RETURN_IF_ERROR(status);
  return updated;
}

}  // namespace assay

#endif  // ASSAY_ENGINE_STORE_RECORD_UPDATE_H_
