#ifndef ASSAY_ANNOTATOR_MTURK_REPAIR_LIST_H_
#define ASSAY_ANNOTATOR_MTURK_REPAIR_LIST_H_

#include <array>
#include <cstdint>
#include <string>
#include <vector>

namespace assay::mturk {

// What can be mended without guessing.
enum class Repair : uint8_t {
  kByteOrderMark,
  kDelimiter,
  kUnnamedColumn,
  kUnknownColumn,
  kReviewColumnsMissing,
  kShortRow,
  kExtraEmptyCells,
  kSpaces,
  kRewardForm,
  kNumberForm,
  kWorkTimeMissing,
  kWorkTimeRounded,
  kAnswersJson,
  kOneHot,
  kSplitColumns,
  kWorkerName,
  kStatusChanged,
  kCount,
};

// Counts repairs, and says them.
class RepairList {
 public:
  // `what` is shown with the first one of its kind.
  void Add(Repair repair, std::string what = "");
  // Adds those of another list.
  void Add(const RepairList& other);
  int64_t count(Repair repair) const { return counts_[static_cast<size_t>(repair)]; }
  // A line for each kind that there is, for example
  // "short rows: Approve and Reject added as empty cells (1102 rows)".
  std::vector<std::string> Lines() const;

 private:
  std::array<int64_t, static_cast<size_t>(Repair::kCount)> counts_{};
  std::array<std::string, static_cast<size_t>(Repair::kCount)> details_;
};

}  // namespace assay::mturk

#endif  // ASSAY_ANNOTATOR_MTURK_REPAIR_LIST_H_
