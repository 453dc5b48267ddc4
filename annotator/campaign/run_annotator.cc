#include "annotator/campaign/run_annotator.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "annotator/auditing/load_model.h"
#include "annotator/campaign/rule_matcher.h"
#include "annotator/desk/await_desk.h"
#include "annotator/desk/entry_checks.h"
#include "annotator/schema/label_schema.h"
#include "engine/base/status.h"
#include "engine/base/worker_pool.h"
#include "engine/store/annotator_repository.h"
#include "engine/store/campaign_repository.h"
#include "engine/store/dataset_repository.h"
#include "engine/store/resource_name.h"

namespace assay {
namespace {

using storage::v1::ItemRecord;

constexpr size_t kRuleBlockItems = 2000;
// A model is unpacked once for each block.
constexpr size_t kModelBlockItems = 20'000;

// Says the labels of some items; nullopt: none.
class Machine {
 public:
  virtual ~Machine() = default;
  // How many items it is given at once.
  virtual size_t block_items() const = 0;
  virtual absl::StatusOr<std::vector<std::optional<v1::LabelValue>>> Label(
      std::span<const ItemRecord> items) = 0;
};

class RuleMachine final : public Machine {
 public:
  RuleMachine(ItemRule rule, v1::LabelValue value)
      : rule_(std::move(rule)), value_(std::move(value)) {}

  size_t block_items() const override { return kRuleBlockItems; }
  absl::StatusOr<std::vector<std::optional<v1::LabelValue>>> Label(
      std::span<const ItemRecord> items) override {
    std::vector<std::optional<v1::LabelValue>> labels(items.size());
    for (size_t i = 0; i < items.size(); ++i) {
      if (rule_.Matches(items[i])) {
        labels[i] = value_;
      }
    }
    return labels;
  }

 private:
  const ItemRule rule_;
  const v1::LabelValue value_;
};

class ModelMachine final : public Machine {
 public:
  ModelMachine(Store& store, std::string audit, std::vector<v1::LabelValue> values,
               v1::Dataset dataset, int thread_count)
      : audits_(store),
        audit_(std::move(audit)),
        values_(std::move(values)),
        dataset_(std::move(dataset)),
        pool_(thread_count) {}

  size_t block_items() const override { return kModelBlockItems; }
  absl::StatusOr<std::vector<std::optional<v1::LabelValue>>> Label(
      std::span<const ItemRecord> items) override {
    ASSAY_ASSIGN_OR_RETURN(StoredModel model, LoadModel(audits_, audit_));
    ASSAY_ASSIGN_OR_RETURN(FeatureCollector collector,
                           FeatureCollector::Create(dataset_, std::move(model.encoders)));
    for (size_t i = 0; i < items.size(); ++i) {
      ASSAY_RETURN_IF_ERROR(collector.Add(i, items[i]));
    }
    const CollectedFeatures collected = std::move(collector).Finish();
    const ClassMatrix scores = ScoreRows(model.scorer, collected.features, pool_);
    std::vector<std::optional<v1::LabelValue>> labels(items.size());
    for (size_t i = 0; i < items.size(); ++i) {
      const auto row = scores.row(i);
      labels[i] =
          values_[static_cast<size_t>(std::max_element(row.begin(), row.end()) - row.begin())];
    }
    return labels;
  }

 private:
  const AuditRepository audits_;
  const std::string audit_;
  const std::vector<v1::LabelValue> values_;
  const v1::Dataset dataset_;
  WorkerPool pool_;
};

absl::StatusOr<std::unique_ptr<Machine>> MakeMachine(const v1::Annotator& annotator,
                                                     const LabelSchema& schema,
                                                     const v1::Dataset& dataset, Store& store,
                                                     int thread_count) {
  if (annotator.kind() == v1::Annotator::KIND_RULE) {
    ASSAY_ASSIGN_OR_RETURN(ItemRule rule, ItemRule::Make(annotator.rule(), dataset));
    ASSAY_ASSIGN_OR_RETURN(v1::LabelValue value, schema.Parse(annotator.rule().label_class()));
    return std::make_unique<RuleMachine>(std::move(rule), std::move(value));
  }
  if (annotator.kind() != v1::Annotator::KIND_MODEL) {
    return MakeError(absl::StatusCode::kFailedPrecondition, "NOT_A_MACHINE",
                     annotator.name() + " is neither a rule nor a model; people label by leases",
                     {{"annotator", annotator.name()}});
  }
  ASSAY_ASSIGN_OR_RETURN(const StoredModel model,
                         LoadModel(AuditRepository(store), annotator.audit()));
  std::vector<v1::LabelValue> values;
  for (const std::string& name : model.class_names) {
    ASSAY_ASSIGN_OR_RETURN(v1::LabelValue value, schema.Parse(name));
    values.push_back(std::move(value));
  }
  return std::make_unique<ModelMachine>(store, annotator.audit(), std::move(values), dataset,
                                        thread_count);
}

// One run.
class MachineRun {
 public:
  MachineRun(CampaignDesk::Snapshot snapshot, storage::v1::AnnotatorRecord annotator,
             const Caller& caller, Store& store, CampaignDesk& desk, const Clock& clock,
             std::function<absl::Status(const v1::RunAnnotatorResponse&)> send)
      : record_(std::move(snapshot.record)),
        annotator_(std::move(annotator)),
        caller_(caller),
        campaigns_(store),
        datasets_(store),
        desk_(desk),
        clock_(clock),
        send_(std::move(send)) {}

  absl::Status Run(const storage::v1::DatasetRecord& dataset, Machine& machine) {
    machine_ = &machine;
    const auto item_count = static_cast<uint64_t>(dataset.dataset().item_count());
    state_.set_item_count(static_cast<int64_t>(
        record_.selection_count() != 0 ? record_.selection_count() : item_count));
    ASSAY_RETURN_IF_ERROR(record_.selection_count() != 0 ? VisitSelection() : VisitAll(item_count));
    ASSAY_RETURN_IF_ERROR(LabelBlock());
    state_.set_complete(true);
    return send_(state_);
  }

 private:
  absl::Status VisitAll(uint64_t item_count) {
    absl::Status status;
    ASSAY_RETURN_IF_ERROR(datasets_.ScanItems(record_.dataset_number(), 0,
                                              [&](uint64_t index, const ItemRecord& item) {
                                                if (index < item_count) {
                                                  status = Take(index, item);
                                                }
                                                return status.ok() && index < item_count;
                                              }));
    return status;
  }

  absl::Status VisitSelection() {
    absl::Status status;
    ASSAY_RETURN_IF_ERROR(campaigns_.ReadSelection(record_.campaign_number(), [&](uint64_t index) {
      const auto item = datasets_.GetItem(record_.dataset_number(), index);
      status = item.ok() ? Take(index, *item) : item.status();
      return status.ok();
    }));
    return status;
  }

  absl::Status Take(uint64_t index, const ItemRecord& item) {
    indexes_.push_back(index);
    items_.push_back(item);
    return items_.size() == machine_->block_items() ? LabelBlock() : absl::OkStatus();
  }

  absl::Status LabelBlock() {
    if (items_.empty()) {
      return absl::OkStatus();
    }
    ASSAY_ASSIGN_OR_RETURN(auto labels, machine_->Label(items_));
    std::vector<storage::v1::LogEntry> entries;
    for (size_t i = 0; i < items_.size(); ++i) {
      if (labels[i].has_value()) {
        ASSAY_ASSIGN_OR_RETURN(const bool labelled, HasLabelled(indexes_[i]));
        if (!labelled) {
          entries.push_back(NewEntry(indexes_[i], *std::move(labels[i])));
        }
      }
    }
    const auto entry_count = static_cast<int64_t>(entries.size());
    if (entry_count > 0) {
      ASSAY_RETURN_IF_ERROR(AwaitDesk<CampaignDesk::AddedEntries>(
                                [&](CampaignDesk::Done<CampaignDesk::AddedEntries> done) {
                                  desk_.AddEntries(std::move(entries), std::move(done));
                                })
                                .status());
    }
    state_.set_done_item_count(state_.done_item_count() + static_cast<int64_t>(items_.size()));
    state_.set_label_count(state_.label_count() + entry_count);
    items_.clear();
    indexes_.clear();
    return send_(state_);
  }

  absl::StatusOr<bool> HasLabelled(uint64_t index) const {
    ASSAY_ASSIGN_OR_RETURN(const auto item, campaigns_.GetItem(record_.campaign_number(), index));
    return item.has_value() &&
           std::any_of(item->touches().begin(), item->touches().end(), [this](const auto& touch) {
             return touch.annotator_number() == annotator_.annotator_number() && touch.label() != 0;
           });
  }

  storage::v1::LogEntry NewEntry(uint64_t index, v1::LabelValue value) const {
    storage::v1::LogEntry entry;
    entry.set_kind(storage::v1::LogEntry::KIND_LABEL);
    entry.set_item_number(index);
    entry.set_annotator_number(annotator_.annotator_number());
    *entry.mutable_value() = std::move(value);
    entry.set_submit_time_us(clock_.WallMicros());
    entry.set_guideline_version(record_.campaign().guidelines().version());
    entry.set_cost_micros(annotator_.annotator().label_price_micros());
    entry.set_source(storage::v1::LogEntry::SOURCE_MACHINE);
    entry.set_key_number(caller_.key_number);
    entry.set_peer(caller_.peer);
    return entry;
  }

  const storage::v1::CampaignRecord record_;
  const storage::v1::AnnotatorRecord annotator_;
  const Caller& caller_;
  const CampaignRepository campaigns_;
  const DatasetRepository datasets_;
  CampaignDesk& desk_;
  const Clock& clock_;
  const std::function<absl::Status(const v1::RunAnnotatorResponse&)> send_;
  Machine* machine_ = nullptr;
  v1::RunAnnotatorResponse state_;
  std::vector<uint64_t> indexes_;
  std::vector<ItemRecord> items_;
};

}  // namespace

absl::Status RunAnnotator(
    const v1::RunAnnotatorRequest& request, const Caller& caller, Store& store, CampaignDesk& desk,
    const Clock& clock, int thread_count,
    const std::function<absl::Status(const v1::RunAnnotatorResponse&)>& send) {
  const auto id = ParseResourceName(kAnnotatorCollection, request.annotator());
  if (!id.has_value()) {
    return MakeError(absl::StatusCode::kInvalidArgument, "BAD_RESOURCE_NAME",
                     "found '" + request.annotator().substr(0, 100) +
                         "' as annotator, expected annotators/{annotator}",
                     {{"field", "annotator"}, {"found", request.annotator().substr(0, 100)}});
  }
  ASSAY_ASSIGN_OR_RETURN(CampaignDesk::Snapshot snapshot, desk.Read());
  const v1::Campaign& campaign = snapshot.record.campaign();
  ASSAY_ASSIGN_OR_RETURN(const auto annotator, AnnotatorRepository(store).Get(*id));
  ASSAY_ASSIGN_OR_RETURN(const LabelSchema schema, LabelSchema::Make(campaign.schema()));
  const DatasetRepository datasets(store);
  ASSAY_ASSIGN_OR_RETURN(
      const auto dataset,
      datasets.Get(ParseResourceName(kDatasetCollection, campaign.dataset()).value_or("")));
  ASSAY_ASSIGN_OR_RETURN(
      const std::unique_ptr<Machine> machine,
      MakeMachine(annotator.annotator(), schema, dataset.dataset(), store, thread_count));
  if (campaign.state() == v1::Campaign::STATE_DRAFT) {
    return MakeError(absl::StatusCode::kFailedPrecondition, "CAMPAIGN_NOT_RUNNING",
                     campaign.name() + " is a draft; start it first",
                     {{"campaign", campaign.name()}});
  }
  if (annotator.annotator().label_price_micros() > 0) {
    ASSAY_RETURN_IF_ERROR(CheckSameCurrency(annotator.annotator().name(),
                                            annotator.annotator().currency_code(), campaign));
  }
  return MachineRun(std::move(snapshot), annotator, caller, store, desk, clock, send)
      .Run(dataset, *machine);
}

}  // namespace assay
