// Label Studio JSON-MIN: an object for each annotation, the task's data and the answers side by
// side.

#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "annotator/formats/formats.h"
#include "annotator/formats/json_records.h"
#include "annotator/formats/label_studio_result.h"
#include "annotator/formats/values.h"
#include "engine/base/status.h"

namespace assay::formats {
namespace {

class LabelStudioMinReader final : public ForeignReader {
 public:
  LabelStudioMinReader(const ReadOptions& options, exchange::ByteSource& source)
      : records_(options.file_name, source),
        control_(options.label_column),
        id_key_(options.item_column.empty() ? "id" : options.item_column) {}

  absl::StatusOr<bool> Next(ForeignItem& item) override {
    Json record;
    ASSAY_ASSIGN_OR_RETURN(const bool any, records_.Next(record));
    if (!any) {
      return false;
    }
    item = ForeignItem();
    item.at = records_.at();
    item.id = TextOf(Member(record, id_key_));
    if (item.id.empty()) {
      return records_.ForeignFault(id_key_, "nothing", "the id of a task");
    }
    if (!record.contains("annotator") && !record.contains("annotation_id")) {
      return records_.ForeignFault("annotator", "nothing", "an annotation (export as JSON-MIN)");
    }
    ReadFields(record, item);
    if (control_.empty()) {
      losses_.Count("annotations without a label");
      return true;
    }
    ForeignLabel label;
    auto value = ReadAnswer(Member(record, control_), item);
    if (!value.has_value()) {
      losses_.Count("annotations without a label");
      return true;
    }
    label.value = *std::move(value);
    const Json& user = Member(record, "annotator");
    label.annotator = user.is_object() ? TextOf(Member(user, "email")) : TextOf(user);
    if (label.annotator.empty()) {
      label.annotator = "label_studio";
    }
    label.submit_time_us = TimeOf(Member(record, "created_at"));
    label.active_time_us = MicrosOf(Member(record, "lead_time"));
    item.labels.push_back(std::move(label));
    return true;
  }

 private:
  // The task's data stand before "id", the answers between it and "annotator".
  void ReadFields(const Json& record, ForeignItem& item) {
    bool is_data = record.contains("id");
    for (const auto& [name, value] : record.items()) {
      if (name == "annotator" || name == "annotation_id") {
        break;
      }
      if (name == "id") {
        is_data = false;
      } else if (name == id_key_) {
        continue;
      } else if (is_data && name != control_) {
        item.fields.emplace_back(name, TextOf(value));
      } else if (control_.empty()) {
        control_ = name;
      } else if (name != control_) {
        losses_.Count(absl::StrCat("answers to '", name, "' beside those to '", control_, "'"));
      }
    }
  }

  std::optional<v1::LabelValue> ReadAnswer(const Json& answer, const ForeignItem& item) {
    if (answer.is_string()) {
      return ChoiceValue(answer.get<std::string>());
    }
    if (answer.is_number()) {
      return NumberValue(answer.get<double>());
    }
    if (answer.is_object() && Member(answer, "choices").is_array()) {
      std::vector<std::string> names;
      for (const Json& name : answer["choices"]) {
        names.push_back(TextOf(name));
      }
      return ChoicesValue(names);
    }
    if (!answer.is_array()) {
      return std::nullopt;
    }
    // Passages and boxes are regions without their frame.
    Json result = Json::array();
    for (const Json& content : answer) {
      for (const char* const type : {"labels", "hypertextlabels", "rectanglelabels", "taxonomy"}) {
        if (Member(content, type).is_array()) {
          result.push_back({{"from_name", control_},
                            {"type", type},
                            {"original_width", Member(content, "original_width")},
                            {"original_height", Member(content, "original_height")},
                            {"value", content}});
        }
      }
    }
    return ReadLabelStudioResult(result, item, control_, losses_);
  }

  JsonRecords records_;
  std::string control_;
  const std::string id_key_;
};

}  // namespace

MadeReader MakeLabelStudioMinReader(const ReadOptions& options, exchange::ByteSource& source) {
  return std::make_unique<LabelStudioMinReader>(options, source);
}

}  // namespace assay::formats
