// doccano JSONL: a text with classes, or with spans as [start, end, class] or as entities.

#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "annotator/formats/formats.h"
#include "annotator/formats/json_records.h"
#include "annotator/formats/values.h"
#include "engine/base/status.h"

namespace assay::formats {
namespace {

constexpr char kAnnotator[] = "doccano";

class DoccanoReader final : public ForeignReader {
 public:
  DoccanoReader(const ReadOptions& options, exchange::ByteSource& source)
      : records_(options.file_name, source), label_key_(options.label_column) {}

  absl::StatusOr<bool> Next(ForeignItem& item) override {
    Json record;
    ASSAY_ASSIGN_OR_RETURN(const bool any, records_.Next(record));
    if (!any) {
      return false;
    }
    item = ForeignItem();
    item.at = records_.at();
    item.id = TextOf(Member(record, "id"));
    if (item.id.empty()) {
      item.id = absl::StrCat(item.at.row);
    }
    ASSAY_ASSIGN_OR_RETURN(const std::string key, KeyOfLabels(record));
    for (const auto& [name, value] : record.items()) {
      if (name == "Comments" || name == "relations" || name == "cats") {
        losses_.Count(absl::StrCat("'", name, "'"),
                      value.is_array() ? static_cast<int64_t>(value.size()) : 1);
      } else if (name != key && name != "id") {
        item.fields.emplace_back(name, TextOf(value));
      }
    }
    if (key.empty()) {
      return true;
    }
    ASSAY_ASSIGN_OR_RETURN(auto value, ValueOf(record[key], key, TextOf(Member(record, "text"))));
    if (value.value_case() != v1::LabelValue::VALUE_NOT_SET) {
      item.labels.push_back({kAnnotator, std::move(value), std::nullopt, 0});
    }
    return true;
  }

 private:
  absl::StatusOr<std::string> KeyOfLabels(const Json& record) const {
    if (!label_key_.empty()) {
      return label_key_;
    }
    for (const char* const key : {"label", "labels", "entities"}) {
      if (record.contains(key)) {
        return std::string(key);
      }
    }
    return std::string();
  }

  absl::StatusOr<v1::LabelValue> ValueOf(const Json& list, const std::string& key,
                                         const std::string& text) const {
    v1::LabelValue value;
    if (list.is_string()) {
      return ChoiceValue(list.get<std::string>());
    }
    if (!list.is_array()) {
      return records_.ForeignFault(key, TextOf(list), "a list of classes or of spans");
    }
    std::vector<std::string> names;
    for (const Json& each : list) {
      const bool is_triple = each.is_array() && each.size() == 3;
      if (!is_triple && !each.is_object()) {
        names.push_back(TextOf(each));
        continue;
      }
      const Json& start = is_triple ? each[0] : Member(each, "start_offset");
      const Json& end = is_triple ? each[1] : Member(each, "end_offset");
      const Json& name = is_triple ? each[2] : Member(each, "label");
      if (!start.is_number_integer() || !end.is_number_integer()) {
        return records_.ForeignFault(key, TextOf(each), "[start, end, class]");
      }
      auto span = SpanOf(text, start.get<int64_t>(), end.get<int64_t>(), Json(), TextOf(name));
      if (!span.has_value()) {
        return records_.ForeignFault(key, TextOf(each), "a passage inside of the text");
      }
      span->set_column("text");
      *value.mutable_spans()->add_spans() = *std::move(span);
    }
    if (value.has_spans() && !names.empty()) {
      return records_.ForeignFault(key, TextOf(list), "classes or spans, not both");
    }
    if (!names.empty()) {
      return names.size() == 1 ? ChoiceValue(names[0]) : ChoicesValue(names);
    }
    return value;
  }

  JsonRecords records_;
  const std::string label_key_;
};

class DoccanoWriter final : public ForeignWriter {
 public:
  explicit DoccanoWriter(const Sink& sink) : sink_(sink) {}

  absl::Status Write(const ItemToWrite& item) override {
    const v1::LabelValue* const value = OneLabel(item, losses_);
    if (value == nullptr) {
      return absl::OkStatus();
    }
    const std::string column =
        value->spans().spans_size() > 0 ? value->spans().spans(0).column() : "";
    Json record = {{"id", item.id}, {"text", FirstText(item.fields, column)}};
    for (const auto& [name, text] : item.fields) {
      if (!record.contains(name) && text != record["text"].get<std::string>()) {
        record[name] = text;
      }
    }
    Json& list = record["label"] = Json::array();
    if (value->has_spans()) {
      for (const auto& span : value->spans().spans()) {
        if (span.column() != column) {
          losses_.Count("spans of another column");
        } else {
          list.push_back({span.start_offset(), span.end_offset(), span.label_class()});
        }
      }
    } else if (value->has_choice() || value->has_choices()) {
      list = ClassesOf(*value);
    } else {
      losses_.Count("labels that are neither classes nor spans");
      return absl::OkStatus();
    }
    return sink_(record.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n");
  }

 private:
  const Sink sink_;
};

}  // namespace

MadeReader MakeDoccanoReader(const ReadOptions& options, exchange::ByteSource& source) {
  return std::make_unique<DoccanoReader>(options, source);
}

MadeWriter MakeDoccanoWriter(const WriteOptions&, const Sink& sink) {
  return std::make_unique<DoccanoWriter>(sink);
}

}  // namespace assay::formats
