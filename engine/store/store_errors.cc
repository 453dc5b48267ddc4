#include "engine/store/store_errors.h"

#include <string>

#include "engine/base/status.h"

namespace assay {

absl::Status KeyNotFoundError() {
  return MakeError(absl::StatusCode::kNotFound, "KEY_NOT_FOUND",
                   "the store does not hold this entry");
}

absl::Status WriteConflictError() {
  return MakeError(absl::StatusCode::kAborted, "WRITE_CONFLICT",
                   "something this change relies on was changed meanwhile; try again");
}

absl::Status KeysNotAscendingError() {
  return MakeError(absl::StatusCode::kInvalidArgument, "KEYS_NOT_ASCENDING",
                   "found a key that is not greater than the one before; a sorted load expects "
                   "ascending keys");
}

absl::Status StoreNotOnDiskError() {
  return MakeError(absl::StatusCode::kUnimplemented, "STORE_NOT_ON_DISK",
                   "this store is kept in memory; only a store in a data directory can be copied");
}

absl::Status DiskFullError(std::string_view detail) {
  return MakeError(absl::StatusCode::kResourceExhausted, "DISK_FULL",
                   "no room left on the disk of the data directory; make room and try again (" +
                       std::string(detail) + ")",
                   {{"detail", std::string(detail)}});
}

}  // namespace assay
