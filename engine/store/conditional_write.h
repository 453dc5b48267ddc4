#ifndef ASSAY_ENGINE_STORE_CONDITIONAL_WRITE_H_
#define ASSAY_ENGINE_STORE_CONDITIONAL_WRITE_H_

#include <cstdint>
#include <functional>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "engine/store/keys.h"
#include "engine/store/store.h"

namespace assay {

// Calls `attempt` - read, decide, commit a conditional batch - again while it returns ABORTED, that
// is, while others change what it has read.  Each round one of the contenders gets through, so it
// gives up, with ABORTED, only after very many.
absl::Status RetryOnConflict(const std::function<absl::Status()>& attempt);

// The next number of `counter`, from 1 on.  It is taken when `batch` commits; the batch conflicts
// where another has taken it meanwhile.
absl::StatusOr<uint64_t> TakeNumber(const Store& store, Counter counter, Store::Batch& batch);

}  // namespace assay

#endif  // ASSAY_ENGINE_STORE_CONDITIONAL_WRITE_H_
