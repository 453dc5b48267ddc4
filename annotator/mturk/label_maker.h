#ifndef ASSAY_ANNOTATOR_MTURK_LABEL_MAKER_H_
#define ASSAY_ANNOTATOR_MTURK_LABEL_MAKER_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "annotator/mturk/answer_fields.h"
#include "annotator/mturk/answer_table.h"
#include "annotator/schema/span_offsets.h"
#include "assay/v1/label_values.pb.h"

namespace assay::mturk {

// How one question's answers become labels.
struct LabelPlan {
  AnswerField field;
  v1::LabelSchema::Kind kind = v1::LabelSchema::KIND_UNSPECIFIED;
  SpanUnit span_unit = SpanUnit::kCodePoints;
  // The answers fit no kind: a label only says that the question was answered.
  bool answered_only = false;
};

// The class of labels that only say that a question was answered, and the one that nobody gives.
inline constexpr const char* kAnsweredClass = "answered";
inline constexpr const char* kUnansweredClass = "not answered";

// What a question's answers say, before there is a campaign: which classes there are, and what kind
// of labels they make.  Not thread-safe.
class AnswerSurvey {
 public:
  // `wanted`: the kind that the labels are to have; unspecified: the one that the answers suggest.
  AnswerSurvey(AnswerField field, v1::LabelSchema::Kind wanted,
               std::optional<SpanUnit> span_unit = std::nullopt);
  ~AnswerSurvey();

  // Takes what the table has counted, where that is all there is to know: one answer a row, as it
  // stands.  False: the rows have to be looked at, with Add.
  bool AddCounted(const AnswerTable& table);
  // `text`: of spans, what they lie in.
  void Add(const std::vector<Answer>& answers, std::string_view text);

  // How labels are made, once all rows were added.  Spans: the unit that puts more of them into the
  // text and at the edges of words; code points where that says nothing.  INVALID_ARGUMENT
  // BAD_ANSWER_KIND: the answers cannot become what was wanted (metadata found, expected).
  absl::StatusOr<LabelPlan> Plan() const;
  // The schema for labels of that plan: classes sorted by bytes, options in the order of the file.
  v1::LabelSchema Schema(const LabelPlan& plan) const;

 private:
  struct Parts;

  void AddClass(const std::string& name);
  void CountSpans(std::string_view text);
  bool HasClasses() const;

  AnswerField field_;
  v1::LabelSchema::Kind wanted_;
  std::optional<SpanUnit> span_unit_;
  std::unique_ptr<Parts> parts_;
  std::set<std::string> classes_;
  bool too_many_ = false;
  size_t most_at_once_ = 0;
  int64_t code_point_votes_ = 0;
  int64_t utf16_votes_ = 0;
};

// Turns answers into labels of a plan.  Not thread-safe.
class LabelMaker {
 public:
  explicit LabelMaker(LabelPlan plan);
  ~LabelMaker();

  // False where the question was not answered.  INVALID_ARGUMENT BAD_LABEL_VALUE (metadata field,
  // found, expected): an answer that is none of the kind; a span outside of `text`.  Classes are
  // not looked at.
  absl::StatusOr<bool> Make(const std::vector<Answer>& answers, std::string_view text,
                            v1::LabelValue& value);

 private:
  struct Parts;

  void MakeBoxes(v1::LabelValue::Boxes& boxes) const;
  absl::Status MakeSpans(std::string_view text, v1::LabelValue& value);
  absl::Status MakeScalar(const std::string& text, v1::LabelValue& value) const;

  LabelPlan plan_;
  std::unique_ptr<Parts> parts_;
};

}  // namespace assay::mturk

#endif  // ASSAY_ANNOTATOR_MTURK_LABEL_MAKER_H_
