#include "annotator/mturk/label_maker.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "annotator/exchange/column_profile.h"
#include "annotator/exchange/utf8.h"
#include "annotator/mturk/answer_parts.h"
#include "annotator/schema/label_text.h"
#include "engine/base/status.h"

namespace assay::mturk {
namespace {

using Form = AnswerField::Form;
using v1::LabelSchema;

constexpr size_t kMaxClasses = 2000;
constexpr size_t kMaxClassBytes = 1024;

std::string Shown(std::string_view text) {
  return absl::StrCat("'", exchange::Excerpt(text, 60), "'");
}

LabelSchema::Kind KindOf(const AnswerField& field, size_t most_at_once) {
  switch (field.form) {
    case Form::kSpans:
      return LabelSchema::KIND_TEXT_SPANS;
    case Form::kBoxes:
      return LabelSchema::KIND_BOXES;
    case Form::kNumber:
      return LabelSchema::KIND_NUMBER;
    case Form::kLabels:
    case Form::kBars:
      return LabelSchema::KIND_MULTIPLE_CHOICE;
    case Form::kOneHot:
      return most_at_once > 1 ? LabelSchema::KIND_MULTIPLE_CHOICE : LabelSchema::KIND_SINGLE_CHOICE;
    default:
      return LabelSchema::KIND_SINGLE_CHOICE;
  }
}

// Whether answers of that form can become labels of that kind.
bool Fits(const AnswerField& field, LabelSchema::Kind kind, size_t most_at_once) {
  switch (kind) {
    case LabelSchema::KIND_TEXT_SPANS:
      return field.form == Form::kSpans;
    case LabelSchema::KIND_BOXES:
      return field.form == Form::kBoxes;
    case LabelSchema::KIND_MULTIPLE_CHOICE:
      return field.form != Form::kSpans && field.form != Form::kBoxes;
    default:
      return field.form != Form::kSpans && field.form != Form::kBoxes && most_at_once <= 1;
  }
}

std::string_view KindName(LabelSchema::Kind kind) {
  return std::string_view(LabelSchema::Kind_Name(kind)).substr(5);
}

}  // namespace

struct AnswerSurvey::Parts {
  AnswerPartsReader reader;
  AnswerParts parts;
};

AnswerSurvey::AnswerSurvey(AnswerField field, LabelSchema::Kind wanted,
                           std::optional<SpanUnit> span_unit)
    : field_(std::move(field)),
      wanted_(wanted),
      span_unit_(span_unit),
      parts_(std::make_unique<Parts>()) {}

AnswerSurvey::~AnswerSurvey() = default;

void AnswerSurvey::Add(const std::vector<Answer>& answers, std::string_view text) {
  AnswerParts& parts = parts_->parts;
  if (!parts_->reader.Read(field_, answers, parts)) {
    return;
  }
  most_at_once_ = std::max(most_at_once_, parts.texts.size());
  for (const std::string& name : parts.texts) AddClass(name);
  for (const AnswerParts::Span& span : parts.spans) AddClass(span.label);
  for (const AnswerParts::Box& box : parts.boxes) AddClass(box.label);
  if (!parts.spans.empty()) {
    CountSpans(text);
  }
}

bool AnswerSurvey::AddCounted(const AnswerTable& table) {
  if (field_.form != Form::kText && field_.form != Form::kLabel && field_.form != Form::kNumber) {
    return false;
  }
  for (const uint32_t column : field_.columns) {
    const AnswerStats& stats = table.stats()[column];
    too_many_ = too_many_ || stats.is_free_text;
    for (const std::string& name : stats.values) AddClass(name);
  }
  most_at_once_ = 1;
  return true;
}

void AnswerSurvey::AddClass(const std::string& name) {
  if (name.empty() || name.size() > kMaxClassBytes) {
    too_many_ = true;
  } else if (!too_many_ && classes_.insert(name).second && classes_.size() > kMaxClasses) {
    too_many_ = true;
    classes_.clear();
  }
}

void AnswerSurvey::CountSpans(std::string_view text) {
  const SpanOffsets offsets(text);
  if (!offsets.is_ambiguous()) {
    return;
  }
  const auto vote = [&](const AnswerParts::Span& span, SpanUnit unit) {
    const auto begin = offsets.ToCodePoints(span.start, unit);
    const auto end = offsets.ToCodePoints(span.end, unit);
    if (!begin.has_value() || !end.has_value()) {
      return -4;
    }
    return offsets.IsAtWordEdges(*begin, *end) ? 1 : 0;
  };
  for (const AnswerParts::Span& span : parts_->parts.spans) {
    code_point_votes_ += vote(span, SpanUnit::kCodePoints);
    utf16_votes_ += vote(span, SpanUnit::kUtf16);
  }
}

bool AnswerSurvey::HasClasses() const {
  return !too_many_ && (!classes_.empty() || field_.form == Form::kOneHot);
}

absl::StatusOr<LabelPlan> AnswerSurvey::Plan() const {
  LabelPlan plan;
  plan.field = field_;
  plan.kind = wanted_ != LabelSchema::KIND_UNSPECIFIED ? wanted_ : KindOf(field_, most_at_once_);
  const bool needs_classes =
      plan.kind != LabelSchema::KIND_NUMBER && plan.kind != LabelSchema::KIND_PAIRWISE;
  const bool fits = Fits(field_, plan.kind, most_at_once_) && (!needs_classes || HasClasses());
  if (!fits && wanted_ != LabelSchema::KIND_UNSPECIFIED) {
    const std::string expected(KindName(plan.kind));
    const std::string found = too_many_ ? "more than 2000 different answers, or long ones"
                                        : std::string("answers of another kind");
    return MakeError(absl::StatusCode::kInvalidArgument, "BAD_ANSWER_KIND",
                     absl::StrCat("the answers to '", exchange::Excerpt(field_.name, 60),
                                  "': found ", found, ", expected answers for ", expected),
                     {{"field", "spec.kind"}, {"found", found}, {"expected", expected}});
  }
  if (!fits) {
    plan.kind = LabelSchema::KIND_SINGLE_CHOICE;
    plan.answered_only = true;
  }
  plan.span_unit = span_unit_.value_or(utf16_votes_ > code_point_votes_ ? SpanUnit::kUtf16
                                                                        : SpanUnit::kCodePoints);
  return plan;
}

LabelSchema AnswerSurvey::Schema(const LabelPlan& plan) const {
  LabelSchema schema;
  schema.set_kind(plan.kind);
  if (plan.answered_only) {
    schema.add_classes(kAnsweredClass);
    schema.add_classes(kUnansweredClass);
    return schema;
  }
  if (plan.kind == LabelSchema::KIND_NUMBER || plan.kind == LabelSchema::KIND_PAIRWISE) {
    return schema;
  }
  if (field_.form == Form::kOneHot) {
    schema.mutable_classes()->Assign(field_.options.begin(), field_.options.end());
  } else {
    schema.mutable_classes()->Assign(classes_.begin(), classes_.end());
  }
  const bool needs_two =
      plan.kind != LabelSchema::KIND_TEXT_SPANS && plan.kind != LabelSchema::KIND_BOXES;
  if (needs_two && schema.classes_size() == 1) {
    const std::string& only = schema.classes(0);
    schema.add_classes(only == "true" ? "false" : only == "false" ? "true" : only + " (other)");
  }
  return schema;
}

struct LabelMaker::Parts {
  AnswerPartsReader reader;
  AnswerParts parts;
};

LabelMaker::LabelMaker(LabelPlan plan)
    : plan_(std::move(plan)), parts_(std::make_unique<Parts>()) {}

LabelMaker::~LabelMaker() = default;

absl::StatusOr<bool> LabelMaker::Make(const std::vector<Answer>& answers, std::string_view text,
                                      v1::LabelValue& value) {
  AnswerParts& parts = parts_->parts;
  value.Clear();
  if (!parts_->reader.Read(plan_.field, answers, parts)) {
    return BadLabelValue(plan_.field.name, "JSON of another form",
                         "a list as crowd-html writes it");
  }
  if (!parts.answered) {
    return false;
  }
  if (plan_.answered_only) {
    value.set_choice(kAnsweredClass);
    return true;
  }
  switch (plan_.kind) {
    case LabelSchema::KIND_TEXT_SPANS:
      ASSAY_RETURN_IF_ERROR(MakeSpans(text, value));
      return true;
    case LabelSchema::KIND_BOXES:
      MakeBoxes(*value.mutable_boxes());
      return true;
    case LabelSchema::KIND_MULTIPLE_CHOICE:
      std::sort(parts.texts.begin(), parts.texts.end());
      parts.texts.erase(std::unique(parts.texts.begin(), parts.texts.end()), parts.texts.end());
      value.mutable_choices()->mutable_classes()->Assign(parts.texts.begin(), parts.texts.end());
      return true;
    default:
      if (parts.texts.size() > 1) {
        return BadLabelValue(plan_.field.name, absl::StrCat(parts.texts.size(), " options"), "one");
      }
      if (parts.texts.empty()) {
        return false;
      }
      ASSAY_RETURN_IF_ERROR(MakeScalar(parts.texts.front(), value));
      return true;
  }
}

void LabelMaker::MakeBoxes(v1::LabelValue::Boxes& boxes) const {
  for (const AnswerParts::Box& part : parts_->parts.boxes) {
    v1::LabelValue::Box& box = *boxes.add_boxes();
    box.set_min_x_pixels(part.left);
    box.set_min_y_pixels(part.top);
    box.set_max_x_pixels(part.left + part.width);
    box.set_max_y_pixels(part.top + part.height);
    box.set_label_class(part.label);
  }
}

absl::Status LabelMaker::MakeScalar(const std::string& text, v1::LabelValue& value) const {
  if (plan_.kind == LabelSchema::KIND_NUMBER) {
    const std::optional<double> number = exchange::ParseNumber(text);
    if (!number.has_value()) {
      return BadLabelValue(plan_.field.name, Shown(text), "a number");
    }
    value.set_number(*number);
    return absl::OkStatus();
  }
  if (plan_.kind == LabelSchema::KIND_PAIRWISE) {
    ASSAY_ASSIGN_OR_RETURN(value, ReadLabelText(v1::LabelValue::kPreference, text));
    return absl::OkStatus();
  }
  value.set_choice(text);
  return absl::OkStatus();
}

absl::Status LabelMaker::MakeSpans(std::string_view text, v1::LabelValue& value) {
  value.mutable_spans();
  const SpanOffsets offsets(text);
  for (const AnswerParts::Span& part : parts_->parts.spans) {
    const auto begin = offsets.ToCodePoints(part.start, plan_.span_unit);
    const auto end = offsets.ToCodePoints(part.end, plan_.span_unit);
    if (!begin.has_value() || !end.has_value() || *begin >= *end) {
      return BadLabelValue(
          plan_.field.name, absl::StrCat("the span ", part.start, "-", part.end),
          absl::StrCat("spans of a text of ", offsets.code_point_count(), " characters"));
    }
    v1::LabelValue::Span& span = *value.mutable_spans()->add_spans();
    span.set_start_offset(*begin);
    span.set_end_offset(*end);
    span.set_label_class(part.label);
  }
  return absl::OkStatus();
}

}  // namespace assay::mturk
