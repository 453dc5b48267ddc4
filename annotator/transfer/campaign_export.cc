#include "annotator/transfer/campaign_export.h"

#include <array>
#include <cstdint>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "annotator/desk/item_sums.h"
#include "annotator/exchange/csv_writer.h"
#include "annotator/schema/label_schema.h"
#include "annotator/schema/label_time.h"
#include "annotator/transfer/campaign_line.h"
#include "engine/base/status.h"
#include "engine/cost/money.h"
#include "engine/store/annotator_repository.h"
#include "engine/store/campaign_keys.h"
#include "engine/store/campaign_repository.h"
#include "engine/store/dataset_repository.h"
#include "engine/store/resource_name.h"

namespace assay {
namespace {

using storage::v1::LogEntry;
using Sink = std::function<absl::Status(std::string_view)>;

constexpr size_t kChunkBytes = 128 << 10;
constexpr std::array<std::string_view, 10> kLabelColumns = {
    "item", "annotator",         "label",    "submit_time", "active_seconds", "wall_seconds",
    "cost", "guideline_version", "sequence", "gold"};

// Micros as a decimal without zeros at the end; empty for 0.
std::string Millionths(int64_t micros) {
  return micros == 0 ? "" : MoneyText({micros, Currency()});
}

class CampaignExport {
 public:
  CampaignExport(Store& store, CampaignDesk::Snapshot snapshot, LabelSchema schema,
                 const Sink& sink)
      : record_(std::move(snapshot.record)),
        end_(snapshot.head.next_sequence()),
        schema_(std::move(schema)),
        campaigns_(store),
        datasets_(store),
        annotators_(store),
        sink_(sink) {}

  absl::Status Write(v1::ExportCampaignRequest::Format format) {
    switch (format) {
      case v1::ExportCampaignRequest::FORMAT_LABELS_CSV:
        exchange::AppendCsvRow(buffer_, kLabelColumns);
        ASSAY_RETURN_IF_ERROR(WriteLabels(/*json=*/false));
        break;
      case v1::ExportCampaignRequest::FORMAT_LABELS_JSONL:
        ASSAY_RETURN_IF_ERROR(WriteLabels(/*json=*/true));
        break;
      case v1::ExportCampaignRequest::FORMAT_CONSENSUS_CSV:
        ASSAY_RETURN_IF_ERROR(WriteConsensus());
        break;
      default:
        ASSAY_RETURN_IF_ERROR(WriteLossless());
    }
    return buffer_.empty() ? absl::OkStatus() : sink_(buffer_);
  }

 private:
  absl::Status FlushIfFull() {
    if (buffer_.size() < kChunkBytes) {
      return absl::OkStatus();
    }
    absl::Status sent = sink_(buffer_);
    buffer_.clear();
    return sent;
  }

  // Visits the log up to where it was when the export began.
  absl::Status ScanLog(const std::function<absl::Status(uint64_t, const LogEntry&)>& visit) const {
    absl::Status status;
    ASSAY_RETURN_IF_ERROR(campaigns_.ScanLog(record_.campaign_number(), 0,
                                             [&](uint64_t sequence, const LogEntry& entry) {
                                               if (sequence >= end_) {
                                                 return false;
                                               }
                                               status = visit(sequence, entry);
                                               return status.ok();
                                             }));
    return status;
  }

  absl::StatusOr<std::string> ItemId(uint64_t item_number) const {
    const bool is_gold = item_number >= kFirstGoldItem;
    ASSAY_ASSIGN_OR_RETURN(
        auto item,
        datasets_.GetItem(is_gold ? record_.gold_dataset_number() : record_.dataset_number(),
                          is_gold ? item_number - kFirstGoldItem : item_number));
    return std::move(*item.mutable_item_id());
  }

  absl::StatusOr<std::string> AnnotatorId(uint64_t annotator_number) {
    std::string& id = annotator_ids_[annotator_number];
    if (id.empty()) {
      ASSAY_ASSIGN_OR_RETURN(const auto record, annotators_.GetByNumber(annotator_number));
      id = ParseResourceName(kAnnotatorCollection, record.annotator().name()).value_or("");
    }
    return id;
  }

  absl::Status WriteLabels(bool json) {
    std::unordered_set<uint64_t> superseded;
    ASSAY_RETURN_IF_ERROR(ScanLog([&](uint64_t, const LogEntry& entry) {
      if (entry.superseded() != 0) {
        superseded.insert(entry.superseded() - 1);
      }
      return absl::OkStatus();
    }));
    return ScanLog([&](uint64_t sequence, const LogEntry& entry) -> absl::Status {
      if (entry.kind() != LogEntry::KIND_LABEL || superseded.contains(sequence)) {
        return absl::OkStatus();
      }
      ASSAY_RETURN_IF_ERROR(AppendLabel(sequence, entry, json));
      return FlushIfFull();
    });
  }

  absl::Status AppendLabel(uint64_t sequence, const LogEntry& entry, bool json) {
    ASSAY_ASSIGN_OR_RETURN(std::string item_id, ItemId(entry.item_number()));
    ASSAY_ASSIGN_OR_RETURN(std::string annotator_id, AnnotatorId(entry.annotator_number()));
    const std::array<std::string, 10> cells = {
        std::move(item_id),
        std::move(annotator_id),
        schema_.Canonical(entry.value()),
        FormatLabelTime(entry.submit_time_us()),
        Millionths(entry.active_time_us()),
        Millionths(entry.wall_time_us()),
        Millionths(entry.cost_micros()),
        absl::StrCat(entry.guideline_version()),
        absl::StrCat(sequence),
        entry.item_number() >= kFirstGoldItem ? "yes" : "no"};
    if (!json) {
      exchange::AppendCsvRow(buffer_, cells);
      return absl::OkStatus();
    }
    // Texts first; what is a number in the table is one here, or left out.
    constexpr size_t kFirstNumber = 4;
    constexpr size_t kGold = 9;
    for (size_t i = 0; i < kGold; ++i) {
      if (i >= kFirstNumber && cells[i].empty()) {
        continue;
      }
      buffer_ += i == 0 ? "{\"" : ",\"";
      buffer_ += kLabelColumns[i];
      buffer_ += "\":";
      if (i < kFirstNumber) {
        AppendJsonText(cells[i], buffer_);
      } else {
        buffer_ += cells[i];
      }
    }
    buffer_ += cells[kGold] == "yes" ? ",\"gold\":true}\n" : ",\"gold\":false}\n";
    return absl::OkStatus();
  }

  absl::Status WriteConsensus() {
    exchange::AppendCsvRow(
        buffer_, std::array<std::string_view, 4>{"item", "label", "confidence", "n_labels"});
    absl::Status status;
    ASSAY_RETURN_IF_ERROR(campaigns_.ScanItems(
        record_.campaign_number(), 0,
        [&](uint64_t item_number, const storage::v1::CampaignItemState& item) {
          if (item_number >= kFirstGoldItem) {
            return false;
          }
          status = item.consensus() == 0 ? absl::OkStatus() : AppendConsensus(item_number, item);
          return status.ok();
        }));
    return status;
  }

  absl::Status AppendConsensus(uint64_t item_number, const storage::v1::CampaignItemState& item) {
    ASSAY_ASSIGN_OR_RETURN(const std::string item_id, ItemId(item_number));
    ASSAY_ASSIGN_OR_RETURN(const v1::LabelValue value,
                           AnswerValue(schema_, item, item.consensus() - 1));
    const ItemCounts counts = CountItem(item);
    exchange::AppendCsvRow(
        buffer_, std::array<std::string, 4>{
                     item_id, schema_.Canonical(value),
                     absl::StrFormat("%.6f", static_cast<double>(item.confidence_micros()) / 1e6),
                     absl::StrCat(counts.labels + counts.machine_labels)});
    return FlushIfFull();
  }

  absl::Status WriteLossless() {
    AppendHeaderLine(buffer_);
    ASSAY_RETURN_IF_ERROR(
        WriteDataset(record_.campaign().dataset(), record_.dataset_number(), /*is_gold=*/false));
    if (record_.gold_dataset_number() != 0) {
      ASSAY_RETURN_IF_ERROR(WriteDataset(record_.campaign().gold().dataset(),
                                         record_.gold_dataset_number(), /*is_gold=*/true));
    }
    AppendCampaignLine(record_.campaign(), buffer_);
    ASSAY_RETURN_IF_ERROR(WriteSelection());
    ASSAY_RETURN_IF_ERROR(WriteAnnotators());
    absl::Status written = ScanLog([&](uint64_t sequence, const LogEntry& entry) -> absl::Status {
      ASSAY_RETURN_IF_ERROR(AppendEntry(sequence, entry));
      return FlushIfFull();
    });
    AppendEndLine(end_, buffer_);
    return written;
  }

  // As many items as the record says: more may be added meanwhile.
  absl::Status WriteDataset(const std::string& name, uint64_t dataset_number, bool is_gold) {
    ASSAY_ASSIGN_OR_RETURN(const auto record,
                           datasets_.Get(ParseResourceName(kDatasetCollection, name).value_or("")));
    AppendDatasetLine(record.dataset(), is_gold, buffer_);
    const auto item_count = static_cast<uint64_t>(record.dataset().item_count());
    absl::Status status;
    std::vector<std::string> cells;
    ASSAY_RETURN_IF_ERROR(datasets_.ScanItems(
        dataset_number, 0, [&](uint64_t index, const storage::v1::ItemRecord& item) {
          if (index >= item_count) {
            return false;
          }
          cells.assign(item.cells().begin(), item.cells().end());
          AppendItemLine(item.item_id(), cells, buffer_);
          status = FlushIfFull();
          return status.ok();
        }));
    ASSAY_RETURN_IF_ERROR(status);
    ASSAY_RETURN_IF_ERROR(
        datasets_.ScanLabels(dataset_number, [&](const storage::v1::LabelRecord& label) {
          if (label.item_index() < item_count) {
            AppendGivenLabelLine(
                {label.item_index(), label.label(), label.annotator(), label.receive_time_us()},
                buffer_);
          }
          status = FlushIfFull();
          return status.ok();
        }));
    return status;
  }

  absl::Status WriteSelection() {
    if (record_.selection_count() == 0) {
      return absl::OkStatus();
    }
    absl::Status status;
    ASSAY_RETURN_IF_ERROR(
        campaigns_.ReadSelection(record_.campaign_number(), [&](uint64_t item_index) {
          const auto id = ItemId(item_index);
          status = id.status();
          if (status.ok()) {
            AppendSelectedLine(*id, buffer_);
            status = FlushIfFull();
          }
          return status.ok();
        }));
    return status;
  }

  // Those who have worked in it, by number.
  absl::Status WriteAnnotators() {
    std::vector<uint64_t> numbers;
    ASSAY_RETURN_IF_ERROR(
        campaigns_.ScanAnnotators(record_.campaign_number(), [&](const auto& annotator) {
          numbers.push_back(annotator.annotator_number());
          return true;
        }));
    for (const uint64_t number : numbers) {
      ASSAY_ASSIGN_OR_RETURN(const auto record, annotators_.GetByNumber(number));
      AppendAnnotatorLine(record.annotator(), buffer_);
      ASSAY_RETURN_IF_ERROR(FlushIfFull());
    }
    return absl::OkStatus();
  }

  absl::Status AppendEntry(uint64_t sequence, const LogEntry& entry) {
    EntryLine line;
    line.sequence = sequence;
    line.is_gold = entry.item_number() >= kFirstGoldItem;
    if (entry.kind() != LogEntry::KIND_REINSTATE) {
      ASSAY_ASSIGN_OR_RETURN(line.item_id, ItemId(entry.item_number()));
    }
    ASSAY_ASSIGN_OR_RETURN(line.annotator_id, AnnotatorId(entry.annotator_number()));
    line.entry = entry;
    AppendEntryLine(line, buffer_);
    return absl::OkStatus();
  }

  const storage::v1::CampaignRecord record_;
  const uint64_t end_;
  const LabelSchema schema_;
  const CampaignRepository campaigns_;
  const DatasetRepository datasets_;
  const AnnotatorRepository annotators_;
  const Sink& sink_;
  std::string buffer_;
  std::unordered_map<uint64_t, std::string> annotator_ids_;
};

}  // namespace

absl::Status ExportCampaign(Store& store, CampaignDesk& desk,
                            v1::ExportCampaignRequest::Format format, const Sink& sink) {
  if (format == v1::ExportCampaignRequest::FORMAT_UNSPECIFIED ||
      format == v1::ExportCampaignRequest::FORMAT_FOREIGN ||
      !v1::ExportCampaignRequest::Format_IsValid(format)) {
    return MakeError(absl::StatusCode::kInvalidArgument, "BAD_EXPORT_FORMAT",
                     absl::StrCat("found the export format ", static_cast<int>(format),
                                  ", expected one of ExportCampaignRequest.Format"),
                     {{"field", "format"}, {"found", absl::StrCat(static_cast<int>(format))}});
  }
  ASSAY_ASSIGN_OR_RETURN(CampaignDesk::Snapshot snapshot, desk.Read());
  ASSAY_ASSIGN_OR_RETURN(LabelSchema schema,
                         LabelSchema::Make(snapshot.record.campaign().schema()));
  return CampaignExport(store, std::move(snapshot), std::move(schema), sink).Write(format);
}

}  // namespace assay
