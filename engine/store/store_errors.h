#ifndef ASSAY_ENGINE_STORE_STORE_ERRORS_H_
#define ASSAY_ENGINE_STORE_STORE_ERRORS_H_

#include <string_view>

#include "absl/status/status.h"

namespace assay {

// The errors that both stores give (engine/store/store.h says when).
absl::Status KeyNotFoundError();
absl::Status WriteConflictError();
absl::Status KeysNotAscendingError();
absl::Status StoreNotOnDiskError();
// `detail` is what the operating system or the storage engine says.
absl::Status DiskFullError(std::string_view detail);

}  // namespace assay

#endif  // ASSAY_ENGINE_STORE_STORE_ERRORS_H_
