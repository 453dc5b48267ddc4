#ifndef ASSAY_CLIENT_WORK_H_
#define ASSAY_CLIENT_WORK_H_

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "assay/v1/work.pb.h"

namespace assay::client {

class Connection;

// Answers of the usual kinds.
v1::LabelValue Choice(std::string_view label_class);
v1::LabelValue Choices(const std::vector<std::string>& classes);
v1::LabelValue Number(double value);

// What an annotator does in a campaign.  assay/v1/work.proto tells the fields and the errors.
// Every call but Extend and Release carries a request_id and is done once, however often it is
// repeated; those two may be done twice.
class Work {
 public:
  Work(std::shared_ptr<Connection> connection, std::string campaign, std::string annotator)
      : connection_(std::move(connection)),
        campaign_(std::move(campaign)),
        annotator_(std::move(annotator)) {}

  // Up to `max_item_count` items, possibly none; `state` says whether it pays to ask again.
  absl::StatusOr<v1::LeaseItemsResponse> Lease(int max_item_count = 1) const;

  // Answers an item.  On disk when it returns.
  absl::StatusOr<v1::SubmitLabelResponse> Submit(const v1::Lease& lease,
                                                 const v1::LabelValue& value) const;
  // The same with all that can be said: lease_id, value, times, comment, confidence, and a
  // request_id of one's own (empty: a new one).  Campaign and annotator are filled in.
  absl::StatusOr<v1::SubmitLabelResponse> Submit(v1::SubmitLabelRequest request) const;

  absl::StatusOr<v1::SkipItemResponse> Skip(const v1::Lease& lease, std::string_view reason) const;
  absl::StatusOr<v1::FlagItemResponse> Flag(const v1::Lease& lease, std::string_view reason) const;
  // Without ids: all leases that the annotator holds.
  absl::StatusOr<v1::ExtendLeasesResponse> Extend(
      const std::vector<std::string>& lease_ids = {}) const;
  absl::StatusOr<int> Release(const std::vector<std::string>& lease_ids = {}) const;
  // The last answered items once more, newest first.
  absl::StatusOr<std::vector<v1::Lease>> Undo(int label_count = 1) const;

 private:
  template <typename Request>
  Request Make() const;

  std::shared_ptr<Connection> connection_;
  std::string campaign_;   // "campaigns/..."
  std::string annotator_;  // "annotators/...", or empty
};

}  // namespace assay::client

#endif  // ASSAY_CLIENT_WORK_H_
