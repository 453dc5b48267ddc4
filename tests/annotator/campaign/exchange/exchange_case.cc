#include "tests/annotator/campaign/exchange/exchange_case.h"

#include <utility>

#include "annotator/campaign/run_annotator.h"
#include "annotator/desk/local_desk.h"
#include "annotator/transfer/campaign_export.h"
#include "annotator/transfer/campaign_restore.h"
#include "engine/store/annotator_repository.h"
#include "engine/store/campaign_repository.h"
#include "engine/store/dataset_repository.h"
#include "engine/store/memory_store.h"

namespace assay {
namespace {

// A file that a client sends.
class FileStream final : public LabelStream {
 public:
  explicit FileStream(std::string file) : source_(std::move(file), 100) {}
  absl::StatusOr<size_t> Read(char* buffer, size_t capacity) override {
    return source_.Read(buffer, capacity);
  }
  absl::StatusOr<const v1::ImportedLabels*> NextRows() override { return nullptr; }
  absl::StatusOr<bool> HasRows() override { return false; }

 private:
  exchange::StringSource source_;
};

void AddColumn(const std::string& name, v1::Column::Role role, v1::Dataset& dataset) {
  v1::Column& column = *dataset.add_columns();
  column.set_name(name);
  column.set_role(role);
}

}  // namespace

v1::LabelValue Choice(const std::string& name) {
  v1::LabelValue value;
  value.set_choice(name);
  return value;
}

ExchangeCase::ExchangeCase() {
  auto store = RocksStore::Open(dir_.File("store"));
  EXPECT_THAT(store, IsOk());
  store_ = *std::move(store);
  desks_ =
      std::make_unique<CampaignDesks>(*store_, clock_, DeskOptions{.secret = std::string(32, 's')},
                                      [](const std::function<void()>& job) {
                                        job();
                                        return true;
                                      });
}

void ExchangeCase::AddDataset(const std::string& id, const std::vector<CaseItem>& items) {
  DatasetRepository datasets(*store_);
  const auto writer = datasets.BeginImport();
  ASSERT_THAT(writer, IsOk());
  bool has_labels = false;
  for (const CaseItem& item : items) {
    has_labels = has_labels || !item.label.empty();
    const std::vector<std::string> cells{item.id, item.text};
    ASSERT_THAT(item.label.empty() ? (*writer)->AppendUnlabelled(item.id, cells)
                                   : (*writer)->Append(item.id, cells, item.label, "boss", 7),
                IsOk());
  }
  v1::Dataset dataset;
  dataset.set_name("datasets/" + id);
  dataset.set_file_name("texts “" + id + "”.csv");
  AddColumn("id", v1::Column::ROLE_ID, dataset);
  AddColumn("text", v1::Column::ROLE_TEXT, dataset);
  ASSERT_THAT((*writer)->Commit(dataset), IsOk());
}

v1::Campaign ExchangeCase::Plain(v1::LabelSchema::Kind kind,
                                 const std::vector<std::string>& classes) {
  v1::Campaign campaign = DeskBench::Plain();
  campaign.mutable_schema()->set_kind(kind);
  campaign.mutable_schema()->clear_classes();
  for (const std::string& name : classes) {
    campaign.mutable_schema()->add_classes(name);
  }
  return campaign;
}

void ExchangeCase::Make(const v1::Campaign& campaign) {
  DatasetRepository datasets(*store_);
  storage::v1::CampaignRecord record;
  *record.mutable_campaign() = campaign;
  const auto dataset = datasets.Get("items");
  ASSERT_THAT(dataset, IsOk());
  record.set_dataset_number(dataset->dataset_number());
  if (campaign.has_gold()) {
    const auto gold = datasets.Get("gold");
    ASSERT_THAT(gold, IsOk());
    record.set_gold_dataset_number(gold->dataset_number());
  }
  const auto made = CampaignRepository(*store_).Create(record, InitialHead(campaign), {});
  ASSERT_THAT(made, IsOk());
  campaign_number_ = made->campaign_number();
  desk_ = desks_->Get(campaign_number_);
}

Worker ExchangeCase::AddAnnotator(const v1::Annotator& annotator) {
  storage::v1::AnnotatorRecord record;
  *record.mutable_annotator() = annotator;
  const auto made = AnnotatorRepository(*store_).Create(record);
  EXPECT_THAT(made, IsOk());
  Worker worker;
  worker.annotator_number = made.ok() ? made->annotator_number() : 0;
  worker.annotator_name = annotator.name();
  worker.label_price_micros = annotator.label_price_micros();
  worker.key_number = 3;
  worker.peer = "ipv4:127.0.0.1:5000";
  return worker;
}

Worker ExchangeCase::AddAnnotator(const std::string& id, int64_t label_price_micros) {
  v1::Annotator annotator;
  annotator.set_name("annotators/" + id);
  annotator.set_kind(v1::Annotator::KIND_EXPERT);
  annotator.set_label_price_micros(label_price_micros);
  if (label_price_micros > 0) {
    annotator.set_currency_code("EUR");
  }
  return AddAnnotator(annotator);
}

v1::Lease ExchangeCase::Lease(const Worker& worker) {
  v1::LeaseItemsRequest request;
  request.set_max_item_count(1);
  const auto response = AwaitDesk<v1::LeaseItemsResponse>(
      [&](auto done) { desk_->Lease(worker, request, std::move(done)); });
  EXPECT_THAT(response, IsOk());
  return !response.ok() || response->leases().empty() ? v1::Lease() : response->leases(0);
}

void ExchangeCase::Submit(const Worker& worker, const v1::Lease& lease, const v1::LabelValue& value,
                          const std::string& comment) {
  clock_.Advance(3);
  v1::SubmitLabelRequest request;
  request.set_lease_id(lease.lease_id());
  *request.mutable_value() = value;
  request.set_comment(comment);
  request.mutable_wall_time()->set_seconds(3);
  request.mutable_active_time()->set_nanos(234567000);
  request.set_confidence(0.1 + 0.2);
  request.set_request_id("r" + lease.lease_id());
  EXPECT_THAT(AwaitDesk<v1::SubmitLabelResponse>(
                  [&](auto done) { desk_->Submit(worker, request, std::move(done)); }),
              IsOk());
}

void ExchangeCase::Skip(const Worker& worker, const v1::Lease& lease, const std::string& reason) {
  v1::SkipItemRequest request;
  request.set_lease_id(lease.lease_id());
  request.set_reason(reason);
  EXPECT_THAT(AwaitDesk<v1::SkipItemResponse>(
                  [&](auto done) { desk_->Skip(worker, request, std::move(done)); }),
              IsOk());
}

void ExchangeCase::Flag(const Worker& worker, const v1::Lease& lease, const std::string& reason) {
  v1::FlagItemRequest request;
  request.set_lease_id(lease.lease_id());
  request.set_reason(reason);
  EXPECT_THAT(AwaitDesk<v1::FlagItemResponse>(
                  [&](auto done) { desk_->Flag(worker, request, std::move(done)); }),
              IsOk());
}

v1::Lease ExchangeCase::Undo(const Worker& worker) {
  v1::UndoLabelsRequest request;
  request.set_label_count(1);
  const auto response = AwaitDesk<v1::UndoLabelsResponse>(
      [&](auto done) { desk_->Undo(worker, request, std::move(done)); });
  EXPECT_THAT(response, IsOk());
  return response.ok() && response->leases_size() == 1 ? response->leases(0) : v1::Lease();
}

absl::StatusOr<v1::ImportLabelsResponse> ExchangeCase::ImportTable(v1::ImportLabelsSpec spec,
                                                                   const std::string& csv) {
  spec.set_campaign("campaigns/c");
  spec.set_file_name("labels.csv");
  CampaignRepository campaigns(*store_);
  DatasetRepository datasets(*store_);
  FileStream stream(csv);
  return ImportLabels(spec, Caller(), stream, *desk_,
                      {*store_, campaigns, datasets, clock_, imports_});
}

absl::StatusOr<int64_t> ExchangeCase::RunMachine(const Worker& machine) {
  v1::RunAnnotatorRequest request;
  request.set_campaign("campaigns/c");
  request.set_annotator(machine.annotator_name);
  int64_t label_count = 0;
  const absl::Status status = RunAnnotator(request, Caller(), *store_, *desk_, clock_, 1,
                                           [&](const v1::RunAnnotatorResponse& response) {
                                             label_count = response.label_count();
                                             return absl::OkStatus();
                                           });
  return status.ok() ? absl::StatusOr<int64_t>(label_count) : status;
}

std::string ExchangeCase::Export(v1::ExportCampaignRequest::Format format) {
  std::string file;
  EXPECT_THAT(ExportCampaign(*store_, *desk_, format,
                             [&](std::string_view piece) {
                               file += piece;
                               return absl::OkStatus();
                             }),
              IsOk());
  return file;
}

absl::Status ExchangeCase::Restore(const std::string& file, v1::RestoreCampaignSpec spec,
                                   size_t bytes_per_read) {
  spec.set_file_name("c.jsonl");
  exchange::StringSource source(file, bytes_per_read);
  const auto restored = RestoreCampaign(spec, source, *store_, *desks_);
  if (!restored.ok()) {
    return restored.status();
  }
  const auto desk = desks_->Find(restored->campaign().name());
  EXPECT_THAT(desk, IsOk());
  desk_ = *desk;
  campaign_number_ = *FindCampaignNumber(*store_, restored->campaign().name());
  return absl::OkStatus();
}

std::vector<std::string> ExchangeCase::Names() {
  const auto datasets = DatasetRepository(*store_).List(0, 100);
  const auto campaigns = CampaignRepository(*store_).List(0, 100);
  const auto annotators = AnnotatorRepository(*store_).List(0, 100);
  EXPECT_TRUE(datasets.ok() && campaigns.ok() && annotators.ok());
  std::vector<std::string> names;
  for (const auto& record : *datasets) {
    names.push_back(record.dataset().name());
  }
  for (const auto& record : *campaigns) {
    names.push_back(record.campaign().name());
  }
  for (const auto& record : *annotators) {
    names.push_back(record.annotator().name());
  }
  return names;
}

void ExchangeCase::ExpectVerified() {
  MemoryStore copy;
  const auto batch = copy.NewBatch();
  ASSERT_THAT(store_->Scan("", std::string(64, '\xFF'),
                           [&](std::string_view key, std::string_view value) {
                             batch->Put(key, value);
                             return true;
                           }),
              IsOk());
  ASSERT_THAT(batch->Commit(Durability::kBuffered), IsOk());
  const auto outcome =
      VerifyCampaign(copy, campaign_number_, [](uint64_t) { return absl::OkStatus(); });
  ASSERT_THAT(outcome, IsOk());
  for (const auto& difference : outcome->differences) {
    ADD_FAILURE() << difference.ShortDebugString();
  }
}

}  // namespace assay
