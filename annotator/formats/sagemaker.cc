// SageMaker Ground Truth augmented manifest: an input, a label attribute and its metadata on a
// line.

#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "annotator/formats/formats.h"
#include "annotator/formats/json_records.h"
#include "annotator/formats/values.h"
#include "engine/base/status.h"

namespace assay::formats {
namespace {

constexpr std::string_view kMetadata = "-metadata";

class SageMakerReader final : public ForeignReader {
 public:
  SageMakerReader(const ReadOptions& options, exchange::ByteSource& source)
      : records_(options.file_name, source), attribute_(options.label_column) {}

  absl::StatusOr<bool> Next(ForeignItem& item) override {
    Json line;
    ASSAY_ASSIGN_OR_RETURN(const bool any, records_.Next(line));
    if (!any) {
      return false;
    }
    item = ForeignItem();
    item.at = records_.at();
    item.id = TextOf(Member(line, "id"));
    if (item.id.empty()) {
      item.id = absl::StrCat(item.at.row);
    }
    ASSAY_RETURN_IF_ERROR(FindAttribute(line));
    for (const auto& [name, value] : line.items()) {
      const bool is_label = name == attribute_ || name == attribute_ + std::string(kMetadata);
      if (is_label || name == "id") {
        continue;
      }
      if (line.contains(name + std::string(kMetadata)) || name.ends_with(kMetadata)) {
        losses_.Count(absl::StrCat("the attribute '", name, "'"));
      } else {
        item.fields.emplace_back(name, TextOf(value));
      }
    }
    if (!line.contains(attribute_)) {
      losses_.Count("lines without a label");
      return true;
    }
    const Json& metadata = Member(line, attribute_ + std::string(kMetadata));
    ForeignLabel label;
    label.annotator = "sagemaker";
    label.submit_time_us = TimeOf(Member(metadata, "creation-date"));
    ASSAY_ASSIGN_OR_RETURN(label.value, ValueOf(line[attribute_], metadata, item));
    losses_.Count("confidences",
                  metadata.contains("confidence") || metadata.contains("confidence-map") ? 1 : 0);
    item.labels.push_back(std::move(label));
    return true;
  }

 private:
  absl::Status FindAttribute(const Json& line) {
    for (const auto& [name, value] : line.items()) {
      if (attribute_.empty() && name.ends_with(kMetadata) && value.is_object()) {
        attribute_ = name.substr(0, name.size() - kMetadata.size());
      }
    }
    return attribute_.empty() ? records_.ForeignFault("NAME-metadata", "nothing",
                                                      "the metadata of a label attribute")
                              : absl::OkStatus();
  }

  absl::StatusOr<v1::LabelValue> ValueOf(const Json& label, const Json& metadata,
                                         const ForeignItem& item) const {
    if (const Json& name = Member(metadata, "class-name"); name.is_string()) {
      return ChoiceValue(name.get<std::string>());
    }
    const Json& names = Member(metadata, "class-map");
    if (label.is_array()) {
      std::vector<std::string> classes;
      for (const Json& number : label) {
        const Json& name = Member(names, TextOf(number));
        classes.push_back(name.is_null() ? TextOf(number) : TextOf(name));
      }
      return ChoicesValue(classes);
    }
    const Json& annotations = Member(label, "annotations");
    if (const Json& entities = Member(annotations, "entities"); entities.is_array()) {
      return SpansOf(entities, FirstText(item.fields, "source"));
    }
    if (annotations.is_array()) {
      return BoxesOf(annotations, names);
    }
    if (label.is_number() || label.is_string()) {
      return ChoiceValue(TextOf(label));
    }
    return records_.ForeignFault(attribute_, TextOf(label), "a class, classes, entities or boxes");
  }

  absl::StatusOr<v1::LabelValue> SpansOf(const Json& entities, std::string_view text) const {
    v1::LabelValue value;
    value.mutable_spans();
    for (const Json& entity : entities) {
      const Json& start = Member(entity, "startOffset");
      const Json& end = Member(entity, "endOffset");
      auto span = start.is_number_integer() && end.is_number_integer()
                      ? SpanOf(text, start.get<int64_t>(), end.get<int64_t>(), Json(),
                               TextOf(Member(entity, "label")))
                      : std::nullopt;
      if (!span.has_value()) {
        return records_.ForeignFault(attribute_, TextOf(entity), "a passage inside of the source");
      }
      span->set_column("source");
      *value.mutable_spans()->add_spans() = *std::move(span);
    }
    return value;
  }

  absl::StatusOr<v1::LabelValue> BoxesOf(const Json& annotations, const Json& names) const {
    v1::LabelValue value;
    value.mutable_boxes();
    for (const Json& each : annotations) {
      for (const char* const key : {"left", "top", "width", "height"}) {
        if (!Member(each, key).is_number()) {
          return records_.ForeignFault(attribute_, TextOf(each),
                                       "boxes with left, top, width and height");
        }
      }
      auto& box = *value.mutable_boxes()->add_boxes();
      box.set_min_x_pixels(each["left"].get<double>());
      box.set_min_y_pixels(each["top"].get<double>());
      box.set_max_x_pixels(box.min_x_pixels() + each["width"].get<double>());
      box.set_max_y_pixels(box.min_y_pixels() + each["height"].get<double>());
      const std::string number = TextOf(Member(each, "class_id"));
      const Json& name = Member(names, number);
      box.set_label_class(name.is_null() ? number : TextOf(name));
    }
    return value;
  }

  JsonRecords records_;
  std::string attribute_;
};

class SageMakerWriter final : public ForeignWriter {
 public:
  SageMakerWriter(const WriteOptions& options, const Sink& sink)
      : classes_(options.schema.classes().begin(), options.schema.classes().end()), sink_(sink) {}

  absl::Status Write(const ItemToWrite& item) override {
    const v1::LabelValue* const value = OneLabel(item, losses_);
    if (value == nullptr) {
      return absl::OkStatus();
    }
    const auto& spans = value->spans().spans();
    Json line = {{"source", FirstText(item.fields, spans.empty() ? "" : spans[0].column())}};
    for (const auto& [name, text] : item.fields) {
      if (name != "source" && name != "id" && text != line["source"].get<std::string>()) {
        line[name] = text;
      }
    }
    line["id"] = item.id;
    Json metadata = {{"human-annotated", "yes"}, {"job-name", "assay"}};
    if (value->has_choice()) {
      line["label"] = NumberOf(value->choice());
      metadata["class-name"] = value->choice();
      metadata["type"] = "groundtruth/text-classification";
    } else if (value->has_choices()) {
      Json numbers = Json::array();
      Json map = Json::object();
      for (const std::string& name : value->choices().classes()) {
        numbers.push_back(NumberOf(name));
        map[absl::StrCat(NumberOf(name))] = name;
      }
      line["label"] = std::move(numbers);
      metadata["class-map"] = std::move(map);
      metadata["type"] = "groundtruth/text-classification-multilabel";
    } else if (value->has_spans()) {
      WriteSpans(*value, line);
      metadata["type"] = "groundtruth/text-span";
    } else if (value->has_boxes()) {
      metadata["class-map"] = WriteBoxes(*value, line);
      metadata["type"] = "groundtruth/object-detection";
    } else {
      losses_.Count("labels of a kind that Ground Truth has not");
      return absl::OkStatus();
    }
    line["label-metadata"] = std::move(metadata);
    return sink_(line.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n");
  }

 private:
  int64_t NumberOf(const std::string& name) const {
    return std::find(classes_.begin(), classes_.end(), name) - classes_.begin();
  }

  void WriteSpans(const v1::LabelValue& value, Json& line) {
    Json entities = Json::array();
    const std::string column =
        value.spans().spans_size() > 0 ? value.spans().spans(0).column() : "";
    for (const auto& span : value.spans().spans()) {
      if (span.column() != column) {
        losses_.Count("spans of another column");
        continue;
      }
      entities.push_back({{"startOffset", span.start_offset()},
                          {"endOffset", span.end_offset()},
                          {"label", span.label_class()}});
    }
    Json labels = Json::array();
    for (const std::string& name : classes_) {
      labels.push_back({{"label", name}});
    }
    line["label"] = {
        {"annotations", {{"entities", std::move(entities)}, {"labels", std::move(labels)}}}};
  }

  Json WriteBoxes(const v1::LabelValue& value, Json& line) const {
    Json list = Json::array();
    Json map = Json::object();
    for (const auto& box : value.boxes().boxes()) {
      list.push_back({{"class_id", NumberOf(box.label_class())},
                      {"left", box.min_x_pixels()},
                      {"top", box.min_y_pixels()},
                      {"width", box.max_x_pixels() - box.min_x_pixels()},
                      {"height", box.max_y_pixels() - box.min_y_pixels()}});
      map[absl::StrCat(NumberOf(box.label_class()))] = box.label_class();
    }
    line["label"] = {{"annotations", std::move(list)}};
    return map;
  }

  const std::vector<std::string> classes_;
  const Sink sink_;
};

}  // namespace

MadeReader MakeSageMakerReader(const ReadOptions& options, exchange::ByteSource& source) {
  return std::make_unique<SageMakerReader>(options, source);
}

MadeWriter MakeSageMakerWriter(const WriteOptions& options, const Sink& sink) {
  return std::make_unique<SageMakerWriter>(options, sink);
}

}  // namespace assay::formats
