#include <filesystem>
#include <fstream>
#include <future>
#include <iomanip>
#include <iostream>
#include <sstream>
#include <string>
#include <vector>

#include "annotator/operation/status_proto.h"
#include "annotator/rpc/grpc_status.h"
#include "assay/v1/audits.grpc.pb.h"
#include "assay/v1/datasets.grpc.pb.h"
#include "assay/v1/operations.grpc.pb.h"
#include "clients/cli/commands.h"
#include "clients/cli/output_file.h"
#include "clients/cli/progress_bar.h"
#include "clients/cli/table_upload.h"
#include "clients/cli/text.h"
#include "engine/base/status.h"
#include "nlohmann/json.hpp"

namespace assay::cli {
namespace {

struct Result {
  const char* name;
  v1::ExportAuditRequest::Format format;
};

constexpr Result kSignals = {"signals.csv", v1::ExportAuditRequest::FORMAT_SIGNALS_CSV};
constexpr Result kResults[] = {
    {"findings.csv", v1::ExportAuditRequest::FORMAT_FINDINGS_CSV},
    {"summary.json", v1::ExportAuditRequest::FORMAT_SUMMARY_JSON},
    {"report.html", v1::ExportAuditRequest::FORMAT_REPORT_HTML},
};

absl::Status MakeOutputDirectory(const std::string& directory) {
  std::error_code error;
  std::filesystem::create_directories(directory, error);
  if (error) {
    return CannotWrite(directory, error.message());
  }
  return absl::OkStatus();
}

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
                                        const AuditOptions& options) {
  ASSAY_ASSIGN_OR_RETURN(const auto channel, session.Channel());
  const auto stub = v1::AuditService::NewStub(channel);
  grpc::ClientContext context;
  v1::StartAuditRequest request;
  request.set_dataset(dataset);
  request.mutable_options()->set_fold_count(options.fold_count);
  request.mutable_options()->set_seed(session.options().seed);
  request.mutable_options()->set_thread_count(session.options().thread_count);
  v1::Operation operation;
  ASSAY_RETURN_IF_ERROR(rpc::FromGrpcStatus(stub->StartAudit(&context, request, &operation)));
  ASSAY_ASSIGN_OR_RETURN(operation, FollowOperation(session, operation.name()));
  if (operation.state() != v1::Operation::STATE_SUCCEEDED) {
    return StatusFromProto(operation.error());
  }
  return operation.result();
}

absl::Status Download(Session& session, const std::string& audit,
                      v1::ExportAuditRequest::Format format, const std::filesystem::path& path) {
  ASSAY_ASSIGN_OR_RETURN(const auto channel, session.Channel());
  const auto stub = v1::AuditService::NewStub(channel);
  grpc::ClientContext context;
  v1::ExportAuditRequest request;
  request.set_name(audit);
  request.set_format(format);
  const auto reader = stub->ExportAudit(&context, request);
  OutputFile file(path);
  v1::ExportAuditResponse response;
  while (reader->Read(&response)) {
    file.Write(response.chunk());
  }
  ASSAY_RETURN_IF_ERROR(rpc::FromGrpcStatus(reader->Finish()));
  return file.Commit();
}

// All results at once: the server makes them independently of each other.
absl::Status DownloadAll(Session& session, const std::string& audit,
                         const std::filesystem::path& directory, bool signals) {
  std::vector<Result> results(std::begin(kResults), std::end(kResults));
  if (signals) {
    results.push_back(kSignals);
  }
  std::vector<std::future<absl::Status>> downloads;
  for (const Result& output : results) {
    downloads.push_back(std::async(std::launch::async, [&] {
      return Download(session, audit, output.format, directory / output.name);
    }));
  }
  absl::Status status;
  for (std::future<absl::Status>& download : downloads) {
    status.Update(download.get());
  }
  return status;
}

absl::StatusOr<v1::Audit> FetchAudit(Session& session, const std::string& name) {
  ASSAY_ASSIGN_OR_RETURN(const auto channel, session.Channel());
  const auto stub = v1::AuditService::NewStub(channel);
  grpc::ClientContext context;
  v1::GetAuditRequest request;
  request.set_name(name);
  v1::Audit audit;
  ASSAY_RETURN_IF_ERROR(rpc::FromGrpcStatus(stub->GetAudit(&context, request, &audit)));
  return audit;
}

absl::StatusOr<v1::ListFindingsResponse> FetchTop(Session& session, const std::string& audit,
                                                  int count) {
  ASSAY_ASSIGN_OR_RETURN(const auto channel, session.Channel());
  const auto stub = v1::AuditService::NewStub(channel);
  grpc::ClientContext context;
  v1::ListFindingsRequest request;
  request.set_audit(audit);
  request.set_page_size(count);
  v1::ListFindingsResponse response;
  ASSAY_RETURN_IF_ERROR(rpc::FromGrpcStatus(stub->ListFindings(&context, request, &response)));
  return response;
}

std::string IntervalName(const v1::Estimate& estimate) {
  return estimate.level() > 0 ? Percent(estimate.level()) + " interval" : "plausible range";
}

std::string Headline(const v1::Audit& audit) {
  const auto& estimate = audit.estimated_errors();
  const auto items = static_cast<double>(audit.item_count());
  std::ostringstream text;
  text << "\nProbably wrong: about " << Count(estimate.value()) << " of "
       << Count(audit.item_count()) << " labels (" << Percent(estimate.value() / items) << "; "
       << IntervalName(estimate) << " " << Count(estimate.low()) << " to " << Count(estimate.high())
       << ")\n"
       << "Flagged for review: " << Count(audit.flagged_count()) << "\n"
       << "A model that had not seen the item agrees with its label: "
       << Percent(audit.cv_accuracy())
       << " (always the largest class: " << Percent(audit.majority_share()) << ")\n"
       << "Recheck of the training set on itself: labels not reproduced: "
       << Count(audit.recheck_error_count()) << "\n";
  return text.str();
}

std::string Suspects(const v1::ListFindingsResponse& top) {
  std::ostringstream text;
  text << "\nTop suspects\n";
  for (const v1::Finding& finding : top.findings()) {
    text << std::setw(5) << finding.rank() << "  " << OneLine(finding.given_label(), 60) << " -> "
         << OneLine(finding.suggested_label(), 60) << "  (id " << OneLine(finding.item_id(), 60)
         << ", score " << std::setprecision(2) << finding.score() << ")\n"
         << "       " << OneLine(finding.excerpt(), 92) << "\n";
    if (!finding.reasons().empty()) {
      text << "       why: " << OneLine(finding.reasons(0).text(), 110) << "\n";
    }
  }
  return text.str();
}

absl::Status PrintText(Session& session, const v1::Audit& audit,
                       const std::filesystem::path& directory, int top_count) {
  for (const std::string& warning : audit.warnings()) {
    std::cout << "\nNote: " << OneLine(warning, 400) << "\n";
  }
  std::cout << Headline(audit);
  if (top_count > 0) {
    ASSAY_ASSIGN_OR_RETURN(const auto top, FetchTop(session, audit.name(), top_count));
    std::cout << Suspects(top);
  }
  std::cout << "\nReport:   file://"
            << std::filesystem::absolute(directory / "report.html").lexically_normal().string()
            << "\nFindings: " << (directory / "findings.csv").string()
            << "\nFigures:  " << (directory / "summary.json").string() << std::endl;
  return absl::OkStatus();
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

}  // namespace

absl::Status RunAudit(Session& session, const AuditOptions& options) {
  ASSAY_RETURN_IF_ERROR(MakeOutputDirectory(options.out_dir));
  ASSAY_ASSIGN_OR_RETURN(const auto imported, UploadTable(session, options.table, ""));
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
  const auto audit_name = RunToTheEnd(session, imported.dataset().name(), options);
  if (!audit_name.ok()) {
    if (absl::IsInvalidArgument(audit_name.status()) && !imported.reused()) {
      DropDataset(session, imported.dataset().name());
    }
    return audit_name.status();
  }
  const std::filesystem::path directory = options.out_dir;
  ASSAY_RETURN_IF_ERROR(DownloadAll(session, *audit_name, directory, options.signals));
  if (session.options().json) {
    return PrintJson(imported, directory);
  }
  ASSAY_ASSIGN_OR_RETURN(const v1::Audit audit, FetchAudit(session, *audit_name));
  return PrintText(session, audit, directory, options.top_count);
}

}  // namespace assay::cli
