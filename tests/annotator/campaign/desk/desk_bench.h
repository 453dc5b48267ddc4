#ifndef ASSAY_TESTS_ANNOTATOR_CAMPAIGN_DESK_DESK_BENCH_H_
#define ASSAY_TESTS_ANNOTATOR_CAMPAIGN_DESK_DESK_BENCH_H_

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "annotator/campaign/campaign_desks.h"
#include "annotator/desk/campaign_desk.h"
#include "annotator/verify/verify_campaign.h"
#include "assay/v1/campaigns.pb.h"
#include "assay/v1/work.pb.h"
#include "engine/base/clock.h"
#include "engine/store/memory_store.h"
#include "tests/support/status_matchers.h"

namespace assay {

// Moves when told to.
class ManualClock final : public Clock {
 public:
  int64_t WallMicros() const override { return wall_us_; }
  int64_t MonotonicMicros() const override { return steady_us_; }
  void Advance(int64_t seconds) {
    wall_us_ += seconds * 1'000'000;
    steady_us_ += seconds * 1'000'000;
  }
  void SetWall(int64_t wall_us) { wall_us_ = wall_us; }
  // As after a restart of the machine.
  void SetSteady(int64_t steady_us) { steady_us_ = steady_us; }

 private:
  std::atomic<int64_t> wall_us_{1'700'000'000'000'000};
  std::atomic<int64_t> steady_us_{5'000'000};
};

// A store, in memory if no other is given, whose commits fail when told to.
class UnsureStore final : public Store {
 public:
  explicit UnsureStore(std::unique_ptr<Store> store = std::make_unique<MemoryStore>())
      : store_(std::move(store)) {}

  // Every commit returns this from now on, and changes nothing; OK: they work again.
  void FailCommits(absl::Status status) { FailCommitsAfter(0, std::move(status)); }
  // The same after so many good ones.
  void FailCommitsAfter(int64_t good_count, absl::Status status) {
    good_count_ = good_count;
    failure_ = std::move(status);
  }
  int64_t commit_count() const { return commit_count_; }
  // What is in it now, for somebody else to write to.
  std::unique_ptr<MemoryStore> Copy() const;

  std::unique_ptr<Batch> NewBatch() override;
  std::unique_ptr<SortedLoad> NewSortedLoad() override { return store_->NewSortedLoad(); }
  absl::StatusOr<std::string> Get(std::string_view key) const override { return store_->Get(key); }
  absl::Status Scan(std::string_view begin, std::string_view end,
                    const Visitor& visit) const override {
    return store_->Scan(begin, end, visit);
  }
  absl::Status ScanBack(std::string_view begin, std::string_view end,
                        const Visitor& visit) const override {
    return store_->ScanBack(begin, end, visit);
  }
  absl::Status Flush() override { return absl::OkStatus(); }
  absl::Status ReclaimDeletedRange(std::string_view, std::string_view) override {
    return absl::OkStatus();
  }
  absl::Status Checkpoint(const std::string& directory) const override {
    return store_->Checkpoint(directory);
  }
  absl::Status Verify() const override { return absl::OkStatus(); }

 private:
  class UnsureBatch;
  const std::unique_ptr<Store> store_;
  absl::Status failure_;
  int64_t good_count_ = 0;
  std::atomic<int64_t> commit_count_{0};
};

// A campaign over a data set, and those who work in it.  Jobs run in the caller's thread,
// unless they are held back.
class DeskBench {
 public:
  explicit DeskBench(std::unique_ptr<Store> store = std::make_unique<MemoryStore>());

  // A data set "items" of so many items, and one with known answers: item g of it is an `a` where g
  // is even, else a `b`.
  void AddItems(int64_t item_count);
  void AppendItems(int64_t item_count);
  void AddGold(int64_t item_count);
  // More of them with this answer; "": nobody knows it.
  void AppendGold(int64_t item_count, const std::string& answer);
  // Labels: single choice of a, b, c; sequential order; overlap 1.  Running.
  static v1::Campaign Plain();
  void Make(v1::Campaign campaign);
  // An annotator with the number that is returned in the worker.
  Worker AddWorker(const std::string& id, int64_t label_price_micros = 0,
                   v1::Annotator::Kind kind = v1::Annotator::KIND_CROWD);

  // The desk, made anew over the same store: as after a restart.  The desks before.
  std::unique_ptr<CampaignDesks> Reopen();
  CampaignDesk& desk() { return *desk_; }
  UnsureStore& store() { return store_; }
  ManualClock& clock() { return clock_; }
  uint64_t campaign_number() const { return campaign_number_; }

  absl::StatusOr<v1::LeaseItemsResponse> TryLease(const Worker& worker, int count = 1,
                                                  const std::string& request_id = "");
  v1::LeaseItemsResponse Lease(const Worker& worker, int count = 1);
  // The only lease that comes.
  v1::Lease LeaseOne(const Worker& worker);
  absl::StatusOr<v1::SubmitLabelResponse> TrySubmit(const Worker& worker, const v1::Lease& lease,
                                                    const std::string& answer,
                                                    const std::string& request_id = "",
                                                    int64_t active_seconds = 0);
  v1::SubmitLabelResponse Submit(const Worker& worker, const v1::Lease& lease,
                                 const std::string& answer);
  absl::StatusOr<v1::SkipItemResponse> TrySkip(const Worker& worker, const v1::Lease& lease,
                                               const std::string& request_id = "");
  absl::StatusOr<v1::FlagItemResponse> TryFlag(const Worker& worker, const v1::Lease& lease,
                                               const std::string& request_id = "");
  absl::StatusOr<v1::UndoLabelsResponse> TryUndo(const Worker& worker, int count = 1,
                                                 const std::string& request_id = "");
  absl::StatusOr<v1::ExtendLeasesResponse> Extend(const Worker& worker,
                                                  const std::vector<v1::Lease>& leases = {});
  int Release(const Worker& worker, const std::vector<v1::Lease>& leases = {});
  absl::StatusOr<v1::Campaign> TryChange(const std::function<void(v1::Campaign&)>& change);
  void Change(const std::function<void(v1::Campaign&)>& change);
  absl::StatusOr<CampaignDesk::AddedEntries> AddEntries(std::vector<storage::v1::LogEntry> entries);
  absl::StatusOr<CampaignDesk::AddedEntries> Import(
      uint64_t import_number, const std::vector<std::vector<storage::v1::LogEntry>>& blocks);
  static storage::v1::LogEntry LabelOf(const Worker& worker, uint64_t item,
                                       const std::string& answer);

  storage::v1::CampaignFigures Figures();
  v1::CampaignStatus Status();
  // What VerifyCampaign says of a copy.
  absl::StatusOr<VerifyOutcome> Verify();

  // Jobs wait until RunJobs.
  void HoldJobs() { holds_jobs_ = true; }
  void RunJobs();
  // The next job is refused.
  void RefuseJob() { refuses_job_ = true; }

 private:
  uint64_t WriteItems(const std::string& name, int64_t count, bool labelled);
  bool RunJobNow(std::function<void()> job);

  UnsureStore store_;
  ManualClock clock_;
  uint64_t dataset_number_ = 0;
  uint64_t gold_number_ = 0;
  uint64_t campaign_number_ = 0;
  std::atomic<bool> holds_jobs_{false};
  std::atomic<bool> refuses_job_{false};
  std::vector<std::function<void()>> held_jobs_;
  std::unique_ptr<CampaignDesks> desks_;
  std::shared_ptr<CampaignDesk> desk_;
};

// Item ids are "i0", "i1", ...
uint64_t ItemOf(const v1::Lease& lease);

}  // namespace assay

#endif  // ASSAY_TESTS_ANNOTATOR_CAMPAIGN_DESK_DESK_BENCH_H_
