#include "tests/annotator/campaign/desk/desk_bench.h"

#include <optional>
#include <utility>

#include "annotator/campaign/campaign_status.h"
#include "annotator/dataset/append_items.h"
#include "annotator/desk/await_desk.h"
#include "annotator/desk/campaign_rules.h"
#include "annotator/desk/item_chooser.h"
#include "annotator/desk/local_desk.h"
#include "engine/store/annotator_repository.h"
#include "engine/store/campaign_repository.h"
#include "engine/store/dataset_repository.h"
#include "google/protobuf/util/time_util.h"

namespace assay {
namespace {

using google::protobuf::util::TimeUtil;

// The answer of a call that is made with jobs run at once.
template <typename Response, typename Call>
absl::StatusOr<Response> Now(const Call& call) {
  std::optional<absl::StatusOr<Response>> answer;
  call([&](absl::StatusOr<Response> response) {
    EXPECT_FALSE(answer.has_value()) << "answered twice";
    answer.emplace(std::move(response));
  });
  EXPECT_TRUE(answer.has_value()) << "not answered";
  return answer.has_value() ? *std::move(answer) : absl::UnknownError("not answered");
}

template <typename Response>
Response Good(absl::StatusOr<Response> response) {
  EXPECT_THAT(response, IsOk());
  return response.ok() ? *std::move(response) : Response();
}

}  // namespace

class UnsureStore::UnsureBatch final : public Batch {
 public:
  explicit UnsureBatch(UnsureStore& store) : store_(store), batch_(store.store_->NewBatch()) {}
  void Put(std::string_view key, std::string_view value) override { batch_->Put(key, value); }
  void Delete(std::string_view key) override { batch_->Delete(key); }
  void DeleteRange(std::string_view begin, std::string_view end) override {
    batch_->DeleteRange(begin, end);
  }
  void Require(std::string_view key, std::string_view value) override {
    batch_->Require(key, value);
  }
  void RequireAbsent(std::string_view key) override { batch_->RequireAbsent(key); }
  absl::Status Commit(Durability durability) override {
    ++store_.commit_count_;
    const bool fails = !store_.failure_.ok() && store_.good_count_-- <= 0;
    return fails ? store_.failure_ : batch_->Commit(durability);
  }

 private:
  UnsureStore& store_;
  const std::unique_ptr<Batch> batch_;
};

std::unique_ptr<Store::Batch> UnsureStore::NewBatch() {
  return std::make_unique<UnsureBatch>(*this);
}

std::unique_ptr<MemoryStore> UnsureStore::Copy() const {
  auto copy = std::make_unique<MemoryStore>();
  const auto batch = copy->NewBatch();
  EXPECT_THAT(store_->Scan("", std::string(64, '\xFF'),
                           [&](std::string_view key, std::string_view value) {
                             batch->Put(key, value);
                             return true;
                           }),
              IsOk());
  EXPECT_THAT(batch->Commit(Durability::kBuffered), IsOk());
  return copy;
}

uint64_t ItemOf(const v1::Lease& lease) {
  return lease.item_id().empty() ? ~uint64_t{0} : std::stoull(lease.item_id().substr(1));
}

DeskBench::DeskBench(std::unique_ptr<Store> store) : store_(std::move(store)) { Reopen(); }

std::unique_ptr<CampaignDesks> DeskBench::Reopen() {
  std::unique_ptr<CampaignDesks> before = std::move(desks_);
  desks_ = std::make_unique<CampaignDesks>(
      store_, clock_, DeskOptions{.secret = std::string(32, 's')},
      [this](std::function<void()> job) { return RunJobNow(std::move(job)); });
  if (campaign_number_ != 0) {
    desk_ = desks_->Get(campaign_number_);
    EXPECT_THAT(desks_->ContinueImports(), IsOk());
  }
  return before;
}

bool DeskBench::RunJobNow(std::function<void()> job) {
  if (refuses_job_.exchange(false)) {
    return false;
  }
  if (holds_jobs_) {
    held_jobs_.push_back(std::move(job));
  } else {
    job();
  }
  return true;
}

void DeskBench::RunJobs() {
  holds_jobs_ = false;
  for (const auto& job : std::exchange(held_jobs_, {})) {
    job();
  }
}

uint64_t DeskBench::WriteItems(const std::string& name, int64_t count, bool labelled) {
  DatasetRepository datasets(store_);
  const auto writer = datasets.BeginImport();
  EXPECT_THAT(writer, IsOk());
  for (int64_t i = 0; i < count; ++i) {
    const std::string id = (labelled ? "g" : "i") + std::to_string(i);
    const std::vector<std::string> cells{id, "text " + id};
    EXPECT_THAT(labelled ? (*writer)->Append(id, cells, i % 2 == 0 ? "a" : "b", "", 1)
                         : (*writer)->AppendUnlabelled(id, cells),
                IsOk());
  }
  v1::Dataset dataset;
  dataset.set_name("datasets/" + name);
  v1::Column& ids = *dataset.add_columns();
  ids.set_name("id");
  ids.set_role(v1::Column::ROLE_ID);
  v1::Column& text = *dataset.add_columns();
  text.set_name("text");
  text.set_role(v1::Column::ROLE_TEXT);
  const auto record = (*writer)->Commit(dataset);
  EXPECT_THAT(record, IsOk());
  return record.ok() ? record->dataset_number() : 0;
}

void DeskBench::AddItems(int64_t item_count) {
  dataset_number_ = WriteItems("items", item_count, /*labelled=*/false);
}

void DeskBench::AddGold(int64_t item_count) {
  gold_number_ = WriteItems("gold", item_count, /*labelled=*/true);
}

void DeskBench::AppendItems(int64_t item_count) {
  DatasetRepository datasets(store_);
  const auto record = datasets.Get("items");
  ASSERT_THAT(record, IsOk());
  v1::AppendItemsRequest request;
  request.set_dataset("datasets/items");
  for (int64_t i = 0; i < item_count; ++i) {
    v1::NewItem& item = *request.add_items();
    item.set_item_id("i" + std::to_string(record->dataset().item_count() + i));
    (*item.mutable_cells())["text"] = "more";
  }
  EXPECT_THAT(assay::AppendItems(request, datasets, clock_), IsOk());
}

void DeskBench::AppendGold(int64_t item_count, const std::string& answer) {
  DatasetRepository datasets(store_);
  const auto before = datasets.Get("gold");
  ASSERT_THAT(before, IsOk());
  DatasetGrowth growth;
  growth.after = *before;
  v1::Dataset& dataset = *growth.after.mutable_dataset();
  for (int64_t i = 0; i < item_count; ++i) {
    storage::v1::ItemRecord item;
    item.set_item_id("g" + std::to_string(dataset.item_count()));
    item.add_cells(item.item_id());
    item.add_cells("more");
    if (!answer.empty()) {
      storage::v1::LabelRecord label;
      label.set_item_index(static_cast<uint64_t>(dataset.item_count()));
      label.set_label(answer);
      growth.labels.push_back(label);
      dataset.set_label_count(dataset.label_count() + 1);
    }
    growth.items.push_back(item);
    dataset.set_item_count(dataset.item_count() + 1);
  }
  EXPECT_THAT(datasets.Append(*before, growth, {}), IsOk());
}

v1::Campaign DeskBench::Plain() {
  v1::Campaign campaign;
  campaign.set_name("campaigns/c");
  campaign.set_state(v1::Campaign::STATE_RUNNING);
  campaign.set_dataset("datasets/items");
  campaign.set_question("Which?");
  campaign.mutable_schema()->set_kind(v1::LabelSchema::KIND_SINGLE_CHOICE);
  for (const char* name : {"a", "b", "c"}) {
    campaign.mutable_schema()->add_classes(name);
  }
  campaign.set_order(v1::Campaign::ORDER_SEQUENTIAL);
  campaign.mutable_lease_duration()->set_seconds(60);
  return campaign;
}

void DeskBench::Make(v1::Campaign campaign) {
  storage::v1::CampaignRecord record;
  record.set_dataset_number(dataset_number_);
  if (campaign.has_gold()) {
    campaign.mutable_gold()->set_dataset("datasets/gold");
    record.set_gold_dataset_number(gold_number_);
  }
  *record.mutable_campaign() = campaign;
  CampaignRepository campaigns(store_);
  const auto made = campaigns.Create(record, InitialHead(campaign), {});
  ASSERT_THAT(made, IsOk());
  campaign_number_ = made->campaign_number();
  desk_ = desks_->Get(campaign_number_);
}

Worker DeskBench::AddWorker(const std::string& id, int64_t label_price_micros,
                            v1::Annotator::Kind kind) {
  storage::v1::AnnotatorRecord record;
  record.mutable_annotator()->set_name("annotators/" + id);
  record.mutable_annotator()->set_kind(kind);
  const auto made = AnnotatorRepository(store_).Create(record);
  EXPECT_THAT(made, IsOk());
  Worker worker;
  worker.annotator_number = made.ok() ? made->annotator_number() : 0;
  worker.annotator_name = "annotators/" + id;
  worker.label_price_micros = label_price_micros;
  return worker;
}

absl::StatusOr<v1::LeaseItemsResponse> DeskBench::TryLease(const Worker& worker, int count,
                                                           const std::string& request_id) {
  v1::LeaseItemsRequest request;
  request.set_max_item_count(count);
  request.set_request_id(request_id);
  return Now<v1::LeaseItemsResponse>(
      [&](auto done) { desk_->Lease(worker, request, std::move(done)); });
}

v1::LeaseItemsResponse DeskBench::Lease(const Worker& worker, int count) {
  return Good(TryLease(worker, count));
}

v1::Lease DeskBench::LeaseOne(const Worker& worker) {
  const v1::LeaseItemsResponse response = Lease(worker);
  EXPECT_EQ(response.leases_size(), 1);
  return response.leases().empty() ? v1::Lease() : response.leases(0);
}

absl::StatusOr<v1::SubmitLabelResponse> DeskBench::TrySubmit(const Worker& worker,
                                                             const v1::Lease& lease,
                                                             const std::string& answer,
                                                             const std::string& request_id,
                                                             int64_t active_seconds) {
  v1::SubmitLabelRequest request;
  request.set_lease_id(lease.lease_id());
  request.mutable_value()->set_choice(answer);
  request.set_request_id(request_id);
  *request.mutable_active_time() = TimeUtil::SecondsToDuration(active_seconds);
  return Now<v1::SubmitLabelResponse>(
      [&](auto done) { desk_->Submit(worker, request, std::move(done)); });
}

v1::SubmitLabelResponse DeskBench::Submit(const Worker& worker, const v1::Lease& lease,
                                          const std::string& answer) {
  return Good(TrySubmit(worker, lease, answer));
}

absl::StatusOr<v1::SkipItemResponse> DeskBench::TrySkip(const Worker& worker,
                                                        const v1::Lease& lease,
                                                        const std::string& request_id) {
  v1::SkipItemRequest request;
  request.set_lease_id(lease.lease_id());
  request.set_reason("cannot tell");
  request.set_request_id(request_id);
  return Now<v1::SkipItemResponse>(
      [&](auto done) { desk_->Skip(worker, request, std::move(done)); });
}

absl::StatusOr<v1::FlagItemResponse> DeskBench::TryFlag(const Worker& worker,
                                                        const v1::Lease& lease,
                                                        const std::string& request_id) {
  v1::FlagItemRequest request;
  request.set_lease_id(lease.lease_id());
  request.set_reason("broken");
  request.set_request_id(request_id);
  return Now<v1::FlagItemResponse>(
      [&](auto done) { desk_->Flag(worker, request, std::move(done)); });
}

absl::StatusOr<v1::UndoLabelsResponse> DeskBench::TryUndo(const Worker& worker, int count,
                                                          const std::string& request_id) {
  v1::UndoLabelsRequest request;
  request.set_label_count(count);
  request.set_request_id(request_id);
  return Now<v1::UndoLabelsResponse>(
      [&](auto done) { desk_->Undo(worker, request, std::move(done)); });
}

absl::StatusOr<v1::ExtendLeasesResponse> DeskBench::Extend(const Worker& worker,
                                                           const std::vector<v1::Lease>& leases) {
  v1::ExtendLeasesRequest request;
  for (const v1::Lease& lease : leases) {
    request.add_lease_ids(lease.lease_id());
  }
  return Now<v1::ExtendLeasesResponse>(
      [&](auto done) { desk_->Extend(worker, request, std::move(done)); });
}

int DeskBench::Release(const Worker& worker, const std::vector<v1::Lease>& leases) {
  v1::ReleaseItemsRequest request;
  for (const v1::Lease& lease : leases) {
    request.add_lease_ids(lease.lease_id());
  }
  return Good(Now<v1::ReleaseItemsResponse>(
                  [&](auto done) { desk_->Release(worker, request, std::move(done)); }))
      .released_count();
}

absl::StatusOr<v1::Campaign> DeskBench::TryChange(
    const std::function<void(v1::Campaign&)>& change) {
  return Now<v1::Campaign>([&](auto done) {
    desk_->Update(
        [change](storage::v1::CampaignRecord& record, const storage::v1::CampaignHead&) {
          change(*record.mutable_campaign());
          return absl::OkStatus();
        },
        std::move(done));
  });
}

void DeskBench::Change(const std::function<void(v1::Campaign&)>& change) {
  EXPECT_THAT(TryChange(change), IsOk());
}

absl::StatusOr<CampaignDesk::AddedEntries> DeskBench::AddEntries(
    std::vector<storage::v1::LogEntry> entries) {
  return Now<CampaignDesk::AddedEntries>(
      [&](auto done) { desk_->AddEntries(std::move(entries), std::move(done)); });
}

absl::StatusOr<CampaignDesk::AddedEntries> DeskBench::Import(
    uint64_t import_number, const std::vector<std::vector<storage::v1::LogEntry>>& blocks) {
  CampaignRepository campaigns(store_);
  for (size_t i = 0; i < blocks.size(); ++i) {
    storage::v1::StagedLabels staged;
    staged.mutable_entries()->Assign(blocks[i].begin(), blocks[i].end());
    EXPECT_THAT(campaigns.PutStagedBlock(campaign_number_, import_number, i, staged), IsOk());
  }
  return Now<CampaignDesk::AddedEntries>(
      [&](auto done) { desk_->AddStagedLabels(import_number, blocks.size(), std::move(done)); });
}

storage::v1::LogEntry DeskBench::LabelOf(const Worker& worker, uint64_t item,
                                         const std::string& answer) {
  storage::v1::LogEntry entry;
  entry.set_kind(storage::v1::LogEntry::KIND_LABEL);
  entry.set_source(storage::v1::LogEntry::SOURCE_IMPORTED);
  entry.set_annotator_number(worker.annotator_number);
  entry.set_item_number(item);
  entry.set_submit_time_us(1'600'000'000'000'000);
  entry.mutable_value()->set_choice(answer);
  return entry;
}

storage::v1::CampaignFigures DeskBench::Figures() {
  const auto snapshot = desk_->Read();
  EXPECT_THAT(snapshot, IsOk());
  return snapshot.ok() ? snapshot->head.figures() : storage::v1::CampaignFigures();
}

v1::CampaignStatus DeskBench::Status() {
  const auto snapshot = desk_->Read();
  EXPECT_THAT(snapshot, IsOk());
  const auto count = CampaignItemCount(store_, snapshot->record);
  EXPECT_THAT(count, IsOk());
  return MakeCampaignStatus(snapshot->record, snapshot->head, *count, clock_.WallMicros());
}

absl::StatusOr<VerifyOutcome> DeskBench::Verify() {
  const auto copy = store_.Copy();
  return VerifyCampaign(*copy, campaign_number_, [](uint64_t) { return absl::OkStatus(); });
}

}  // namespace assay
