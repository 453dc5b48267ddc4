#ifndef ASSAY_ANNOTATOR_MTURK_ANSWER_FIELDS_H_
#define ASSAY_ANNOTATOR_MTURK_ANSWER_FIELDS_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "annotator/mturk/answer_table.h"
#include "annotator/mturk/repair_list.h"
#include "assay/v1/label_values.pb.h"

namespace assay::mturk {

// A question of a HIT: one or several columns of answers.
struct AnswerField {
  enum class Form {
    kText,    // an answer as typed or chosen
    kLabel,   // {"label": ...}: a class, in "name", "name.label" or both
    kLabels,  // {"labels": [...]}: classes as a JSON list
    kBars,    // classes with '|' between them
    kOneHot,  // a true/false column for each option
    kNumber,
    kSpans,  // {"entities": [...]}
    kBoxes,  // {"boundingBoxes": [...]}
  };
  std::string name;
  Form form = Form::kText;
  // Indexes of AnswerTable.
  std::vector<uint32_t> columns;
  // Of kOneHot, of each column: what it stands for.
  std::vector<std::string> options;
  int64_t answered_count = 0;
  // Different answers; of kText and kLabel, 0: too many to count.
  size_t value_count = 0;
};

// Puts the columns of a file together to the questions that were asked, in the order of the
// columns.
//
//   X.label, also beside X     one question X: a class
//   X.labels, X.entities, X.boundingBoxes     classes, spans, boxes
//   X.a, X.b with true and false only         one question X with the options a and b
//   X-a.p, X-b.q with true and false only     one question X with the options p and q (X_ too);
//   where
//                                             all are "on", with the options a and b
//   any other                  what was answered: numbers, classes with '|' between them, or text
std::vector<AnswerField> FindAnswerFields(const AnswerTable& table, RepairList& repairs);

// A field of one true/false column "name.option" as options of several classes, for campaigns that
// ask for them; any other field as it is.
AnswerField AsOptions(const AnswerField& field, const AnswerTable& table);

// The field that a campaign's labels come from: the one named `wanted`, else the likeliest: spans,
// boxes, classes, options, a column with few different answers (2 to 50, at most half as many as
// rows), several classes, numbers, and at last text; of several such the first.  Nullopt without
// any.
//
// INVALID_ARGUMENT UNKNOWN_ANSWER  there is no field `wanted` (metadata found, expected).
absl::StatusOr<std::optional<size_t>> ChooseAnswerField(const std::vector<AnswerField>& fields,
                                                        std::string_view wanted);

}  // namespace assay::mturk

#endif  // ASSAY_ANNOTATOR_MTURK_ANSWER_FIELDS_H_
