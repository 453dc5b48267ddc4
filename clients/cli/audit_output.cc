#include "clients/cli/audit_output.h"

#include <functional>
#include <future>
#include <iomanip>
#include <iostream>
#include <sstream>
#include <string_view>
#include <vector>

#include "annotator/rpc/grpc_status.h"
#include "assay/v1/audits.grpc.pb.h"
#include "clients/cli/output_file.h"
#include "clients/cli/text.h"
#include "engine/base/status.h"

namespace assay::cli {
namespace {

struct Result {
  const char* name;
  v1::ExportAuditRequest::Format format;
};

constexpr Result kSignals = {"signals.csv", v1::ExportAuditRequest::FORMAT_SIGNALS_CSV};
constexpr Result kVerdicts = {"verdicts.csv", v1::ExportAuditRequest::FORMAT_VERDICTS_CSV};
constexpr Result kResults[] = {
    {"findings.csv", v1::ExportAuditRequest::FORMAT_FINDINGS_CSV},
    {"summary.json", v1::ExportAuditRequest::FORMAT_SUMMARY_JSON},
    {"report.html", v1::ExportAuditRequest::FORMAT_REPORT_HTML},
};

// Hands the bytes of an export to `take`.
absl::Status Export(Session& session, const std::string& audit,
                    v1::ExportAuditRequest::Format format,
                    const std::function<void(std::string_view)>& take) {
  ASSAY_ASSIGN_OR_RETURN(const auto channel, session.Channel());
  const auto stub = v1::AuditService::NewStub(channel);
  grpc::ClientContext context;
  v1::ExportAuditRequest request;
  request.set_name(audit);
  request.set_format(format);
  const auto reader = stub->ExportAudit(&context, request);
  v1::ExportAuditResponse response;
  while (reader->Read(&response)) {
    take(response.chunk());
  }
  return rpc::FromGrpcStatus(reader->Finish());
}

absl::Status Download(Session& session, const std::string& audit,
                      v1::ExportAuditRequest::Format format, const std::filesystem::path& path) {
  OutputFile file(path);
  ASSAY_RETURN_IF_ERROR(
      Export(session, audit, format, [&](std::string_view bytes) { file.Write(bytes); }));
  return file.Commit();
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

}  // namespace

absl::Status MakeOutputDirectory(const std::string& directory) {
  std::error_code error;
  std::filesystem::create_directories(directory, error);
  if (error) {
    return CannotWrite(directory, error.message());
  }
  return absl::OkStatus();
}

// All results at once: the server makes them independently of each other.
absl::Status DownloadAll(Session& session, const std::string& audit,
                         const std::filesystem::path& directory, const FurtherResults& further) {
  std::vector<Result> results(std::begin(kResults), std::end(kResults));
  if (further.signals) {
    results.push_back(kSignals);
  }
  if (further.verdicts) {
    results.push_back(kVerdicts);
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

absl::StatusOr<std::string> FetchSummary(Session& session, const std::string& name) {
  std::string summary;
  ASSAY_RETURN_IF_ERROR(Export(session, name, v1::ExportAuditRequest::FORMAT_SUMMARY_JSON,
                               [&](std::string_view bytes) { summary += bytes; }));
  return summary;
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
  if (audit.verified_count() > 0) {
    const auto& models = audit.model_estimated_errors();
    text << "Checked labels: " << Count(audit.verified_count())
         << ", of them wrong: " << Count(audit.verified_error_count())
         << " (before any check, the models' " << IntervalName(models) << " was "
         << Count(models.low()) << " to " << Count(models.high()) << ")\n";
  }
  if (!audit.review().advice().empty()) {
    text << audit.review().advice() << "\n";
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

std::string AuditName(const std::string& name_or_id) {
  return name_or_id.starts_with("audits/") ? name_or_id : "audits/" + name_or_id;
}

}  // namespace assay::cli
