#ifndef ASSAY_ANNOTATOR_MTURK_STORED_ASSIGNMENTS_H_
#define ASSAY_ANNOTATOR_MTURK_STORED_ASSIGNMENTS_H_

#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "annotator/mturk/result_intake.h"
#include "annotator/mturk/spool_file.h"
#include "assay/storage/v1/mturk.pb.h"
#include "engine/store/mturk_repository.h"

namespace assay::mturk {

// What is to be stored of the assignments of a file until their labels are added: what the intake
// has of them, and what was found out about each since.  Not thread-safe.
//
// Memory: 32 MiB.  Disk: about 100 bytes a row.  Errors: those of SpoolFile and of the store.
class StoredAssignments {
 public:
  static absl::StatusOr<StoredAssignments> Create();

  // For each row of the intake in order, either what is known of it beyond what the intake has
  // (item, label, gold), or that it is not to be stored.
  absl::Status Add(const SpooledRow& row, const storage::v1::MturkAssignment& found);
  absl::Status Skip();
  // Puts them all into the store; once, after the last Add.  New ones are loaded block by block,
  // each block sorted, which is several times faster than writing them one by one.
  absl::Status StoreAll(ResultIntake& intake, MturkRepository& repository,
                        uint64_t campaign_number);

 private:
  explicit StoredAssignments(SpoolFile spool) : spool_(std::move(spool)) {}

  SpoolFile spool_;
  std::string bytes_;
};

}  // namespace assay::mturk

#endif  // ASSAY_ANNOTATOR_MTURK_STORED_ASSIGNMENTS_H_
