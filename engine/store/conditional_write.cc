#include "engine/store/conditional_write.h"

#include <optional>
#include <string>

#include "engine/store/codec.h"

namespace assay {
namespace {

constexpr int kMaxAttempts = 10'000;

}  // namespace

absl::Status RetryOnConflict(const std::function<absl::Status()>& attempt) {
  absl::Status status;
  for (int i = 0; i < kMaxAttempts; ++i) {
    status = attempt();
    if (!absl::IsAborted(status)) {
      return status;
    }
  }
  return status;
}

absl::StatusOr<uint64_t> TakeNumber(const Store& store, Counter counter, Store::Batch& batch) {
  const std::string key = CounterKey(counter);
  ASSAY_ASSIGN_OR_RETURN(const std::optional<uint64_t> last,
                         ReadNumber(store, KeyKind::kCounter, key));
  if (last.has_value()) {
    batch.Require(key, EncodeNumber(*last));
  } else {
    batch.RequireAbsent(key);
  }
  const uint64_t next = last.value_or(0) + 1;
  batch.Put(key, EncodeNumber(next));
  return next;
}

}  // namespace assay
