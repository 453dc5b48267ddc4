#include <filesystem>
#include <fstream>
#include <iostream>
#include <string>

#include "annotator/operation/status_proto.h"
#include "annotator/rpc/grpc_status.h"
#include "assay/v1/audits.grpc.pb.h"
#include "assay/v1/datasets.grpc.pb.h"
#include "assay/v1/operations.grpc.pb.h"
#include "clients/cli/audit_output.h"
#include "clients/cli/commands.h"
#include "clients/cli/matrix_upload.h"
#include "clients/cli/progress_bar.h"
#include "clients/cli/table_upload.h"
#include "clients/cli/text.h"
#include "clients/cli/verified_labels.h"
#include "engine/base/status.h"
#include "nlohmann/json.hpp"

namespace assay::cli {
namespace {

absl::StatusOr<v1::Operation> FollowOperation(Session& session, const std::string& name) {
  ASSAY_ASSIGN_OR_RETURN(const auto channel, session.Channel());
  const auto stub = v1::OperationService::NewStub(channel);
  grpc::ClientContext context;
  v1::WatchOperationRequest request;
  request.set_name(name);
  ProgressBar bar(session.options().quiet);
  const auto reader = stub->WatchOperation(&context, request);
  v1::Operation operation;
  while (reader->Read(&operation)) {
    const auto& progress = operation.progress();
    bar.Show(progress.phase(), progress.done_count(), progress.total_count());
  }
  ASSAY_RETURN_IF_ERROR(rpc::FromGrpcStatus(reader->Finish()));
  return operation;
}

absl::StatusOr<std::string> RunToTheEnd(Session& session, const std::string& dataset,
                                        const UploadedMatrices& matrices,
                                        const AuditOptions& options, const v1::ReviewCosts& costs) {
  ASSAY_ASSIGN_OR_RETURN(const auto channel, session.Channel());
  const auto stub = v1::AuditService::NewStub(channel);
  grpc::ClientContext context;
  v1::StartAuditRequest request;
  request.set_dataset(dataset);
  request.mutable_options()->set_fold_count(options.fold_count);
  request.mutable_options()->set_seed(session.options().seed);
  request.mutable_options()->set_thread_count(session.options().thread_count);
  *request.mutable_options()->mutable_costs() = costs;
  request.mutable_options()->set_predicted_probabilities(matrices.predicted_probabilities_name());
  request.mutable_options()->set_vectors(matrices.vectors_name());
  if (!options.against.empty()) {
    request.mutable_options()->set_against(AuditName(options.against));
  }
  v1::Operation operation;
  ASSAY_RETURN_IF_ERROR(rpc::FromGrpcStatus(stub->StartAudit(&context, request, &operation)));
  ASSAY_ASSIGN_OR_RETURN(operation, FollowOperation(session, operation.name()));
  if (operation.state() != v1::Operation::STATE_SUCCEEDED) {
    return StatusFromProto(operation.error());
  }
  return operation.result();
}

absl::Status PrintJson(const v1::ImportDatasetResponse& imported,
                       const std::filesystem::path& directory) {
  std::ifstream file(directory / "summary.json");
  auto json = nlohmann::ordered_json::parse(file, nullptr, false);
  if (json.is_discarded()) {
    return absl::InternalError("the summary is no JSON");
  }
  json["out"] = directory.string();
  json["columns"] = ColumnsJson(imported.dataset());
  std::cout << json.dump(2) << std::endl;
  return absl::OkStatus();
}

// An audit that cannot be made of a data set leaves no data set behind.
void DropDataset(Session& session, const std::string& name) {
  if (const auto channel = session.Channel(); channel.ok()) {
    grpc::ClientContext context;
    v1::DeleteDatasetRequest request;
    request.set_name(name);
    v1::DeleteDatasetResponse response;
    v1::DatasetService::NewStub(*channel)->DeleteDataset(&context, request, &response);
  }
}

void DropAudit(Session& session, const std::string& name) {
  if (const auto channel = session.Channel(); channel.ok()) {
    grpc::ClientContext context;
    v1::DeleteAuditRequest request;
    request.set_name(name);
    v1::DeleteAuditResponse response;
    v1::AuditService::NewStub(*channel)->DeleteAudit(&context, request, &response);
  }
}

// Gives the data set its matrices, audits it, tells the audit which labels were verified, and
// returns its name.  Where the verified labels are refused, no audit stays.
absl::StatusOr<std::string> AuditDataset(Session& session, const std::string& dataset,
                                         const MatrixFiles& files, const VerifiedFile& verified,
                                         const v1::ReviewCosts& costs,
                                         const AuditOptions& options) {
  ASSAY_ASSIGN_OR_RETURN(const UploadedMatrices matrices, UploadMatrices(session, dataset, files));
  if (!session.options().quiet) {
    (session.options().json ? std::cerr : std::cout) << DescribeMatrices(matrices);
  }
  ASSAY_ASSIGN_OR_RETURN(const std::string audit,
                         RunToTheEnd(session, dataset, matrices, options, costs));
  if (verified.labels.empty()) {
    return audit;
  }
  const absl::Status status = SendVerified(session, audit, verified, costs);
  if (!status.ok()) {
    DropAudit(session, audit);
    return status;
  }
  return audit;
}

}  // namespace

absl::Status RunAudit(Session& session, const AuditOptions& options) {
  ASSAY_ASSIGN_OR_RETURN(const VerifiedFile verified, ReadVerifiedFile(options.verified));
  ASSAY_ASSIGN_OR_RETURN(const v1::ReviewCosts costs, ReadCosts(options.costs));
  ASSAY_RETURN_IF_ERROR(MakeOutputDirectory(options.out_dir));
  ASSAY_ASSIGN_OR_RETURN(const MatrixFiles files, OpenMatrices(options.matrices));
  TableOptions table = options.table;
  table.allow_one_class = !options.against.empty();
  table.allow_no_features = !options.against.empty() ||
                            !options.matrices.predicted_probabilities.empty() ||
                            !options.matrices.vectors.empty();
  ASSAY_ASSIGN_OR_RETURN(const auto imported, UploadTable(session, table, ""));
  const bool talk = !session.options().quiet;
  std::ostream& remarks = session.options().json ? std::cerr : std::cout;
  if (talk) {
    remarks << imported.dataset().file_name() << ": " << Count(imported.dataset().item_count())
            << " items, " << imported.dataset().classes_size() << " classes"
            << (imported.reused() ? " (imported before)" : "") << "\n"
            << DescribeColumns(imported.dataset());
    for (const std::string& warning : imported.warnings()) {
      remarks << "Note: " << OneLine(warning, 400) << "\n";
    }
  }
  const auto audit_name =
      AuditDataset(session, imported.dataset().name(), files, verified, costs, options);
  if (!audit_name.ok()) {
    if (absl::IsInvalidArgument(audit_name.status()) && !imported.reused()) {
      DropDataset(session, imported.dataset().name());
    }
    return audit_name.status();
  }
  const std::filesystem::path directory = options.out_dir;
  ASSAY_RETURN_IF_ERROR(DownloadAll(session, *audit_name, directory, {.signals = options.signals}));
  if (session.options().json) {
    return PrintJson(imported, directory);
  }
  ASSAY_ASSIGN_OR_RETURN(const v1::Audit audit, FetchAudit(session, *audit_name));
  return PrintText(session, audit, directory, options.top_count);
}

}  // namespace assay::cli
