#ifndef ASSAY_ANNOTATOR_DESK_CAMPAIGN_DESK_H_
#define ASSAY_ANNOTATOR_DESK_CAMPAIGN_DESK_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "annotator/desk/caller.h"
#include "assay/storage/v1/campaigns.pb.h"
#include "assay/v1/campaigns.pb.h"
#include "assay/v1/work.pb.h"
#include "engine/base/clock.h"
#include "engine/store/store.h"

namespace assay {

// What the desks of a process share.
struct DeskOptions {
  // 32 random bytes that encrypt lease ids; the same for all servers over one store.
  std::string secret;
  // Bound of what a desk remembers between commits.
  size_t cache_bytes = size_t{32} << 20;
  // At most so many calls wait at a desk; more are refused with SERVER_BUSY.
  size_t queue_limit = 4096;
};

// Runs a job soon, on another thread; the job may take as long as a commit.  False, without running
// it, where too much is queued.
using RunJob = std::function<bool(std::function<void()>)>;

// Where all calls that change one campaign are worked off, one group after the other
// (docs/decisions/0006-campaigns.md).  Thread-safe.
//
// A call is put in the queue and returns; `done` is called from a thread of the desk, once, when
// the outcome is on disk, and must not block.  Errors: those named in proto/assay/v1/work.proto and
// campaigns.proto.
class CampaignDesk {
 public:
  template <typename Response>
  using Done = std::function<void(absl::StatusOr<Response>)>;

  virtual ~CampaignDesk() = default;

  // WorkService.  `annotator_number` has been found, is enabled and may work for the caller.
  virtual void Lease(const Worker& worker, const v1::LeaseItemsRequest& request,
                     Done<v1::LeaseItemsResponse> done) = 0;
  virtual void Submit(const Worker& worker, const v1::SubmitLabelRequest& request,
                      Done<v1::SubmitLabelResponse> done) = 0;
  virtual void Skip(const Worker& worker, const v1::SkipItemRequest& request,
                    Done<v1::SkipItemResponse> done) = 0;
  virtual void Flag(const Worker& worker, const v1::FlagItemRequest& request,
                    Done<v1::FlagItemResponse> done) = 0;
  virtual void Extend(const Worker& worker, const v1::ExtendLeasesRequest& request,
                      Done<v1::ExtendLeasesResponse> done) = 0;
  virtual void Release(const Worker& worker, const v1::ReleaseItemsRequest& request,
                       Done<v1::ReleaseItemsResponse> done) = 0;
  virtual void Undo(const Worker& worker, const v1::UndoLabelsRequest& request,
                    Done<v1::UndoLabelsResponse> done) = 0;

  // Replaces the campaign's settings by what `change` makes of them; items are opened or completed
  // as the new overlap wants.  `change` runs at the desk, so nothing happens in between.
  using Change = std::function<absl::Status(storage::v1::CampaignRecord& record,
                                            const storage::v1::CampaignHead& head)>;
  virtual void Update(Change change, Done<v1::Campaign> done) = 0;

  // Adds entries that come from elsewhere, as a whole: labels of machines, reinstatements.  Labels
  // beyond the overlap count.  Entries have no sequence number yet; `superseded` is filled in.
  struct AddedEntries {
    int64_t label_count = 0;
    int64_t superseding_count = 0;
  };
  virtual void AddEntries(std::vector<storage::v1::LogEntry> entries, Done<AddedEntries> done) = 0;

  // Accepts an import whose blocks are staged, and adds all of them; done when the last is on disk.
  // FAILED_PRECONDITION IMPORT_RUNNING.
  virtual void AddStagedLabels(uint64_t import_number, uint64_t block_count,
                               Done<AddedEntries> done) = 0;

  // What was committed last; never waits for a group.
  struct Snapshot {
    storage::v1::CampaignRecord record;
    storage::v1::CampaignHead head;
    // Lease clock at the moment of the call.
    int64_t lease_time_us = 0;
    uint64_t version = 0;  // grows with every commit
  };
  virtual absl::StatusOr<Snapshot> Read() = 0;

  // Gives back what has expired, if anything has; called now and then by a timer.
  virtual void ExpireLeases() = 0;
};

}  // namespace assay

#endif  // ASSAY_ANNOTATOR_DESK_CAMPAIGN_DESK_H_
