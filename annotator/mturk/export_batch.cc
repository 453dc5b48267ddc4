#include "annotator/mturk/export_batch.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "annotator/dataset/fingerprint.h"
#include "annotator/desk/lease_fields.h"
#include "annotator/exchange/csv_writer.h"
#include "annotator/exchange/utf8.h"
#include "annotator/mturk/batch_items.h"
#include "annotator/mturk/estimate_batch.h"
#include "annotator/mturk/hit_layout.h"
#include "annotator/mturk/html_escape.h"
#include "engine/base/status.h"
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
constexpr int64_t kMicrosACent = 10'000;
constexpr const char* kHtmlQuestion =
    "http://mechanicalturk.amazonaws.com/AWSMechanicalTurkDataSchemas/2011-11-11/HTMLQuestion.xsd";
constexpr const char* kExternalQuestion =
    "http://mechanicalturk.amazonaws.com/AWSMechanicalTurkDataSchemas/2006-07-14/"
    "ExternalQuestion.xsd";

absl::Status CheckRange(std::string_view field, int64_t value, int64_t low, int64_t high) {
  return value == 0 ? absl::OkStatus() : CheckBatchRange(field, value, low, high);
}

bool NeedsHits(Request::File file) {
  return file == Request::FILE_HTML_HITS || file == Request::FILE_EXTERNAL_HITS;
}

absl::Status CheckRequest(const Request& request) {
  if (request.file() < Request::FILE_INPUT_CSV || request.file() > Request::FILE_EXTERNAL_HITS) {
    return BadBatch("file", absl::StrCat(request.file()), "1 to 4");
  }
  ASSAY_RETURN_IF_ERROR(CheckBatchShape(request));
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
  if (NeedsHits(request.file()) || request.micro_batches()) {
    ASSAY_RETURN_IF_ERROR(CheckReward(request.reward_micros()));
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
    ASSAY_RETURN_IF_ERROR(CheckPlainForm());
    ASSAY_ASSIGN_OR_RETURN(
        BatchItems chosen,
        ChooseBatchItems(store_, record_, GoldShare(record_, request_), request_.seed()));
    items_ = std::move(chosen.items);
    summary_.set_gold_count(chosen.gold_count);
    v1::Lease first;
    first.set_item_id(absl::StrCat(items_.front()));
    ASSAY_RETURN_IF_ERROR(fields_.Fill(record_, first));
    std::vector<std::string> columns;
    for (const v1::Lease::Field& field : first.fields()) {
      columns.push_back(field.column());
    }
    const HitLayout layout(record_.campaign(), columns, request_.plain_form());
    ASSAY_RETURN_IF_ERROR(SetSummary());
    ASSAY_RETURN_IF_ERROR(WriteAll(layout, columns));
    ASSAY_RETURN_IF_ERROR(Flush());
    response_.Clear();
    *response_.mutable_summary() = summary_;
    return send_(response_);
  }

 private:
  absl::Status CheckPlainForm() const {
    if (!request_.plain_form()) {
      return absl::OkStatus();
    }
    if (!HitLayout::HasPlainForm(record_.campaign().schema().kind())) {
      return BadBatch("plain_form", "a campaign of spans or boxes",
                      "one whose labels HTML has an input for");
    }
    return request_.file() == Request::FILE_HTML_HITS
               ? BadBatch("plain_form", "HITs with an HTMLQuestion",
                          "the files of the requester site, or an external_url")
               : absl::OkStatus();
  }

  absl::Status SetSummary() {
    const int32_t workers = WorkersOfItem(record_, request_.max_assignments());
    summary_.set_max_assignments(workers);
    hit_sizes_ = {workers};
    if (request_.micro_batches()) {
      ASSAY_ASSIGN_OR_RETURN(hit_sizes_, MicroBatches(request_.reward_micros(), workers));
    }
    summary_.mutable_batch_assignment_counts()->Assign(hit_sizes_.begin(), hit_sizes_.end());
    summary_.set_hit_count(std::ssize(items_) * std::ssize(hit_sizes_));
    return absl::OkStatus();
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
        for (size_t batch = 0; batch < hit_sizes_.size(); ++batch) {
          line += HitJson(lease.item_id(), question, batch) + "\n";
        }
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

  // `batch` counts the HITs of the item from 0.
  std::string HitJson(const std::string& item_id, const std::string& question, size_t batch) const {
    const v1::Campaign& campaign = record_.campaign();
    const auto or_default = [](int64_t value, int64_t fallback) {
      return value == 0 ? fallback : value;
    };
    const int64_t cents = request_.reward_micros() / kMicrosACent;
    Fingerprint token;
    token.Add(campaign.name());
    token.Add(item_id);
    token.Add(absl::StrCat(request_.seed()));
    if (batch > 0) {
      token.Add(absl::StrCat(batch));
    }
    const std::string& fallback =
        campaign.display_name().empty() ? campaign.question() : campaign.display_name();
    const nlohmann::ordered_json hit = {
        {"MaxAssignments", hit_sizes_[batch]},
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
  std::vector<int32_t> hit_sizes_;  // assignments of each HIT of an item
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
