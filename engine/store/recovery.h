#ifndef ASSAY_ENGINE_STORE_RECOVERY_H_
#define ASSAY_ENGINE_STORE_RECOVERY_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/store/store.h"

namespace assay {

// What RecoverAfterCrash did.
struct RecoveryReport {
  // Numbers of data sets whose import had not ended; their rows are gone.
  std::vector<uint64_t> removed_imports;
  // Numbers of matrices whose import had not ended; their blocks are gone.
  std::vector<uint64_t> removed_matrices;
  // Numbers of audits that had not ended; their findings are gone.
  std::vector<uint64_t> removed_audits;
  // Numbers of campaigns of which rows were removed that nothing names: labels of imports that were
  // not accepted, the selection of a campaign that was not made.
  std::vector<uint64_t> swept_campaigns;
  // Names of operations that claimed to run, "operations/{operation}".
  std::vector<std::string> failed_operations;
};

// Clears up after a process that died: deletes what imports (of data sets, matrices, labels),
// audits and campaigns that were being made have left, and marks operations that claim to run as
// STATE_FAILED, end_time `now_us`, with google.rpc.Status ABORTED and ErrorInfo
// {OPERATION_INTERRUPTED, domain assay.dev}.  To be called once after the store is opened, before
// any import, audit or operation begins.
//
// Each thing is cleared in one synced batch of its own, so that dying in the middle and beginning
// again is safe.  Costs a few short scans where there is nothing to do, and two seeks per campaign
// that has a selection or labels to add.
//
// Errors: as Store, and STORED_VALUE_DAMAGED.
absl::StatusOr<RecoveryReport> RecoverAfterCrash(Store& store, int64_t now_us);

}  // namespace assay

#endif  // ASSAY_ENGINE_STORE_RECOVERY_H_
