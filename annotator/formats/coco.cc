// COCO object detection: images, categories and annotations with boxes in pixels.

#include <algorithm>
#include <map>
#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "annotator/formats/formats.h"
#include "annotator/formats/json_records.h"
#include "annotator/formats/values.h"
#include "engine/base/status.h"

namespace assay::formats {
namespace {

constexpr char kAnnotator[] = "coco";

// The file is one object, which JsonRecords holds as a whole.
class CocoReader final : public ForeignReader {
 public:
  CocoReader(const ReadOptions& options, exchange::ByteSource& source)
      : records_(options.file_name, source) {}

  absl::StatusOr<bool> Next(ForeignItem& item) override {
    if (!read_) {
      ASSAY_RETURN_IF_ERROR(Read());
      read_ = true;
    }
    if (next_ == items_.size()) {
      return false;
    }
    item = std::move(items_[next_++]);
    return true;
  }

 private:
  absl::Status Read() {
    Json file;
    ASSAY_ASSIGN_OR_RETURN(const bool any, records_.Next(file));
    if (!any || !Member(file, "images").is_array()) {
      return records_.ForeignFault("images", TextOf(Member(file, "images")), "a list of images");
    }
    std::map<std::string, std::string> categories;
    for (const Json& category : Member(file, "categories")) {
      categories[TextOf(Member(category, "id"))] = TextOf(Member(category, "name"));
    }
    std::map<std::string, size_t> places;
    for (const Json& image : file["images"]) {
      ForeignItem item;
      item.at = {static_cast<int64_t>(items_.size()) + 1, 0};
      const std::string id = TextOf(Member(image, "id"));
      item.id = id;
      if (id.empty() || !places.emplace(id, items_.size()).second) {
        return records_.ForeignFault("images.id", id, "an id for each image, each once");
      }
      for (const auto& [name, value] : image.items()) {
        if (name != "id") {
          item.fields.emplace_back(name, TextOf(value));
        }
      }
      ForeignLabel label{kAnnotator, {}, std::nullopt, 0};
      label.value.mutable_boxes();
      item.labels.push_back(std::move(label));
      items_.push_back(std::move(item));
    }
    return ReadAnnotations(Member(file, "annotations"), categories, places);
  }

  absl::Status ReadAnnotations(const Json& annotations,
                               const std::map<std::string, std::string>& categories,
                               const std::map<std::string, size_t>& places) {
    for (const Json& annotation : annotations) {
      const std::string image = TextOf(Member(annotation, "image_id"));
      const auto place = places.find(image);
      if (place == places.end()) {
        return records_.ForeignFault("annotations.image_id", image, "the id of an image");
      }
      const std::string number = TextOf(Member(annotation, "category_id"));
      const auto category = categories.find(number);
      if (category == categories.end()) {
        return records_.ForeignFault("annotations.category_id", number, "the id of a category");
      }
      const Json& box = Member(annotation, "bbox");
      const bool is_box =
          box.is_array() && box.size() == 4 &&
          std::all_of(box.begin(), box.end(), [](const Json& each) { return each.is_number(); });
      if (!is_box) {
        losses_.Count("annotations without a box");
        continue;
      }
      losses_.Count("segmentations", Member(annotation, "segmentation").empty() ? 0 : 1);
      auto& added = *items_[place->second].labels[0].value.mutable_boxes()->add_boxes();
      added.set_min_x_pixels(box[0].get<double>());
      added.set_min_y_pixels(box[1].get<double>());
      added.set_max_x_pixels(box[0].get<double>() + box[2].get<double>());
      added.set_max_y_pixels(box[1].get<double>() + box[3].get<double>());
      added.set_label_class(category->second);
    }
    return absl::OkStatus();
  }

  JsonRecords records_;
  bool read_ = false;
  std::vector<ForeignItem> items_;
  size_t next_ = 0;
};

class CocoWriter final : public ForeignWriter {
 public:
  CocoWriter(const WriteOptions& options, const Sink& sink)
      : classes_(options.schema.classes().begin(), options.schema.classes().end()), sink_(sink) {}

  // Images and boxes come item by item; the boxes are kept until the images are written.
  absl::Status Begin() override {
    Json categories = Json::array();
    for (size_t i = 0; i < classes_.size(); ++i) {
      categories.push_back({{"id", i + 1}, {"name", classes_[i]}, {"supercategory", ""}});
    }
    return sink_(absl::StrCat("{\"categories\":", categories.dump(), ",\"images\":["));
  }

  absl::Status Write(const ItemToWrite& item) override {
    const v1::LabelValue* const value = OneLabel(item, losses_);
    if (value == nullptr || !value->has_boxes()) {
      losses_.Count("labels that are no boxes", value == nullptr ? 0 : 1);
      return absl::OkStatus();
    }
    Json image = {{"id", item.id}};
    for (const auto& [name, text] : item.fields) {
      const Json number = Json::parse(text, nullptr, false);
      image[name] = number.is_number() ? number : Json(text);
    }
    for (const auto& box : value->boxes().boxes()) {
      const double width = box.max_x_pixels() - box.min_x_pixels();
      const double height = box.max_y_pixels() - box.min_y_pixels();
      const auto category = std::find(classes_.begin(), classes_.end(), box.label_class());
      const Json annotation = {{"id", ++annotation_count_},
                               {"image_id", item.id},
                               {"category_id", category - classes_.begin() + 1},
                               {"bbox", {box.min_x_pixels(), box.min_y_pixels(), width, height}},
                               {"area", width * height},
                               {"iscrowd", 0}};
      absl::StrAppend(&annotations_, annotations_.empty() ? "" : ",", annotation.dump());
    }
    const std::string text = image.dump(-1, ' ', false, Json::error_handler_t::replace);
    const bool first = std::exchange(first_, false);
    return sink_(first ? text : "," + text);
  }

  absl::Status End() override {
    return sink_(absl::StrCat("],\"annotations\":[", annotations_, "]}\n"));
  }

 private:
  const std::vector<std::string> classes_;
  const Sink sink_;
  std::string annotations_;
  int64_t annotation_count_ = 0;
  bool first_ = true;
};

}  // namespace

MadeReader MakeCocoReader(const ReadOptions& options, exchange::ByteSource& source) {
  return std::make_unique<CocoReader>(options, source);
}

MadeWriter MakeCocoWriter(const WriteOptions& options, const Sink& sink) {
  return std::make_unique<CocoWriter>(options, sink);
}

}  // namespace assay::formats
