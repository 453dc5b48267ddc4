#include "annotator/schema/label_schema.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <set>
#include <utility>
#include <vector>

#include "annotator/schema/label_text.h"
#include "engine/base/check.h"
#include "engine/base/status.h"
#include "engine/store/codec.h"

namespace assay {
namespace {

constexpr int kMaxClasses = 2000;
constexpr size_t kMaxClassBytes = 1024;
constexpr int kMaxSpans = 1000;
constexpr size_t kMaxColumnBytes = 1024;

absl::Status BadSchema(std::string_view field, std::string_view found, std::string_view expected) {
  return MakeError(absl::StatusCode::kInvalidArgument, "BAD_LABEL_SCHEMA",
                   "the label schema: found " + std::string(found) + " in " + std::string(field) +
                       ", expected " + std::string(expected),
                   {{"field", std::string(field)},
                    {"found", std::string(found)},
                    {"expected", std::string(expected)}});
}

bool NeedsClasses(v1::LabelSchema::Kind kind) {
  return kind != v1::LabelSchema::KIND_NUMBER && kind != v1::LabelSchema::KIND_PAIRWISE;
}

int LeastClasses(v1::LabelSchema::Kind kind) {
  if (!NeedsClasses(kind)) {
    return 0;
  }
  const bool marks =
      kind == v1::LabelSchema::KIND_TEXT_SPANS || kind == v1::LabelSchema::KIND_BOXES;
  return marks ? 1 : 2;
}

absl::Status CheckClassCount(const v1::LabelSchema& schema) {
  const int least = LeastClasses(schema.kind());
  const int most = NeedsClasses(schema.kind()) ? kMaxClasses : 0;
  const int count = schema.classes_size();
  if (count < least || count > most) {
    return BadSchema(
        "schema.classes", std::to_string(count) + " classes",
        most == 0 ? "none for this kind" : std::to_string(least) + " to " + std::to_string(most));
  }
  return absl::OkStatus();
}

absl::Status CheckRange(const v1::LabelSchema& schema) {
  if (!schema.has_min_value() && !schema.has_max_value()) {
    return absl::OkStatus();
  }
  if (schema.kind() != v1::LabelSchema::KIND_NUMBER) {
    return BadSchema("schema.min_value", "a range", "one with numbers only");
  }
  const bool least_bad = schema.has_min_value() && !std::isfinite(schema.min_value());
  const bool most_bad = schema.has_max_value() && !std::isfinite(schema.max_value());
  if (least_bad || most_bad) {
    return BadSchema(least_bad ? "schema.min_value" : "schema.max_value", "no finite number",
                     "a finite number");
  }
  if (schema.has_min_value() && schema.has_max_value() && schema.min_value() > schema.max_value()) {
    return BadSchema(
        "schema.min_value",
        ShortestNumber(schema.min_value()) + " above " + ShortestNumber(schema.max_value()),
        "a least value not above the greatest");
  }
  return absl::OkStatus();
}

absl::Status CheckClassName(const std::string& name) {
  if (name.empty() || name.size() > kMaxClassBytes) {
    return BadSchema("schema.classes", "a class of " + std::to_string(name.size()) + " bytes",
                     "1 to " + std::to_string(kMaxClassBytes) + " bytes");
  }
  if (!IsUtf8(name)) {
    return BadSchema("schema.classes", "a class that is not UTF-8", "UTF-8");
  }
  return absl::OkStatus();
}

v1::LabelValue::ValueCase CaseOf(v1::LabelSchema::Kind kind) {
  switch (kind) {
    case v1::LabelSchema::KIND_SINGLE_CHOICE:
    case v1::LabelSchema::KIND_ORDINAL:
      return v1::LabelValue::kChoice;
    case v1::LabelSchema::KIND_MULTIPLE_CHOICE:
      return v1::LabelValue::kChoices;
    case v1::LabelSchema::KIND_NUMBER:
      return v1::LabelValue::kNumber;
    case v1::LabelSchema::KIND_TEXT_SPANS:
      return v1::LabelValue::kSpans;
    case v1::LabelSchema::KIND_BOXES:
      return v1::LabelValue::kBoxes;
    case v1::LabelSchema::KIND_PAIRWISE:
      return v1::LabelValue::kPreference;
    default:
      return v1::LabelValue::VALUE_NOT_SET;
  }
}

std::string_view CaseName(v1::LabelValue::ValueCase value_case) {
  switch (value_case) {
    case v1::LabelValue::kChoice:
      return "choice";
    case v1::LabelValue::kChoices:
      return "choices";
    case v1::LabelValue::kNumber:
      return "number";
    case v1::LabelValue::kSpans:
      return "spans";
    case v1::LabelValue::kBoxes:
      return "boxes";
    case v1::LabelValue::kPreference:
      return "preference";
    default:
      return "nothing";
  }
}

using ClassIndexes = std::unordered_map<std::string, uint32_t>;

absl::Status CheckClass(const ClassIndexes& classes, std::string_view field,
                        const std::string& name) {
  if (!classes.contains(name)) {
    return BadLabelValue(field, "'" + name + "'", "one of the campaign's classes");
  }
  return absl::OkStatus();
}

absl::Status CheckChoices(const ClassIndexes& classes, const v1::LabelValue::Choices& choices) {
  std::set<std::string_view> seen;
  for (const std::string& name : choices.classes()) {
    ASSAY_RETURN_IF_ERROR(CheckClass(classes, "value.choices.classes", name));
    if (!seen.insert(name).second) {
      return BadLabelValue("value.choices.classes", "'" + name + "' twice", "each class once");
    }
  }
  return absl::OkStatus();
}

absl::Status CheckNumber(const v1::LabelSchema& schema, double number) {
  const bool fits = std::isfinite(number) &&
                    (!schema.has_min_value() || number >= schema.min_value()) &&
                    (!schema.has_max_value() || number <= schema.max_value());
  if (fits) {
    return absl::OkStatus();
  }
  std::string expected = "a finite number";
  if (schema.has_min_value()) {
    expected += " from " + ShortestNumber(schema.min_value());
  }
  if (schema.has_max_value()) {
    expected += " to " + ShortestNumber(schema.max_value());
  }
  return BadLabelValue("value.number", ShortestNumber(number), expected);
}

absl::Status CheckSpans(const ClassIndexes& classes, const v1::LabelValue::Spans& spans) {
  if (spans.spans_size() > kMaxSpans) {
    return BadLabelValue("value.spans", std::to_string(spans.spans_size()) + " spans",
                         "at most " + std::to_string(kMaxSpans));
  }
  for (const v1::LabelValue::Span& span : spans.spans()) {
    ASSAY_RETURN_IF_ERROR(CheckClass(classes, "value.spans.label_class", span.label_class()));
    if (span.start_offset() < 0 || span.end_offset() <= span.start_offset()) {
      return BadLabelValue("value.spans.end_offset",
                           "the span from " + std::to_string(span.start_offset()) + " to " +
                               std::to_string(span.end_offset()),
                           "an end after a start from 0 on");
    }
    if (span.column().size() > kMaxColumnBytes) {
      return BadLabelValue("value.spans.column",
                           "a name of " + std::to_string(span.column().size()) + " bytes",
                           "at most " + std::to_string(kMaxColumnBytes));
    }
  }
  return absl::OkStatus();
}

absl::Status CheckBoxes(const ClassIndexes& classes, const v1::LabelValue::Boxes& boxes) {
  if (boxes.boxes_size() > kMaxSpans) {
    return BadLabelValue("value.boxes", std::to_string(boxes.boxes_size()) + " boxes",
                         "at most " + std::to_string(kMaxSpans));
  }
  for (const v1::LabelValue::Box& box : boxes.boxes()) {
    ASSAY_RETURN_IF_ERROR(CheckClass(classes, "value.boxes.label_class", box.label_class()));
    for (const double edge :
         {box.min_x_pixels(), box.min_y_pixels(), box.max_x_pixels(), box.max_y_pixels()}) {
      if (!std::isfinite(edge)) {
        return BadLabelValue("value.boxes", "an edge that is not finite", "finite numbers");
      }
    }
    if (box.max_x_pixels() <= box.min_x_pixels() || box.max_y_pixels() <= box.min_y_pixels()) {
      return BadLabelValue("value.boxes", "a box without extent",
                           "a right edge right of the left one, a lower edge below the upper one");
    }
  }
  return absl::OkStatus();
}

absl::Status CheckPreference(v1::LabelValue::Preference preference) {
  if (preference < v1::LabelValue::PREFERENCE_FIRST ||
      preference > v1::LabelValue::PREFERENCE_TIE) {
    return BadLabelValue("value.preference", std::to_string(preference),
                         "PREFERENCE_FIRST, PREFERENCE_SECOND or PREFERENCE_TIE");
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status BadLabelValue(std::string_view field, std::string_view found,
                           std::string_view expected) {
  return MakeError(absl::StatusCode::kInvalidArgument, "BAD_LABEL_VALUE",
                   "found " + std::string(found) + " as " + std::string(field) + ", expected " +
                       std::string(expected),
                   {{"field", std::string(field)},
                    {"found", std::string(found)},
                    {"expected", std::string(expected)}});
}

absl::StatusOr<LabelSchema> LabelSchema::Make(const v1::LabelSchema& schema) {
  if (CaseOf(schema.kind()) == v1::LabelValue::VALUE_NOT_SET) {
    return BadSchema("schema.kind", std::to_string(schema.kind()), "one of the kinds");
  }
  ASSAY_RETURN_IF_ERROR(CheckClassCount(schema));
  ASSAY_RETURN_IF_ERROR(CheckRange(schema));
  LabelSchema made;
  for (const std::string& name : schema.classes()) {
    ASSAY_RETURN_IF_ERROR(CheckClassName(name));
    const auto index = static_cast<uint32_t>(made.class_indexes_.size());
    if (!made.class_indexes_.emplace(name, index).second) {
      return BadSchema("schema.classes", "'" + name + "' twice", "each class once");
    }
  }
  made.schema_ = schema;
  return made;
}

bool LabelSchema::has_classes() const {
  return schema_.kind() == v1::LabelSchema::KIND_SINGLE_CHOICE ||
         schema_.kind() == v1::LabelSchema::KIND_ORDINAL;
}

absl::Status LabelSchema::Check(const v1::LabelValue& value) const {
  const v1::LabelValue::ValueCase expected = CaseOf(schema_.kind());
  if (value.value_case() != expected) {
    return BadLabelValue("value", CaseName(value.value_case()), CaseName(expected));
  }
  switch (expected) {
    case v1::LabelValue::kChoice:
      return CheckClass(class_indexes_, "value.choice", value.choice());
    case v1::LabelValue::kChoices:
      return CheckChoices(class_indexes_, value.choices());
    case v1::LabelValue::kNumber:
      return CheckNumber(schema_, value.number());
    case v1::LabelValue::kSpans:
      return CheckSpans(class_indexes_, value.spans());
    case v1::LabelValue::kBoxes:
      return CheckBoxes(class_indexes_, value.boxes());
    default:
      return CheckPreference(value.preference());
  }
}

uint32_t LabelSchema::ClassOf(const v1::LabelValue& value) const {
  const auto found = class_indexes_.find(value.choice());
  ASSAY_CHECK(found != class_indexes_.end());
  return found->second;
}

std::string LabelSchema::Canonical(const v1::LabelValue& value) const {
  switch (value.value_case()) {
    case v1::LabelValue::kChoice:
      return value.choice();
    case v1::LabelValue::kChoices: {
      std::vector<std::string> names(value.choices().classes().begin(),
                                     value.choices().classes().end());
      std::sort(names.begin(), names.end(), [this](const std::string& a, const std::string& b) {
        return class_indexes_.at(a) < class_indexes_.at(b);
      });
      return SetText(names);
    }
    case v1::LabelValue::kNumber:
      return ShortestNumber(value.number());
    case v1::LabelValue::kSpans:
      return SpansText(value.spans());
    case v1::LabelValue::kBoxes:
      return BoxesText(value.boxes());
    default:
      return std::string(PreferenceText(value.preference()));
  }
}

absl::StatusOr<v1::LabelValue> LabelSchema::Parse(std::string_view text) const {
  v1::LabelValue value;
  const v1::LabelValue::ValueCase expected = CaseOf(schema_.kind());
  if (expected == v1::LabelValue::kChoice) {
    value.set_choice(std::string(text));
  } else {
    ASSAY_ASSIGN_OR_RETURN(value, ReadLabelText(expected, text));
  }
  ASSAY_RETURN_IF_ERROR(Check(value));
  return value;
}

}  // namespace assay
