#ifndef ASSAY_ANNOTATOR_MTURK_RESULT_COLUMNS_H_
#define ASSAY_ANNOTATOR_MTURK_RESULT_COLUMNS_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "annotator/mturk/repair_list.h"

namespace assay::mturk {

// The columns of Mechanical Turk that are read.
enum class Field : uint8_t {
  kHitId,
  kHitTypeId,
  kTitle,
  kReward,
  kMaxAssignments,
  kAnnotation,
  kAssignmentDuration,
  kAutoApprovalDelay,
  kAssignmentId,
  kWorkerId,
  kStatus,
  kAcceptTime,
  kSubmitTime,
  kAutoApprovalTime,
  kApprovalTime,
  kRejectionTime,
  kFeedback,
  kWorkTime,
  kApprovalRate,
  kCount,
};

// As in the header of a result file.
std::string_view FieldName(Field field);

// Where the columns of a result file are.
struct ResultColumns {
  size_t width = 0;
  // Rows of an untouched download end here: without Approve and Reject at the end of the header.
  size_t width_without_review = 0;
  // Rows must reach at least so far: behind the last column of Mechanical Turk, or the first
  // answer.
  size_t min_width = 0;
  std::array<std::optional<size_t>, static_cast<size_t>(Field::kCount)> fields;
  // Without "Input." and "Answer.".
  std::vector<std::string> input_names;
  std::vector<size_t> inputs;
  std::vector<std::string> answer_names;
  std::vector<size_t> answers;

  std::optional<size_t> at(Field field) const { return fields[static_cast<size_t>(field)]; }
};

// Reads a header.  Names of Mechanical Turk's columns are taken in any case, with or without
// separators, and as its old command line wrote them; other columns without a prefix are left out.
//
// Errors, INVALID_ARGUMENT DUPLICATE_COLUMN: a column that is read stands there twice (metadata
// column, column_number).
absl::StatusOr<ResultColumns> FindResultColumns(std::string_view file_name,
                                                const std::vector<std::string_view>& header,
                                                RepairList& repairs);

}  // namespace assay::mturk

#endif  // ASSAY_ANNOTATOR_MTURK_RESULT_COLUMNS_H_
