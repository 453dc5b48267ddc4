#include "engine/store/store_secret.h"

#include "engine/base/status.h"
#include "engine/store/keys.h"

namespace assay {

absl::StatusOr<std::string> LoadOrCreateStoreSecret(Store& store, std::string_view fresh) {
  absl::StatusOr<std::string> known = store.Get(SecretKey());
  if (!absl::IsNotFound(known.status())) {
    return known;
  }
  const auto batch = store.NewBatch();
  batch->RequireAbsent(SecretKey());
  batch->Put(SecretKey(), fresh);
  const absl::Status committed = batch->Commit(Durability::kSynced);
  if (!committed.ok() && !absl::IsAborted(committed)) {
    return committed;
  }
  return store.Get(SecretKey());
}

}  // namespace assay
