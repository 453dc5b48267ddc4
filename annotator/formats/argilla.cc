// Argilla v2 records: fields, and for each question the responses of users.

#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "annotator/formats/formats.h"
#include "annotator/formats/json_records.h"
#include "annotator/formats/values.h"
#include "engine/base/status.h"

namespace assay::formats {
namespace {

class ArgillaReader final : public ForeignReader {
 public:
  ArgillaReader(const ReadOptions& options, exchange::ByteSource& source)
      : records_(options.file_name, source), question_(options.label_column) {}

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
    if (!Member(record, "fields").is_object()) {
      return records_.ForeignFault("fields", TextOf(Member(record, "fields")),
                                   "an object of texts");
    }
    AddFields(record["fields"], item);
    AddFields(Member(record, "metadata"), item);
    losses_.Count("suggestions of models",
                  static_cast<int64_t>(Member(record, "suggestions").size()));
    const Json& responses = Member(record, "responses");
    if (responses.is_null()) {
      return true;
    }
    if (!responses.is_object()) {
      return records_.ForeignFault("responses", TextOf(responses), "an object of questions");
    }
    for (const auto& [question, answers] : responses.items()) {
      if (question_.empty()) {
        question_ = question;
      }
      if (question != question_) {
        losses_.Count(absl::StrCat("answers to '", question, "' beside those to '", question_, "'"),
                      static_cast<int64_t>(answers.size()));
        continue;
      }
      for (const Json& answer : answers) {
        ASSAY_RETURN_IF_ERROR(ReadAnswer(answer, item));
      }
    }
    return true;
  }

 private:
  absl::Status ReadAnswer(const Json& answer, ForeignItem& item) {
    const std::string status = TextOf(Member(answer, "status"));
    if (status == "discarded" || status == "draft") {
      losses_.Count(absl::StrCat(status, " responses"));
      return absl::OkStatus();
    }
    ForeignLabel label;
    const Json& value = Member(answer, "value");
    if (value.is_string()) {
      label.value = ChoiceValue(value.get<std::string>());
    } else if (value.is_number()) {
      label.value = NumberValue(value.get<double>());
    } else if (value.is_array()) {
      ASSAY_RETURN_IF_ERROR(ReadList(value, item, label.value));
    } else {
      losses_.Count("responses without a label");
      return absl::OkStatus();
    }
    label.annotator = TextOf(Member(answer, "user_id"));
    if (label.annotator.empty()) {
      label.annotator = "argilla";
    }
    item.labels.push_back(std::move(label));
    return absl::OkStatus();
  }

  absl::Status ReadList(const Json& list, const ForeignItem& item, v1::LabelValue& value) const {
    const bool is_spans = !list.empty() && list[0].is_object() && list[0].contains("start");
    if (!is_spans) {
      std::vector<std::string> names;
      for (const Json& name : list) {
        names.push_back(TextOf(name));
      }
      value = ChoicesValue(names);
      return absl::OkStatus();
    }
    const std::string text(FirstText(item.fields));
    for (const Json& each : list) {
      const Json& start = Member(each, "start");
      const Json& end = Member(each, "end");
      auto span = start.is_number_integer() && end.is_number_integer()
                      ? SpanOf(text, start.get<int64_t>(), end.get<int64_t>(), Json(),
                               TextOf(Member(each, "label")))
                      : std::nullopt;
      if (!span.has_value()) {
        return records_.ForeignFault("responses", TextOf(each), "a passage inside of the text");
      }
      *value.mutable_spans()->add_spans() = *std::move(span);
    }
    return absl::OkStatus();
  }

  JsonRecords records_;
  std::string question_;
};

class ArgillaWriter final : public ForeignWriter {
 public:
  explicit ArgillaWriter(const Sink& sink) : sink_(sink) {}

  absl::Status Write(const ItemToWrite& item) override {
    Json fields = Json::object();
    for (const auto& [name, text] : item.fields) {
      fields[name] = text;
    }
    Json answers = Json::array();
    for (const ForeignLabel& label : item.labels) {
      Json value = ValueOf(label.value, item);
      if (value.is_null()) {
        losses_.Count("labels of a kind that Argilla has not");
        continue;
      }
      losses_.Count("times of labels", label.submit_time_us.has_value() ? 1 : 0);
      losses_.Count("times of work", label.active_time_us > 0 ? 1 : 0);
      answers.push_back(
          {{"value", std::move(value)}, {"user_id", label.annotator}, {"status", "submitted"}});
    }
    const Json record = {{"id", item.id},
                         {"fields", std::move(fields)},
                         {"metadata", Json::object()},
                         {"suggestions", Json::object()},
                         {"responses", {{"label", std::move(answers)}}},
                         {"status", "completed"}};
    return sink_(record.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n");
  }

 private:
  Json ValueOf(const v1::LabelValue& value, const ItemToWrite& item) {
    if (value.has_choice()) {
      return value.choice();
    }
    if (value.has_choices()) {
      return ClassesOf(value);
    }
    if (value.has_number()) {
      return value.number();
    }
    if (!value.has_spans()) {
      return nullptr;
    }
    const std::string_view first = FirstText(item.fields);
    Json list = Json::array();
    for (const auto& span : value.spans().spans()) {
      if (!span.column().empty() && FirstText(item.fields, span.column()) != first) {
        losses_.Count("spans of another column");
        continue;
      }
      list.push_back({{"label", span.label_class()},
                      {"start", span.start_offset()},
                      {"end", span.end_offset()}});
    }
    return list;
  }

  const Sink sink_;
};

}  // namespace

MadeReader MakeArgillaReader(const ReadOptions& options, exchange::ByteSource& source) {
  return std::make_unique<ArgillaReader>(options, source);
}

MadeWriter MakeArgillaWriter(const WriteOptions&, const Sink& sink) {
  return std::make_unique<ArgillaWriter>(sink);
}

}  // namespace assay::formats
