#include "annotator/costs/cost_ledger.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <unordered_map>
#include <utility>

#include "annotator/campaign/campaign_name.h"
#include "assay/v1/annotators.pb.h"
#include "engine/base/status.h"
#include "engine/store/campaign_keys.h"
#include "engine/store/resource_name.h"

namespace assay {
namespace {

constexpr int64_t kEntriesAReport = 1 << 14;

absl::Status Cancelled() {
  return MakeError(absl::StatusCode::kCancelled, "CANCELLED", "reading costs was cancelled");
}

// Labels of an item by group, and their fees.
class ItemFees {
 public:
  explicit ItemFees(const PriceGroups& groups) : groups_(groups) {}

  absl::StatusOr<int64_t> Of(size_t group, int64_t count) {
    const auto [place, is_new] = fees_.try_emplace({group, count}, 0);
    if (is_new) {
      ASSAY_ASSIGN_OR_RETURN(place->second, FeeOfLabel(groups_.groups[group], count));
    }
    return place->second;
  }

 private:
  const PriceGroups& groups_;
  std::map<std::pair<size_t, int64_t>, int64_t> fees_;
};

class PriceLedger {
 public:
  PriceLedger(const PriceGroups& groups, const LabelTable& table,
              const std::vector<std::vector<float>>& times)
      : groups_(groups),
        table_(table),
        times_(times),
        means_(MeanSeconds(groups, times)),
        used_times_(table.annotator_count(), 0),
        fees_(groups) {}

  absl::StatusOr<CostLedger> Make() {
    for (const PricedGroup& group : groups_.groups) {
      ledger_.group_names.push_back(group.name);
    }
    const size_t free = ledger_.group_names.size();
    if (std::find(groups_.group_of.begin(), groups_.group_of.end(), PriceGroups::kNone) !=
        groups_.group_of.end()) {
      ledger_.group_names.emplace_back("free");
    }
    for (uint32_t a = 0; a < table_.annotator_count(); ++a) {
      CostLedger::Person person;
      person.name = std::string(table_.annotator_names()[a]);
      person.group = groups_.group_of[a] == PriceGroups::kNone
                         ? free
                         : static_cast<size_t>(groups_.group_of[a]);
      person.annotator = a;
      ledger_.people.push_back(std::move(person));
    }
    ledger_.item_costs.assign(table_.item_count(), 0);
    for (size_t item = 0; item < table_.item_count(); ++item) {
      ASSAY_RETURN_IF_ERROR(AddItem(item));
    }
    return std::move(ledger_);
  }

 private:
  absl::Status AddItem(size_t item) {
    const auto annotators = table_.annotators_of(item);
    std::map<int32_t, int64_t> counts;
    for (const uint32_t annotator : annotators) {
      ++counts[groups_.group_of[annotator]];
    }
    for (const uint32_t annotator : annotators) {
      ASSAY_RETURN_IF_ERROR(AddLabel(item, annotator, counts[groups_.group_of[annotator]]));
    }
    return absl::OkStatus();
  }

  // Microseconds; 0: unknown.
  int64_t NextTime(uint32_t annotator) {
    if (annotator >= times_.size() || used_times_[annotator] >= times_[annotator].size()) {
      return 0;
    }
    const double seconds = times_[annotator][used_times_[annotator]++];
    return std::llround(std::clamp(seconds, 0.0, 1e9) * 1e6);
  }

  absl::Status AddLabel(size_t item, uint32_t annotator, int64_t count) {
    CostLedger::Person& person = ledger_.people[annotator];
    const int64_t active_us = NextTime(annotator);
    if (groups_.group_of[annotator] == PriceGroups::kNone) {
      return person.paid.Add(0, active_us);
    }
    const int64_t paid_us = active_us > 0 ? active_us : std::llround(means_[person.group] * 1e6);
    ASSAY_ASSIGN_OR_RETURN(const int64_t price,
                           PriceOfLabel(groups_.groups[person.group], paid_us));
    ASSAY_RETURN_IF_ERROR(person.paid.Add(price, active_us));
    ASSAY_ASSIGN_OR_RETURN(const int64_t fee, fees_.Of(person.group, count));
    ASSAY_ASSIGN_OR_RETURN(person.fee_micros, AddMicros(person.fee_micros, fee));
    ASSAY_ASSIGN_OR_RETURN(int64_t cost, AddMicros(price, fee));
    ASSAY_ASSIGN_OR_RETURN(ledger_.item_costs[item], AddMicros(ledger_.item_costs[item], cost));
    return absl::OkStatus();
  }

  const PriceGroups& groups_;
  const LabelTable& table_;
  const std::vector<std::vector<float>>& times_;
  const std::vector<double> means_;
  std::vector<size_t> used_times_;
  ItemFees fees_;
  CostLedger ledger_;
};

constexpr const char* kKindNames[] = {"unspecified", "expert", "crowd", "rule", "model"};

class LogLedger {
 public:
  LogLedger(const v1::LabelSource& source, const StoredLabels& stored, const LabelTable& table,
            storage::v1::CampaignRecord record)
      : source_(source), stored_(stored), table_(table), record_(std::move(record)) {
    for (uint32_t a = 0; a < table.annotator_count(); ++a) {
      annotators_.emplace(std::string(table.annotator_names()[a]), a);
    }
  }

  absl::StatusOr<CostLedger> Make(ProgressSink& progress) {
    ledger_.currency_code = record_.campaign().currency_code();
    ledger_.group_names.assign(std::begin(kKindNames), std::end(kKindNames));
    ledger_.item_costs.assign(table_.item_count(), 0);
    ASSAY_RETURN_IF_ERROR(FindItems());
    absl::Status status;
    int64_t entry_count = 0;
    ASSAY_RETURN_IF_ERROR(stored_.campaigns.ScanLog(
        record_.campaign_number(), 0, [&](uint64_t, const storage::v1::LogEntry& entry) {
          status =
              entry.kind() == storage::v1::LogEntry::KIND_LABEL ? Add(entry) : absl::OkStatus();
          if (status.ok() && ++entry_count % kEntriesAReport == 0) {
            progress.Report("reading costs", entry_count, 0);
            status = progress.cancelled() ? Cancelled() : absl::OkStatus();
          }
          return status.ok();
        }));
    ASSAY_RETURN_IF_ERROR(status);
    return std::move(ledger_);
  }

 private:
  // The items of the table stand in the order in which those with labels that count are stored.
  absl::Status FindItems() {
    return stored_.campaigns.ScanItems(
        record_.campaign_number(), 0,
        [this](uint64_t item_number, const storage::v1::CampaignItemState& item) {
          const bool counts =
              item_number < kFirstGoldItem &&
              std::any_of(item.touches().begin(), item.touches().end(), [this](const auto& touch) {
                return touch.label() != 0 && (source_.include_machines() || !touch.machine());
              });
          if (counts && item_numbers_.size() < table_.item_count()) {
            item_numbers_.push_back(item_number);
          }
          return item_number < kFirstGoldItem;
        });
  }

  absl::Status Add(const storage::v1::LogEntry& entry) {
    ASSAY_ASSIGN_OR_RETURN(CostLedger::Person * person, PersonOf(entry.annotator_number()));
    ASSAY_RETURN_IF_ERROR(person->paid.Add(entry.cost_micros(), entry.active_time_us()));
    if (entry.item_number() >= kFirstGoldItem) {
      ASSAY_ASSIGN_OR_RETURN(ledger_.gold_cost_micros,
                             AddMicros(ledger_.gold_cost_micros, entry.cost_micros()));
      return absl::OkStatus();
    }
    const auto item =
        std::lower_bound(item_numbers_.begin(), item_numbers_.end(), entry.item_number());
    if (item != item_numbers_.end() && *item == entry.item_number()) {
      int64_t& cost = ledger_.item_costs[static_cast<size_t>(item - item_numbers_.begin())];
      ASSAY_ASSIGN_OR_RETURN(cost, AddMicros(cost, entry.cost_micros()));
    }
    return absl::OkStatus();
  }

  absl::StatusOr<CostLedger::Person*> PersonOf(uint64_t annotator_number) {
    const auto [place, is_new] = places_.try_emplace(annotator_number, ledger_.people.size());
    if (is_new) {
      ASSAY_ASSIGN_OR_RETURN(const auto record, stored_.annotators.GetByNumber(annotator_number));
      CostLedger::Person person;
      person.name = ParseResourceName(kAnnotatorCollection, record.annotator().name()).value_or("");
      const int kind = record.annotator().kind();
      person.group = kind >= 0 && kind < static_cast<int>(std::size(kKindNames))
                         ? static_cast<size_t>(kind)
                         : 0;
      const auto known = annotators_.find(person.name);
      if (known != annotators_.end()) {
        person.annotator = known->second;
      }
      ledger_.people.push_back(std::move(person));
    }
    return &ledger_.people[place->second];
  }

  const v1::LabelSource& source_;
  const StoredLabels& stored_;
  const LabelTable& table_;
  const storage::v1::CampaignRecord record_;
  std::unordered_map<std::string, uint32_t> annotators_;
  std::unordered_map<uint64_t, size_t> places_;
  std::vector<uint64_t> item_numbers_;  // of the items of the table, ascending
  CostLedger ledger_;
};

}  // namespace

absl::StatusOr<CostLedger> LedgerByPrices(const PriceGroups& groups, const LabelTable& table,
                                          const std::vector<std::vector<float>>& times,
                                          const std::string& currency_code) {
  ASSAY_ASSIGN_OR_RETURN(CostLedger ledger, PriceLedger(groups, table, times).Make());
  ledger.currency_code = currency_code;
  return ledger;
}

absl::StatusOr<CostLedger> LedgerByCosts(const LabelTable& table,
                                         const std::vector<LabelCost>& costs,
                                         const std::string& currency_code) {
  CostLedger ledger;
  ledger.currency_code = currency_code;
  ledger.group_names.emplace_back("all");
  ledger.item_costs.assign(table.item_count(), 0);
  for (uint32_t a = 0; a < table.annotator_count(); ++a) {
    CostLedger::Person person;
    person.name = std::string(table.annotator_names()[a]);
    person.annotator = a;
    ledger.people.push_back(std::move(person));
  }
  for (const LabelCost& cost : costs) {
    ASSAY_RETURN_IF_ERROR(ledger.people[cost.annotator].paid.Add(cost.cost_micros, cost.active_us));
    int64_t& item = ledger.item_costs[cost.item];
    ASSAY_ASSIGN_OR_RETURN(item, AddMicros(item, cost.cost_micros));
  }
  return ledger;
}

absl::StatusOr<CostLedger> LedgerByLog(const v1::LabelSource& source, const StoredLabels& stored,
                                       const LabelTable& table, ProgressSink& progress) {
  ASSAY_ASSIGN_OR_RETURN(auto record,
                         FindCampaign(stored.campaigns, source.campaign(), "spec.labels.campaign"));
  return LogLedger(source, stored, table, std::move(record)).Make(progress);
}

}  // namespace assay
