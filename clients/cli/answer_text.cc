#include "clients/cli/answer_text.h"

#include <charconv>
#include <cmath>
#include <optional>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_split.h"
#include "clients/cli/text.h"
#include "engine/base/status.h"
#include "google/protobuf/util/json_util.h"

namespace assay::cli {
namespace {

using v1::LabelSchema;
using v1::LabelValue;

constexpr int kMaxKeys = 9;

absl::Status BadAnswer(std::string_view found, const std::string& expected) {
  const std::string shown = OneLine(found, 80);
  return MakeError(absl::StatusCode::kInvalidArgument, "BAD_LABEL_VALUE",
                   "found '" + shown + "', expected " + expected,
                   {{"field", "label"}, {"found", shown}, {"expected", expected}});
}

bool HasClasses(const LabelSchema& schema) {
  return schema.kind() == LabelSchema::KIND_SINGLE_CHOICE ||
         schema.kind() == LabelSchema::KIND_MULTIPLE_CHOICE ||
         schema.kind() == LabelSchema::KIND_ORDINAL;
}

std::string_view Trim(std::string_view text) {
  const absl::string_view trimmed = absl::StripAsciiWhitespace({text.data(), text.size()});
  return {trimmed.data(), trimmed.size()};
}

template <typename Number>
std::optional<Number> NumberOf(std::string_view text) {
  Number number;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) {
    return std::nullopt;
  }
  return number;
}

std::string ClassList(const LabelSchema& schema) {
  std::string text = "one of ";
  for (int i = 0; i < schema.classes_size() && i < 10; ++i) {
    text += (i == 0 ? "'" : ", '") + OneLine(schema.classes(i), 40) + "'";
  }
  return schema.classes_size() > 10 ? text + ", ..." : text;
}

// The class as the schema spells it.
absl::StatusOr<std::string> FindClass(const LabelSchema& schema, std::string_view text,
                                      bool any_case) {
  for (const std::string& label_class : schema.classes()) {
    if (label_class == text ||
        (any_case && absl::EqualsIgnoreCase(label_class, {text.data(), text.size()}))) {
      return label_class;
    }
  }
  return BadAnswer(text, ClassList(schema));
}

// A class by its number in the menu or by its name.
absl::StatusOr<std::string> FindTyped(const LabelSchema& schema, std::string_view text) {
  const std::optional<int> number = NumberOf<int>(text);
  if (number.has_value() && *number >= 1 && *number <= schema.classes_size()) {
    return schema.classes(*number - 1);
  }
  return FindClass(schema, text, true);
}

absl::StatusOr<LabelValue> ParseJson(std::string_view text) {
  LabelValue value;
  const auto status =
      google::protobuf::util::JsonStringToMessage({text.data(), text.size()}, &value);
  if (!status.ok()) {
    return BadAnswer(text, "the JSON of a LabelValue, such as {\"spans\": {\"spans\": []}}");
  }
  return value;
}

absl::StatusOr<LabelValue> ParseNumber(std::string_view text) {
  const std::optional<double> number = NumberOf<double>(text);
  if (!number.has_value() || !std::isfinite(*number)) {
    return BadAnswer(text, "a number");
  }
  LabelValue value;
  value.set_number(*number);
  return value;
}

absl::StatusOr<LabelValue> ParsePreference(std::string_view text) {
  LabelValue value;
  if (text == "first" || text == "1") {
    value.set_preference(LabelValue::PREFERENCE_FIRST);
  } else if (text == "second" || text == "2") {
    value.set_preference(LabelValue::PREFERENCE_SECOND);
  } else if (text == "tie" || text == "3") {
    value.set_preference(LabelValue::PREFERENCE_TIE);
  } else if (text.starts_with('{')) {
    return ParseJson(text);
  } else {
    return BadAnswer(text, "first, second or tie");
  }
  return value;
}

}  // namespace

absl::StatusOr<LabelValue> ParseAnswer(const LabelSchema& schema, std::string_view text) {
  LabelValue value;
  switch (schema.kind()) {
    case LabelSchema::KIND_NUMBER:
      return ParseNumber(Trim(text));
    case LabelSchema::KIND_PAIRWISE:
      return ParsePreference(Trim(text));
    case LabelSchema::KIND_MULTIPLE_CHOICE:
      value.mutable_choices();
      if (text.empty()) {
        return value;
      }
      for (const absl::string_view part :
           absl::StrSplit(absl::string_view(text.data(), text.size()), '|')) {
        ASSAY_ASSIGN_OR_RETURN(*value.mutable_choices()->add_classes(),
                               FindClass(schema, {part.data(), part.size()}, false));
      }
      return value;
    case LabelSchema::KIND_SINGLE_CHOICE:
    case LabelSchema::KIND_ORDINAL: {
      ASSAY_ASSIGN_OR_RETURN(*value.mutable_choice(), FindClass(schema, text, false));
      return value;
    }
    default:
      return ParseJson(text);
  }
}

absl::StatusOr<LabelValue> ParseTypedAnswer(const LabelSchema& schema, std::string_view text) {
  text = Trim(text);
  LabelValue value;
  if (!HasClasses(schema)) {
    return ParseAnswer(schema, text);
  }
  if (schema.kind() != LabelSchema::KIND_MULTIPLE_CHOICE) {
    ASSAY_ASSIGN_OR_RETURN(*value.mutable_choice(), FindTyped(schema, text));
    return value;
  }
  value.mutable_choices();
  if (text == "0") {
    return value;
  }
  // Names may hold spaces; where there is a separator that they cannot hold, it counts alone.
  const std::string separators = text.find('|') != std::string_view::npos ? "|" : ", ";
  for (const absl::string_view part :
       absl::StrSplit(absl::string_view(text.data(), text.size()), absl::ByAnyChar(separators),
                      absl::SkipWhitespace())) {
    ASSAY_ASSIGN_OR_RETURN(*value.mutable_choices()->add_classes(),
                           FindTyped(schema, Trim({part.data(), part.size()})));
  }
  return value.choices().classes().empty() ? BadAnswer(text, "classes, or 0 for none")
                                           : absl::StatusOr<LabelValue>(value);
}

bool IsOneKey(const LabelSchema& schema) {
  return schema.kind() == LabelSchema::KIND_PAIRWISE ||
         (HasClasses(schema) && schema.kind() != LabelSchema::KIND_MULTIPLE_CHOICE &&
          schema.classes_size() <= kMaxKeys);
}

std::string AnswerMenu(const LabelSchema& schema) {
  switch (schema.kind()) {
    case LabelSchema::KIND_NUMBER:
      return "a number";
    case LabelSchema::KIND_PAIRWISE:
      return "1 the first is better   2 the second   3 neither";
    case LabelSchema::KIND_TEXT_SPANS:
    case LabelSchema::KIND_BOXES:
      return "the JSON of a LabelValue";
    default:
      break;
  }
  std::string menu;
  for (int i = 0; i < schema.classes_size(); ++i) {
    menu += (i == 0 ? "" : "   ") + std::to_string(i + 1) + " " + OneLine(schema.classes(i), 60);
  }
  return schema.kind() == LabelSchema::KIND_MULTIPLE_CHOICE ? menu + "   (several, or 0 for none)"
                                                            : menu;
}

}  // namespace assay::cli
