#ifndef ASSAY_ANNOTATOR_MTURK_BATCH_ITEMS_H_
#define ASSAY_ANNOTATOR_MTURK_BATCH_ITEMS_H_

#include <cstdint>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "assay/storage/v1/campaigns.pb.h"
#include "engine/store/store.h"

namespace assay::mturk {

// What a batch asks about.
struct BatchItems {
  // Places of the items that want labels, in their order, with gold among them.
  std::vector<uint64_t> items;
  int64_t gold_count = 0;
};

// Chooses the items of a campaign that want labels, and so many known ones that `gold_share` of the
// HITs are gold, as far as there is gold.  The seed decides which gold, and where it stands.
//
// O(N) reads for N items; memory: 8 bytes an item.
//
// Errors: FAILED_PRECONDITION NO_OPEN_ITEMS; those of the store.
absl::StatusOr<BatchItems> ChooseBatchItems(Store& store, const storage::v1::CampaignRecord& record,
                                            double gold_share, uint64_t seed);

// Workers for each item: `wanted`, or the campaign's overlap where that is 0.
int32_t WorkersOfItem(const storage::v1::CampaignRecord& record, int32_t wanted);

// INVALID_ARGUMENT BAD_BATCH; metadata "field", "found", "expected".
absl::Status BadBatch(std::string_view field, std::string_view found, std::string_view expected);

// BAD_BATCH where a number is not in [low, high].
absl::Status CheckBatchRange(std::string_view field, int64_t value, int64_t low, int64_t high);

// What the request asks for, else what the campaign has.
template <typename Request>
double GoldShare(const storage::v1::CampaignRecord& record, const Request& request) {
  return request.has_gold_share() ? request.gold_share() : record.campaign().gold().share();
}

// BAD_BATCH where a share of gold is not in [0, 0.5].
absl::Status CheckGoldShare(double share);

// The same, and where the assignments of an item are not in [0, 100].
template <typename Request>
absl::Status CheckBatchShape(const Request& request) {
  const absl::Status gold = CheckGoldShare(request.gold_share());
  return gold.ok() ? CheckBatchRange("max_assignments", request.max_assignments(), 0, 100) : gold;
}

}  // namespace assay::mturk

#endif  // ASSAY_ANNOTATOR_MTURK_BATCH_ITEMS_H_
