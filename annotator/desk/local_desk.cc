#include "annotator/desk/local_desk.h"

#include <algorithm>
#include <chrono>
#include <thread>
#include <utility>

#include "annotator/desk/apply_entry.h"
#include "annotator/desk/item_change.h"
#include "engine/base/status.h"
#include "engine/store/campaign_keys.h"
#include "engine/store/codec.h"

namespace assay {
namespace {

constexpr size_t kGroupLimit = 256;
constexpr int kExpireLimit = 256;
constexpr int kMaxAttempts = 100;
constexpr size_t kCachedItems = 16384;

bool LeavesRowsAlone(const absl::Status& status) {
  return status.ok() || absl::IsInvalidArgument(status) || absl::IsNotFound(status) ||
         absl::IsFailedPrecondition(status) || absl::IsPermissionDenied(status) ||
         // Of a call: an etag that is out of date.  Commits alone conflict, and they come later.
         absl::IsAborted(status) || absl::IsAlreadyExists(status);
}

absl::Status ServerBusy() {
  return MakeError(absl::StatusCode::kResourceExhausted, "SERVER_BUSY",
                   "too many calls wait for this campaign; try again");
}

}  // namespace

storage::v1::CampaignHead InitialHead(const v1::Campaign& campaign) {
  storage::v1::CampaignHead head;
  head.set_next_lease(1);
  head.set_next_import(1);
  *head.add_overlap_rules() = CampaignRules::WithDefaults(campaign.overlap());
  storage::v1::ClassCount& classes = *head.add_class_counts();
  classes.set_class_count(static_cast<uint32_t>(campaign.schema().classes_size()));
  return head;
}

template <typename Response>
class LocalDesk::TypedCall final : public Call {
 public:
  TypedCall(std::function<absl::StatusOr<Response>()> body, Done<Response> done)
      : body_(std::move(body)), done_(std::move(done)) {}

  absl::Status Run() override {
    outcome_ = body_();
    return LeavesRowsAlone(outcome_.status()) ? absl::OkStatus() : outcome_.status();
  }

  void Finish(const absl::Status& committed) override {
    if (!committed.ok()) {
      done_(committed);
    } else {
      done_(std::move(outcome_));
    }
  }

 private:
  const std::function<absl::StatusOr<Response>()> body_;
  const Done<Response> done_;
  absl::StatusOr<Response> outcome_ = absl::UnknownError("not run");
};

LocalDesk::LocalDesk(Store& store, uint64_t campaign_number, const Clock& clock,
                     const DeskOptions& options, RunJob run_job)
    : store_(store),
      clock_(clock),
      queue_limit_(options.queue_limit),
      run_job_(std::move(run_job)),
      rows_(store, campaign_number, kCachedItems),
      leases_(rows_),
      chooser_(rows_),
      lease_ids_(options.secret, "lease ids of campaign " + std::to_string(campaign_number)),
      work_(rows_, leases_, chooser_, lease_ids_),
      fields_(store),
      random_(std::random_device()()) {}

template <typename Response>
void LocalDesk::Enqueue(std::function<absl::StatusOr<Response>()> body, Done<Response> done) {
  Put(std::make_unique<TypedCall<Response>>(std::move(body), std::move(done)));
}

template <typename Response, typename Body>
void LocalDesk::EnqueueWork(const Worker& worker, Body body, Done<Response> done) {
  Enqueue<Response>(
      [this, name = worker.annotator_name, body = std::move(body)]() -> absl::StatusOr<Response> {
        if (!rules_->MayWork(name)) {
          const std::string& campaign = rows_.record().campaign().name();
          return MakeError(absl::StatusCode::kPermissionDenied, "NOT_YOUR_WORK",
                           name + " is not among the annotators of " + campaign,
                           {{"annotator", name}, {"campaign", campaign}});
        }
        return body();
      },
      std::move(done));
}

void LocalDesk::Put(std::unique_ptr<Call> call) {
  bool refused = false;
  bool start = false;
  {
    const std::lock_guard lock(mutex_);
    refused = queue_.size() >= queue_limit_;
    if (!refused) {
      queue_.push_back(std::move(call));
      start = !std::exchange(running_, true);
    }
  }
  if (refused) {
    call->Finish(ServerBusy());
  }
  if (start) {
    Start();
  }
}

void LocalDesk::Start() {
  if (run_job_([self = shared_from_this()] { self->Drain(); })) {
    return;
  }
  // Others may have joined the queue meanwhile, counting on this job.
  std::deque<std::unique_ptr<Call>> refused;
  {
    const std::lock_guard lock(mutex_);
    running_ = false;
    refused.swap(queue_);
  }
  for (const std::unique_ptr<Call>& call : refused) {
    call->Finish(ServerBusy());
  }
}

bool LocalDesk::TakeGroup(Group& group) {
  const std::lock_guard lock(mutex_);
  while (!queue_.empty() && group.size() < kGroupLimit) {
    group.push_back(std::move(queue_.front()));
    queue_.pop_front();
  }
  const bool woken = wake_.exchange(false);
  if (group.empty() && !woken && !HasBackgroundWork()) {
    running_ = false;
    return false;
  }
  return true;
}

void LocalDesk::Drain() {
  while (true) {
    Group group;
    if (!TakeGroup(group)) {
      return;
    }
    const absl::Status committed = WorkOff(group);
    if (committed.ok()) {
      Publish();
    } else if (rows_.loaded()) {
      rows_.Reset();
    }
    FinishLater(std::move(group), committed);
    FollowImport(committed);
  }
}

void LocalDesk::FinishLater(Group group, const absl::Status& committed) {
  if (group.empty()) {
    return;
  }
  // Whoever waits is told beside the work on the next group.
  const auto calls = std::make_shared<Group>(std::move(group));
  const auto finish = [self = shared_from_this(), calls, committed] {
    for (const std::unique_ptr<Call>& call : *calls) {
      call->Finish(committed);
    }
  };
  if (!run_job_(finish)) {
    finish();
  }
}

absl::Status LocalDesk::WorkOff(Group& group) {
  absl::Status status;
  for (int attempt = 0; attempt < kMaxAttempts; ++attempt) {
    status = WorkOffOnce(group);
    if (!absl::IsAborted(status)) {
      return status;
    }
    // Another process is at work on the same campaign: let it through.
    std::this_thread::sleep_for(
        std::chrono::microseconds(attempt * static_cast<int>(50 + random_() % 50)));
  }
  return status;
}

absl::Status LocalDesk::Load() {
  ASSAY_RETURN_IF_ERROR(rows_.Load());
  ASSAY_ASSIGN_OR_RETURN(CampaignRules rules, CampaignRules::Make(store_, rows_.record()));
  rules_.emplace(std::move(rules));
  record_moved_ = true;
  if (!lease_clock_.has_value()) {
    lease_clock_.emplace(clock_, rows_.head().lease_time_us());
  }
  chooser_.Reset();
  leases_.Rebuild();
  return absl::OkStatus();
}

absl::Status LocalDesk::WorkOffOnce(Group& group) {
  if (!rows_.loaded()) {
    ASSAY_RETURN_IF_ERROR(Load());
  }
  now_us_ = std::max(lease_clock_->Now(), rows_.head().lease_time_us());
  rows_.head().set_lease_time_us(now_us_);
  accepting_ = nullptr;
  import_ended_ = false;
  block_outcome_ = {};
  block_to_delete_.clear();
  overlap_changed_ = false;
  absl::Status status = leases_.Expire(*rules_, now_us_, kExpireLimit);
  for (size_t i = 0; status.ok() && i < group.size(); ++i) {
    status = group[i]->Run();
  }
  if (status.ok()) {
    status = BackgroundStep();
  }
  if (!status.ok()) {
    // Rows that another process has written meanwhile do not fit those that were read before.
    const absl::Status current = rows_.CheckCurrent();
    rows_.Reset();
    return absl::IsAborted(current) ? current : status;
  }
  if (!rows_.changed()) {
    return rows_.CheckCurrent();
  }
  // Labels that were accepted are on disk, and so are those that follow where this block's are
  // lost.
  const bool safe_anyway = group.empty() && rows_.head().has_pending_labels();
  return rows_.Commit(safe_anyway ? Durability::kBuffered : Durability::kSynced,
                      [this](Store::Batch& batch) {
                        if (!block_to_delete_.empty()) {
                          batch.Delete(block_to_delete_);
                        }
                      });
}

void LocalDesk::Publish() {
  if (std::exchange(record_moved_, false)) {
    auto record = std::make_shared<const storage::v1::CampaignRecord>(rows_.record());
    const std::lock_guard lock(mutex_);
    published_record_ = std::move(record);
  }
  auto head = std::make_shared<const storage::v1::CampaignHead>(rows_.head());
  const std::lock_guard lock(mutex_);
  published_head_ = std::move(head);
}

absl::StatusOr<CampaignDesk::Snapshot> LocalDesk::Read() {
  Snapshot snapshot;
  std::shared_ptr<const storage::v1::CampaignRecord> record;
  std::shared_ptr<const storage::v1::CampaignHead> head;
  {
    const std::lock_guard lock(mutex_);
    record = published_record_;
    head = published_head_;
  }
  if (head != nullptr) {
    snapshot.record = *record;
    snapshot.head = *head;
  } else {
    CampaignRows rows(store_, rows_.campaign_number(), 0);
    ASSAY_RETURN_IF_ERROR(rows.Load());
    snapshot.record = rows.record();
    snapshot.head = rows.head();
  }
  snapshot.lease_time_us = std::max(clock_.WallMicros(), snapshot.head.lease_time_us());
  snapshot.version = snapshot.head.revision();
  return snapshot;
}

void LocalDesk::ExpireLeases() {
  bool start = false;
  {
    const std::lock_guard lock(mutex_);
    wake_ = true;
    start = !std::exchange(running_, true);
  }
  if (start) {
    Start();
  }
}

WorkCalls::Now LocalDesk::Now() const { return {now_us_, clock_.WallMicros()}; }

template <typename Response>
absl::StatusOr<Response> LocalDesk::FillIn(absl::StatusOr<Response> response) {
  if (!response.ok() || response->leases().empty()) {
    return response;
  }
  std::shared_ptr<const storage::v1::CampaignRecord> record;
  {
    const std::lock_guard lock(mutex_);
    record = published_record_;
  }
  for (v1::Lease& lease : *response->mutable_leases()) {
    ASSAY_RETURN_IF_ERROR(fields_.Fill(*record, lease));
  }
  return response;
}

void LocalDesk::Lease(const Worker& worker, const v1::LeaseItemsRequest& request,
                      Done<v1::LeaseItemsResponse> done) {
  EnqueueWork<v1::LeaseItemsResponse>(
      worker, [this, worker, request] { return work_.Lease(*rules_, Now(), worker, request); },
      [this, done = std::move(done)](absl::StatusOr<v1::LeaseItemsResponse> response) {
        done(FillIn(std::move(response)));
      });
}

void LocalDesk::Submit(const Worker& worker, const v1::SubmitLabelRequest& request,
                       Done<v1::SubmitLabelResponse> done) {
  EnqueueWork<v1::SubmitLabelResponse>(
      worker, [this, worker, request] { return work_.Submit(*rules_, Now(), worker, request); },
      std::move(done));
}

void LocalDesk::Skip(const Worker& worker, const v1::SkipItemRequest& request,
                     Done<v1::SkipItemResponse> done) {
  EnqueueWork<v1::SkipItemResponse>(
      worker, [this, worker, request] { return work_.Skip(*rules_, Now(), worker, request); },
      std::move(done));
}

void LocalDesk::Flag(const Worker& worker, const v1::FlagItemRequest& request,
                     Done<v1::FlagItemResponse> done) {
  EnqueueWork<v1::FlagItemResponse>(
      worker, [this, worker, request] { return work_.Flag(*rules_, Now(), worker, request); },
      std::move(done));
}

void LocalDesk::Extend(const Worker& worker, const v1::ExtendLeasesRequest& request,
                       Done<v1::ExtendLeasesResponse> done) {
  EnqueueWork<v1::ExtendLeasesResponse>(
      worker, [this, worker, request] { return work_.Extend(*rules_, Now(), worker, request); },
      std::move(done));
}

void LocalDesk::Release(const Worker& worker, const v1::ReleaseItemsRequest& request,
                        Done<v1::ReleaseItemsResponse> done) {
  EnqueueWork<v1::ReleaseItemsResponse>(
      worker, [this, worker, request] { return work_.Release(*rules_, worker, request); },
      std::move(done));
}

void LocalDesk::Undo(const Worker& worker, const v1::UndoLabelsRequest& request,
                     Done<v1::UndoLabelsResponse> done) {
  EnqueueWork<v1::UndoLabelsResponse>(
      worker, [this, worker, request] { return work_.Undo(*rules_, Now(), worker, request); },
      [this, done = std::move(done)](absl::StatusOr<v1::UndoLabelsResponse> response) {
        done(FillIn(std::move(response)));
      });
}

void LocalDesk::Update(Change change, Done<v1::Campaign> done) {
  Enqueue<v1::Campaign>([this, change = std::move(change)] { return ApplyChange(change); },
                        std::move(done));
}

void LocalDesk::AddEntries(std::vector<storage::v1::LogEntry> entries, Done<AddedEntries> done) {
  Enqueue<AddedEntries>([this, entries = std::move(entries)] { return ApplyEntries(entries); },
                        std::move(done));
}

void LocalDesk::AddStagedLabels(uint64_t import_number, uint64_t block_count,
                                Done<AddedEntries> done) {
  // The answer comes when the last block has been added, or at once where it is not accepted; a
  // commit that fails says so in both ways.
  const auto told = std::make_shared<std::atomic<bool>>(false);
  const Done<AddedEntries> tell_once = [told, done](absl::StatusOr<AddedEntries> outcome) {
    if (!told->exchange(true)) {
      done(std::move(outcome));
    }
  };
  Enqueue<AddedEntries>(
      [this, import_number, block_count, tell_once]() -> absl::StatusOr<AddedEntries> {
        ASSAY_RETURN_IF_ERROR(AcceptImport(import_number, block_count));
        accepting_ = tell_once;
        return AddedEntries{};
      },
      [tell_once](absl::StatusOr<AddedEntries> accepted) {
        if (!accepted.ok()) {
          tell_once(accepted.status());
        }
      });
}

}  // namespace assay
