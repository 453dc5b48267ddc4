#ifndef ASSAY_ANNOTATOR_MTURK_CELL_VALUES_H_
#define ASSAY_ANNOTATOR_MTURK_CELL_VALUES_H_

#include <cstdint>
#include <optional>
#include <string_view>

#include "annotator/mturk/assignment.h"

namespace assay::mturk {

// Whether a text could be an id at all: 1-128 characters without spaces, and none that a
// spreadsheet has made of an id of digits and one E ("3.52E+29").
bool IsMturkId(std::string_view text);

// "Submitted", "Approved", "Rejected"; kUnknown for anything else.
AssignmentStatus ParseAssignmentStatus(std::string_view text);

// "$0.05" in millionths; nullopt for anything else.  Also without the sign, with fewer digits or a
// decimal comma: then `usual` is false.
std::optional<int64_t> ParseReward(std::string_view text, bool& usual);

// "100% (18/18)".
bool IsApprovalRate(std::string_view text);

}  // namespace assay::mturk

#endif  // ASSAY_ANNOTATOR_MTURK_CELL_VALUES_H_
