#include <map>
#include <string>

#include "assay/v1/annotators.pb.h"
#include "tests/security/socket_case.h"

namespace assay::rpc {
namespace {

// Who may make a call.  The table says it independently of the one that the service uses.
enum class For {
  kEverybody,  // every key
  kWorkers,    // annotators, managers, administrators
  kReaders,    // viewers, managers, administrators: annotators stay blind
  kManagers,   // managers and administrators
  kAdmins,     // administrators alone
};

const std::map<std::string, For>& Table() {
  static const auto* const kTable = new std::map<std::string, For>{
      {"AnnotatorService/CreateAnnotator", For::kManagers},
      {"AnnotatorService/GetAnnotator", For::kReaders},
      {"AnnotatorService/ListAnnotators", For::kReaders},
      {"AnnotatorService/UpdateAnnotator", For::kManagers},
      {"AuditService/CompareAudits", For::kReaders},
      {"AuditService/DeleteAudit", For::kManagers},
      {"AuditService/ExportAudit", For::kReaders},
      {"AuditService/GetAudit", For::kReaders},
      {"AuditService/ListAudits", For::kReaders},
      {"AuditService/ListFindings", For::kReaders},
      {"AuditService/SampleForReview", For::kReaders},
      {"AuditService/StartAudit", For::kManagers},
      {"AuditService/VerifyAudit", For::kManagers},
      {"CampaignService/CloseCampaign", For::kManagers},
      {"CampaignService/CreateCampaign", For::kManagers},
      {"CampaignService/DeleteCampaign", For::kManagers},
      {"CampaignService/ExportCampaign", For::kReaders},
      {"CampaignService/GetCampaign", For::kEverybody},
      {"CampaignService/GetCampaignStatus", For::kReaders},
      {"CampaignService/ImportLabels", For::kManagers},
      {"CampaignService/ListCampaignAnnotators", For::kReaders},
      {"CampaignService/ListCampaignItems", For::kReaders},
      {"CampaignService/ListCampaigns", For::kEverybody},
      {"CampaignService/PauseCampaign", For::kManagers},
      {"CampaignService/ReinstateAnnotator", For::kManagers},
      {"CampaignService/RestoreCampaign", For::kManagers},
      {"CampaignService/RunAnnotator", For::kManagers},
      {"CampaignService/SettleFindings", For::kManagers},
      {"CampaignService/StartCampaign", For::kManagers},
      {"CampaignService/UpdateCampaign", For::kManagers},
      {"CampaignService/WatchCampaignStatus", For::kReaders},
      {"CostService/PlanCosts", For::kReaders},
      {"CostService/ReportCosts", For::kReaders},
      {"DatasetService/AppendItems", For::kManagers},
      {"DatasetService/DeleteDataset", For::kManagers},
      {"DatasetService/ExportDataset", For::kReaders},
      {"DatasetService/GetDataset", For::kReaders},
      {"DatasetService/GetMatrix", For::kReaders},
      {"DatasetService/ImportDataset", For::kManagers},
      {"DatasetService/ImportMatrix", For::kManagers},
      {"DatasetService/ListDatasets", For::kReaders},
      {"DatasetService/ListMatrices", For::kReaders},
      {"KeyService/CreateKey", For::kAdmins},
      {"KeyService/GetCaller", For::kEverybody},
      {"KeyService/ListKeys", For::kAdmins},
      {"KeyService/ListTrail", For::kAdmins},
      {"KeyService/RevokeKey", For::kAdmins},
      {"MaintenanceService/CreateBackup", For::kAdmins},
      {"MaintenanceService/GetServerInfo", For::kEverybody},
      {"MaintenanceService/VerifyStore", For::kReaders},
      {"MethodService/ListMethods", For::kReaders},
      {"MturkService/EstimateBatch", For::kManagers},
      {"MturkService/ExportBatch", For::kManagers},
      {"MturkService/ImportResults", For::kManagers},
      {"MturkService/ReviewAssignments", For::kManagers},
      {"OperationService/CancelOperation", For::kManagers},
      {"OperationService/GetOperation", For::kReaders},
      {"OperationService/ListOperations", For::kReaders},
      {"OperationService/WatchOperation", For::kReaders},
      {"QualityService/InferConsensus", For::kReaders},
      {"QualityService/MeasureAgreement", For::kReaders},
      {"WorkService/ExtendLeases", For::kWorkers},
      {"WorkService/FlagItem", For::kWorkers},
      {"WorkService/LeaseItems", For::kWorkers},
      {"WorkService/ReleaseItems", For::kWorkers},
      {"WorkService/SkipItem", For::kWorkers},
      {"WorkService/SubmitLabel", For::kWorkers},
      {"WorkService/UndoLabels", For::kWorkers},
  };
  return *kTable;
}

bool May(v1::Role role, For who) {
  switch (role) {
    case v1::ROLE_ADMIN:
      return true;
    case v1::ROLE_MANAGER:
      return who != For::kAdmins;
    case v1::ROLE_ANNOTATOR:
      return who == For::kEverybody || who == For::kWorkers;
    default:
      return who == For::kEverybody || who == For::kReaders;
  }
}

std::string ShortName(const google::protobuf::MethodDescriptor& call) {
  return std::string(call.service()->name()) + "/" + std::string(call.name());
}

class AccessTableTest : public SocketCase {
 protected:
  AccessTableTest() {
    admin_ = MakeKey(v1::ROLE_ADMIN, "").secret();
    v1::CreateAnnotatorRequest ana;
    ana.set_annotator_id("ana");
    ana.mutable_annotator()->set_kind(v1::Annotator::KIND_EXPERT);
    EXPECT_TRUE(Call("/assay.v1.AnnotatorService/CreateAnnotator", ana, admin_).status.ok());
  }

  // Every call, with an empty request that none of them takes for something to do.
  void EveryCallIsRefused(const Metadata& metadata, const std::string& reason) {
    for (const auto* const call : ContractCalls()) {
      const RawAnswer answer = RawCall(channel_, PathOf(*call), {""}, metadata);
      EXPECT_EQ(answer.status.error_code(), grpc::StatusCode::UNAUTHENTICATED) << ShortName(*call);
      EXPECT_EQ(answer.reason, reason) << ShortName(*call);
      EXPECT_TRUE(answer.messages.empty()) << ShortName(*call);
    }
  }

  void EveryCallFollowsTheTable(v1::Role role, const std::string& secret) {
    for (const auto* const call : ContractCalls()) {
      const auto row = Table().find(ShortName(*call));
      ASSERT_NE(row, Table().end()) << ShortName(*call) << " is not in the table";
      const RawAnswer answer = RawCall(channel_, PathOf(*call), {""}, Bearer(secret));
      if (May(role, row->second)) {
        EXPECT_NE(answer.status.error_code(), grpc::StatusCode::UNAUTHENTICATED) << row->first;
        EXPECT_NE(answer.status.error_code(), grpc::StatusCode::UNIMPLEMENTED) << row->first;
        EXPECT_NE(answer.reason, "ROLE_TOO_LOW") << row->first;
        EXPECT_NE(answer.reason, "CALL_WITHOUT_RULE") << row->first;
      } else {
        EXPECT_EQ(answer.status.error_code(), grpc::StatusCode::PERMISSION_DENIED) << row->first;
        EXPECT_EQ(answer.reason, "ROLE_TOO_LOW") << row->first;
        EXPECT_TRUE(answer.messages.empty()) << row->first;
      }
    }
  }

  std::string admin_;
};

TEST_F(AccessTableTest, TheTableHasEveryCallOfTheContractAndNoOther) {
  std::map<std::string, int> calls;
  for (const auto* const call : ContractCalls()) {
    ++calls[ShortName(*call)];
    EXPECT_TRUE(Table().contains(ShortName(*call))) << ShortName(*call);
  }
  EXPECT_EQ(calls.size(), Table().size());
}

TEST_F(AccessTableTest, NobodyCallsWithoutAKey) { EveryCallIsRefused({}, "KEY_MISSING"); }

TEST_F(AccessTableTest, NobodyCallsWithAKeyOfNobody) {
  std::string other = admin_;
  other.back() = other.back() == 'A' ? 'B' : 'A';
  EveryCallIsRefused(Bearer(other), "KEY_INVALID");
}

TEST_F(AccessTableTest, NobodyCallsWithARevokedKey) {
  const v1::CreateKeyResponse key = MakeKey(v1::ROLE_ADMIN, admin_);
  v1::RevokeKeyRequest request;
  request.set_name(key.key().name());
  ASSERT_TRUE(Call("/assay.v1.KeyService/RevokeKey", request, admin_).status.ok());
  EveryCallIsRefused(Bearer(key.secret()), "KEY_INVALID");
}

TEST_F(AccessTableTest, NobodyCallsWithAKeyThatHasEnded) {
  const int64_t now_s = clock_.WallMicros() / 1'000'000;
  const std::string secret = MakeKey(v1::ROLE_MANAGER, admin_, "", now_s + 60).secret();
  clock_.Advance(59);
  const std::string caller = "/assay.v1.KeyService/GetCaller";
  EXPECT_TRUE(RawCall(channel_, caller, {""}, Bearer(secret)).status.ok());
  clock_.Advance(2);
  EveryCallIsRefused(Bearer(secret), "KEY_INVALID");
}

TEST_F(AccessTableTest, AKeyCountsInOneFormAlone) {
  const std::string caller = "/assay.v1.KeyService/GetCaller";
  for (const Metadata& metadata : {
           Metadata{{"authorization", admin_}},
           Metadata{{"authorization", "Basic " + admin_}},
           Metadata{{"authorization", "Bearer"}},
           Metadata{{"authorization", "Bearer " + admin_ + " "}},
           Metadata{{"authorization", "Bearer " + admin_}, {"authorization", "Bearer " + admin_}},
           Metadata{{"authorization", "Bearer " + std::string(4000, 'A')}},
       }) {
    const RawAnswer answer = RawCall(channel_, caller, {""}, metadata);
    EXPECT_EQ(answer.status.error_code(), grpc::StatusCode::UNAUTHENTICATED) << metadata[0].second;
    EXPECT_EQ(answer.reason, "KEY_INVALID");
  }
}

TEST_F(AccessTableTest, AViewerMayWhatTheTableSays) {
  EveryCallFollowsTheTable(v1::ROLE_VIEWER, MakeKey(v1::ROLE_VIEWER, admin_).secret());
}

TEST_F(AccessTableTest, AnAnnotatorMayWhatTheTableSays) {
  EveryCallFollowsTheTable(v1::ROLE_ANNOTATOR,
                           MakeKey(v1::ROLE_ANNOTATOR, admin_, "annotators/ana").secret());
}

TEST_F(AccessTableTest, AManagerMayWhatTheTableSays) {
  EveryCallFollowsTheTable(v1::ROLE_MANAGER, MakeKey(v1::ROLE_MANAGER, admin_).secret());
}

TEST_F(AccessTableTest, AnAdministratorMayEverything) {
  EveryCallFollowsTheTable(v1::ROLE_ADMIN, admin_);
}

}  // namespace
}  // namespace assay::rpc
