#include "annotator/auth/role_table.h"

#include <algorithm>
#include <array>
#include <vector>

#include "absl/strings/str_split.h"
#include "engine/base/check.h"

namespace assay::auth {
namespace {

constexpr RoleSet kAdmin = Bit(v1::ROLE_ADMIN);
constexpr RoleSet kManagers = kAdmin | Bit(v1::ROLE_MANAGER);
constexpr RoleSet kWorkers = kManagers | Bit(v1::ROLE_ANNOTATOR);
constexpr RoleSet kReaders = kManagers | Bit(v1::ROLE_VIEWER);
constexpr RoleSet kAll = kReaders | kWorkers;

constexpr bool kRecorded = true;
constexpr bool kNotRecorded = false;

// To add a call: one line here, and one in tests/security/access_table_test.cc, which says
// independently who may make it.
// clang-format off
constexpr CallRule kRules[] = {
    {"assay.v1.CreateAnnotatorRequest", "assay.v1.AnnotatorService/CreateAnnotator", kManagers, kRecorded, "annotators/{annotator_id}"},
    {"assay.v1.GetAnnotatorRequest", "assay.v1.AnnotatorService/GetAnnotator", kReaders, kNotRecorded, "{name}"},
    {"assay.v1.ListAnnotatorsRequest", "assay.v1.AnnotatorService/ListAnnotators", kReaders, kNotRecorded, ""},
    {"assay.v1.UpdateAnnotatorRequest", "assay.v1.AnnotatorService/UpdateAnnotator", kManagers, kRecorded, "{annotator.name}"},

    {"assay.v1.StartAuditRequest", "assay.v1.AuditService/StartAudit", kManagers, kRecorded, "{dataset}"},
    {"assay.v1.GetAuditRequest", "assay.v1.AuditService/GetAudit", kReaders, kNotRecorded, "{name}"},
    {"assay.v1.ListAuditsRequest", "assay.v1.AuditService/ListAudits", kReaders, kNotRecorded, "{dataset}"},
    {"assay.v1.DeleteAuditRequest", "assay.v1.AuditService/DeleteAudit", kManagers, kRecorded, "{name}"},
    {"assay.v1.ListFindingsRequest", "assay.v1.AuditService/ListFindings", kReaders, kNotRecorded, "{audit}"},
    {"assay.v1.ExportAuditRequest", "assay.v1.AuditService/ExportAudit", kReaders, kNotRecorded, "{name}"},
    {"assay.v1.SampleForReviewRequest", "assay.v1.AuditService/SampleForReview", kReaders, kNotRecorded, "{audit}"},
    {"assay.v1.VerifyAuditRequest", "assay.v1.AuditService/VerifyAudit", kManagers, kRecorded, "{name}"},
    {"assay.v1.CompareAuditsRequest", "assay.v1.AuditService/CompareAudits", kReaders, kNotRecorded, "{before}"},

    {"assay.v1.CreateCampaignRequest", "assay.v1.CampaignService/CreateCampaign", kManagers, kRecorded, "campaigns/{campaign_id}"},
    {"assay.v1.GetCampaignRequest", "assay.v1.CampaignService/GetCampaign", kAll, kNotRecorded, "{name}"},
    {"assay.v1.ListCampaignsRequest", "assay.v1.CampaignService/ListCampaigns", kAll, kNotRecorded, ""},
    {"assay.v1.UpdateCampaignRequest", "assay.v1.CampaignService/UpdateCampaign", kManagers, kRecorded, "{campaign.name}"},
    {"assay.v1.StartCampaignRequest", "assay.v1.CampaignService/StartCampaign", kManagers, kRecorded, "{name}"},
    {"assay.v1.PauseCampaignRequest", "assay.v1.CampaignService/PauseCampaign", kManagers, kRecorded, "{name}"},
    {"assay.v1.CloseCampaignRequest", "assay.v1.CampaignService/CloseCampaign", kManagers, kRecorded, "{name}"},
    {"assay.v1.DeleteCampaignRequest", "assay.v1.CampaignService/DeleteCampaign", kManagers, kRecorded, "{name}"},
    {"assay.v1.GetCampaignStatusRequest", "assay.v1.CampaignService/GetCampaignStatus", kReaders, kNotRecorded, "{name}"},
    {"assay.v1.WatchCampaignStatusRequest", "assay.v1.CampaignService/WatchCampaignStatus", kReaders, kNotRecorded, "{name}"},
    {"assay.v1.ListCampaignAnnotatorsRequest", "assay.v1.CampaignService/ListCampaignAnnotators", kReaders, kNotRecorded, "{campaign}"},
    {"assay.v1.ReinstateAnnotatorRequest", "assay.v1.CampaignService/ReinstateAnnotator", kManagers, kRecorded, "{campaign} {annotator}"},
    {"assay.v1.ListCampaignItemsRequest", "assay.v1.CampaignService/ListCampaignItems", kReaders, kNotRecorded, "{campaign}"},
    {"assay.v1.ImportLabelsRequest", "assay.v1.CampaignService/ImportLabels", kManagers, kRecorded, "{spec.campaign}"},
    {"assay.v1.ExportCampaignRequest", "assay.v1.CampaignService/ExportCampaign", kReaders, kNotRecorded, "{name}"},
    {"assay.v1.RestoreCampaignRequest", "assay.v1.CampaignService/RestoreCampaign", kManagers, kRecorded, "campaigns/{spec.campaign_id}"},
    {"assay.v1.RunAnnotatorRequest", "assay.v1.CampaignService/RunAnnotator", kManagers, kRecorded, "{campaign} {annotator}"},
    {"assay.v1.SettleFindingsRequest", "assay.v1.CampaignService/SettleFindings", kManagers, kRecorded, "{campaign}"},

    {"assay.v1.ImportDatasetRequest", "assay.v1.DatasetService/ImportDataset", kManagers, kRecorded, "datasets/{spec.dataset_id}"},
    {"assay.v1.GetDatasetRequest", "assay.v1.DatasetService/GetDataset", kReaders, kNotRecorded, "{name}"},
    {"assay.v1.ListDatasetsRequest", "assay.v1.DatasetService/ListDatasets", kReaders, kNotRecorded, ""},
    {"assay.v1.DeleteDatasetRequest", "assay.v1.DatasetService/DeleteDataset", kManagers, kRecorded, "{name}"},
    {"assay.v1.AppendItemsRequest", "assay.v1.DatasetService/AppendItems", kManagers, kRecorded, "{dataset}"},
    {"assay.v1.ExportDatasetRequest", "assay.v1.DatasetService/ExportDataset", kReaders, kNotRecorded, "{name}"},
    {"assay.v1.ImportMatrixRequest", "assay.v1.DatasetService/ImportMatrix", kManagers, kRecorded, "{spec.dataset}"},
    {"assay.v1.GetMatrixRequest", "assay.v1.DatasetService/GetMatrix", kReaders, kNotRecorded, "{name}"},
    {"assay.v1.ListMatricesRequest", "assay.v1.DatasetService/ListMatrices", kReaders, kNotRecorded, "{dataset}"},

    {"assay.v1.CreateKeyRequest", "assay.v1.KeyService/CreateKey", kAdmin, kRecorded, "{key.role} {key.annotator}"},
    {"assay.v1.ListKeysRequest", "assay.v1.KeyService/ListKeys", kAdmin, kNotRecorded, ""},
    {"assay.v1.RevokeKeyRequest", "assay.v1.KeyService/RevokeKey", kAdmin, kRecorded, "{name}"},
    {"assay.v1.GetCallerRequest", "assay.v1.KeyService/GetCaller", kAll, kNotRecorded, ""},
    {"assay.v1.ListTrailRequest", "assay.v1.KeyService/ListTrail", kAdmin, kNotRecorded, ""},

    {"assay.v1.VerifyStoreRequest", "assay.v1.MaintenanceService/VerifyStore", kReaders, kNotRecorded, "{campaign}"},
    {"assay.v1.CreateBackupRequest", "assay.v1.MaintenanceService/CreateBackup", kAdmin, kRecorded, "{directory}"},
    {"assay.v1.GetServerInfoRequest", "assay.v1.MaintenanceService/GetServerInfo", kAll, kNotRecorded, ""},

    {"assay.v1.ListMethodsRequest", "assay.v1.MethodService/ListMethods", kReaders, kNotRecorded, ""},

    {"assay.v1.ImportResultsRequest", "assay.v1.MturkService/ImportResults", kManagers, kRecorded, "{spec.campaign}"},
    {"assay.v1.ExportBatchRequest", "assay.v1.MturkService/ExportBatch", kManagers, kNotRecorded, "{campaign}"},
    {"assay.v1.EstimateBatchRequest", "assay.v1.MturkService/EstimateBatch", kManagers, kNotRecorded, "{campaign}"},
    {"assay.v1.ReviewAssignmentsRequest", "assay.v1.MturkService/ReviewAssignments", kManagers, kNotRecorded, "{campaign}"},

    {"assay.v1.GetOperationRequest", "assay.v1.OperationService/GetOperation", kReaders, kNotRecorded, "{name}"},
    {"assay.v1.ListOperationsRequest", "assay.v1.OperationService/ListOperations", kReaders, kNotRecorded, ""},
    {"assay.v1.WatchOperationRequest", "assay.v1.OperationService/WatchOperation", kReaders, kNotRecorded, "{name}"},
    {"assay.v1.CancelOperationRequest", "assay.v1.OperationService/CancelOperation", kManagers, kRecorded, "{name}"},

    {"assay.v1.MeasureAgreementRequest", "assay.v1.QualityService/MeasureAgreement", kReaders, kNotRecorded, ""},
    {"assay.v1.InferConsensusRequest", "assay.v1.QualityService/InferConsensus", kReaders, kNotRecorded, ""},

    {"assay.v1.ReportCostsRequest", "assay.v1.CostService/ReportCosts", kReaders, kNotRecorded, ""},
    {"assay.v1.PlanCostsRequest", "assay.v1.CostService/PlanCosts", kReaders, kNotRecorded, ""},

    // Each stands in its campaign's log with who, when and from where.
    {"assay.v1.LeaseItemsRequest", "assay.v1.WorkService/LeaseItems", kWorkers, kNotRecorded, "{campaign}"},
    {"assay.v1.SubmitLabelRequest", "assay.v1.WorkService/SubmitLabel", kWorkers, kNotRecorded, "{campaign}"},
    {"assay.v1.SkipItemRequest", "assay.v1.WorkService/SkipItem", kWorkers, kNotRecorded, "{campaign}"},
    {"assay.v1.FlagItemRequest", "assay.v1.WorkService/FlagItem", kWorkers, kNotRecorded, "{campaign}"},
    {"assay.v1.ExtendLeasesRequest", "assay.v1.WorkService/ExtendLeases", kWorkers, kNotRecorded, "{campaign}"},
    {"assay.v1.ReleaseItemsRequest", "assay.v1.WorkService/ReleaseItems", kWorkers, kNotRecorded, "{campaign}"},
    {"assay.v1.UndoLabelsRequest", "assay.v1.WorkService/UndoLabels", kWorkers, kNotRecorded, "{campaign}"},
};
// clang-format on

constexpr size_t kMaxResourceBytes = 256;

// The text of the field at `path`, for example "spec.campaign"; strings and enums only.
std::string FieldText(const google::protobuf::Message& request, std::string_view path) {
  const google::protobuf::Message* message = &request;
  const std::vector<std::string> names = absl::StrSplit(std::string(path), '.');
  for (size_t i = 0; i < names.size(); ++i) {
    const auto* field = message->GetDescriptor()->FindFieldByName(names[i]);
    ASSAY_CHECK(field != nullptr && !field->is_repeated());
    const auto& reflection = *message->GetReflection();
    if (field->cpp_type() == google::protobuf::FieldDescriptor::CPPTYPE_MESSAGE) {
      message = &reflection.GetMessage(*message, field);
    } else if (field->cpp_type() == google::protobuf::FieldDescriptor::CPPTYPE_ENUM) {
      const auto* value =
          field->enum_type()->FindValueByNumber(reflection.GetEnumValue(*message, field));
      return value == nullptr ? "?" : value->name();
    } else {
      return reflection.GetString(*message, field);
    }
  }
  return "";
}

// Cuts a UTF-8 text between two characters.
void CutText(std::string& text, size_t limit) {
  if (text.size() > limit) {
    while (limit > 0 && (static_cast<unsigned char>(text[limit]) & 0xC0) == 0x80) {
      --limit;
    }
    text.resize(limit);
  }
}

}  // namespace

std::span<const CallRule> RoleTable() { return kRules; }

const CallRule* FindRule(std::string_view request_full_name) {
  const auto* const rule = std::find_if(
      std::begin(kRules), std::end(kRules),
      [&](const CallRule& candidate) { return candidate.request == request_full_name; });
  return rule == std::end(kRules) ? nullptr : rule;
}

v1::Role LeastRole(const CallRule& rule) {
  constexpr std::array kAscending{v1::ROLE_VIEWER, v1::ROLE_ANNOTATOR, v1::ROLE_MANAGER};
  const auto* const least = std::find_if(kAscending.begin(), kAscending.end(),
                                         [&](v1::Role role) { return rule.Allows(role); });
  return least == kAscending.end() ? v1::ROLE_ADMIN : *least;
}

std::string ResourceOf(const CallRule& rule, const google::protobuf::Message& request) {
  std::string text;
  std::string_view rest = rule.resource;
  while (!rest.empty()) {
    const size_t open = rest.find('{');
    text += rest.substr(0, open);
    if (open == std::string_view::npos) {
      break;
    }
    const size_t close = rest.find('}', open);
    ASSAY_CHECK(close != std::string_view::npos);
    text += FieldText(request, rest.substr(open + 1, close - open - 1));
    rest.remove_prefix(close + 1);
  }
  CutText(text, kMaxResourceBytes);
  return text;
}

}  // namespace assay::auth
