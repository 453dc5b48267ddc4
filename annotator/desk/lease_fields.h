#ifndef ASSAY_ANNOTATOR_DESK_LEASE_FIELDS_H_
#define ASSAY_ANNOTATOR_DESK_LEASE_FIELDS_H_

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "assay/storage/v1/campaigns.pb.h"
#include "assay/v1/datasets.pb.h"
#include "assay/v1/work.pb.h"
#include "engine/store/store.h"

namespace assay {

// Fills in what a lease shows: the item's id and the columns that the campaign shows, which are
// never those of labels and annotators.  Items never change, so this happens beside the desk.
// Thread-safe; the store must outlive it.
class LeaseFields {
 public:
  explicit LeaseFields(const Store& store) : store_(store) {}

  // `lease.item_id` holds the item number in decimal, as WorkCalls leaves it.  Errors: as Store.
  absl::Status Fill(const storage::v1::CampaignRecord& record, v1::Lease& lease) const;

 private:
  using Columns = std::vector<v1::Column>;
  absl::StatusOr<std::shared_ptr<const Columns>> ColumnsOf(uint64_t dataset_number) const;

  const Store& store_;
  mutable std::mutex mutex_;
  // By data set; columns never change.
  mutable std::map<uint64_t, std::shared_ptr<const Columns>> columns_;
};

}  // namespace assay

#endif  // ASSAY_ANNOTATOR_DESK_LEASE_FIELDS_H_
