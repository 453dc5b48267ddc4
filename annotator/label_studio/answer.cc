#include "annotator/label_studio/answer.h"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include "engine/base/status.h"

namespace assay::label_studio {
namespace {

constexpr size_t kMaxFoundBytes = 80;
constexpr double kMaxRating = 999;

using Value = v1::LabelValue;
using MaybeValue = absl::StatusOr<std::optional<Value>>;

std::string Short(const Json& json) {
  std::string text = json.dump(-1, ' ', true, Json::error_handler_t::replace);
  if (text.size() > kMaxFoundBytes) {
    text.resize(kMaxFoundBytes);
    text += "...";
  }
  return text;
}

std::string Lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return text;
}

// The "value" objects of the control's results; what a control marks several times has several.
absl::StatusOr<std::vector<const Json*>> RegionsOf(const Json& result, const Control& control) {
  if (!result.is_array()) {
    return BadAnnotation(Short(result), "a list of results");
  }
  std::vector<const Json*> regions;
  for (const Json& region : result) {
    if (!region.is_object()) {
      return BadAnnotation(Short(region), "a result with from_name and value");
    }
    const auto from = region.find("from_name");
    if (from == region.end() || *from != control.name) {
      continue;
    }
    const auto value = region.find("value");
    if (value == region.end() || !value->is_object()) {
      return BadAnnotation(Short(region), "a result with from_name and value");
    }
    regions.push_back(&region);
  }
  return regions;
}

// The texts of a list field of the value, such as "choices".
absl::StatusOr<std::vector<std::string>> Texts(const Json& region, const std::string& field) {
  const Json& value = region["value"];
  std::vector<std::string> texts;
  const auto found = value.find(field);
  bool ok = found != value.end() && found->is_array();
  for (size_t i = 0; ok && i < found->size(); ++i) {
    ok = (*found)[i].is_string();
    texts.push_back(ok ? (*found)[i].get<std::string>() : "");
  }
  if (!ok) {
    return BadAnnotation(Short(value), "a list of texts \"" + field + "\"");
  }
  return texts;
}

absl::StatusOr<double> Number(const Json& object, const std::string& field) {
  const auto found = object.find(field);
  if (found == object.end() || !found->is_number() || !std::isfinite(found->get<double>())) {
    return BadAnnotation(Short(object), "a number \"" + field + "\"");
  }
  return found->get<double>();
}

absl::StatusOr<std::string> OneText(const Json& region, const std::string& field) {
  ASSAY_ASSIGN_OR_RETURN(const std::vector<std::string> texts, Texts(region, field));
  if (texts.size() != 1) {
    return BadAnnotation(std::to_string(texts.size()) + " " + field, "one");
  }
  return texts[0];
}

MaybeValue ReadChoices(const std::vector<const Json*>& regions, v1::LabelSchema::Kind kind) {
  Value value;
  if (kind == v1::LabelSchema::KIND_MULTIPLE_CHOICE) {
    auto& classes = *value.mutable_choices()->mutable_classes();
    for (const Json* region : regions) {
      ASSAY_ASSIGN_OR_RETURN(const std::vector<std::string> texts, Texts(*region, "choices"));
      for (const std::string& text : texts) {
        if (std::find(classes.begin(), classes.end(), text) == classes.end()) {
          *classes.Add() = text;
        }
      }
    }
    return value;
  }
  if (regions.empty()) {
    return std::nullopt;
  }
  if (regions.size() > 1) {
    return BadAnnotation(std::to_string(regions.size()) + " results", "one");
  }
  ASSAY_ASSIGN_OR_RETURN(*value.mutable_choice(), OneText(*regions[0], "choices"));
  return value;
}

MaybeValue ReadNumber(const std::vector<const Json*>& regions, const std::string& field,
                      v1::LabelSchema::Kind kind) {
  if (regions.empty()) {
    return std::nullopt;
  }
  ASSAY_ASSIGN_OR_RETURN(const double number, Number((*regions[0])["value"], field));
  Value value;
  if (kind == v1::LabelSchema::KIND_NUMBER) {
    value.set_number(number);
  } else if (number >= 0 && number <= kMaxRating && number == std::floor(number)) {
    value.set_choice(std::to_string(static_cast<int>(number)));
  } else {
    return BadAnnotation(Short((*regions[0])["value"]), "a whole number of stars");
  }
  return value;
}

MaybeValue ReadSpans(const std::vector<const Json*>& regions) {
  Value value;
  auto& spans = *value.mutable_spans()->mutable_spans();
  for (const Json* region : regions) {
    auto& span = *spans.Add();
    ASSAY_ASSIGN_OR_RETURN(const double start, Number((*region)["value"], "start"));
    ASSAY_ASSIGN_OR_RETURN(const double end, Number((*region)["value"], "end"));
    ASSAY_ASSIGN_OR_RETURN(*span.mutable_label_class(), OneText(*region, "labels"));
    if (!(0 <= start && start < end && end < 1e9)) {
      return BadAnnotation(Short((*region)["value"]), "start below end");
    }
    span.set_start_offset(static_cast<int64_t>(start));
    span.set_end_offset(static_cast<int64_t>(end));
  }
  return value;
}

MaybeValue ReadBoxes(const std::vector<const Json*>& regions) {
  constexpr double kPercent = 100;
  Value value;
  auto& boxes = *value.mutable_boxes()->mutable_boxes();
  for (const Json* region : regions) {
    const Json& place = (*region)["value"];
    ASSAY_ASSIGN_OR_RETURN(const double width, Number(*region, "original_width"));
    ASSAY_ASSIGN_OR_RETURN(const double height, Number(*region, "original_height"));
    ASSAY_ASSIGN_OR_RETURN(const double x, Number(place, "x"));
    ASSAY_ASSIGN_OR_RETURN(const double y, Number(place, "y"));
    ASSAY_ASSIGN_OR_RETURN(const double w, Number(place, "width"));
    ASSAY_ASSIGN_OR_RETURN(const double h, Number(place, "height"));
    if (place.contains("rotation") && place["rotation"] != 0) {
      return BadAnnotation(Short(place), "a box that is not turned");
    }
    auto& box = *boxes.Add();
    box.set_min_x_pixels(x / kPercent * width);
    box.set_min_y_pixels(y / kPercent * height);
    box.set_max_x_pixels((x + w) / kPercent * width);
    box.set_max_y_pixels((y + h) / kPercent * height);
    ASSAY_ASSIGN_OR_RETURN(*box.mutable_label_class(), OneText(*region, "rectanglelabels"));
  }
  return value;
}

MaybeValue ReadPreference(const std::vector<const Json*>& regions) {
  if (regions.empty()) {
    return std::nullopt;
  }
  const Json& said = (*regions[0])["value"];
  Value value;
  if (said.contains("selected") && said["selected"] == "left") {
    value.set_preference(Value::PREFERENCE_FIRST);
  } else if (said.contains("selected") && said["selected"] == "right") {
    value.set_preference(Value::PREFERENCE_SECOND);
  } else {
    return BadAnnotation(Short(said), "\"selected\": \"left\" or \"right\"");
  }
  return value;
}

// The "value" objects that say a label.
std::vector<Json> ValuesOf(const Value& value, const Control& control) {
  std::vector<Json> values;
  switch (value.value_case()) {
    case Value::kChoice: {
      int stars = 0;
      const std::string& text = value.choice();
      if (control.tag != "Rating") {
        values.push_back({{"choices", Json::array({text})}});
      } else if (std::from_chars(text.data(), text.data() + text.size(), stars).ec == std::errc()) {
        values.push_back({{"rating", stars}});
      }
      break;
    }
    case Value::kChoices:
      if (!value.choices().classes().empty()) {
        values.push_back({{"choices", std::vector<std::string>(value.choices().classes().begin(),
                                                               value.choices().classes().end())}});
      }
      break;
    case Value::kNumber:
      values.push_back({{Lower(control.tag), value.number()}});
      break;
    case Value::kSpans:
      for (const Value::Span& span : value.spans().spans()) {
        values.push_back({{"start", span.start_offset()},
                          {"end", span.end_offset()},
                          {"labels", Json::array({span.label_class()})}});
      }
      break;
    case Value::kPreference:
      if (value.preference() != Value::PREFERENCE_TIE) {
        values.push_back(
            {{"selected", value.preference() == Value::PREFERENCE_FIRST ? "left" : "right"}});
      }
      break;
    default:
      break;
  }
  return values;
}

}  // namespace

absl::Status BadAnnotation(const std::string& found, const std::string& expected) {
  return MakeError(
      absl::StatusCode::kInvalidArgument, "BAD_ANNOTATION",
      "the annotation cannot become a label: found " + found + ", expected " + expected,
      {{"found", found}, {"expected", expected}});
}

MaybeValue ReadAnswer(const Json& result, const Control& control, v1::LabelSchema::Kind kind) {
  ASSAY_ASSIGN_OR_RETURN(const std::vector<const Json*> regions, RegionsOf(result, control));
  if (control.tag == "Choices") {
    return ReadChoices(regions, kind);
  }
  if (control.tag == "Labels") {
    return ReadSpans(regions);
  }
  if (control.tag == "RectangleLabels") {
    return ReadBoxes(regions);
  }
  return control.tag == "Pairwise" ? ReadPreference(regions)
                                   : ReadNumber(regions, Lower(control.tag), kind);
}

Json WriteAnswer(const Value& value, const Control& control) {
  Json result = Json::array();
  for (Json& one : ValuesOf(value, control)) {
    result.push_back({{"id", "assay-" + std::to_string(result.size())},
                      {"from_name", control.name},
                      {"to_name", control.to_name},
                      {"type", Lower(control.tag)},
                      {"value", std::move(one)}});
  }
  return result;
}

}  // namespace assay::label_studio
