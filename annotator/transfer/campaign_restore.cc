#include "annotator/transfer/campaign_restore.h"

#include <chrono>
#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <unordered_map>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "annotator/campaign/annotator_catalog.h"
#include "annotator/campaign/campaign_settings.h"
#include "annotator/dataset/dataset_id.h"
#include "annotator/desk/local_desk.h"
#include "annotator/schema/label_schema.h"
#include "annotator/transfer/campaign_line_reader.h"
#include "annotator/transfer/item_lookup.h"
#include "engine/base/status.h"
#include "engine/store/annotator_repository.h"
#include "engine/store/campaign_keys.h"
#include "engine/store/campaign_repository.h"
#include "engine/store/codec.h"
#include "engine/store/dataset_repository.h"
#include "engine/store/resource_name.h"

namespace assay {
namespace {

using storage::v1::LogEntry;
using Type = CampaignLine::Type;

constexpr size_t kBlockBytes = size_t{1} << 20;
constexpr uint64_t kImportNumber = 1;
constexpr std::chrono::milliseconds kPause{5};

bool IsMachine(const v1::Annotator& annotator) {
  return annotator.kind() == v1::Annotator::KIND_RULE ||
         annotator.kind() == v1::Annotator::KIND_MODEL;
}

class CampaignRestore {
 public:
  CampaignRestore(const v1::RestoreCampaignSpec& spec, exchange::ByteSource& source, Store& store,
                  CampaignDesks& desks)
      : spec_(spec),
        store_(store),
        desks_(desks),

        reader_(spec.file_name(), source),
        campaigns_(store),
        datasets_(store),
        annotators_(store) {}

  absl::StatusOr<v1::RestoreCampaignResponse> Run() {
    const absl::Status read = Read();
    if (!read.ok()) {
      TakeBack();
      return read;
    }
    ASSAY_RETURN_IF_ERROR(AwaitEntries());
    v1::RestoreCampaignResponse response;
    *response.mutable_campaign() = record_.campaign();
    response.set_entry_count(static_cast<int64_t>(entry_count_));
    return response;
  }

 private:
  absl::Status Read() {
    ASSAY_RETURN_IF_ERROR(Advance());
    ASSAY_RETURN_IF_ERROR(Expect(Type::kHeader, "the header line"));
    ASSAY_RETURN_IF_ERROR(Advance());
    ASSAY_RETURN_IF_ERROR(Expect(Type::kDataset, "a dataset line"));
    ASSAY_ASSIGN_OR_RETURN(dataset_, ReadDataset(spec_.dataset_id()));
    if (has_line_ && line_.type == Type::kGoldDataset) {
      ASSAY_ASSIGN_OR_RETURN(gold_, ReadDataset(""));
    }
    ASSAY_RETURN_IF_ERROR(ReadCampaign());
    ASSAY_RETURN_IF_ERROR(ReadSelection());
    ASSAY_RETURN_IF_ERROR(ReadAnnotators());
    ASSAY_RETURN_IF_ERROR(ReadEntries());
    ASSAY_RETURN_IF_ERROR(Expect(Type::kEnd, "an entry or the end line"));
    if (line_.entry_count != entry_count_) {
      return reader_.BadLine(absl::StrCat(line_.entry_count, " as entry_count"),
                             absl::StrCat(entry_count_, ", the entries before"));
    }
    ASSAY_RETURN_IF_ERROR(Advance());
    if (has_line_) {
      return reader_.BadLine("a line after the end line", "the end of the file");
    }
    return Publish();
  }

  absl::Status Advance() {
    ASSAY_ASSIGN_OR_RETURN(has_line_, reader_.Next(line_));
    return absl::OkStatus();
  }

  absl::Status Expect(Type type, const std::string& expected) const {
    if (!has_line_) {
      return reader_.BadLine("the end of the file", expected);
    }
    return line_.type == type ? absl::OkStatus()
                              : reader_.BadLine("a line of another type", expected);
  }

  // Reads a data set with its items and labels; ends at the line after them.
  absl::StatusOr<storage::v1::DatasetRecord> ReadDataset(const std::string& new_id) {
    v1::Dataset dataset = line_.dataset;
    if (!new_id.empty()) {
      dataset.set_name(ResourceName(kDatasetCollection, new_id));
    }
    const auto id = ParseResourceName(kDatasetCollection, dataset.name());
    if (!id.has_value()) {
      return reader_.BadLine("'" + dataset.name() + "'", "datasets/{dataset}");
    }
    ASSAY_RETURN_IF_ERROR(CheckDatasetId(*id));
    const auto known = datasets_.Get(*id);
    if (known.ok()) {
      return SkipDataset(*known, dataset);
    }
    if (!absl::IsNotFound(known.status())) {
      return known.status();
    }
    ASSAY_ASSIGN_OR_RETURN(const auto writer, datasets_.BeginImport());
    ASSAY_RETURN_IF_ERROR(ReadItems(dataset, *writer));
    ASSAY_ASSIGN_OR_RETURN(auto record, writer->Commit(dataset));
    made_datasets_.push_back(*id);
    return record;
  }

  absl::Status ReadItems(const v1::Dataset& dataset, DatasetWriter& writer) {
    const auto column_count = static_cast<size_t>(dataset.columns_size());
    ASSAY_RETURN_IF_ERROR(Advance());
    while (has_line_ && line_.type == Type::kItem) {
      if (line_.cells.size() > column_count) {
        return reader_.BadLine(absl::StrCat(line_.cells.size(), " cells"),
                               absl::StrCat("at most ", column_count));
      }
      ASSAY_RETURN_IF_ERROR(writer.AppendUnlabelled(line_.item_id, line_.cells));
      ASSAY_RETURN_IF_ERROR(Advance());
    }
    ASSAY_ASSIGN_OR_RETURN(const auto twice, writer.FindDuplicateId());
    if (twice.has_value()) {
      return reader_.BadLine("two items with the id '" + twice->item_id + "'", "each id once");
    }
    while (has_line_ && line_.type == Type::kGivenLabel) {
      if (line_.given.item_index >= writer.item_count()) {
        return reader_.BadLine(absl::StrCat("item_index ", line_.given.item_index),
                               absl::StrCat("below ", writer.item_count()));
      }
      ASSAY_RETURN_IF_ERROR(writer.AppendLabel(line_.given.item_index, line_.given.label,
                                               line_.given.annotator, line_.given.receive_time_us));
      ASSAY_RETURN_IF_ERROR(Advance());
    }
    if (static_cast<int64_t>(writer.item_count()) != dataset.item_count()) {
      return reader_.BadLine(absl::StrCat(writer.item_count(), " items before"),
                             absl::StrCat(dataset.item_count(), ", as the data set says"));
    }
    return absl::OkStatus();
  }

  // The data set that is there already, where it is the same.
  absl::StatusOr<storage::v1::DatasetRecord> SkipDataset(const storage::v1::DatasetRecord& known,
                                                         const v1::Dataset& dataset) {
    if (known.dataset().fingerprint() != dataset.fingerprint() ||
        known.dataset().item_count() != dataset.item_count() || dataset.fingerprint().empty()) {
      return MakeError(absl::StatusCode::kAlreadyExists, "DATASET_ALREADY_EXISTS",
                       "there is another data set '" + dataset.name() +
                           "' already; choose another name with dataset_id",
                       {{"name", dataset.name()}});
    }
    do {
      ASSAY_RETURN_IF_ERROR(Advance());
    } while (has_line_ && (line_.type == Type::kItem || line_.type == Type::kGivenLabel));
    return known;
  }

  absl::Status ReadCampaign() {
    ASSAY_RETURN_IF_ERROR(Expect(Type::kCampaign, "a campaign line"));
    v1::Campaign& campaign = *record_.mutable_campaign();
    campaign = line_.campaign;
    if (!spec_.campaign_id().empty()) {
      campaign.set_name(ResourceName(kCampaignCollection, spec_.campaign_id()));
    }
    const auto id = ParseResourceName(kCampaignCollection, campaign.name());
    ASSAY_RETURN_IF_ERROR(CheckCampaignId(id.value_or("")));
    campaign.set_dataset(dataset_.dataset().name());
    ASSAY_RETURN_IF_ERROR(CheckCampaign(campaign));
    ASSAY_RETURN_IF_ERROR(CheckShownColumns(campaign, dataset_.dataset()));
    if (campaign.has_gold() != gold_.has_value() ||
        !v1::Campaign::State_IsValid(campaign.state()) ||
        campaign.state() == v1::Campaign::STATE_UNSPECIFIED) {
      return reader_.BadLine("a gold rule without its data set, or no state",
                             "a campaign as it was exported");
    }
    if (campaigns_.Get(*id).ok()) {
      return MakeError(absl::StatusCode::kAlreadyExists, "CAMPAIGN_ALREADY_EXISTS",
                       "there is a campaign '" + campaign.name() + "' already",
                       {{"name", campaign.name()}});
    }
    record_.set_dataset_number(dataset_.dataset_number());
    record_.set_gold_dataset_number(gold_.has_value() ? gold_->dataset_number() : 0);
    ASSAY_ASSIGN_OR_RETURN(LabelSchema schema, LabelSchema::Make(campaign.schema()));
    schema_.emplace(std::move(schema));
    items_.emplace(store_, dataset_.dataset_number(), ItemCountOf(dataset_));
    if (gold_.has_value()) {
      gold_items_.emplace(store_, gold_->dataset_number(), ItemCountOf(*gold_));
    }
    ASSAY_ASSIGN_OR_RETURN(const uint64_t number, campaigns_.TakeCampaignNumber());
    record_.set_campaign_number(number);
    return Advance();
  }

  static uint64_t ItemCountOf(const storage::v1::DatasetRecord& record) {
    return static_cast<uint64_t>(record.dataset().item_count());
  }

  absl::Status ReadSelection() {
    while (has_line_ && line_.type == Type::kSelected) {
      ASSAY_ASSIGN_OR_RETURN(const uint64_t index, FindItem(*items_, line_.item_id));
      selection_.push_back(index);
      ASSAY_RETURN_IF_ERROR(Advance());
    }
    const bool has_selection = record_.campaign().has_selection();
    return has_selection == !selection_.empty()
               ? absl::OkStatus()
               : reader_.BadLine(absl::StrCat(selection_.size(), " selected items"),
                                 has_selection ? "a selection" : "no selection");
  }

  absl::StatusOr<uint64_t> FindItem(ItemLookup& items, const std::string& item_id) const {
    ASSAY_ASSIGN_OR_RETURN(const auto index, items.Find(item_id));
    if (!index.has_value()) {
      return reader_.BadLine("the item '" + item_id.substr(0, 80) + "'", "an item of the data set");
    }
    return *index;
  }

  absl::Status ReadAnnotators() {
    while (has_line_ && line_.type == Type::kAnnotator) {
      ASSAY_RETURN_IF_ERROR(ReadAnnotator(line_.annotator));
      ASSAY_RETURN_IF_ERROR(Advance());
    }
    return absl::OkStatus();
  }

  absl::Status ReadAnnotator(const v1::Annotator& annotator) {
    const auto id = ParseResourceName(kAnnotatorCollection, annotator.name());
    ASSAY_RETURN_IF_ERROR(CheckAnnotatorId(id.value_or("")));
    ASSAY_RETURN_IF_ERROR(CheckAnnotator(annotator));
    auto record = annotators_.Get(*id);
    if (absl::IsNotFound(record.status())) {
      storage::v1::AnnotatorRecord added;
      *added.mutable_annotator() = annotator;
      record = annotators_.Create(added);
      ASSAY_RETURN_IF_ERROR(record.status());
      made_annotators_.push_back(*record);
    }
    ASSAY_RETURN_IF_ERROR(record.status());
    if (IsMachine(record->annotator()) != IsMachine(annotator)) {
      return MakeError(absl::StatusCode::kAlreadyExists, "ANNOTATOR_ALREADY_EXISTS",
                       "there is an annotator '" + annotator.name() + "' of another kind already",
                       {{"name", annotator.name()}});
    }
    annotator_numbers_[*id] = record->annotator_number();
    return absl::OkStatus();
  }

  absl::Status ReadEntries() {
    while (has_line_ && line_.type == Type::kEntry) {
      ASSAY_RETURN_IF_ERROR(ReadEntry(line_.entry));
      ASSAY_RETURN_IF_ERROR(Advance());
    }
    return FlushBlock();
  }

  absl::Status ReadEntry(EntryLine& line) {
    if (line.sequence != entry_count_) {
      return reader_.BadLine(absl::StrCat("sequence ", line.sequence), absl::StrCat(entry_count_));
    }
    ++entry_count_;
    LogEntry& entry = line.entry;
    const auto annotator = annotator_numbers_.find(line.annotator_id);
    if (annotator == annotator_numbers_.end()) {
      return reader_.BadLine("the annotator '" + line.annotator_id.substr(0, 80) + "'",
                             "one of the annotators before");
    }
    entry.set_annotator_number(annotator->second);
    if (line.is_gold && (!gold_items_.has_value() || entry.kind() == LogEntry::KIND_WITHDRAW)) {
      return reader_.BadLine("an entry about a gold item",
                             "none without a gold data set, and no withdrawal");
    }
    if (entry.kind() != LogEntry::KIND_REINSTATE) {
      ASSAY_ASSIGN_OR_RETURN(const uint64_t index,
                             FindItem(line.is_gold ? *gold_items_ : *items_, line.item_id));
      entry.set_item_number(line.is_gold ? kFirstGoldItem + index : index);
    }
    if (entry.has_value()) {
      if (const absl::Status fits = schema_->Check(entry.value()); !fits.ok()) {
        return reader_.BadLine(std::string(fits.message()), "an answer to the campaign's question");
      }
    }
    entry.clear_superseded();
    block_bytes_ += entry.ByteSizeLong();
    *block_.add_entries() = std::move(entry);
    return block_bytes_ >= kBlockBytes ? FlushBlock() : absl::OkStatus();
  }

  absl::Status FlushBlock() {
    if (block_.entries().empty()) {
      return absl::OkStatus();
    }
    ASSAY_RETURN_IF_ERROR(
        campaigns_.PutStagedBlock(record_.campaign_number(), kImportNumber, block_count_, block_));
    ++block_count_;
    block_.Clear();
    block_bytes_ = 0;
    return absl::OkStatus();
  }

  absl::Status Publish() {
    storage::v1::CampaignHead head = InitialHead(record_.campaign());
    head.set_next_import(kImportNumber + 1);
    if (block_count_ > 0) {
      head.mutable_pending_labels()->set_import_number(kImportNumber);
      head.mutable_pending_labels()->set_block_count(block_count_);
    }
    ASSAY_ASSIGN_OR_RETURN(record_, campaigns_.Create(record_, head, selection_));
    return absl::OkStatus();
  }

  // The desk adds the blocks; it goes on also where nobody waits any more.
  absl::Status AwaitEntries() {
    const auto desk = desks_.Get(record_.campaign_number());
    desk->ExpireLeases();
    while (true) {
      ASSAY_ASSIGN_OR_RETURN(const CampaignDesk::Snapshot snapshot, desk->Read());
      if (!snapshot.head.has_pending_labels()) {
        return absl::OkStatus();
      }
      std::this_thread::sleep_for(kPause);
    }
  }

  // Best effort; the staged blocks of a campaign that was never made are removed at the next start.
  void TakeBack() {
    if (record_.campaign_number() != 0) {
      campaigns_.DeleteStaged(record_.campaign_number(), kImportNumber).IgnoreError();
    }
    for (const std::string& id : made_datasets_) {
      datasets_.Delete(id).IgnoreError();
    }
    if (!made_annotators_.empty()) {
      const auto batch = store_.NewBatch();
      for (const storage::v1::AnnotatorRecord& made : made_annotators_) {
        const auto id = ParseResourceName(kAnnotatorCollection, made.annotator().name());
        batch->Delete(AnnotatorNameKey(id.value_or("")));
        batch->Delete(AnnotatorKey(made.annotator_number()));
      }
      batch->Commit(Durability::kSynced).IgnoreError();
    }
  }

  const v1::RestoreCampaignSpec& spec_;
  Store& store_;
  CampaignDesks& desks_;
  CampaignLineReader reader_;
  CampaignRepository campaigns_;
  DatasetRepository datasets_;
  AnnotatorRepository annotators_;
  CampaignLine line_;
  bool has_line_ = false;
  storage::v1::DatasetRecord dataset_;
  std::optional<storage::v1::DatasetRecord> gold_;
  storage::v1::CampaignRecord record_;
  std::optional<LabelSchema> schema_;
  std::optional<ItemLookup> items_;
  std::optional<ItemLookup> gold_items_;
  std::vector<uint64_t> selection_;
  std::unordered_map<std::string, uint64_t> annotator_numbers_;
  std::vector<std::string> made_datasets_;
  std::vector<storage::v1::AnnotatorRecord> made_annotators_;
  storage::v1::StagedLabels block_;
  size_t block_bytes_ = 0;
  uint64_t block_count_ = 0;
  uint64_t entry_count_ = 0;
};

}  // namespace

absl::StatusOr<v1::RestoreCampaignResponse> RestoreCampaign(const v1::RestoreCampaignSpec& spec,
                                                            exchange::ByteSource& source,
                                                            Store& store, CampaignDesks& desks) {
  return CampaignRestore(spec, source, store, desks).Run();
}

}  // namespace assay
