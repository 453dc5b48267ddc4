#ifndef ASSAY_ANNOTATOR_MTURK_STORED_ASSIGNMENTS_H_
#define ASSAY_ANNOTATOR_MTURK_STORED_ASSIGNMENTS_H_

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "annotator/mturk/spool_file.h"
#include "assay/storage/v1/mturk.pb.h"
#include "engine/store/mturk_repository.h"

namespace assay::mturk {

// What is to be stored of the assignments of a file, on disk until their labels are added.  Not
// thread-safe.
//
// Memory: 32 MiB.  Errors: those of SpoolFile and of the store.
class StoredAssignments {
 public:
  static absl::StatusOr<StoredAssignments> Create();

  // `is_known`: the campaign has it already, in another state.
  absl::Status Add(const storage::v1::MturkAssignment& assignment, bool is_known);
  // Puts them all into the store; once, after the last Add.  New ones are loaded block by block,
  // each block sorted, which is several times faster than writing them one by one.
  absl::Status StoreAll(MturkRepository& repository, uint64_t campaign_number);

 private:
  explicit StoredAssignments(SpoolFile spool) : spool_(std::move(spool)) {}

  SpoolFile spool_;
  std::string bytes_;
};

}  // namespace assay::mturk

#endif  // ASSAY_ANNOTATOR_MTURK_STORED_ASSIGNMENTS_H_
