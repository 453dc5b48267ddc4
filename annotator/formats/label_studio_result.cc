#include "annotator/formats/label_studio_result.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "annotator/formats/values.h"
#include "annotator/schema/span_offsets.h"

namespace assay::formats {
namespace {

std::vector<std::string> TextsOf(const Json& list) {
  std::vector<std::string> texts;
  if (list.is_array()) {
    for (const Json& each : list) {
      // A taxonomy's entry is the path to it.
      if (each.is_array()) {
        std::vector<std::string> path;
        for (const Json& step : each) {
          path.push_back(TextOf(step));
        }
        texts.push_back(absl::StrJoin(path, "/"));
      } else {
        texts.push_back(TextOf(each));
      }
    }
  } else if (!list.is_null()) {
    texts.push_back(TextOf(list));
  }
  return texts;
}

std::string FirstClass(const Json& list) {
  const std::vector<std::string> texts = TextsOf(list);
  return texts.empty() ? "" : texts[0];
}

// Adds one region's part to the value; false: no label can hold it.
class RegionReader {
 public:
  explicit RegionReader(const ForeignItem& item) : item_(item) {}

  bool Add(const Json& region, v1::LabelValue& value) const {
    const std::string type = TextOf(Member(region, "type"));
    const Json& content = Member(region, "value");
    if (type == "choices" || type == "taxonomy") {
      return AddClasses(TextsOf(Member(content, type)), value);
    }
    if (type == "rating" || type == "number") {
      const Json& number = Member(content, type);
      if (!number.is_number()) {
        return false;
      }
      value.set_number(number.get<double>());
      return true;
    }
    if (type == "labels" || type == "hypertextlabels") {
      return AddSpan(content, type, value);
    }
    if (type == "rectanglelabels") {
      return AddBox(region, content, value);
    }
    if (type == "pairwise") {
      const std::string selected = TextOf(Member(content, "selected"));
      value.set_preference(selected == "left"    ? v1::LabelValue::PREFERENCE_FIRST
                           : selected == "right" ? v1::LabelValue::PREFERENCE_SECOND
                                                 : v1::LabelValue::PREFERENCE_TIE);
      return true;
    }
    return false;
  }

 private:
  static bool AddClasses(const std::vector<std::string>& names, v1::LabelValue& value) {
    if (names.size() == 1 && value.value_case() == v1::LabelValue::VALUE_NOT_SET) {
      value.set_choice(names[0]);
      return true;
    }
    std::vector<std::string> all = ClassesOf(value);
    all.insert(all.end(), names.begin(), names.end());
    value = ChoicesValue(all);
    return true;
  }

  bool AddSpan(const Json& content, const std::string& type, v1::LabelValue& value) const {
    const Json& offsets =
        Member(content, "globalOffsets").is_object() ? Member(content, "globalOffsets") : content;
    const Json& start = Member(offsets, "start");
    const Json& end = Member(offsets, "end");
    if (!start.is_number_integer() || !end.is_number_integer()) {
      return false;
    }
    const Json& quoted = Member(content, "text");
    const std::string name = FirstClass(Member(content, type));
    // The field that the passage is in: it says the quoted text there, else the first text.
    for (const auto& [column, text] : item_.fields) {
      auto span = SpanOf(text, start.get<int64_t>(), end.get<int64_t>(), quoted, name);
      if (!span.has_value()) {
        continue;
      }
      const SpanOffsets here(text);
      if (quoted.is_string() &&
          here.Passage(span->start_offset(), span->end_offset()) != quoted.get<std::string>()) {
        continue;
      }
      span->set_column(column);
      *value.mutable_spans()->add_spans() = *std::move(span);
      return true;
    }
    return false;
  }

  static bool AddBox(const Json& region, const Json& content, v1::LabelValue& value) {
    const Json& width = Member(region, "original_width");
    const Json& height = Member(region, "original_height");
    for (const char* const name : {"x", "y", "width", "height"}) {
      if (!Member(content, name).is_number()) {
        return false;
      }
    }
    const Json& rotation = Member(content, "rotation");
    if (!width.is_number() || !height.is_number() ||
        (rotation.is_number() && rotation.get<double>() != 0)) {
      return false;
    }
    const double x_pixels = width.get<double>() / 100;
    const double y_pixels = height.get<double>() / 100;
    auto& box = *value.mutable_boxes()->add_boxes();
    const double left = content["x"].get<double>();
    const double top = content["y"].get<double>();
    box.set_min_x_pixels(left * x_pixels);
    box.set_min_y_pixels(top * y_pixels);
    box.set_max_x_pixels((left + content["width"].get<double>()) * x_pixels);
    box.set_max_y_pixels((top + content["height"].get<double>()) * y_pixels);
    box.set_label_class(FirstClass(Member(content, "rectanglelabels")));
    return true;
  }

  const ForeignItem& item_;
};

Json Region(std::string_view type, Json value, int place) {
  return {{"id", absl::StrCat("r", place)}, {"from_name", "label"}, {"to_name", "item"},
          {"type", std::string(type)},      {"origin", "manual"},   {"value", std::move(value)}};
}

}  // namespace

std::optional<v1::LabelValue> ReadLabelStudioResult(const Json& result, const ForeignItem& item,
                                                    std::string& control, Losses& losses) {
  if (!result.is_array()) {
    return std::nullopt;
  }
  const RegionReader reader(item);
  v1::LabelValue value;
  for (const Json& region : result) {
    const std::string name = TextOf(Member(region, "from_name"));
    if (name.empty()) {
      losses.Count(absl::StrCat("regions of type ", TextOf(Member(region, "type"))));
    } else if (!control.empty() && name != control) {
      losses.Count(absl::StrCat("answers to '", name, "' beside those to '", control, "'"));
    } else if (!reader.Add(region, value)) {
      losses.Count(absl::StrCat("regions of type ", TextOf(Member(region, "type"))));
    } else if (control.empty()) {
      control = name;
    }
  }
  if (value.value_case() == v1::LabelValue::VALUE_NOT_SET) {
    return std::nullopt;
  }
  return value;
}

Json WriteLabelStudioResult(const v1::LabelValue& value,
                            const std::vector<std::pair<std::string, std::string>>& fields) {
  Json result = Json::array();
  if (value.has_choice() || value.has_choices()) {
    result.push_back(Region("choices", {{"choices", ClassesOf(value)}}, 0));
  } else if (value.has_number()) {
    result.push_back(Region("number", {{"number", value.number()}}, 0));
  } else if (value.has_spans()) {
    for (const auto& span : value.spans().spans()) {
      const std::string_view text = FirstText(fields, span.column());
      const SpanOffsets offsets(text);
      result.push_back(Region("labels",
                              {{"start", span.start_offset()},
                               {"end", span.end_offset()},
                               {"text", offsets.Passage(span.start_offset(), span.end_offset())},
                               {"labels", {span.label_class()}}},
                              static_cast<int>(result.size())));
    }
  } else if (value.preference() != v1::LabelValue::PREFERENCE_UNSPECIFIED) {
    const bool first = value.preference() == v1::LabelValue::PREFERENCE_FIRST;
    const bool second = value.preference() == v1::LabelValue::PREFERENCE_SECOND;
    result.push_back(Region("pairwise",
                            {{"selected", first    ? "left"
                                          : second ? "right"
                                                   : "none"}},
                            0));
  }
  return result;
}

}  // namespace assay::formats
