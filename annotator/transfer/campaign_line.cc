#include "annotator/transfer/campaign_line.h"

#include <charconv>

#include "absl/strings/str_cat.h"
#include "engine/base/check.h"
#include "google/protobuf/util/json_util.h"

namespace assay {
namespace {

using storage::v1::LogEntry;

// An object, key by key.
class LineWriter {
 public:
  LineWriter(std::string_view type, std::string& out) : out_(out) {
    out_ += "{\"type\":";
    AppendJsonText(type, out_);
  }
  LineWriter& Text(std::string_view key, std::string_view text) {
    Key(key);
    AppendJsonText(text, out_);
    return *this;
  }
  LineWriter& TextIfAny(std::string_view key, std::string_view text) {
    return text.empty() ? *this : Text(key, text);
  }
  template <typename Number>
  LineWriter& Integer(std::string_view key, Number number) {
    Key(key);
    absl::StrAppend(&out_, number);
    return *this;
  }
  template <typename Number>
  LineWriter& IntegerIfAny(std::string_view key, Number number) {
    return number == 0 ? *this : Integer(key, number);
  }
  LineWriter& Raw(std::string_view key, std::string_view json) {
    Key(key);
    out_ += json;
    return *this;
  }
  // Where a value is to be appended.
  std::string& Value(std::string_view key) {
    Key(key);
    return out_;
  }
  void End() { out_ += "}\n"; }

 private:
  void Key(std::string_view key) {
    out_ += ",\"";
    out_ += key;
    out_ += "\":";
  }

  std::string& out_;
};

std::string MessageJson(const google::protobuf::Message& message) {
  google::protobuf::util::JsonPrintOptions options;
  options.preserve_proto_field_names = true;
  std::string json;
  ASSAY_CHECK(google::protobuf::util::MessageToJsonString(message, &json, options).ok());
  return json;
}

void AppendValue(const v1::LabelValue& value, std::string& out) {
  switch (value.value_case()) {
    case v1::LabelValue::kChoice:
      out += "{\"choice\":";
      AppendJsonText(value.choice(), out);
      out += '}';
      return;
    case v1::LabelValue::kNumber:
      out += "{\"number\":";
      AppendJsonNumber(value.number(), out);
      out += '}';
      return;
    default:
      out += MessageJson(value);
  }
}

}  // namespace

void AppendJsonText(std::string_view text, std::string& out) {
  out += '"';
  for (const char c : text) {
    switch (c) {
      case '"':
        out += "\\\"";
        break;
      case '\\':
        out += "\\\\";
        break;
      case '\n':
        out += "\\n";
        break;
      case '\r':
        out += "\\r";
        break;
      case '\t':
        out += "\\t";
        break;
      default:
        if (static_cast<unsigned char>(c) < 0x20) {
          absl::StrAppend(&out, "\\u", absl::Hex(static_cast<unsigned char>(c), absl::kZeroPad4));
        } else {
          out += c;
        }
    }
  }
  out += '"';
}

void AppendJsonNumber(double number, std::string& out) {
  char buffer[32];
  const auto [end, error] = std::to_chars(buffer, buffer + sizeof(buffer), number);
  ASSAY_CHECK(error == std::errc());
  out.append(buffer, end);
}

std::string_view EntryKindName(LogEntry::Kind kind) {
  switch (kind) {
    case LogEntry::KIND_LABEL:
      return "label";
    case LogEntry::KIND_SKIP:
      return "skip";
    case LogEntry::KIND_FLAG:
      return "flag";
    case LogEntry::KIND_WITHDRAW:
      return "withdraw";
    case LogEntry::KIND_REINSTATE:
      return "reinstate";
    default:
      return "";
  }
}

std::string_view EntrySourceName(LogEntry::Source source) {
  switch (source) {
    case LogEntry::SOURCE_SUBMITTED:
      return "submitted";
    case LogEntry::SOURCE_IMPORTED:
      return "imported";
    case LogEntry::SOURCE_MACHINE:
      return "machine";
    default:
      return "";
  }
}

void AppendHeaderLine(std::string& out) {
  LineWriter("header", out)
      .Text("format", "assay-campaign")
      .Integer("version", kCampaignFileVersion)
      .End();
}

void AppendDatasetLine(const v1::Dataset& dataset, bool is_gold, std::string& out) {
  LineWriter(is_gold ? "gold_dataset" : "dataset", out).Raw("content", MessageJson(dataset)).End();
}

void AppendItemLine(std::string_view item_id, const std::vector<std::string>& cells,
                    std::string& out) {
  LineWriter line("item", out);
  line.Text("id", item_id);
  std::string& list = line.Value("cells");
  list += '[';
  for (size_t i = 0; i < cells.size(); ++i) {
    list += i == 0 ? "" : ",";
    AppendJsonText(cells[i], list);
  }
  list += ']';
  line.End();
}

void AppendGivenLabelLine(const GivenLabelLine& label, std::string& out) {
  LineWriter("given_label", out)
      .Integer("item_index", label.item_index)
      .Text("label", label.label)
      .TextIfAny("annotator", label.annotator)
      .IntegerIfAny("receive_time_us", label.receive_time_us)
      .End();
}

void AppendCampaignLine(const v1::Campaign& campaign, std::string& out) {
  LineWriter("campaign", out).Raw("content", MessageJson(campaign)).End();
}

void AppendSelectedLine(std::string_view item_id, std::string& out) {
  LineWriter("selected", out).Text("item", item_id).End();
}

void AppendAnnotatorLine(const v1::Annotator& annotator, std::string& out) {
  LineWriter("annotator", out).Raw("content", MessageJson(annotator)).End();
}

void AppendEntryLine(const EntryLine& line, std::string& out) {
  const LogEntry& entry = line.entry;
  LineWriter writer("entry", out);
  writer.Integer("sequence", line.sequence)
      .Text("kind", EntryKindName(entry.kind()))
      .TextIfAny(line.is_gold ? "gold_item" : "item", line.item_id)
      .Text("annotator", line.annotator_id);
  if (entry.has_value()) {
    AppendValue(entry.value(), writer.Value("value"));
  }
  writer.Integer("submit_time_us", entry.submit_time_us())
      .IntegerIfAny("receive_time_us", entry.receive_time_us())
      .IntegerIfAny("wall_time_us", entry.wall_time_us())
      .IntegerIfAny("active_time_us", entry.active_time_us())
      .IntegerIfAny("cost_micros", entry.cost_micros())
      .IntegerIfAny("guideline_version", entry.guideline_version());
  if (entry.confidence() != 0) {
    AppendJsonNumber(entry.confidence(), writer.Value("confidence"));
  }
  if (entry.superseded() != 0) {
    writer.Integer("supersedes", entry.superseded() - 1);
  }
  writer.TextIfAny("text", entry.text())
      .TextIfAny("source", EntrySourceName(entry.source()))
      .TextIfAny("request_id", entry.request_id())
      .IntegerIfAny("key", entry.key_number())
      .TextIfAny("peer", entry.peer())
      .End();
}

void AppendEndLine(uint64_t entry_count, std::string& out) {
  LineWriter("end", out).Integer("entry_count", entry_count).End();
}

}  // namespace assay
