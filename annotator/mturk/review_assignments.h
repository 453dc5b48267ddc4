#ifndef ASSAY_ANNOTATOR_MTURK_REVIEW_ASSIGNMENTS_H_
#define ASSAY_ANNOTATOR_MTURK_REVIEW_ASSIGNMENTS_H_

#include <functional>

#include "absl/status/status.h"
#include "assay/v1/mturk.pb.h"
#include "engine/store/store.h"

namespace assay::mturk {

// The use case of MturkService.ReviewAssignments: two passes over the campaign's assignments, the
// first to know the workers, the second to decide.  Hands the decisions to `send` part by part.
//
// Memory: about 200 bytes for each worker and 8 for each assignment.
//
// Errors: those of the contract, and of `send`.
absl::Status ReviewAssignments(
    const v1::ReviewAssignmentsRequest& request, Store& store,
    const std::function<absl::Status(const v1::ReviewAssignmentsResponse&)>& send);

}  // namespace assay::mturk

#endif  // ASSAY_ANNOTATOR_MTURK_REVIEW_ASSIGNMENTS_H_
