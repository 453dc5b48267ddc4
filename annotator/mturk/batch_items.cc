#include "annotator/mturk/batch_items.h"

#include <algorithm>
#include <cmath>
#include <span>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "annotator/desk/campaign_rules.h"
#include "annotator/desk/item_sums.h"
#include "engine/base/rng.h"
#include "engine/base/status.h"
#include "engine/store/campaign_keys.h"
#include "engine/store/campaign_repository.h"
#include "engine/store/dataset_repository.h"

namespace assay::mturk {
namespace {

constexpr double kMaxGoldShare = 0.5;

using storage::v1::CampaignRecord;

// Of a campaign, ascending.
absl::StatusOr<std::vector<uint64_t>> CompleteItems(const CampaignRepository& campaigns,
                                                    const CampaignRecord& record) {
  std::vector<uint64_t> complete;
  ASSAY_RETURN_IF_ERROR(campaigns.ScanItems(
      record.campaign_number(), 0, [&](uint64_t item, const storage::v1::CampaignItemState& state) {
        if (item < kFirstGoldItem && CountItem(state).labels >= state.wanted_count()) {
          complete.push_back(item);
        }
        return item < kFirstGoldItem;
      }));
  return complete;
}

absl::StatusOr<std::vector<uint64_t>> OpenItems(Store& store, const CampaignRecord& record) {
  const CampaignRepository campaigns(store);
  ASSAY_ASSIGN_OR_RETURN(const std::vector<uint64_t> complete, CompleteItems(campaigns, record));
  std::vector<uint64_t> open;
  const auto add = [&](uint64_t item) {
    if (!std::binary_search(complete.begin(), complete.end(), item)) {
      open.push_back(item);
    }
    return true;
  };
  if (record.selection_count() > 0) {
    ASSAY_RETURN_IF_ERROR(campaigns.ReadSelection(record.campaign_number(), add));
    return open;
  }
  const DatasetRepository datasets(store);
  const std::string& name = record.campaign().dataset();
  ASSAY_ASSIGN_OR_RETURN(const auto dataset,
                         datasets.Get(name.substr(std::string("datasets/").size())));
  for (int64_t i = 0; i < dataset.dataset().item_count(); ++i) {
    add(static_cast<uint64_t>(i));
  }
  return open;
}

// Gold for so many items, in the order that the seed decides.
absl::StatusOr<std::vector<uint64_t>> ChooseGold(Store& store, const CampaignRecord& record,
                                                 double share, size_t item_count, Rng& rng) {
  ASSAY_ASSIGN_OR_RETURN(const CampaignRules rules, CampaignRules::Make(store, record));
  std::vector<uint64_t> gold;
  for (uint64_t i = 0; i < rules.gold_count(); ++i) {
    if (rules.HasAnswer(kFirstGoldItem + i)) {
      gold.push_back(kFirstGoldItem + i);
    }
  }
  const auto wanted =
      static_cast<size_t>(std::llround(share / (1 - share) * static_cast<double>(item_count)));
  rng.Shuffle(std::span<uint64_t>(gold));
  gold.resize(std::min(gold.size(), std::max<size_t>(wanted, 1)));
  return gold;
}

// Each order that keeps both in theirs is equally likely.
std::vector<uint64_t> Mixed(const std::vector<uint64_t>& items, const std::vector<uint64_t>& gold,
                            Rng& rng) {
  std::vector<uint64_t> mixed;
  mixed.reserve(items.size() + gold.size());
  size_t next_item = 0;
  size_t next_gold = 0;
  while (next_item < items.size() || next_gold < gold.size()) {
    const uint64_t items_left = items.size() - next_item;
    const uint64_t gold_left = gold.size() - next_gold;
    const bool is_gold = rng.Below(items_left + gold_left) < gold_left;
    mixed.push_back(is_gold ? gold[next_gold++] : items[next_item++]);
  }
  return mixed;
}

}  // namespace

absl::StatusOr<BatchItems> ChooseBatchItems(Store& store, const CampaignRecord& record,
                                            double gold_share, uint64_t seed) {
  BatchItems chosen;
  ASSAY_ASSIGN_OR_RETURN(chosen.items, OpenItems(store, record));
  if (chosen.items.empty()) {
    return MakeError(absl::StatusCode::kFailedPrecondition, "NO_OPEN_ITEMS",
                     "every item of " + record.campaign().name() + " has all its labels",
                     {{"name", record.campaign().name()}});
  }
  if (record.gold_dataset_number() == 0 || gold_share <= 0) {
    return chosen;
  }
  Rng rng(seed);
  ASSAY_ASSIGN_OR_RETURN(const std::vector<uint64_t> gold,
                         ChooseGold(store, record, gold_share, chosen.items.size(), rng));
  chosen.gold_count = std::ssize(gold);
  chosen.items = Mixed(chosen.items, gold, rng);
  return chosen;
}

int32_t WorkersOfItem(const CampaignRecord& record, int32_t wanted) {
  return wanted > 0 ? wanted
                    : CampaignRules::WithDefaults(record.campaign().overlap()).label_count();
}

absl::Status BadBatch(std::string_view field, std::string_view found, std::string_view expected) {
  const ErrorMetadata metadata = {{"field", std::string(field)},
                                  {"found", std::string(found)},
                                  {"expected", std::string(expected)}};
  return MakeError(absl::StatusCode::kInvalidArgument, "BAD_BATCH",
                   metadata.at("field") + ": found " + metadata.at("found") + ", expected " +
                       metadata.at("expected"),
                   metadata);
}

absl::Status CheckBatchRange(std::string_view field, int64_t value, int64_t low, int64_t high) {
  return value >= low && value <= high
             ? absl::OkStatus()
             : BadBatch(field, absl::StrCat(value), absl::StrCat(low, " to ", high));
}

absl::Status CheckGoldShare(double share) {
  return share >= 0 && share <= kMaxGoldShare
             ? absl::OkStatus()
             : BadBatch("gold_share", absl::StrCat(share), "0 to 0.5");
}

}  // namespace assay::mturk
