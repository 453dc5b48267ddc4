#include "annotator/transfer/campaign_line_reader.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "absl/strings/str_cat.h"
#include "annotator/exchange/utf8.h"
#include "annotator/schema/label_time.h"
#include "engine/base/status.h"
#include "google/protobuf/util/json_util.h"

namespace assay {
namespace {

using simdjson::dom::element;
using storage::v1::LogEntry;

constexpr size_t kLongestKey = 40;
constexpr int64_t kMaxDurationMicros = int64_t{30} * 24 * 3600 * 1'000'000;

struct TypeName {
  std::string_view name;
  CampaignLine::Type type;
};
constexpr std::array<TypeName, 10> kTypes = {{
    {"header", CampaignLine::Type::kHeader},
    {"dataset", CampaignLine::Type::kDataset},
    {"gold_dataset", CampaignLine::Type::kGoldDataset},
    {"item", CampaignLine::Type::kItem},
    {"given_label", CampaignLine::Type::kGivenLabel},
    {"campaign", CampaignLine::Type::kCampaign},
    {"selected", CampaignLine::Type::kSelected},
    {"annotator", CampaignLine::Type::kAnnotator},
    {"entry", CampaignLine::Type::kEntry},
    {"end", CampaignLine::Type::kEnd},
}};

// What is wrong with a line.
struct Fault {
  std::string found;
  std::string expected;
};

// Takes the keys of an object one by one; notes the first fault.  At the end no key may be left.
class ObjectReader {
 public:
  ObjectReader(simdjson::dom::object object, Fault& fault) : object_(object), fault_(fault) {}

  std::optional<element> Find(std::string_view key) {
    element value;
    if (object_[key].get(value) != simdjson::SUCCESS) {
      return std::nullopt;
    }
    ++taken_count_;
    return value;
  }

  std::string Text(std::string_view key, bool needed) {
    const std::optional<element> value = Find(key);
    std::string_view text;
    if (value.has_value() ? value->get(text) != simdjson::SUCCESS : needed) {
      Blame(key, "a text");
    } else if (text.find('\0') != std::string_view::npos) {
      Blame(key, "a text without NUL");
    }
    return std::string(text);
  }

  // A number in [0, most].
  uint64_t Integer(std::string_view key, bool needed, uint64_t most) {
    const std::optional<element> value = Find(key);
    uint64_t number = 0;
    if (value.has_value() ? value->get(number) != simdjson::SUCCESS || number > most : needed) {
      Blame(key, absl::StrCat("a whole number from 0 to ", most));
      return 0;
    }
    return number;
  }

  double Share(std::string_view key) {
    const std::optional<element> value = Find(key);
    double number = 0;
    if (value.has_value() &&
        (value->get(number) != simdjson::SUCCESS || !(number > 0 && number <= 1))) {
      Blame(key, "a number above 0, at most 1");
      return 0;
    }
    return number;
  }

  // A message in the JSON of protobuf.
  void Message(std::string_view key, google::protobuf::Message& message) {
    const std::optional<element> value = Find(key);
    const bool read =
        value.has_value() && value->is_object() &&
        google::protobuf::util::JsonStringToMessage(simdjson::to_string(*value), &message).ok();
    if (!read) {
      Blame(key, absl::StrCat("the fields of ", message.GetDescriptor()->name()));
    }
  }

  void Finish() {
    if (ok() && taken_count_ != object_.size()) {
      Note("a key that such a line does not have, or one twice", "the keys of its type, once each");
    }
  }

  void Blame(std::string_view key, const std::string& expected) {
    Note(absl::StrCat("no such value of \"", std::string(key), "\""), expected);
  }
  bool ok() const { return fault_.found.empty(); }

 private:
  void Note(std::string found, std::string expected) {
    if (ok()) {
      fault_ = {std::move(found), std::move(expected)};
    }
  }

  simdjson::dom::object object_;
  size_t taken_count_ = 0;
  Fault& fault_;
};

template <typename Enum>
Enum FindName(std::string_view name, std::string_view (*name_of)(Enum), int count) {
  for (int i = 1; i <= count; ++i) {
    if (name_of(static_cast<Enum>(i)) == name) {
      return static_cast<Enum>(i);
    }
  }
  return static_cast<Enum>(0);
}

void ReadValue(const element& json, ObjectReader& reader, v1::LabelValue& value) {
  simdjson::dom::object object;
  if (json.get(object) != simdjson::SUCCESS) {
    return reader.Blame("value", "the fields of LabelValue");
  }
  std::string_view choice;
  if (object.size() == 1 && object["choice"].get(choice) == simdjson::SUCCESS) {
    value.set_choice(std::string(choice));
    return;
  }
  double number = 0;
  if (object.size() == 1 && object["number"].get(number) == simdjson::SUCCESS) {
    value.set_number(number);
    return;
  }
  if (!google::protobuf::util::JsonStringToMessage(simdjson::to_string(json), &value).ok() ||
      value.value_case() == v1::LabelValue::VALUE_NOT_SET) {
    reader.Blame("value", "the fields of LabelValue");
  }
}

void ReadTimes(ObjectReader& reader, LogEntry& entry) {
  const auto time = [&](std::string_view key, bool needed, int64_t most) {
    return static_cast<int64_t>(reader.Integer(key, needed, static_cast<uint64_t>(most)));
  };
  entry.set_submit_time_us(time("submit_time_us", true, kLatestMicros));
  entry.set_receive_time_us(time("receive_time_us", false, kLatestMicros));
  entry.set_wall_time_us(time("wall_time_us", false, kMaxDurationMicros));
  entry.set_active_time_us(time("active_time_us", false, kMaxDurationMicros));
  entry.set_cost_micros(time("cost_micros", false, int64_t{1} << 50));
  entry.set_guideline_version(static_cast<int32_t>(time("guideline_version", false, INT32_MAX)));
}

void ReadEntry(ObjectReader& reader, EntryLine& line) {
  constexpr uint64_t kMaxSequence = uint64_t{1} << 62;
  LogEntry& entry = line.entry;
  line.sequence = reader.Integer("sequence", true, kMaxSequence);
  entry.set_kind(FindName<LogEntry::Kind>(reader.Text("kind", true), &EntryKindName, 5));
  if (entry.kind() == LogEntry::KIND_UNSPECIFIED) {
    reader.Blame("kind", "label, skip, flag, withdraw or reinstate");
  }
  line.item_id = reader.Text("item", false);
  const std::string gold_item = reader.Text("gold_item", false);
  line.is_gold = !gold_item.empty();
  if (line.is_gold && !line.item_id.empty()) {
    reader.Blame("item", "item or gold_item, not both");
  }
  line.item_id += gold_item;
  const bool needs_item = entry.kind() != LogEntry::KIND_REINSTATE;
  if (needs_item == line.item_id.empty()) {
    reader.Blame("item", needs_item ? "an item's id" : "no item");
  }
  line.annotator_id = reader.Text("annotator", true);
  if (const auto value = reader.Find("value"); value.has_value()) {
    ReadValue(*value, reader, *entry.mutable_value());
  }
  if (entry.has_value() != (entry.kind() == LogEntry::KIND_LABEL)) {
    reader.Blame("value", "a value with labels, none otherwise");
  }
  ReadTimes(reader, entry);
  entry.set_confidence(reader.Share("confidence"));
  if (const auto value = reader.Find("supersedes"); value.has_value()) {
    uint64_t superseded = 0;
    if (value->get(superseded) != simdjson::SUCCESS || superseded >= line.sequence) {
      reader.Blame("supersedes", "the sequence number of an earlier entry");
    }
    entry.set_superseded(superseded + 1);
  }
  const bool may_supersede = entry.kind() == LogEntry::KIND_LABEL && !line.is_gold;
  if (entry.kind() == LogEntry::KIND_WITHDRAW ? entry.superseded() == 0
                                              : entry.superseded() != 0 && !may_supersede) {
    reader.Blame("supersedes", "the label that a withdrawal takes back, none with other kinds");
  }
  entry.set_text(reader.Text("text", false));
  const std::string source = reader.Text("source", false);
  entry.set_source(FindName<LogEntry::Source>(source, &EntrySourceName, 3));
  if (!source.empty() && entry.source() == LogEntry::SOURCE_UNSPECIFIED) {
    reader.Blame("source", "submitted, imported or machine");
  }
  entry.set_request_id(reader.Text("request_id", false));
  entry.set_key_number(reader.Integer("key", false, kMaxSequence));
  entry.set_peer(reader.Text("peer", false));
}

void ReadItem(ObjectReader& reader, CampaignLine& line) {
  line.item_id = reader.Text("id", true);
  const auto cells = reader.Find("cells");
  simdjson::dom::array list;
  if (!cells.has_value() || cells->get(list) != simdjson::SUCCESS) {
    return reader.Blame("cells", "a list of texts");
  }
  for (const element cell : list) {
    std::string_view text;
    if (cell.get(text) != simdjson::SUCCESS || text.find('\0') != std::string_view::npos) {
      return reader.Blame("cells", "a list of texts without NUL");
    }
    line.cells.emplace_back(text);
  }
}

void ReadHeader(ObjectReader& reader) {
  if (reader.Text("format", true) != "assay-campaign") {
    reader.Blame("format", "assay-campaign");
  }
  if (reader.Integer("version", true, INT32_MAX) != kCampaignFileVersion) {
    reader.Blame("version", absl::StrCat("version ", kCampaignFileVersion));
  }
}

void ReadContent(ObjectReader& reader, CampaignLine& line) {
  switch (line.type) {
    case CampaignLine::Type::kHeader:
      return ReadHeader(reader);
    case CampaignLine::Type::kDataset:
    case CampaignLine::Type::kGoldDataset:
      return reader.Message("content", line.dataset);
    case CampaignLine::Type::kItem:
      return ReadItem(reader, line);
    case CampaignLine::Type::kGivenLabel:
      line.given.item_index = reader.Integer("item_index", true, UINT32_MAX);
      line.given.label = reader.Text("label", true);
      line.given.annotator = reader.Text("annotator", false);
      line.given.receive_time_us = static_cast<int64_t>(
          reader.Integer("receive_time_us", false, static_cast<uint64_t>(kLatestMicros)));
      return;
    case CampaignLine::Type::kCampaign:
      return reader.Message("content", line.campaign);
    case CampaignLine::Type::kSelected:
      line.item_id = reader.Text("item", true);
      return;
    case CampaignLine::Type::kAnnotator:
      return reader.Message("content", line.annotator);
    case CampaignLine::Type::kEntry:
      return ReadEntry(reader, line.entry);
    case CampaignLine::Type::kEnd:
      line.entry_count = reader.Integer("entry_count", true, uint64_t{1} << 62);
      return;
  }
}

}  // namespace

CampaignLineReader::CampaignLineReader(std::string file_name, exchange::ByteSource& source)
    : input_(std::move(file_name), source), parser_(kMaxLineBytes) {}

absl::Status CampaignLineReader::BadLine(const std::string& found,
                                         const std::string& expected) const {
  const std::string file = input_.file_name().empty() ? "input" : input_.file_name();
  return MakeError(
      absl::StatusCode::kInvalidArgument, "BAD_CAMPAIGN_FILE",
      absl::StrCat(file, ": line ", line_number_, ": found ", found, ", expected ", expected),
      {{"file", file},
       {"line", absl::StrCat(line_number_)},
       {"found", found},
       {"expected", expected}});
}

absl::StatusOr<bool> CampaignLineReader::NextText(std::string_view& text) {
  size_t searched = 0;
  while (true) {
    const std::string_view data = input_.data();
    const size_t end = data.find('\n', searched);
    const size_t length = std::min(end, data.size());
    if (length > kMaxLineBytes) {
      return BadLine("a line that is too long", absl::StrCat("at most ", kMaxLineBytes, " bytes"));
    }
    if (end != std::string_view::npos || input_.at_end()) {
      text = data.substr(0, length);
      // The bytes stay where they are.
      input_.Consume(std::min(length + 1, data.size()));
      return !data.empty();
    }
    searched = data.size();
    ASSAY_RETURN_IF_ERROR(input_.Fill(data.size() + std::max<size_t>(data.size(), 1)));
  }
}

absl::StatusOr<bool> CampaignLineReader::Next(CampaignLine& line) {
  ++line_number_;
  std::string_view text;
  ASSAY_ASSIGN_OR_RETURN(const bool has_line, NextText(text));
  if (has_line) {
    line = CampaignLine();
    line.line = line_number_;
    ASSAY_RETURN_IF_ERROR(Parse(text, line));
  }
  return has_line;
}

absl::Status CampaignLineReader::Parse(std::string_view text, CampaignLine& line) {
  if (text.size() + 1 > parser_.capacity()) {
    const size_t capacity = std::max({2 * parser_.capacity(), text.size() + 1, size_t{1} << 16});
    if (parser_.allocate(std::min(capacity, kMaxLineBytes), kMaxDepth) != simdjson::SUCCESS) {
      return MakeError(absl::StatusCode::kResourceExhausted, "OUT_OF_MEMORY",
                       "no memory for the JSON parser");
    }
  }
  simdjson::dom::object object;
  const auto error =
      parser_.parse(text.data(), text.size(), /*realloc_if_needed=*/false).get(object);
  if (error != simdjson::SUCCESS) {
    return BadLine(absl::StrCat("'", exchange::Excerpt(text, kLongestKey), "' (",
                                simdjson::error_message(error), ")"),
                   "one JSON object on a line");
  }
  Fault fault;
  ObjectReader reader(object, fault);
  const std::string type = reader.Text("type", true);
  const auto known = std::find_if(kTypes.begin(), kTypes.end(),
                                  [&](const TypeName& each) { return each.name == type; });
  if (known == kTypes.end()) {
    return BadLine(absl::StrCat("the type '", exchange::Excerpt(type, kLongestKey), "'"),
                   "a type of line of a campaign file");
  }
  line.type = known->type;
  ReadContent(reader, line);
  reader.Finish();
  return fault.found.empty() ? absl::OkStatus() : BadLine(fault.found, fault.expected);
}

}  // namespace assay
