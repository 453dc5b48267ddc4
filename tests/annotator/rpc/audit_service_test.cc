#include <algorithm>
#include <string>
#include <vector>

#include "grpcpp/create_channel.h"
#include "grpcpp/security/credentials.h"
#include "tests/annotator/rpc/service_case.h"

namespace assay::rpc {
namespace {

using AuditStub = v1::AuditService::Stub;
using OperationStub = v1::OperationService::Stub;

class AuditServiceTest : public ServiceTest {
 protected:
  absl::StatusOr<v1::Audit> Get(const std::string& name) {
    return Call(audits_.get(), &AuditStub::GetAudit, Named<v1::GetAuditRequest>(name));
  }
  absl::StatusOr<v1::DeleteAuditResponse> Delete(const std::string& name) {
    return Call(audits_.get(), &AuditStub::DeleteAudit, Named<v1::DeleteAuditRequest>(name));
  }
  absl::StatusOr<v1::ListAuditsResponse> List(int page_size, const std::string& token,
                                              const std::string& dataset = "") {
    v1::ListAuditsRequest request;
    request.set_page_size(page_size);
    request.set_page_token(token);
    request.set_dataset(dataset);
    return Call(audits_.get(), &AuditStub::ListAudits, request);
  }
  absl::StatusOr<v1::ListFindingsResponse> Findings(const std::string& audit, int page_size,
                                                    const std::string& token) {
    v1::ListFindingsRequest request;
    request.set_audit(audit);
    request.set_page_size(page_size);
    request.set_page_token(token);
    return Call(audits_.get(), &AuditStub::ListFindings, request);
  }
  absl::Status Export(const std::string& name, v1::ExportAuditRequest::Format format,
                      std::string& bytes) {
    grpc::ClientContext context;
    auto request = Named<v1::ExportAuditRequest>(name);
    request.set_format(format);
    const auto reader = audits_->ExportAudit(&context, request);
    v1::ExportAuditResponse piece;
    while (reader->Read(&piece)) {
      bytes += piece.chunk();
    }
    return FromGrpcStatus(reader->Finish());
  }
  absl::StatusOr<v1::Operation> GetOperation(const std::string& name) {
    return Call(operations_.get(), &OperationStub::GetOperation,
                Named<v1::GetOperationRequest>(name));
  }
  absl::StatusOr<v1::Operation> Cancel(const std::string& name) {
    return Call(operations_.get(), &OperationStub::CancelOperation,
                Named<v1::CancelOperationRequest>(name));
  }
  absl::StatusOr<v1::ListOperationsResponse> ListOperations(int page_size,
                                                            const std::string& token) {
    v1::ListOperationsRequest request;
    request.set_page_size(page_size);
    request.set_page_token(token);
    return Call(operations_.get(), &OperationStub::ListOperations, request);
  }
};

TEST_F(AuditServiceTest, AnAuditCanBeReadListedAndDeletedAndItsDataSetStays) {
  const std::string dataset = MustImport("topics");
  const v1::Operation done = MustAudit(dataset);
  ASSERT_EQ(done.state(), v1::Operation::STATE_SUCCEEDED) << done.DebugString();
  const auto audit = Get(done.result());
  ASSERT_THAT(audit, IsOk());
  EXPECT_EQ(audit->name(), done.result());
  EXPECT_EQ(audit->dataset(), dataset);
  EXPECT_EQ(audit->item_count(), 60);
  EXPECT_EQ(audit->options().fold_count(), 5);
  EXPECT_THAT(audit->feature_columns(), testing::ElementsAre("text (text)"));
  EXPECT_EQ(List(0, "")->audits_size(), 1);
  EXPECT_EQ(List(0, "", dataset)->audits_size(), 1);
  EXPECT_THAT(Delete(done.result()), IsOk());
  EXPECT_THAT(Get(done.result()), HasReason("AUDIT_NOT_FOUND"));
  EXPECT_THAT(Delete(done.result()), HasReason("AUDIT_NOT_FOUND"));
  EXPECT_EQ(List(0, "")->audits_size(), 0);
  EXPECT_THAT(Call(datasets_.get(), &v1::DatasetService::Stub::GetDataset,
                   Named<v1::GetDatasetRequest>(dataset)),
              IsOk());
}

TEST_F(AuditServiceTest, FindingsComeMostSuspiciousFirstOnPagesThatHoldEachItemOnce) {
  const std::string audit = MustAudit(MustImport("topics")).result();
  for (const int page_size : {1, 7, 60, 61, 5000, 0}) {
    std::vector<v1::Finding> all;
    std::string token;
    do {
      const auto page = Findings(audit, page_size, token);
      ASSERT_THAT(page, IsOk());
      ASSERT_GT(page->findings_size(), 0);
      all.insert(all.end(), page->findings().begin(), page->findings().end());
      token = page->next_page_token();
    } while (!token.empty());
    ASSERT_EQ(all.size(), 60u) << page_size;
    for (size_t i = 0; i < all.size(); ++i) {
      EXPECT_EQ(all[i].rank(), static_cast<int64_t>(i + 1));
      EXPECT_FALSE(all[i].excerpt().empty());
      if (i > 0) {
        EXPECT_LE(all[i - 1].score(), all[i].score());
      }
    }
  }
}

TEST_F(AuditServiceTest, PageSizesAndTokensFollowTheContract) {
  const std::string dataset = MustImport("topics");
  const std::string first = MustAudit(dataset).result();
  const std::string second = MustAudit(dataset).result();
  const std::string token = Findings(first, 10, "")->next_page_token();
  EXPECT_THAT(Findings(first, 10, token), IsOk());
  EXPECT_THAT(Findings(second, 10, token), HasReason("BAD_PAGE_TOKEN"));
  EXPECT_THAT(Findings(first, 10, token.substr(1)), HasReason("BAD_PAGE_TOKEN"));
  EXPECT_THAT(Findings(first, -1, ""), HasReason("BAD_PAGE_SIZE"));
  EXPECT_THAT(List(-1, ""), HasReason("BAD_PAGE_SIZE"));
  EXPECT_THAT(ListOperations(-1, ""), HasReason("BAD_PAGE_SIZE"));
  const auto page = List(1, "");
  ASSERT_THAT(page, IsOk());
  EXPECT_EQ(page->audits(0).name(), first);
  EXPECT_EQ(List(1, page->next_page_token())->audits(0).name(), second);
  EXPECT_EQ(List(1, page->next_page_token())->next_page_token(), "");
  EXPECT_THAT(List(1, page->next_page_token(), dataset), HasReason("BAD_PAGE_TOKEN"));
  EXPECT_THAT(ListOperations(1, page->next_page_token()), HasReason("BAD_PAGE_TOKEN"));
}

TEST_F(AuditServiceTest, OperationsAreListedNewestFirst) {
  const std::string dataset = MustImport("topics");
  for (int i = 0; i < 3; ++i) {
    MustAudit(dataset);
  }
  std::vector<std::string> names;
  std::string token;
  do {
    const auto page = ListOperations(1, token);
    ASSERT_THAT(page, IsOk());
    ASSERT_EQ(page->operations_size(), 1);
    names.push_back(page->operations(0).name());
    token = page->next_page_token();
  } while (!token.empty());
  EXPECT_THAT(names, testing::ElementsAre("operations/3", "operations/2", "operations/1"));
}

TEST_F(AuditServiceTest, EveryExportFormatGivesItsFile) {
  const std::string audit = MustAudit(MustImport("topics")).result();
  std::string csv;
  ASSERT_THAT(Export(audit, v1::ExportAuditRequest::FORMAT_FINDINGS_CSV, csv), IsOk());
  EXPECT_EQ(std::count(csv.begin(), csv.end(), '\n'), 61);
  std::string json;
  ASSERT_THAT(Export(audit, v1::ExportAuditRequest::FORMAT_SUMMARY_JSON, json), IsOk());
  EXPECT_EQ(json.front(), '{');
  std::string html;
  ASSERT_THAT(Export(audit, v1::ExportAuditRequest::FORMAT_REPORT_HTML, html), IsOk());
  EXPECT_NE(html.find("</html>"), std::string::npos);
}

TEST_F(AuditServiceTest, ExportsOfUnknownAuditsAndFormatsAreRefused) {
  const std::string audit = MustAudit(MustImport("topics")).result();
  std::string bytes;
  EXPECT_THAT(Export("audits/77", v1::ExportAuditRequest::FORMAT_FINDINGS_CSV, bytes),
              HasReason("AUDIT_NOT_FOUND"));
  EXPECT_THAT(Export(audit, v1::ExportAuditRequest::FORMAT_UNSPECIFIED, bytes),
              HasReason("BAD_EXPORT_FORMAT"));
  EXPECT_THAT(Export(audit, static_cast<v1::ExportAuditRequest::Format>(99), bytes),
              HasReason("BAD_EXPORT_FORMAT"));
  EXPECT_EQ(bytes, "");
}

TEST_F(AuditServiceTest, NamesThatNobodyHasAreNotFoundWhateverTheirBytes) {
  for (const std::string& name :
       {std::string(), std::string("audits/"), std::string("audits/0"), std::string("audits/-1"),
        std::string("audits/1x"), std::string("audits/01"), std::string("audits/\0", 8),
        std::string("audits/99999999999999999999999"), std::string("datasets/1"),
        "audits/" + std::string(1 << 20, '1')}) {
    EXPECT_THAT(Get(name), HasReason("AUDIT_NOT_FOUND"));
    EXPECT_THAT(Delete(name), HasReason("AUDIT_NOT_FOUND"));
    EXPECT_THAT(Findings(name, 0, ""), HasReason("AUDIT_NOT_FOUND"));
    EXPECT_THAT(GetOperation(name), HasReason("OPERATION_NOT_FOUND"));
    EXPECT_THAT(Cancel(name), HasReason("OPERATION_NOT_FOUND"));
    std::vector<v1::Operation> states;
    EXPECT_THAT(Watch(name, states), HasReason("OPERATION_NOT_FOUND"));
    EXPECT_TRUE(states.empty());
  }
  EXPECT_FALSE(Get("audits/\xFF").ok());
  EXPECT_FALSE(GetOperation("operations/\xFF").ok());
}

TEST_F(AuditServiceTest, BadRequestsToStartAreRefusedAndTheFieldNamed) {
  v1::StartAuditRequest request;
  request.set_dataset(MustImport("topics"));
  const auto refused = [&](const std::function<void(v1::StartAuditRequest&)>& change) {
    v1::StartAuditRequest changed = request;
    change(changed);
    return Call(audits_.get(), &AuditStub::StartAudit, changed).status();
  };
  for (const int folds : {-1, 1, 21}) {
    const auto status = refused([&](auto& r) { r.mutable_options()->set_fold_count(folds); });
    EXPECT_THAT(status, HasReason("BAD_FOLD_COUNT"));
    EXPECT_THAT(status, HasMetadata("field", "options.fold_count"));
  }
  for (const int threads : {-1, 257}) {
    const auto status = refused([&](auto& r) { r.mutable_options()->set_thread_count(threads); });
    EXPECT_THAT(status, HasReason("BAD_THREAD_COUNT"));
    EXPECT_THAT(status, HasMetadata("field", "options.thread_count"));
  }
  const std::string long_id(65, 'i');
  EXPECT_THAT(refused([&](auto& r) { r.set_request_id(long_id); }), HasReason("BAD_REQUEST_ID"));
  EXPECT_THAT(refused([](auto& r) { r.set_dataset("topics"); }), HasReason("BAD_RESOURCE_NAME"));
  EXPECT_THAT(refused([](auto& r) { r.set_dataset("datasets/other"); }),
              HasReason("DATASET_NOT_FOUND"));
  EXPECT_THAT(List(0, "", "datasets/other"), HasReason("DATASET_NOT_FOUND"));
  EXPECT_THAT(List(0, "", "other"), HasReason("BAD_RESOURCE_NAME"));
  EXPECT_EQ(ListOperations(0, "")->operations_size(), 0);
}

TEST_F(AuditServiceTest, TooFewItemsFailTheOperationAndLeaveNoAudit) {
  const v1::Operation done = MustAudit(MustImport("tiny", 3));
  EXPECT_EQ(done.state(), v1::Operation::STATE_FAILED);
  EXPECT_EQ(done.error().code(), static_cast<int>(absl::StatusCode::kInvalidArgument));
  EXPECT_THAT(Get(done.result()), HasReason("AUDIT_NOT_FOUND"));
  EXPECT_EQ(List(0, "")->audits_size(), 0);
}

TEST_F(AuditServiceTest, ARequestIdSeenBeforeReturnsTheFirstOperation) {
  const std::string dataset = MustImport("topics");
  const auto first = StartAudit(dataset, "the-same-id");
  const auto second = StartAudit(dataset, "the-same-id");
  ASSERT_THAT(first, IsOk());
  ASSERT_THAT(second, IsOk());
  EXPECT_EQ(second->name(), first->name());
  EXPECT_EQ(second->result(), first->result());
  std::vector<v1::Operation> states;
  EXPECT_THAT(Watch(first->name(), states), IsOk());
  const auto third = StartAudit(dataset, "the-same-id");
  EXPECT_EQ(third->name(), first->name());
  EXPECT_EQ(third->state(), v1::Operation::STATE_SUCCEEDED);
  EXPECT_EQ(List(0, "")->audits_size(), 1);
  EXPECT_EQ(ListOperations(0, "")->operations_size(), 1);
}

TEST_F(AuditServiceTest, AWatchSendsAtOnceAndEndsAfterTheLastState) {
  const auto started = StartAudit(MustImport("topics", 2000));
  ASSERT_THAT(started, IsOk());
  std::vector<v1::Operation> states;
  ASSERT_THAT(Watch(started->name(), states), IsOk());
  ASSERT_GE(states.size(), 2u);
  for (size_t i = 0; i + 1 < states.size(); ++i) {
    EXPECT_EQ(states[i].state(), v1::Operation::STATE_RUNNING);
  }
  EXPECT_EQ(states.back().state(), v1::Operation::STATE_SUCCEEDED);
  EXPECT_TRUE(states.back().has_end_time());
  std::vector<v1::Operation> again;
  ASSERT_THAT(Watch(started->name(), again), IsOk());
  ASSERT_EQ(again.size(), 1u);
  EXPECT_EQ(again[0].SerializeAsString(), states.back().SerializeAsString());
}

TEST_F(AuditServiceTest, AWatcherThatLeavesDisturbsNobody) {
  const auto started = StartAudit(MustImport("topics", 2000));
  ASSERT_THAT(started, IsOk());
  for (int i = 0; i < 10; ++i) {
    grpc::ClientContext context;
    const auto reader =
        operations_->WatchOperation(&context, Named<v1::WatchOperationRequest>(started->name()));
    v1::Operation state;
    EXPECT_TRUE(reader->Read(&state));
    context.TryCancel();
    reader->Finish();
  }
  std::vector<v1::Operation> states;
  EXPECT_THAT(Watch(started->name(), states), IsOk());
  EXPECT_EQ(states.back().state(), v1::Operation::STATE_SUCCEEDED);
}

TEST_F(AuditServiceTest, ACancelledAuditEndsAsCancelledAndLeavesNothing) {
  const std::string dataset = MustImport("topics", 20000);
  const auto running = StartAudit(dataset);
  const auto waiting = StartAudit(dataset);
  ASSERT_THAT(waiting, IsOk());
  ASSERT_THAT(Cancel(waiting->name()), IsOk());
  ASSERT_THAT(Cancel(running->name()), IsOk());
  for (const std::string& name : {running->name(), waiting->name()}) {
    std::vector<v1::Operation> states;
    EXPECT_THAT(Watch(name, states), IsOk());
    ASSERT_FALSE(states.empty());
    EXPECT_EQ(states.back().state(), v1::Operation::STATE_CANCELLED);
    EXPECT_THAT(Get(states.back().result()), HasReason("AUDIT_NOT_FOUND"));
    const auto again = Cancel(name);
    ASSERT_THAT(again, IsOk());
    EXPECT_EQ(again->state(), v1::Operation::STATE_CANCELLED);
  }
  EXPECT_EQ(List(0, "")->audits_size(), 0);
}

TEST_F(AuditServiceTest, DeletingADataSetWhileItIsAuditedLeavesNoAuditOfIt) {
  // Deleted after so many changes of the operation: while it waits, reads, trains.
  for (const size_t changes : {0U, 1U, 2U, 3U}) {
    const std::string dataset = MustImport("topics", 5000);
    const auto running = StartAudit(dataset);
    ASSERT_THAT(running, IsOk());
    grpc::ClientContext context;
    const auto reader =
        operations_->WatchOperation(&context, Named<v1::WatchOperationRequest>(running->name()));
    v1::Operation state;
    for (size_t i = 0; i < changes; ++i) {
      ASSERT_TRUE(reader->Read(&state));
    }
    ASSERT_THAT(Call(datasets_.get(), &v1::DatasetService::Stub::DeleteDataset,
                     Named<v1::DeleteDatasetRequest>(dataset)),
                IsOk());
    while (reader->Read(&state)) {
    }
    EXPECT_TRUE(reader->Finish().ok());
    EXPECT_EQ(state.state(), v1::Operation::STATE_FAILED) << changes;
    EXPECT_EQ(state.error().code(), static_cast<int>(absl::StatusCode::kNotFound))
        << state.DebugString();
    EXPECT_EQ(List(0, "")->audits_size(), 0);
  }
}

TEST_F(AuditServiceTest, DeletingADataSetDeletesItsAudits) {
  const std::string dataset = MustImport("topics");
  const std::string audit = MustAudit(dataset).result();
  ASSERT_THAT(Call(datasets_.get(), &v1::DatasetService::Stub::DeleteDataset,
                   Named<v1::DeleteDatasetRequest>(dataset)),
              IsOk());
  EXPECT_THAT(Get(audit), HasReason("AUDIT_NOT_FOUND"));
}

TEST_F(AuditServiceTest, MethodsAreListedByKind) {
  v1::ListMethodsRequest request;
  const auto all = Call(methods_.get(), &v1::MethodService::Stub::ListMethods, request);
  ASSERT_THAT(all, IsOk());
  int count = 0;
  for (const auto kind :
       {v1::Method::KIND_SIGNAL, v1::Method::KIND_COEFFICIENT, v1::Method::KIND_CONSENSUS,
        v1::Method::KIND_NEXT_LABEL, v1::Method::KIND_FORMAT}) {
    request.set_kind(kind);
    const auto some = Call(methods_.get(), &v1::MethodService::Stub::ListMethods, request);
    ASSERT_THAT(some, IsOk());
    EXPECT_GE(some->methods_size(), 3);
    count += some->methods_size();
  }
  EXPECT_EQ(all->methods_size(), count);
  for (const auto& method : all->methods()) {
    EXPECT_FALSE(method.description().empty()) << method.name();
  }
}

// The limits of HTTP/2 hold between processes only.
TEST_F(AuditServiceTest, AnErrorAboutAHugeNameFitsThroughASocket) {
  server_.reset();
  auto server =
      AssayServer::Start({.data_dir = dir_.File("other"), .listen = "127.0.0.1:0"}, clock_);
  ASSERT_THAT(server, IsOk());
  Connect(grpc::CreateChannel((*server)->address(), grpc::InsecureChannelCredentials()));
  EXPECT_THAT(Get("audits/" + std::string(1 << 20, '1')), HasReason("AUDIT_NOT_FOUND"));
  std::string euros = "audits/";
  for (int i = 0; i < 5000; ++i) {
    euros += "\xE2\x82\xAC";
  }
  EXPECT_THAT(Get(euros), HasReason("AUDIT_NOT_FOUND"));
}

}  // namespace
}  // namespace assay::rpc
