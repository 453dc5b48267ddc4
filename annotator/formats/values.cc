#include "annotator/formats/values.h"

#include <algorithm>
#include <cctype>
#include <charconv>

#include "absl/strings/str_join.h"
#include "annotator/exchange/column_profile.h"
#include "annotator/schema/span_offsets.h"
#include "google/protobuf/util/json_util.h"

namespace assay::formats {
namespace {

constexpr size_t kMaxAnnotatorBytes = 63;

std::string NumberText(double number) {
  char text[32];
  return {text, std::to_chars(text, text + sizeof(text), number).ptr};
}

}  // namespace

v1::LabelValue ChoiceValue(std::string_view name) {
  v1::LabelValue value;
  value.set_choice(std::string(name));
  return value;
}

v1::LabelValue ChoicesValue(const std::vector<std::string>& names) {
  v1::LabelValue value;
  value.mutable_choices();
  for (const std::string& name : names) {
    value.mutable_choices()->add_classes(name);
  }
  return value;
}

v1::LabelValue NumberValue(double number) {
  v1::LabelValue value;
  value.set_number(number);
  return value;
}

std::vector<std::string> ClassesOf(const v1::LabelValue& value) {
  if (value.has_choice()) {
    return {value.choice()};
  }
  return {value.choices().classes().begin(), value.choices().classes().end()};
}

std::string CellOf(const v1::LabelValue& value) {
  if (value.has_choice()) {
    return value.choice();
  }
  if (value.has_choices()) {
    return absl::StrJoin(value.choices().classes(), "|");
  }
  if (value.has_number()) {
    return NumberText(value.number());
  }
  switch (value.preference()) {
    case v1::LabelValue::PREFERENCE_FIRST:
      return "first";
    case v1::LabelValue::PREFERENCE_SECOND:
      return "second";
    case v1::LabelValue::PREFERENCE_TIE:
      return "tie";
    default:
      break;
  }
  std::string json;
  const auto written = google::protobuf::util::MessageToJsonString(value, &json);
  return written.ok() ? json : "";
}

v1::LabelValue ValueOfCell(std::string_view cell) {
  v1::LabelValue value;
  if (cell.starts_with("{\"") &&
      google::protobuf::util::JsonStringToMessage({cell.data(), cell.size()}, &value).ok() &&
      value.value_case() != v1::LabelValue::VALUE_NOT_SET) {
    return value;
  }
  return ChoiceValue(cell);
}

std::optional<v1::LabelValue::Span> SpanOf(std::string_view text, int64_t start, int64_t end,
                                           const Json& quoted, std::string_view label_class) {
  const SpanOffsets offsets(text);
  const auto convert = [&](SpanUnit unit) -> std::optional<v1::LabelValue::Span> {
    const auto first = offsets.ToCodePoints(start, unit);
    const auto last = offsets.ToCodePoints(end, unit);
    if (!first.has_value() || !last.has_value() || *first >= *last) {
      return std::nullopt;
    }
    v1::LabelValue::Span span;
    span.set_start_offset(*first);
    span.set_end_offset(*last);
    span.set_label_class(std::string(label_class));
    return span;
  };
  const auto as_points = convert(SpanUnit::kCodePoints);
  if (!offsets.is_ambiguous()) {
    return as_points;
  }
  const auto says = [&](const std::optional<v1::LabelValue::Span>& span) {
    return span.has_value() &&
           offsets.Passage(span->start_offset(), span->end_offset()) == quoted.get<std::string>();
  };
  if (!quoted.is_string() || says(as_points)) {
    return as_points;
  }
  const auto as_units = convert(SpanUnit::kUtf16);
  return says(as_units) ? as_units : as_points;
}

void AddFields(const Json& object, ForeignItem& item) {
  if (!object.is_object()) {
    return;
  }
  for (const auto& [name, value] : object.items()) {
    item.fields.emplace_back(name, TextOf(value));
  }
}

std::string_view FirstText(const std::vector<std::pair<std::string, std::string>>& fields,
                           std::string_view column) {
  const auto found = std::find_if(fields.begin(), fields.end(), [&](const auto& field) {
    return column.empty() ? !exchange::ParseNumber(field.second).has_value()
                          : field.first == column;
  });
  return found == fields.end() ? std::string_view() : std::string_view(found->second);
}

const v1::LabelValue* OneLabel(const ItemToWrite& item, Losses& losses) {
  if (item.labels.size() > 1) {
    losses.Count("labels beside the consensus", static_cast<int64_t>(item.labels.size()) - 1);
  }
  return item.consensus.value_case() == v1::LabelValue::VALUE_NOT_SET ? nullptr : &item.consensus;
}

v1::LabelValue ConformValue(v1::LabelValue value, v1::LabelSchema::Kind kind) {
  switch (kind) {
    case v1::LabelSchema::KIND_SINGLE_CHOICE:
    case v1::LabelSchema::KIND_ORDINAL:
      if (value.choices().classes_size() == 1) {
        return ChoiceValue(value.choices().classes(0));
      }
      return value.has_number() ? ChoiceValue(NumberText(value.number())) : value;
    case v1::LabelSchema::KIND_MULTIPLE_CHOICE: {
      if (!value.has_choice()) {
        return value;
      }
      // As tables have them.
      std::vector<std::string> names;
      std::string_view rest = value.choice();
      while (!rest.empty()) {
        const size_t end = std::min(rest.find('|'), rest.size());
        names.emplace_back(rest.substr(0, end));
        rest.remove_prefix(std::min(end + 1, rest.size()));
      }
      return ChoicesValue(names);
    }
    case v1::LabelSchema::KIND_NUMBER: {
      const std::vector<std::string> classes = ClassesOf(value);
      const auto number = classes.size() == 1 ? exchange::ParseNumber(classes[0]) : std::nullopt;
      return number.has_value() ? NumberValue(*number) : value;
    }
    case v1::LabelSchema::KIND_PAIRWISE: {
      constexpr std::pair<std::string_view, v1::LabelValue::Preference> kWords[] = {
          {"first", v1::LabelValue::PREFERENCE_FIRST},
          {"second", v1::LabelValue::PREFERENCE_SECOND},
          {"tie", v1::LabelValue::PREFERENCE_TIE}};
      for (const auto& [word, preference] : kWords) {
        if (value.choice() == word) {
          value.set_preference(preference);
          break;
        }
      }
      return value;
    }
    default:
      return value;
  }
}

std::string AnnotatorIdOf(std::string_view name) {
  std::string id(name.substr(0, kMaxAnnotatorBytes));
  for (char& c : id) {
    const bool fits =
        std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '-' || c == '_' || c == '.';
    c = fits ? c : '_';
  }
  return id.empty() ? "unknown" : id;
}

}  // namespace assay::formats
