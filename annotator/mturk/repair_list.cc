#include "annotator/mturk/repair_list.h"

#include <utility>

namespace assay::mturk {
namespace {

struct RepairText {
  const char* text;
  // What is counted; null: it happens once.
  const char* unit;
};

// In the order of Repair.
constexpr std::array<RepairText, static_cast<size_t>(Repair::kCount)> kTexts = {{
    {"byte order mark removed", nullptr},
    {"cells are not separated by commas but by ", nullptr},
    {"column without a name left out", "columns"},
    {"columns left out that are neither of Mechanical Turk's nor Input. nor Answer.: ", "columns"},
    {"short rows: Approve and Reject added as empty cells", "rows"},
    {"short rows: missing cells at the end added as empty ones", "rows"},
    {"empty cells beyond the last column removed", "rows"},
    {"spaces around ids, states and amounts removed", "rows"},
    {"rewards read that are not written like $0.05, for example ", "rows"},
    {"whole numbers read that are written like 300.0", "rows"},
    {"WorkTimeInSeconds is empty: SubmitTime - AcceptTime taken", "rows"},
    {"WorkTimeInSeconds differs from SubmitTime - AcceptTime by a second: taken as it is", "rows"},
    {"taskAnswers taken apart", "rows"},
    {"true/false columns folded into one answer: ", "answers"},
    {"answers put together that two columns share: ", "answers"},
    {"worker ids that cannot be names of annotators replaced by hashes", "rows"},
    {"state changed since the last import", "assignments"},
}};

}  // namespace

void RepairList::Add(Repair repair, std::string what) {
  const auto index = static_cast<size_t>(repair);
  if (counts_[index]++ == 0) {
    details_[index] = std::move(what);
  }
}

void RepairList::Add(const RepairList& other) {
  for (size_t i = 0; i < counts_.size(); ++i) {
    if (counts_[i] == 0) {
      details_[i] = other.details_[i];
    }
    counts_[i] += other.counts_[i];
  }
}

std::vector<std::string> RepairList::Lines() const {
  std::vector<std::string> lines;
  for (size_t i = 0; i < kTexts.size(); ++i) {
    if (counts_[i] == 0) {
      continue;
    }
    std::string line = kTexts[i].text + details_[i];
    if (kTexts[i].unit != nullptr) {
      line += " (" + std::to_string(counts_[i]) + " " + kTexts[i].unit + ")";
    }
    lines.push_back(std::move(line));
  }
  return lines;
}

}  // namespace assay::mturk
