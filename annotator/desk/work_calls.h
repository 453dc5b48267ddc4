#ifndef ASSAY_ANNOTATOR_DESK_WORK_CALLS_H_
#define ASSAY_ANNOTATOR_DESK_WORK_CALLS_H_

#include <cstdint>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "annotator/desk/apply_entry.h"
#include "annotator/desk/caller.h"
#include "annotator/desk/campaign_rows.h"
#include "annotator/desk/campaign_rules.h"
#include "annotator/desk/item_chooser.h"
#include "annotator/desk/lease_book.h"
#include "annotator/desk/lease_id.h"
#include "assay/v1/work.pb.h"

namespace assay {

// The calls of WorkService on the rows of one campaign, one after the other; errors as in
// proto/assay/v1/work.proto.  An error with the code INVALID_ARGUMENT, NOT_FOUND or
// FAILED_PRECONDITION means that nothing was changed; after any other the rows must be reset.
// Leases are answered with the item number as item_id and without fields: LeaseFields fills them
// in. Not thread-safe.
class WorkCalls {
 public:
  struct Now {
    int64_t lease_us = 0;  // lease clock
    int64_t wall_us = 0;
  };

  WorkCalls(CampaignRows& rows, LeaseBook& leases, ItemChooser& chooser, LeaseIds& lease_ids)
      : rows_(rows), leases_(leases), chooser_(chooser), lease_ids_(lease_ids) {}

  absl::StatusOr<v1::LeaseItemsResponse> Lease(const CampaignRules& rules, const Now& now,
                                               const Worker& worker,
                                               const v1::LeaseItemsRequest& request);
  absl::StatusOr<v1::SubmitLabelResponse> Submit(const CampaignRules& rules, const Now& now,
                                                 const Worker& worker,
                                                 const v1::SubmitLabelRequest& request);
  absl::StatusOr<v1::SkipItemResponse> Skip(const CampaignRules& rules, const Now& now,
                                            const Worker& worker,
                                            const v1::SkipItemRequest& request);
  absl::StatusOr<v1::FlagItemResponse> Flag(const CampaignRules& rules, const Now& now,
                                            const Worker& worker,
                                            const v1::FlagItemRequest& request);
  absl::StatusOr<v1::ExtendLeasesResponse> Extend(const CampaignRules& rules, const Now& now,
                                                  const Worker& worker,
                                                  const v1::ExtendLeasesRequest& request);
  absl::StatusOr<v1::ReleaseItemsResponse> Release(const CampaignRules& rules, const Worker& worker,
                                                   const v1::ReleaseItemsRequest& request);
  absl::StatusOr<v1::UndoLabelsResponse> Undo(const CampaignRules& rules, const Now& now,
                                              const Worker& worker,
                                              const v1::UndoLabelsRequest& request);

 private:
  using Held = LeaseBook::Held;
  // Where a call with a lease id leads.
  struct Place {
    uint64_t item_number = 0;
    uint64_t lease_number = 0;
    storage::v1::CampaignAnnotatorState* annotator = nullptr;
    const storage::v1::CampaignItemState* item = nullptr;
    const storage::v1::CampaignItemState::Touch* touch = nullptr;
  };

  absl::Status CheckGetsWork(const Worker& worker) const;
  absl::StatusOr<storage::v1::CampaignAnnotatorState*> Row(const Worker& worker);
  absl::StatusOr<Place> Find(const Worker& worker, const std::string& lease_id);
  // The call that was made with this request_id on the item; null where there was none.
  absl::StatusOr<const storage::v1::CampaignItemState::Call*> Repeated(
      const Place& place, const std::string& request_id, uint64_t hash) const;
  absl::Status CheckCanAnswer(const Place& place) const;
  storage::v1::LogEntry NewEntry(storage::v1::LogEntry::Kind kind, const Place& place,
                                 const Worker& worker, const Now& now) const;
  absl::Status AfterEntry(const CampaignRules& rules, const AppliedEntry& applied,
                          storage::v1::CampaignAnnotatorState& annotator);
  absl::StatusOr<bool> HandOut(const CampaignRules& rules, const Now& now, const Worker& worker,
                               storage::v1::CampaignAnnotatorState& annotator,
                               storage::v1::CampaignCall& call);
  // As much of the cost as the budget has left besides what other leases may need.
  int64_t PayableCost(const Place& place, int64_t cost) const;
  // `ordinal`: of the annotator whose lease or call it is.
  v1::Lease ToLease(const Held& held, uint64_t ordinal) const;
  absl::StatusOr<v1::LeaseItemsResponse> ToResponse(
      const storage::v1::CampaignCall& call,
      const storage::v1::CampaignAnnotatorState& annotator) const;
  v1::UndoLabelsResponse ToUndoResponse(const storage::v1::CampaignCall& call,
                                        uint64_t ordinal) const;
  uint64_t OrdinalOf(const Worker& worker) const;

  CampaignRows& rows_;
  LeaseBook& leases_;
  ItemChooser& chooser_;
  LeaseIds& lease_ids_;
};

// FNV-1a over the bytes of a request: tells another call with the same request_id.
uint64_t RequestHash(std::string_view call, const google::protobuf::Message& request);

}  // namespace assay

#endif  // ASSAY_ANNOTATOR_DESK_WORK_CALLS_H_
