#include "annotator/transfer/import_labels.h"

#include <future>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_cat.h"
#include "annotator/campaign/annotator_lookup.h"
#include "annotator/desk/await_desk.h"
#include "annotator/desk/entry_checks.h"
#include "annotator/exchange/utf8.h"
#include "annotator/transfer/item_lookup.h"
#include "annotator/transfer/repeat_filter.h"
#include "engine/base/status.h"
#include "engine/cost/price_models.h"
#include "google/protobuf/arena.h"

namespace assay {
namespace {

using storage::v1::AnnotatorRecord;
using storage::v1::CampaignRecord;
using storage::v1::LogEntry;
using storage::v1::StagedLabels;

constexpr size_t kBlockBytes = size_t{512} << 10;
// An entry without its value, at most about.
constexpr size_t kEntryBytes = 48;

std::string Quoted(std::string_view text) {
  return absl::StrCat("'", exchange::Excerpt(text, 60), "'");
}

absl::Status CheckOpen(const CampaignRecord& record) {
  const v1::Campaign& campaign = record.campaign();
  if (campaign.state() != v1::Campaign::STATE_CLOSED) {
    return absl::OkStatus();
  }
  return MakeError(absl::StatusCode::kFailedPrecondition, "CAMPAIGN_CLOSED",
                   campaign.name() + " is closed; it takes no labels any more",
                   {{"name", campaign.name()}});
}

// Begins and ends an import among those that run.
class ImportTurn {
 public:
  ImportTurn(RunningImports& running, uint64_t campaign_number)
      : running_(running),
        campaign_number_(campaign_number),
        has_(running.Begin(campaign_number)) {}
  ~ImportTurn() {
    if (has_) {
      running_.End(campaign_number_);
    }
  }
  ImportTurn(const ImportTurn&) = delete;
  ImportTurn& operator=(const ImportTurn&) = delete;
  bool has() const { return has_; }

 private:
  RunningImports& running_;
  const uint64_t campaign_number_;
  const bool has_;
};

// One import.
class LabelImport {
 public:
  LabelImport(const v1::ImportLabelsSpec& spec, const Caller& caller, CampaignDesk& desk,
              const LabelImportStores& stores)
      : spec_(spec),
        caller_(caller),
        desk_(desk),
        stores_(stores),
        annotators_(stores.store, static_cast<v1::Annotator::Kind>(spec.create_annotators_kind())) {
  }

  absl::StatusOr<v1::ImportLabelsResponse> Run(LabelStream& stream) {
    ASSAY_RETURN_IF_ERROR(CheckKind());
    ASSAY_ASSIGN_OR_RETURN(const CampaignDesk::Snapshot snapshot, desk_.Read());
    record_ = snapshot.record;
    campaign_number_ = record_.campaign_number();
    ASSAY_RETURN_IF_ERROR(CheckOpen(record_));
    const ImportTurn turn(stores_.running, campaign_number_);
    if (!turn.has() || snapshot.head.has_pending_labels()) {
      return MakeError(absl::StatusCode::kFailedPrecondition, "IMPORT_RUNNING",
                       "another import of labels into " + record_.campaign().name() +
                           " is running; wait until it is done",
                       {{"name", record_.campaign().name()}});
    }
    import_number_ = std::max<uint64_t>(snapshot.head.next_import(), 1);
    log_is_empty_ = snapshot.head.next_sequence() == 0;
    const absl::Status staged = Stage(stream);
    if (!staged.ok()) {
      DropStaged();
      return staged;
    }
    return HandOver();
  }

 private:
  absl::Status CheckKind() const {
    const int kind = spec_.create_annotators_kind();
    if (kind < v1::Annotator::KIND_UNSPECIFIED || kind > v1::Annotator::KIND_MODEL) {
      return MakeError(absl::StatusCode::kInvalidArgument, "BAD_ANNOTATOR",
                       absl::StrCat("create_annotators_kind is ", kind, ", expected 0 to 4"),
                       {{"field", "spec.create_annotators_kind"}, {"found", absl::StrCat(kind)}});
    }
    return absl::OkStatus();
  }

  absl::Status Stage(LabelStream& stream) {
    // What an import left behind that died, under the same number.
    ASSAY_RETURN_IF_ERROR(stores_.campaigns.DeleteStaged(campaign_number_, import_number_));
    ASSAY_ASSIGN_OR_RETURN(LabelSchema schema, LabelSchema::Make(record_.campaign().schema()));
    schema_.emplace(std::move(schema));
    filter_.emplace(stores_.campaigns, campaign_number_, *schema_);
    ASSAY_RETURN_IF_ERROR(PrepareItems());
    now_us_ = stores_.clock.WallMicros();
    ASSAY_ASSIGN_OR_RETURN(const bool has_rows, stream.HasRows());
    std::unique_ptr<LabelRows> rows;
    if (has_rows) {
      rows = OpenLabelMessages(spec_, *schema_, stream);
    } else {
      ASSAY_ASSIGN_OR_RETURN(rows, OpenLabelTable(spec_, *schema_, stream));
    }
    GivenLabel label;
    while (true) {
      ASSAY_ASSIGN_OR_RETURN(const bool has_label, rows->Next(label));
      if (!has_label) {
        losses_ = rows->Losses();
        return Flush();
      }
      ASSAY_RETURN_IF_ERROR(Add(*rows, label));
    }
  }

  absl::Status PrepareItems() {
    const std::string id = record_.campaign().dataset().substr(std::string("datasets/").size());
    ASSAY_ASSIGN_OR_RETURN(const auto dataset, stores_.datasets.Get(id));
    items_.emplace(stores_.store, record_.dataset_number(),
                   static_cast<uint64_t>(dataset.dataset().item_count()));
    if (record_.selection_count() == 0) {
      return absl::OkStatus();
    }
    selected_.emplace();
    return stores_.campaigns.ReadSelection(campaign_number_, [&](uint64_t item) {
      selected_->insert(item);
      return true;
    });
  }

  absl::Status Add(const LabelRows& rows, const GivenLabel& label) {
    ASSAY_ASSIGN_OR_RETURN(const std::optional<uint64_t> item, items_->Find(label.item_id));
    if (!item.has_value() || (selected_.has_value() && !selected_->contains(*item))) {
      return rows.Fail(label.at, "UNKNOWN_ITEM", rows.titles().item, Quoted(label.item_id),
                       "the id of an item of " + record_.campaign().name());
    }
    ASSAY_ASSIGN_OR_RETURN(const AnnotatorRecord* annotator, FindAnnotator(label.annotator_id));
    if (annotator == nullptr) {
      return UnknownAnnotator(rows, label);
    }
    LogEntry& entry = *block_->add_entries();
    entry.set_kind(LogEntry::KIND_LABEL);
    entry.set_source(LogEntry::SOURCE_IMPORTED);
    entry.set_item_number(*item);
    entry.set_annotator_number(annotator->annotator_number());
    *entry.mutable_value() = *label.value;
    entry.set_submit_time_us(label.submit_time_us.value_or(now_us_));
    entry.set_receive_time_us(now_us_);
    entry.set_active_time_us(label.active_time_us);
    ASSAY_ASSIGN_OR_RETURN(const int64_t cost, Cost(annotator->annotator(), label));
    entry.set_cost_micros(cost);
    entry.set_key_number(caller_.key_number);
    entry.set_peer(caller_.peer);
    block_bytes_ +=
        kEntryBytes + caller_.peer.size() +
        (label.value->has_choice() ? label.value->choice().size() : label.value->ByteSizeLong());
    return block_bytes_ >= kBlockBytes ? Flush() : absl::OkStatus();
  }

  // Rows of one annotator often stand next to each other.
  absl::StatusOr<const AnnotatorRecord*> FindAnnotator(std::string_view id) {
    if (last_annotator_ == nullptr || last_annotator_id_ != id) {
      ASSAY_ASSIGN_OR_RETURN(last_annotator_, annotators_.Find(id));
      last_annotator_id_ = id;
    }
    return last_annotator_;
  }

  absl::Status UnknownAnnotator(const LabelRows& rows, const GivenLabel& label) const {
    const bool is_new = spec_.create_annotators_kind() != v1::Annotator::KIND_UNSPECIFIED;
    if (is_new && annotators_.new_count() >= AnnotatorLookup::kMaxNewAnnotators) {
      return rows.Fail(
          label.at, "TOO_MANY_NAMES", rows.titles().annotator,
          absl::StrCat("new annotator number ", annotators_.new_count() + 1),
          absl::StrCat("at most ", AnnotatorLookup::kMaxNewAnnotators, "; name the right column"));
    }
    if (is_new) {
      return rows.Fail(label.at, "BAD_ANNOTATOR_ID", rows.titles().annotator,
                       Quoted(label.annotator_id),
                       "1-63 characters of a-z, A-Z, 0-9, '-', '_', '.'");
    }
    return rows.Fail(label.at, "UNKNOWN_ANNOTATOR", rows.titles().annotator,
                     Quoted(label.annotator_id),
                     "an annotator that is there; add it, or say what new ones become");
  }

  StagedLabels* NewBlock() { return google::protobuf::Arena::CreateMessage<StagedLabels>(&arena_); }

  absl::StatusOr<int64_t> Cost(const v1::Annotator& annotator, const GivenLabel& label) const {
    if (label.cost_micros.has_value()) {
      return *label.cost_micros;
    }
    const PriceTerms terms{annotator.label_price_micros(), annotator.hour_price_micros(),
                           annotator.million_input_tokens_price_micros(),
                           annotator.million_output_tokens_price_micros()};
    ASSAY_ASSIGN_OR_RETURN(const int64_t cost,
                           CostOfLabel(terms, {.active_us = label.active_time_us,
                                               .input_tokens = label.input_tokens,
                                               .output_tokens = label.output_tokens}));
    if (cost > 0) {
      ASSAY_RETURN_IF_ERROR(
          CheckSameCurrency(annotator.name(), annotator.currency_code(), record_.campaign()));
    }
    return cost;
  }

  absl::Status Flush() {
    if (!log_is_empty_) {
      ASSAY_ASSIGN_OR_RETURN(const int64_t repeated, filter_->Remove(*block_));
      repeated_count_ += repeated;
    }
    if (block_->entries_size() > 0) {
      ASSAY_RETURN_IF_ERROR(stores_.campaigns.PutStagedBlock(campaign_number_, import_number_,
                                                             block_count_, *block_));
      ++block_count_;
    }
    arena_.Reset();
    block_ = NewBlock();
    block_bytes_ = 0;
    return absl::OkStatus();
  }

  absl::StatusOr<v1::ImportLabelsResponse> HandOver() {
    v1::ImportLabelsResponse response;
    response.set_repeated_count(repeated_count_);
    for (const auto& [what, count] : losses_) {
      v1::FormatLoss& loss = *response.add_losses();
      loss.set_what(what);
      loss.set_count(count);
    }
    if (block_count_ == 0) {
      return response;
    }
    if (const absl::Status stored = annotators_.StoreNew(now_us_); !stored.ok()) {
      DropStaged();
      return stored;
    }
    const auto added = AwaitDesk<CampaignDesk::AddedEntries>(
        [&](auto done) { desk_.AddStagedLabels(import_number_, block_count_, std::move(done)); });
    if (!added.ok()) {
      if (!WasAccepted()) {
        annotators_.RemoveNew().IgnoreError();
        DropStaged();
      }
      return added.status();
    }
    response.set_label_count(added->label_count);
    response.set_superseding_count(added->superseding_count);
    response.set_created_annotator_count(static_cast<int64_t>(annotators_.new_count()));
    return response;
  }

  // An error after the acceptance (no room to add the labels) does not take it back.  Where that
  // cannot be found out, nothing is deleted.
  bool WasAccepted() const {
    const auto snapshot = desk_.Read();
    return !snapshot.ok() || snapshot->head.next_import() > import_number_;
  }

  void DropStaged() {
    // What stays is removed when the store is opened again, or by the next import.
    stores_.campaigns.DeleteStaged(campaign_number_, import_number_).IgnoreError();
  }

  const v1::ImportLabelsSpec& spec_;
  const Caller& caller_;
  CampaignDesk& desk_;
  const LabelImportStores& stores_;
  CampaignRecord record_;
  uint64_t campaign_number_ = 0;
  uint64_t import_number_ = 0;
  bool log_is_empty_ = false;
  int64_t now_us_ = 0;
  std::optional<LabelSchema> schema_;
  std::optional<RepeatFilter> filter_;
  std::optional<ItemLookup> items_;
  std::optional<absl::flat_hash_set<uint64_t>> selected_;
  AnnotatorLookup annotators_;
  const AnnotatorRecord* last_annotator_ = nullptr;
  std::string last_annotator_id_;
  google::protobuf::Arena arena_;
  StagedLabels* block_ = NewBlock();  // in the arena
  size_t block_bytes_ = 0;
  uint64_t block_count_ = 0;
  int64_t repeated_count_ = 0;
  std::map<std::string, int64_t> losses_;
};

}  // namespace

absl::StatusOr<v1::ImportLabelsResponse> ImportLabels(const v1::ImportLabelsSpec& spec,
                                                      const Caller& caller, LabelStream& stream,
                                                      CampaignDesk& desk,
                                                      const LabelImportStores& stores) {
  return LabelImport(spec, caller, desk, stores).Run(stream);
}

}  // namespace assay
