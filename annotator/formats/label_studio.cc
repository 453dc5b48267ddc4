// Label Studio JSON: a list of tasks with their annotations.

#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "annotator/formats/formats.h"
#include "annotator/formats/json_records.h"
#include "annotator/formats/label_studio_result.h"
#include "annotator/formats/values.h"
#include "annotator/schema/label_time.h"
#include "engine/base/status.h"

namespace assay::formats {
namespace {

// Our own item id travels among the task's data.
constexpr char kItemId[] = "item_id";
constexpr char kMeta[] = "assay";

std::string UserName(const Json& completed_by) {
  if (completed_by.is_object()) {
    const Json& email = Member(completed_by, "email");
    return email.is_string() ? email.get<std::string>() : TextOf(Member(completed_by, "id"));
  }
  return TextOf(completed_by);
}

class LabelStudioReader final : public ForeignReader {
 public:
  LabelStudioReader(const ReadOptions& options, exchange::ByteSource& source)
      : records_(options.file_name, source),
        control_(options.label_column),
        id_key_(options.item_column.empty() ? kItemId : options.item_column) {}

  absl::StatusOr<bool> Next(ForeignItem& item) override {
    Json task;
    ASSAY_ASSIGN_OR_RETURN(const bool any, records_.Next(task));
    if (!any) {
      return false;
    }
    item = ForeignItem();
    item.at = records_.at();
    const Json& data = Member(task, "data");
    // A bare task is its own data.
    const Json& shown = data.is_object() ? data : task;
    for (const auto& [name, value] : shown.items()) {
      if (name != id_key_) {
        item.fields.emplace_back(name, TextOf(value));
      }
    }
    item.id = TextOf(Member(shown, id_key_));
    if (item.id.empty()) {
      item.id = TextOf(Member(task, "id"));
    }
    if (item.id.empty()) {
      item.id = absl::StrCat(item.at.row);
    }
    const Json& annotations =
        task.contains("annotations") ? task["annotations"] : Member(task, "completions");
    if (!annotations.is_null() && !annotations.is_array()) {
      return records_.ForeignFault("annotations", TextOf(annotations), "a list");
    }
    for (const Json& annotation : annotations) {
      ReadAnnotation(annotation, item);
    }
    losses_.Count("predictions of models", CountOf(Member(task, "predictions")));
    losses_.Count("drafts", CountOf(Member(task, "drafts")));
    return true;
  }

 private:
  static int64_t CountOf(const Json& list) {
    return list.is_array() ? static_cast<int64_t>(list.size()) : 0;
  }

  void ReadAnnotation(const Json& annotation, ForeignItem& item) {
    const Json& cancelled = Member(annotation, "was_cancelled");
    if (cancelled.is_boolean() && cancelled.get<bool>()) {
      losses_.Count("cancelled (skipped) annotations");
      return;
    }
    ForeignLabel label;
    const Json& result = Member(annotation, "result");
    auto value = ReadLabelStudioResult(result, item, control_, losses_);
    if (!value.has_value()) {
      losses_.Count("annotations without a label");
      return;
    }
    label.value = *std::move(value);
    label.submit_time_us = TimeOf(Member(annotation, "created_at"));
    label.active_time_us = MicrosOf(Member(annotation, "lead_time"));
    // What we have written says who it was, whoever imported it there.
    const Json& ours = result.empty() ? Json() : Member(Member(result[0], "meta"), kMeta);
    if (ours.is_object()) {
      label.annotator = TextOf(Member(ours, "annotator"));
      if (const auto time = TimeOf(Member(ours, "submit_time")); time.has_value()) {
        label.submit_time_us = time;
      }
    } else {
      label.annotator = UserName(Member(annotation, "completed_by"));
    }
    if (label.annotator.empty()) {
      label.annotator = "label_studio";
    }
    item.labels.push_back(std::move(label));
  }

  JsonRecords records_;
  std::string control_;
  const std::string id_key_;
};

class LabelStudioWriter final : public ForeignWriter {
 public:
  explicit LabelStudioWriter(const Sink& sink) : sink_(sink) {}

  absl::Status Begin() override { return sink_("["); }

  absl::Status Write(const ItemToWrite& item) override {
    Json data = {{kItemId, item.id}};
    for (const auto& [name, text] : item.fields) {
      if (name == kItemId) {
        losses_.Count("fields called item_id");
      } else {
        data[name] = text;
      }
    }
    Json annotations = Json::array();
    for (const ForeignLabel& label : item.labels) {
      Json result = WriteLabelStudioResult(label.value, item.fields);
      if (result.empty()) {
        losses_.Count(label.value.has_boxes() ? "boxes (the size of the image is not known)"
                                              : "labels without a passage");
        continue;
      }
      Json ours = {{"annotator", label.annotator}};
      Json annotation = {{"was_cancelled", false}, {"ground_truth", false}};
      if (label.submit_time_us.has_value()) {
        ours["submit_time"] = FormatLabelTime(*label.submit_time_us);
        annotation["created_at"] = FormatLabelTime(*label.submit_time_us);
      }
      if (label.active_time_us > 0) {
        annotation["lead_time"] = static_cast<double>(label.active_time_us) / 1e6;
      }
      result[0]["meta"] = {{kMeta, std::move(ours)}};
      annotation["result"] = std::move(result);
      annotations.push_back(std::move(annotation));
    }
    const Json task = {{"data", std::move(data)}, {"annotations", std::move(annotations)}};
    std::string text = first_ ? "\n" : ",\n";
    first_ = false;
    text += task.dump(-1, ' ', false, Json::error_handler_t::replace);
    return sink_(text);
  }

  absl::Status End() override { return sink_("\n]\n"); }

 private:
  const Sink sink_;
  bool first_ = true;
};

}  // namespace

MadeReader MakeLabelStudioReader(const ReadOptions& options, exchange::ByteSource& source) {
  return std::make_unique<LabelStudioReader>(options, source);
}

MadeWriter MakeLabelStudioWriter(const WriteOptions&, const Sink& sink) {
  return std::make_unique<LabelStudioWriter>(sink);
}

}  // namespace assay::formats
