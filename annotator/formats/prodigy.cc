// Prodigy JSONL: a task for each annotator, with what was accepted.

#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "annotator/formats/formats.h"
#include "annotator/formats/json_records.h"
#include "annotator/formats/values.h"
#include "engine/base/status.h"

namespace assay::formats {
namespace {

class ProdigyReader final : public ForeignReader {
 public:
  ProdigyReader(const ReadOptions& options, exchange::ByteSource& source)
      : records_(options.file_name, source), id_key_(options.item_column) {}

  absl::StatusOr<bool> Next(ForeignItem& item) override {
    Json task;
    ASSAY_ASSIGN_OR_RETURN(const bool any, records_.Next(task));
    if (!any) {
      return false;
    }
    item = ForeignItem();
    item.at = records_.at();
    item.id = IdOf(task);
    for (const auto& [name, value] : task.items()) {
      const bool is_content = value.is_string() && name.front() != '_' && name != "answer" &&
                              name != "label" && name != "id";
      if (is_content) {
        item.fields.emplace_back(name, value.get<std::string>());
      }
    }
    const std::string answer = TextOf(Member(task, "answer"));
    if (answer == "ignore") {
      losses_.Count("ignored tasks");
      return true;
    }
    if (answer != "accept" && answer != "reject") {
      return records_.ForeignFault("answer", answer, "accept, reject or ignore");
    }
    ForeignLabel label;
    ASSAY_ASSIGN_OR_RETURN(label.value, ValueOf(task, answer == "accept"));
    if (label.value.value_case() == v1::LabelValue::VALUE_NOT_SET) {
      losses_.Count(answer == "accept" ? "tasks without a label" : "rejected tasks");
      return true;
    }
    label.annotator = TextOf(Member(task, "_annotator_id"));
    if (label.annotator.empty()) {
      label.annotator = TextOf(Member(task, "_session_id"));
    }
    if (label.annotator.empty()) {
      label.annotator = "prodigy";
    }
    label.submit_time_us = TimeOf(Member(task, "_timestamp"));
    item.labels.push_back(std::move(label));
    return true;
  }

 private:
  std::string IdOf(const Json& task) const {
    for (const Json* const id :
         {&Member(task, id_key_), &Member(task, "id"), &Member(Member(task, "meta"), "id"),
          &Member(task, "_input_hash")}) {
      if (const std::string text = TextOf(*id); !text.empty()) {
        return text;
      }
    }
    return absl::StrCat(records_.at().row);
  }

  absl::StatusOr<v1::LabelValue> ValueOf(const Json& task, bool accepted) const {
    v1::LabelValue value;
    if (!accepted) {
      // A rejected class is not the class; which other one is, nobody has said.
      return value;
    }
    const Json& spans = Member(task, "spans");
    const std::string text = TextOf(Member(task, "text"));
    if (spans.is_array() && Member(task, "text").is_string()) {
      value.mutable_spans();
      for (const Json& each : spans) {
        const Json& start = Member(each, "start");
        const Json& end = Member(each, "end");
        if (!start.is_number_integer() || !end.is_number_integer()) {
          return records_.ForeignFault("spans", TextOf(each), "spans with start and end");
        }
        auto span = SpanOf(text, start.get<int64_t>(), end.get<int64_t>(), Json(),
                           TextOf(Member(each, "label")));
        if (!span.has_value()) {
          return records_.ForeignFault("spans", TextOf(each), "a passage inside of the text");
        }
        span->set_column("text");
        *value.mutable_spans()->add_spans() = *std::move(span);
      }
      return value;
    }
    if (const Json& chosen = Member(task, "accept"); chosen.is_array()) {
      std::vector<std::string> names;
      for (const Json& name : chosen) {
        names.push_back(TextOf(name));
      }
      return names.size() == 1 ? ChoiceValue(names[0]) : ChoicesValue(names);
    }
    const Json& label = Member(task, "label");
    return label.is_string() ? ChoiceValue(label.get<std::string>()) : value;
  }

  JsonRecords records_;
  const std::string id_key_;
};

class ProdigyWriter final : public ForeignWriter {
 public:
  ProdigyWriter(const WriteOptions& options, const Sink& sink)
      : classes_(options.schema.classes().begin(), options.schema.classes().end()), sink_(sink) {}

  absl::Status Write(const ItemToWrite& item) override {
    for (const ForeignLabel& label : item.labels) {
      Json task = {{"id", item.id}};
      const auto& spans = label.value.spans().spans();
      const std::string column = spans.empty() ? "" : spans[0].column();
      task["text"] = FirstText(item.fields, column);
      for (const auto& [name, text] : item.fields) {
        if (!task.contains(name) && text != task["text"].get<std::string>()) {
          task[name] = text;
        }
      }
      if (label.value.has_spans()) {
        Json& list = task["spans"] = Json::array();
        for (const auto& span : spans) {
          if (span.column() != column) {
            losses_.Count("spans of another column");
            continue;
          }
          list.push_back({{"start", span.start_offset()},
                          {"end", span.end_offset()},
                          {"label", span.label_class()}});
        }
      } else if (label.value.has_choice() || label.value.has_choices()) {
        Json& options = task["options"] = Json::array();
        for (const std::string& name : classes_) {
          options.push_back({{"id", name}, {"text", name}});
        }
        task["accept"] = ClassesOf(label.value);
      } else {
        losses_.Count("labels that are neither classes nor spans");
        continue;
      }
      task["answer"] = "accept";
      task["_annotator_id"] = label.annotator;
      task["_session_id"] = label.annotator;
      if (label.submit_time_us.has_value()) {
        task["_timestamp"] = *label.submit_time_us / 1'000'000;
      }
      losses_.Count("times of work", label.active_time_us > 0 ? 1 : 0);
      ASSAY_RETURN_IF_ERROR(
          sink_(task.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n"));
    }
    return absl::OkStatus();
  }

 private:
  const std::vector<std::string> classes_;
  const Sink sink_;
};

}  // namespace

MadeReader MakeProdigyReader(const ReadOptions& options, exchange::ByteSource& source) {
  return std::make_unique<ProdigyReader>(options, source);
}

MadeWriter MakeProdigyWriter(const WriteOptions& options, const Sink& sink) {
  return std::make_unique<ProdigyWriter>(options, sink);
}

}  // namespace assay::formats
