#ifndef ASSAY_ANNOTATOR_DESK_LOCAL_DESK_H_
#define ASSAY_ANNOTATOR_DESK_LOCAL_DESK_H_

#include <atomic>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "annotator/desk/campaign_desk.h"
#include "annotator/desk/campaign_rows.h"
#include "annotator/desk/campaign_rules.h"
#include "annotator/desk/item_chooser.h"
#include "annotator/desk/lease_book.h"
#include "annotator/desk/lease_clock.h"
#include "annotator/desk/lease_fields.h"
#include "annotator/desk/lease_id.h"
#include "annotator/desk/work_calls.h"

namespace assay {

// The desk of a campaign in this process.  At most one job of it runs at a time; it works off
// groups of calls until the queue is empty.
class LocalDesk final : public CampaignDesk, public std::enable_shared_from_this<LocalDesk> {
 public:
  // `store` and `clock` must outlive it, and every job it gives to `run_job` must have ended before
  // they do.
  LocalDesk(Store& store, uint64_t campaign_number, const Clock& clock, const DeskOptions& options,
            RunJob run_job);

  void Lease(const Worker& worker, const v1::LeaseItemsRequest& request,
             Done<v1::LeaseItemsResponse> done) override;
  void Submit(const Worker& worker, const v1::SubmitLabelRequest& request,
              Done<v1::SubmitLabelResponse> done) override;
  void Skip(const Worker& worker, const v1::SkipItemRequest& request,
            Done<v1::SkipItemResponse> done) override;
  void Flag(const Worker& worker, const v1::FlagItemRequest& request,
            Done<v1::FlagItemResponse> done) override;
  void Extend(const Worker& worker, const v1::ExtendLeasesRequest& request,
              Done<v1::ExtendLeasesResponse> done) override;
  void Release(const Worker& worker, const v1::ReleaseItemsRequest& request,
               Done<v1::ReleaseItemsResponse> done) override;
  void Undo(const Worker& worker, const v1::UndoLabelsRequest& request,
            Done<v1::UndoLabelsResponse> done) override;
  void Update(Change change, Done<v1::Campaign> done) override;
  void AddEntries(std::vector<storage::v1::LogEntry> entries, Done<AddedEntries> done) override;
  void AddStagedLabels(uint64_t import_number, uint64_t block_count,
                       Done<AddedEntries> done) override;
  absl::StatusOr<Snapshot> Read() override;
  void ExpireLeases() override;

 private:
  // A call in the queue: Run may be repeated, Finish is called once.
  class Call {
   public:
    virtual ~Call() = default;
    // The status of the rows: an error means that they must be reset.
    virtual absl::Status Run() = 0;
    virtual void Finish(const absl::Status& committed) = 0;
  };
  template <typename Response>
  class TypedCall;
  using Group = std::vector<std::unique_ptr<Call>>;

  template <typename Response>
  void Enqueue(std::function<absl::StatusOr<Response>()> body, Done<Response> done);
  // The same for calls of an annotator: NOT_YOUR_WORK where the campaign has a list without him.
  template <typename Response, typename Body>
  void EnqueueWork(const Worker& worker, Body body, Done<Response> done);
  void Put(std::unique_ptr<Call> call);
  // Begins to work the queue off; refuses what is in it where no job can be had.
  void Start();
  // False where nothing is left to do.
  bool TakeGroup(Group& group);
  void Drain();
  // Works a group off until it is committed or has failed.
  absl::Status WorkOff(Group& group);
  absl::Status WorkOffOnce(Group& group);
  absl::Status Load();
  void Publish();
  void FinishLater(Group group, const absl::Status& committed);

  // What goes on by itself, a piece with every group.
  bool HasBackgroundWork() const;
  absl::Status BackgroundStep();
  // The next block, on the arena of the rows, which are read with it.
  absl::StatusOr<storage::v1::StagedLabels*> ReadStagedBlock();
  absl::Status AddStagedBlock();
  absl::Status RecheckItems();
  // Counts what the group has added, and tells who waits for the import.
  void FollowImport(const absl::Status& committed);

  absl::StatusOr<v1::Campaign> ApplyChange(const Change& change);
  absl::StatusOr<AddedEntries> ApplyEntries(const std::vector<storage::v1::LogEntry>& entries);
  absl::Status AcceptImport(uint64_t import_number, uint64_t block_count);
  WorkCalls::Now Now() const;
  // What the leases show.
  template <typename Response>
  absl::StatusOr<Response> FillIn(absl::StatusOr<Response> response);

  Store& store_;
  const Clock& clock_;
  const size_t queue_limit_;
  const RunJob run_job_;

  // Used by the running job alone.
  CampaignRows rows_;
  LeaseBook leases_;
  ItemChooser chooser_;
  LeaseIds lease_ids_;
  WorkCalls work_;
  LeaseFields fields_;
  std::optional<CampaignRules> rules_;
  std::optional<LeaseClock> lease_clock_;
  int64_t now_us_ = 0;
  AddedEntries import_outcome_;
  Done<AddedEntries> import_done_;
  // Of the group at hand.
  Done<AddedEntries> accepting_;
  AddedEntries block_outcome_;
  bool import_ended_ = false;
  bool overlap_changed_ = false;
  bool record_moved_ = true;  // since it was published
  std::string block_to_delete_;

  std::mutex mutex_;
  std::deque<std::unique_ptr<Call>> queue_;
  bool running_ = false;
  std::shared_ptr<const storage::v1::CampaignRecord> published_record_;
  std::shared_ptr<const storage::v1::CampaignHead> published_head_;
  std::atomic<bool> wake_{false};
};

// The head of a campaign that has just been made.
storage::v1::CampaignHead InitialHead(const v1::Campaign& campaign);

}  // namespace assay

#endif  // ASSAY_ANNOTATOR_DESK_LOCAL_DESK_H_
