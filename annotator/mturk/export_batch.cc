#include "annotator/mturk/export_batch.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "annotator/dataset/fingerprint.h"
#include "annotator/desk/campaign_rules.h"
#include "annotator/desk/item_sums.h"
#include "annotator/desk/lease_fields.h"
#include "annotator/exchange/csv_writer.h"
#include "annotator/exchange/utf8.h"
#include "annotator/mturk/hit_layout.h"
#include "annotator/mturk/html_escape.h"
#include "engine/base/rng.h"
#include "engine/base/status.h"
#include "engine/store/campaign_keys.h"
#include "engine/store/campaign_repository.h"
#include "engine/store/dataset_repository.h"
#include "nlohmann/json.hpp"

namespace assay::mturk {
namespace {

using Request = v1::ExportBatchRequest;
using Send = std::function<absl::Status(const v1::ExportBatchResponse&)>;

constexpr size_t kChunkBytes = size_t{256} << 10;
constexpr size_t kMaxPageBytes = 65'535;
constexpr size_t kMaxTitleBytes = 128;
constexpr size_t kMaxTextBytes = 2000;
constexpr size_t kMaxAnnotationBytes = 255;
constexpr double kMaxGoldShare = 0.5;
constexpr int64_t kMicrosACent = 10'000;
constexpr const char* kHtmlQuestion =
    "http://mechanicalturk.amazonaws.com/AWSMechanicalTurkDataSchemas/2011-11-11/HTMLQuestion.xsd";
constexpr const char* kExternalQuestion =
    "http://mechanicalturk.amazonaws.com/AWSMechanicalTurkDataSchemas/2006-07-14/"
    "ExternalQuestion.xsd";

absl::Status BadBatch(std::string_view field, std::string_view found, std::string_view expected) {
  const ErrorMetadata metadata = {{"field", std::string(field)},
                                  {"found", std::string(found)},
                                  {"expected", std::string(expected)}};
  return MakeError(absl::StatusCode::kInvalidArgument, "BAD_BATCH",
                   metadata.at("field") + ": found " + metadata.at("found") + ", expected " +
                       metadata.at("expected"),
                   metadata);
}

absl::Status CheckRange(std::string_view field, int64_t value, int64_t low, int64_t high) {
  return value == 0 || (value >= low && value <= high)
             ? absl::OkStatus()
             : BadBatch(field, absl::StrCat(value), absl::StrCat(low, " to ", high));
}

bool NeedsHits(Request::File file) {
  return file == Request::FILE_HTML_HITS || file == Request::FILE_EXTERNAL_HITS;
}

absl::Status CheckRequest(const Request& request) {
  if (request.file() < Request::FILE_INPUT_CSV || request.file() > Request::FILE_EXTERNAL_HITS) {
    return BadBatch("file", absl::StrCat(request.file()), "1 to 4");
  }
  if (request.has_gold_share() &&
      !(request.gold_share() >= 0 && request.gold_share() <= kMaxGoldShare)) {
    return BadBatch("gold_share", absl::StrCat(request.gold_share()), "0 to 0.5");
  }
  ASSAY_RETURN_IF_ERROR(CheckRange("max_assignments", request.max_assignments(), 1, 100));
  ASSAY_RETURN_IF_ERROR(
      CheckRange("assignment_duration", request.assignment_duration().seconds(), 30, 31'536'000));
  ASSAY_RETURN_IF_ERROR(
      CheckRange("auto_approval_delay", request.auto_approval_delay().seconds(), 1, 2'592'000));
  ASSAY_RETURN_IF_ERROR(CheckRange("lifetime", request.lifetime().seconds(), 30, 31'536'000));
  if (request.title().size() > kMaxTitleBytes) {
    return BadBatch("title", absl::StrCat(request.title().size(), " bytes"), "at most 128");
  }
  if (request.description().size() > kMaxTextBytes) {
    return BadBatch("description", absl::StrCat(request.description().size(), " bytes"),
                    "at most 2000");
  }
  if (NeedsHits(request.file()) &&
      (request.reward_micros() <= 0 || request.reward_micros() % kMicrosACent != 0)) {
    return BadBatch("reward_micros", absl::StrCat(request.reward_micros()),
                    "a whole number of cents above 0");
  }
  if (request.file() == Request::FILE_EXTERNAL_HITS &&
      !request.external_url().starts_with("https://")) {
    return BadBatch("external_url", "'" + exchange::Excerpt(request.external_url(), 80) + "'",
                    "an address that begins with https://");
  }
  return absl::OkStatus();
}

// All bytes that may stand in a query as they are; the others become %XX.
std::string PercentEncoded(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
        c == '_' || c == '.') {
      out += c;
    } else {
      static constexpr char kDigits[] = "0123456789ABCDEF";
      const auto byte = static_cast<unsigned char>(c);
      out += {'%', kDigits[byte >> 4], kDigits[byte & 15]};
    }
  }
  return out;
}

// At most `max_bytes`, cut between characters.
std::string Cut(std::string text, size_t max_bytes) {
  if (text.size() > max_bytes) {
    text.resize(max_bytes);
    text.resize(text.size() - exchange::IncompleteUtf8Suffix(text));
  }
  return text;
}

// One export.
class BatchExport {
 public:
  BatchExport(const Request& request, Store& store, const Send& send)
      : request_(request), store_(store), send_(send), fields_(store) {}

  absl::Status Run(CampaignDesk& desk) {
    ASSAY_RETURN_IF_ERROR(CheckRequest(request_));
    ASSAY_ASSIGN_OR_RETURN(const CampaignDesk::Snapshot snapshot, desk.Read());
    record_ = snapshot.record;
    ASSAY_RETURN_IF_ERROR(ChooseItems());
    v1::Lease first;
    first.set_item_id(absl::StrCat(items_.front()));
    ASSAY_RETURN_IF_ERROR(fields_.Fill(record_, first));
    std::vector<std::string> columns;
    for (const v1::Lease::Field& field : first.fields()) {
      columns.push_back(field.column());
    }
    const HitLayout layout(record_.campaign(), columns);
    SetSummary();
    ASSAY_RETURN_IF_ERROR(WriteAll(layout, columns));
    ASSAY_RETURN_IF_ERROR(Flush());
    response_.Clear();
    *response_.mutable_summary() = summary_;
    return send_(response_);
  }

 private:
  // Items that want labels, in their order, and gold among them.
  absl::Status ChooseItems() {
    const CampaignRepository campaigns(store_);
    std::vector<uint64_t> complete;
    ASSAY_RETURN_IF_ERROR(campaigns.ScanItems(
        record_.campaign_number(), 0,
        [&](uint64_t item, const storage::v1::CampaignItemState& state) {
          if (item < kFirstGoldItem && CountItem(state).labels >= state.wanted_count()) {
            complete.push_back(item);
          }
          return item < kFirstGoldItem;
        }));
    const auto add = [&](uint64_t item) {
      if (!std::binary_search(complete.begin(), complete.end(), item)) {
        items_.push_back(item);
      }
      return true;
    };
    if (record_.selection_count() > 0) {
      ASSAY_RETURN_IF_ERROR(campaigns.ReadSelection(record_.campaign_number(), add));
    } else {
      const DatasetRepository datasets(store_);
      const std::string& name = record_.campaign().dataset();
      ASSAY_ASSIGN_OR_RETURN(const auto dataset,
                             datasets.Get(name.substr(std::string("datasets/").size())));
      for (int64_t i = 0; i < dataset.dataset().item_count(); ++i) {
        add(static_cast<uint64_t>(i));
      }
    }
    if (items_.empty()) {
      return MakeError(absl::StatusCode::kFailedPrecondition, "NO_OPEN_ITEMS",
                       "every item of " + record_.campaign().name() + " has all its labels",
                       {{"name", record_.campaign().name()}});
    }
    return MixGoldIn();
  }

  absl::Status MixGoldIn() {
    const double share =
        request_.has_gold_share() ? request_.gold_share() : record_.campaign().gold().share();
    if (record_.gold_dataset_number() == 0 || share <= 0) {
      return absl::OkStatus();
    }
    ASSAY_ASSIGN_OR_RETURN(const CampaignRules rules, CampaignRules::Make(store_, record_));
    std::vector<uint64_t> gold;
    for (uint64_t i = 0; i < rules.gold_count(); ++i) {
      if (rules.HasAnswer(kFirstGoldItem + i)) {
        gold.push_back(kFirstGoldItem + i);
      }
    }
    const auto wanted =
        static_cast<size_t>(std::llround(share / (1 - share) * static_cast<double>(items_.size())));
    Rng rng(request_.seed());
    rng.Shuffle(std::span<uint64_t>(gold));
    gold.resize(std::min(gold.size(), std::max<size_t>(wanted, 1)));
    summary_.set_gold_count(std::ssize(gold));
    std::vector<uint64_t> mixed;
    mixed.reserve(items_.size() + gold.size());
    size_t next_item = 0;
    size_t next_gold = 0;
    while (next_item < items_.size() || next_gold < gold.size()) {
      const uint64_t items_left = items_.size() - next_item;
      const uint64_t gold_left = gold.size() - next_gold;
      const bool is_gold = rng.Below(items_left + gold_left) < gold_left;
      mixed.push_back(is_gold ? gold[next_gold++] : items_[next_item++]);
    }
    items_ = std::move(mixed);
    return absl::OkStatus();
  }

  void SetSummary() {
    const v1::OverlapRule rule = CampaignRules::WithDefaults(record_.campaign().overlap());
    summary_.set_hit_count(std::ssize(items_));
    summary_.set_max_assignments(request_.max_assignments() > 0 ? request_.max_assignments()
                                                                : rule.label_count());
  }

  absl::Status WriteAll(const HitLayout& layout, const std::vector<std::string>& columns) {
    if (request_.file() == Request::FILE_LAYOUT_HTML) {
      return Write(layout.html());
    }
    std::string line;
    if (request_.file() == Request::FILE_INPUT_CSV) {
      exchange::AppendCsvRow(line, std::span<const std::string>(layout.input_names()));
      ASSAY_RETURN_IF_ERROR(Write(line));
    }
    for (const uint64_t item : items_) {
      v1::Lease lease;
      lease.set_item_id(absl::StrCat(item));
      ASSAY_RETURN_IF_ERROR(fields_.Fill(record_, lease));
      const std::vector<std::string> inputs = InputsOf(lease, columns);
      const std::string page = layout.Fill(inputs);
      const std::string question = request_.file() == Request::FILE_EXTERNAL_HITS
                                       ? ExternalQuestion(lease.item_id())
                                       : HtmlQuestion(page);
      ASSAY_RETURN_IF_ERROR(CheckSize(lease.item_id(), question.size()));
      line.clear();
      if (request_.file() == Request::FILE_INPUT_CSV) {
        exchange::AppendCsvRow(line, std::span<const std::string>(inputs));
      } else {
        line = HitJson(lease.item_id(), question) + "\n";
      }
      ASSAY_RETURN_IF_ERROR(Write(line));
    }
    return absl::OkStatus();
  }

  std::vector<std::string> InputsOf(const v1::Lease& lease,
                                    const std::vector<std::string>& columns) {
    int64_t astral_count = 0;
    const bool keep = request_.keep_astral_characters();
    std::vector<std::string> inputs = {EscapeHtml(lease.item_id(), keep, astral_count)};
    for (const std::string& column : columns) {
      const auto field =
          std::find_if(lease.fields().begin(), lease.fields().end(),
                       [&](const v1::Lease::Field& shown) { return shown.column() == column; });
      inputs.push_back(field == lease.fields().end()
                           ? std::string()
                           : EscapeHtml(field->value(), keep, astral_count));
    }
    summary_.set_astral_character_count(summary_.astral_character_count() + astral_count);
    return inputs;
  }

  static std::string HtmlQuestion(const std::string& page) {
    return absl::StrCat("<HTMLQuestion xmlns=\"", kHtmlQuestion, "\"><HTMLContent><![CDATA[", page,
                        "]]></HTMLContent><FrameHeight>0</FrameHeight></HTMLQuestion>");
  }

  std::string ExternalQuestion(const std::string& item_id) const {
    const std::string& url = request_.external_url();
    const std::string full = absl::StrCat(url, url.find('?') == std::string::npos ? "?" : "&",
                                          "item=", PercentEncoded(item_id));
    int64_t astral_count = 0;
    return absl::StrCat("<ExternalQuestion xmlns=\"", kExternalQuestion, "\"><ExternalURL>",
                        EscapeHtml(full, true, astral_count),
                        "</ExternalURL><FrameHeight>0</FrameHeight></ExternalQuestion>");
  }

  absl::Status CheckSize(const std::string& item_id, size_t bytes) {
    summary_.set_largest_page_bytes(
        std::max(summary_.largest_page_bytes(), static_cast<int64_t>(bytes)));
    if (bytes <= kMaxPageBytes) {
      return absl::OkStatus();
    }
    const std::string item = exchange::Excerpt(item_id, 60);
    return MakeError(
        absl::StatusCode::kInvalidArgument, "HIT_TOO_LARGE",
        absl::StrCat("the page of item '", item, "' has ", bytes, " bytes, expected at most ",
                     kMaxPageBytes, "; show fewer columns"),
        {{"item", item},
         {"found", absl::StrCat(bytes)},
         {"expected", absl::StrCat(kMaxPageBytes)}});
  }

  std::string HitJson(const std::string& item_id, const std::string& question) const {
    const v1::Campaign& campaign = record_.campaign();
    const auto or_default = [](int64_t value, int64_t fallback) {
      return value == 0 ? fallback : value;
    };
    const int64_t cents = request_.reward_micros() / kMicrosACent;
    Fingerprint token;
    token.Add(campaign.name());
    token.Add(item_id);
    token.Add(absl::StrCat(request_.seed()));
    const std::string& fallback =
        campaign.display_name().empty() ? campaign.question() : campaign.display_name();
    const nlohmann::ordered_json hit = {
        {"MaxAssignments", summary_.max_assignments()},
        {"AutoApprovalDelayInSeconds",
         or_default(request_.auto_approval_delay().seconds(), 259'200)},
        {"LifetimeInSeconds", or_default(request_.lifetime().seconds(), 604'800)},
        {"AssignmentDurationInSeconds", or_default(request_.assignment_duration().seconds(), 3600)},
        {"Reward", absl::StrCat(cents / 100, ".", cents / 10 % 10, cents % 10)},
        {"Title", Cut(request_.title().empty() ? fallback : request_.title(), kMaxTitleBytes)},
        {"Keywords", request_.keywords()},
        {"Description",
         Cut(request_.description().empty() ? campaign.question() : request_.description(),
             kMaxTextBytes)},
        {"Question", question},
        {"RequesterAnnotation",
         Cut(absl::StrCat("assay:", campaign.name(), ":", item_id), kMaxAnnotationBytes)},
        {"UniqueRequestToken", token.Finish()}};
    return hit.dump();
  }

  absl::Status Write(std::string_view bytes) {
    response_.mutable_chunk()->append(bytes);
    return response_.chunk().size() >= kChunkBytes ? Flush() : absl::OkStatus();
  }

  absl::Status Flush() {
    absl::Status sent;
    for (size_t at = 0; at < response_.chunk().size() && sent.ok(); at += kChunkBytes) {
      v1::ExportBatchResponse piece;
      piece.set_chunk(response_.chunk().substr(at, kChunkBytes));
      sent = send_(piece);
    }
    response_.mutable_chunk()->clear();
    return sent;
  }

  const Request& request_;
  Store& store_;
  const Send& send_;
  LeaseFields fields_;
  storage::v1::CampaignRecord record_;
  std::vector<uint64_t> items_;
  v1::BatchSummary summary_;
  v1::ExportBatchResponse response_;
};

}  // namespace

absl::Status ExportBatch(const Request& request, Store& store, CampaignDesks& desks,
                         const Send& send) {
  ASSAY_ASSIGN_OR_RETURN(const auto desk, desks.Find(request.campaign()));
  return BatchExport(request, store, send).Run(*desk);
}

}  // namespace assay::mturk
