// JSON Lines as Hugging Face data sets have them: columns, one of them the label.

#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "annotator/formats/formats.h"
#include "annotator/formats/json_records.h"
#include "annotator/formats/values.h"
#include "engine/base/status.h"

namespace assay::formats {
namespace {

class HuggingFaceReader final : public ForeignReader {
 public:
  HuggingFaceReader(const ReadOptions& options, exchange::ByteSource& source)
      : records_(options.file_name, source),
        label_key_(options.label_column),
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
      item.id = absl::StrCat(item.at.row);
    }
    const std::string key = KeyOfLabel(record);
    for (const auto& [name, value] : record.items()) {
      if (name != key && name != id_key_ && name != "annotator_ids") {
        item.fields.emplace_back(name, TextOf(value));
      }
    }
    if (key.empty()) {
      return true;
    }
    const Json& label = Member(record, key);
    const Json& annotators = Member(record, "annotator_ids");
    if (annotators.is_array()) {
      return ReadSeveral(label, annotators, key, item);
    }
    if (auto value = ValueOf(label); value.has_value()) {
      item.labels.push_back({"huggingface", *std::move(value), std::nullopt, 0});
    } else {
      losses_.Count("rows without a label");
    }
    return true;
  }

 private:
  std::string KeyOfLabel(const Json& record) const {
    if (!label_key_.empty()) {
      return label_key_;
    }
    for (const char* const key : {"label", "labels", "coarse_label", "target"}) {
      if (record.contains(key)) {
        return key;
      }
    }
    return "";
  }

  static std::optional<v1::LabelValue> ValueOf(const Json& label) {
    if (label.is_null()) {
      return std::nullopt;
    }
    if (!label.is_array()) {
      // A class by its number is still a class; where numbers are asked for, it becomes one.
      return ChoiceValue(TextOf(label));
    }
    std::vector<std::string> names;
    for (const Json& name : label) {
      names.push_back(TextOf(name));
    }
    return ChoicesValue(names);
  }

  // Labels of several people: a list of them beside the list of their names.
  absl::StatusOr<bool> ReadSeveral(const Json& labels, const Json& annotators,
                                   const std::string& key, ForeignItem& item) {
    if (!labels.is_array() || labels.size() != annotators.size()) {
      return records_.ForeignFault(key, TextOf(labels), "a label for each of annotator_ids");
    }
    for (size_t i = 0; i < labels.size(); ++i) {
      if (auto value = ValueOf(labels[i]); value.has_value()) {
        item.labels.push_back({TextOf(annotators[i]), *std::move(value), std::nullopt, 0});
      }
    }
    return true;
  }

  JsonRecords records_;
  const std::string label_key_;
  const std::string id_key_;
};

class HuggingFaceWriter final : public ForeignWriter {
 public:
  explicit HuggingFaceWriter(const Sink& sink) : sink_(sink) {}

  absl::Status Write(const ItemToWrite& item) override {
    const v1::LabelValue* const value = OneLabel(item, losses_);
    if (value == nullptr) {
      return absl::OkStatus();
    }
    Json record = {{"id", item.id}};
    for (const auto& [name, text] : item.fields) {
      if (name == "label" || name == "id") {
        losses_.Count(absl::StrCat("fields called ", name));
      } else {
        record[name] = text;
      }
    }
    if (value->has_choice()) {
      record["label"] = value->choice();
    } else if (value->has_choices()) {
      record["label"] = ClassesOf(*value);
    } else if (value->has_number()) {
      record["label"] = value->number();
    } else {
      losses_.Count("labels that are neither classes nor numbers");
      return absl::OkStatus();
    }
    return sink_(record.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n");
  }

 private:
  const Sink sink_;
};

}  // namespace

MadeReader MakeHuggingFaceReader(const ReadOptions& options, exchange::ByteSource& source) {
  return std::make_unique<HuggingFaceReader>(options, source);
}

MadeWriter MakeHuggingFaceWriter(const WriteOptions&, const Sink& sink) {
  return std::make_unique<HuggingFaceWriter>(sink);
}

}  // namespace assay::formats
