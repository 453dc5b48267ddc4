#include "annotator/schema/label_text.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <tuple>

#include "engine/base/status.h"
#include "google/protobuf/util/json_util.h"
#include "nlohmann/json.hpp"

namespace assay {
namespace {

constexpr size_t kMaxTextBytes = size_t{1} << 20;
constexpr size_t kMaxShownBytes = 64;

std::string Shown(std::string_view text) {
  return "'" + std::string(text.substr(0, kMaxShownBytes)) +
         (text.size() > kMaxShownBytes ? "...'" : "'");
}

bool HasBar(std::string_view text) { return text.find('|') != std::string_view::npos; }

std::vector<std::string> SplitAtBars(std::string_view text) {
  std::vector<std::string> parts;
  while (!text.empty()) {
    const size_t bar = text.find('|');
    parts.emplace_back(text.substr(0, bar));
    text.remove_prefix(bar == std::string_view::npos ? text.size() : bar + 1);
  }
  return parts;
}

template <typename Number>
std::optional<Number> ReadNumber(std::string_view text) {
  Number value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || error != std::errc() || end != text.data() + text.size()) {
    return std::nullopt;
  }
  return value;
}

using SpanOrder = std::tuple<int64_t, int64_t, std::string, std::string>;

nlohmann::json SpanJson(const SpanOrder& span) {
  const auto& [start, end, label, column] = span;
  nlohmann::json object = {{"start", start}, {"end", end}, {"label", label}};
  if (!column.empty()) {
    object["column"] = column;
  }
  return object;
}

absl::Status BadSpans(std::string_view text) {
  return BadLabelValue("value.spans", Shown(text),
                       "\"start-end:class\" with | between them, a JSON list of objects with "
                       "start, end and label, or the JSON of LabelValue");
}

bool AddSpan(std::string_view part, v1::LabelValue::Spans& spans) {
  const size_t colon = part.find(':');
  const size_t dash = part.find('-');
  if (colon == std::string_view::npos || dash == std::string_view::npos || dash > colon) {
    return false;
  }
  const auto start = ReadNumber<int64_t>(part.substr(0, dash));
  const auto end = ReadNumber<int64_t>(part.substr(dash + 1, colon - dash - 1));
  if (!start.has_value() || !end.has_value()) {
    return false;
  }
  v1::LabelValue::Span& span = *spans.add_spans();
  span.set_start_offset(*start);
  span.set_end_offset(*end);
  span.set_label_class(std::string(part.substr(colon + 1)));
  return true;
}

bool AddJsonSpan(const nlohmann::json& object, v1::LabelValue::Spans& spans) {
  if (!object.is_object()) {
    return false;
  }
  const auto start = object.find("start");
  const auto end = object.find("end");
  const auto label = object.find("label");
  const auto column = object.find("column");
  const bool is_span = start != object.end() && start->is_number_integer() && end != object.end() &&
                       end->is_number_integer() && label != object.end() && label->is_string() &&
                       (column == object.end() || column->is_string());
  if (!is_span) {
    return false;
  }
  v1::LabelValue::Span& span = *spans.add_spans();
  span.set_start_offset(start->get<int64_t>());
  span.set_end_offset(end->get<int64_t>());
  span.set_label_class(label->get<std::string>());
  if (column != object.end()) {
    span.set_column(column->get<std::string>());
  }
  return true;
}

absl::StatusOr<v1::LabelValue> ReadSpans(std::string_view text) {
  v1::LabelValue value;
  v1::LabelValue::Spans& spans = *value.mutable_spans();
  if (!text.starts_with('[')) {
    const std::vector<std::string> parts = SplitAtBars(text);
    const bool read = std::all_of(parts.begin(), parts.end(),
                                  [&](std::string_view part) { return AddSpan(part, spans); });
    return read && !text.ends_with('|') ? absl::StatusOr<v1::LabelValue>(value) : BadSpans(text);
  }
  const nlohmann::json list = nlohmann::json::parse(text.begin(), text.end(), nullptr, false);
  const bool read = list.is_array() && std::all_of(list.begin(), list.end(), [&](const auto& item) {
                      return AddJsonSpan(item, spans);
                    });
  return read ? absl::StatusOr<v1::LabelValue>(value) : BadSpans(text);
}

absl::StatusOr<v1::LabelValue> ReadSet(std::string_view text) {
  v1::LabelValue value;
  v1::LabelValue::Choices& choices = *value.mutable_choices();
  if (!text.starts_with('[')) {
    for (std::string& part : SplitAtBars(text)) {
      choices.add_classes(std::move(part));
    }
    return value;
  }
  const nlohmann::json list = nlohmann::json::parse(text.begin(), text.end(), nullptr, false);
  const bool read = list.is_array() && std::all_of(list.begin(), list.end(), [](const auto& item) {
                      return item.is_string();
                    });
  if (!read) {
    return BadLabelValue("value.choices", Shown(text),
                         "classes with | between them, or a JSON list of classes");
  }
  for (const nlohmann::json& item : list) {
    choices.add_classes(item.get<std::string>());
  }
  return value;
}

absl::StatusOr<v1::LabelValue> ReadMessage(const std::string& json) {
  v1::LabelValue value;
  if (!google::protobuf::util::JsonStringToMessage(json, &value).ok()) {
    return BadLabelValue("value", Shown(json), "the JSON of LabelValue");
  }
  return value;
}

absl::StatusOr<v1::LabelValue> ReadPreference(std::string_view text) {
  v1::LabelValue value;
  for (const auto preference : {v1::LabelValue::PREFERENCE_FIRST, v1::LabelValue::PREFERENCE_SECOND,
                                v1::LabelValue::PREFERENCE_TIE}) {
    if (text == PreferenceText(preference)) {
      value.set_preference(preference);
      return value;
    }
  }
  return BadLabelValue("value.preference", Shown(text), "first, second or tie");
}

absl::StatusOr<v1::LabelValue> ReadNumberText(std::string_view text) {
  const std::optional<double> number = ReadNumber<double>(text);
  if (!number.has_value()) {
    return BadLabelValue("value.number", Shown(text), "a decimal number");
  }
  v1::LabelValue value;
  value.set_number(*number);
  return value;
}

}  // namespace

std::string ShortestNumber(double number) {
  char buffer[32];
  const auto [end, error] =
      std::to_chars(buffer, buffer + sizeof(buffer), number == 0 ? 0 : number);
  return error == std::errc() ? std::string(buffer, end) : std::string();
}

std::string SetText(const std::vector<std::string>& classes) {
  const bool needs_json = (!classes.empty() && classes.front().starts_with('[')) ||
                          std::any_of(classes.begin(), classes.end(), HasBar);
  if (needs_json) {
    return nlohmann::json(classes).dump();
  }
  std::string text;
  for (const std::string& name : classes) {
    text += (text.empty() ? "" : "|") + name;
  }
  return text;
}

std::string SpansText(const v1::LabelValue::Spans& spans) {
  std::vector<SpanOrder> ordered;
  bool needs_json = false;
  for (const v1::LabelValue::Span& span : spans.spans()) {
    ordered.emplace_back(span.start_offset(), span.end_offset(), span.label_class(), span.column());
    needs_json = needs_json || HasBar(span.label_class()) || !span.column().empty();
  }
  std::sort(ordered.begin(), ordered.end());
  ordered.erase(std::unique(ordered.begin(), ordered.end()), ordered.end());
  if (needs_json) {
    nlohmann::json list = nlohmann::json::array();
    for (const SpanOrder& span : ordered) {
      list.push_back(SpanJson(span));
    }
    return list.dump();
  }
  std::string text;
  for (const auto& [start, end, label, column] : ordered) {
    text +=
        (text.empty() ? "" : "|") + std::to_string(start) + "-" + std::to_string(end) + ":" + label;
  }
  return text;
}

std::string BoxesText(const v1::LabelValue::Boxes& boxes) {
  using BoxOrder = std::tuple<double, double, double, double, std::string>;
  std::vector<BoxOrder> ordered;
  for (const v1::LabelValue::Box& box : boxes.boxes()) {
    ordered.emplace_back(box.min_x_pixels(), box.min_y_pixels(), box.max_x_pixels(),
                         box.max_y_pixels(), box.label_class());
  }
  std::sort(ordered.begin(), ordered.end());
  ordered.erase(std::unique(ordered.begin(), ordered.end()), ordered.end());
  nlohmann::json list = nlohmann::json::array();
  for (const auto& [min_x, min_y, max_x, max_y, label] : ordered) {
    list.push_back({{"min_x_pixels", min_x},
                    {"min_y_pixels", min_y},
                    {"max_x_pixels", max_x},
                    {"max_y_pixels", max_y},
                    {"label_class", label}});
  }
  return list.dump();
}

std::string_view PreferenceText(v1::LabelValue::Preference preference) {
  switch (preference) {
    case v1::LabelValue::PREFERENCE_FIRST:
      return "first";
    case v1::LabelValue::PREFERENCE_SECOND:
      return "second";
    default:
      return "tie";
  }
}

absl::StatusOr<v1::LabelValue> ReadLabelText(v1::LabelValue::ValueCase expected,
                                             std::string_view text) {
  if (text.size() > kMaxTextBytes) {
    return BadLabelValue("value", "a text of " + std::to_string(text.size()) + " bytes",
                         "at most " + std::to_string(kMaxTextBytes));
  }
  if (text.starts_with('{')) {
    return ReadMessage(std::string(text));
  }
  switch (expected) {
    case v1::LabelValue::kChoices:
      return ReadSet(text);
    case v1::LabelValue::kNumber:
      return ReadNumberText(text);
    case v1::LabelValue::kSpans:
      return ReadSpans(text);
    case v1::LabelValue::kBoxes:
      return ReadMessage("{\"boxes\":{\"boxes\":" + std::string(text.empty() ? "[]" : text) + "}}");
    default:
      return ReadPreference(text);
  }
}

}  // namespace assay
