#ifndef ASSAY_ANNOTATOR_MTURK_ASSIGNMENT_H_
#define ASSAY_ANNOTATOR_MTURK_ASSIGNMENT_H_

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace assay::mturk {

// The column of ids in data sets that are made of result files and of batches, and the input that
// brings them back.
inline constexpr const char* kItemIdColumn = "assay_item_id";

// What became of an assignment.
enum class AssignmentStatus : uint8_t {
  kUnknown = 0,
  kSubmitted = 1,
  kApproved = 2,
  kRejected = 3
};

// One row of a result file: what one worker did with one HIT.  Cells are UTF-8.
struct Assignment {
  int64_t row = 0;   // 1 for the first row after the header; blank rows do not count
  int64_t line = 0;  // physical line on which it begins
  std::string assignment_id;
  std::string hit_id;
  std::string hit_type_id;
  std::string worker_id;
  std::string annotation;  // RequesterAnnotation, such as "BatchId:2368614;"
  std::string title;
  std::string feedback;  // of a rejection
  AssignmentStatus status = AssignmentStatus::kUnknown;
  // Microseconds since 1970.
  std::optional<int64_t> accept_time_us;
  std::optional<int64_t> submit_time_us;
  std::optional<int64_t> approval_time_us;
  std::optional<int64_t> rejection_time_us;
  // From accepting to submitting, breaks included.
  std::optional<int64_t> work_seconds;
  // In millionths of a dollar.
  std::optional<int64_t> reward_micros;
  std::optional<int64_t> max_assignments;
  // In the order of ResultReader::input_names() and answer_names(); empty where the row has none.
  std::vector<std::string> inputs;
  std::vector<std::string> answers;
  // Answers by the names of their questions, where each row has names of its own.
  std::vector<std::pair<std::string, std::string>> named_answers;
};

// A row that was not read, and why in words.
struct RefusedRow {
  int64_t row = 0;
  std::string reason;
};

}  // namespace assay::mturk

#endif  // ASSAY_ANNOTATOR_MTURK_ASSIGNMENT_H_
