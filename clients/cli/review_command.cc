#include <filesystem>
#include <iomanip>
#include <iostream>
#include <string>
#include <vector>

#include "annotator/exchange/csv_writer.h"
#include "annotator/rpc/grpc_status.h"
#include "assay/v1/audits.grpc.pb.h"
#include "clients/cli/audit_output.h"
#include "clients/cli/campaign_text.h"
#include "clients/cli/commands.h"
#include "clients/cli/message_json.h"
#include "clients/cli/output_file.h"
#include "clients/cli/text.h"
#include "clients/cli/verified_labels.h"
#include "engine/base/status.h"
#include "google/protobuf/util/time_util.h"
#include "nlohmann/json.hpp"

namespace assay::cli {
namespace {

using Json = nlohmann::ordered_json;
using google::protobuf::util::TimeUtil;
using v1::FindingChange;

Json EstimateJson(const v1::Estimate& estimate) {
  return {{"value", estimate.value()}, {"low", estimate.low()}, {"high", estimate.high()}};
}

absl::Status PrintSummary(Session& session, const std::string& audit, const std::string& out) {
  ASSAY_ASSIGN_OR_RETURN(const std::string summary, FetchSummary(session, audit));
  Json json = Json::parse(summary, nullptr, false);
  if (json.is_discarded()) {
    return absl::InternalError("the summary is no JSON");
  }
  if (!out.empty()) {
    json["out"] = out;
  }
  PrintJson(json);
  return absl::OkStatus();
}

// "12 (3 to 40)".
std::string EstimateText(const v1::Estimate& estimate) {
  return Count(estimate.value()) + " (" + Count(estimate.low()) + " to " + Count(estimate.high()) +
         ")";
}

struct KindText {
  FindingChange::Kind kind;
  const char* name;
  const char* title;
};

constexpr KindText kKinds[] = {
    {FindingChange::KIND_NEW, "new", "New suspects"},
    {FindingChange::KIND_FIXED, "fixed", "Fixed: relabelled and no longer suspicious"},
    {FindingChange::KIND_GONE, "gone", "No longer suspicious with the same label"},
    {FindingChange::KIND_STILL, "still", "Suspicious before and now"},
    {FindingChange::KIND_REMOVED, "removed", "Suspects that are no longer among the items"},
};

struct ComparedAudits {
  v1::AuditComparison totals;
  std::vector<FindingChange> changes;
};

absl::StatusOr<ComparedAudits> FetchComparison(Session& session, const ReviewOptions& options) {
  ASSAY_ASSIGN_OR_RETURN(const auto channel, session.Channel());
  const auto stub = v1::AuditService::NewStub(channel);
  grpc::ClientContext context;
  v1::CompareAuditsRequest request;
  request.set_before(AuditName(options.audit));
  request.set_after(AuditName(options.other));
  const auto reader = stub->CompareAudits(&context, request);
  ComparedAudits compared;
  v1::CompareAuditsResponse response;
  while (reader->Read(&response)) {
    if (response.has_comparison()) {
      compared.totals = response.comparison();
    } else {
      compared.changes.push_back(response.change());
    }
  }
  ASSAY_RETURN_IF_ERROR(rpc::FromGrpcStatus(reader->Finish()));
  return compared;
}

Json ComparisonJson(const ComparedAudits& compared) {
  const v1::AuditComparison& totals = compared.totals;
  Json json = {{"before", totals.before()},
               {"after", totals.after()},
               {"n_common", totals.common_item_count()},
               {"n_removed", totals.removed_item_count()},
               {"n_added", totals.added_item_count()},
               {"n_relabelled", totals.relabelled_count()},
               {"n_new", totals.new_count()},
               {"n_fixed", totals.fixed_count()},
               {"n_gone", totals.gone_count()},
               {"n_still", totals.still_count()},
               {"n_removed_suspects", totals.removed_suspect_count()},
               {"errors_before", EstimateJson(totals.errors_before())},
               {"errors_after", EstimateJson(totals.errors_after())}};
  Json changes = Json::array();
  for (const FindingChange& change : compared.changes) {
    const char* kind = "unknown";
    for (const KindText& text : kKinds) {
      kind = text.kind == change.kind() ? text.name : kind;
    }
    changes.push_back({{"kind", kind},
                       {"id", change.item_id()},
                       {"label_before", change.label_before()},
                       {"label_after", change.label_after()},
                       {"rank_before", change.rank_before()},
                       {"rank_after", change.rank_after()},
                       {"suggested_label", change.suggested_label()}});
  }
  json["changes"] = std::move(changes);
  return json;
}

void PrintChange(const FindingChange& change) {
  const bool is_gone = change.rank_after() == 0;
  std::cout << std::setw(8) << (is_gone ? change.rank_before() : change.rank_after()) << "  "
            << OneLine(change.item_id(), 60) << ": ";
  if (!change.label_before().empty() && change.label_before() != change.label_after()) {
    std::cout << OneLine(change.label_before(), 40) << " => ";
  }
  std::cout << (is_gone ? "(removed)" : OneLine(change.label_after(), 40))
            << "  (suggested: " << OneLine(change.suggested_label(), 40) << ")\n";
}

void PrintComparison(const ComparedAudits& compared, int top_count) {
  const v1::AuditComparison& totals = compared.totals;
  std::cout << totals.before() << " -> " << totals.after() << "\n"
            << "Items in both: " << Count(totals.common_item_count())
            << " (relabelled: " << Count(totals.relabelled_count())
            << "), removed: " << Count(totals.removed_item_count())
            << ", added: " << Count(totals.added_item_count()) << "\n"
            << "Probably wrong: " << EstimateText(totals.errors_before()) << " -> "
            << EstimateText(totals.errors_after()) << "\n";
  for (const KindText& kind : kKinds) {
    std::vector<const FindingChange*> changes;
    for (const FindingChange& change : compared.changes) {
      if (change.kind() == kind.kind) {
        changes.push_back(&change);
      }
    }
    std::cout << kind.title << ": " << Count(static_cast<int64_t>(changes.size())) << "\n";
    for (size_t i = 0; i < changes.size() && i < static_cast<size_t>(top_count); ++i) {
      PrintChange(*changes[i]);
    }
  }
  std::cout << std::flush;
}

// All audits, page by page.
absl::StatusOr<std::vector<v1::Audit>> FetchAll(Session& session) {
  ASSAY_ASSIGN_OR_RETURN(const auto channel, session.Channel());
  const auto stub = v1::AuditService::NewStub(channel);
  std::vector<v1::Audit> audits;
  v1::ListAuditsRequest request;
  do {
    grpc::ClientContext context;
    v1::ListAuditsResponse response;
    ASSAY_RETURN_IF_ERROR(rpc::FromGrpcStatus(stub->ListAudits(&context, request, &response)));
    audits.insert(audits.end(), response.audits().begin(), response.audits().end());
    request.set_page_token(response.next_page_token());
  } while (!request.page_token().empty());
  return audits;
}

std::string SampleTable(const v1::SampleForReviewResponse& sample, bool show_suggestion) {
  std::vector<std::string> cells = {"id", "text", "given_label"};
  if (show_suggestion) {
    cells.push_back("suggested_label");
  }
  cells.push_back("correct");
  cells.push_back("true_label");
  std::string table;
  exchange::AppendCsvRow(table, cells);
  for (const v1::Finding& finding : sample.findings()) {
    cells = {finding.item_id(), finding.excerpt(), finding.given_label()};
    if (show_suggestion) {
      cells.push_back(finding.suggested_label());
    }
    cells.resize(cells.size() + 2);
    exchange::AppendCsvRow(table, cells);
  }
  return table;
}

}  // namespace

absl::Status RunAuditVerify(Session& session, const ReviewOptions& options) {
  ASSAY_ASSIGN_OR_RETURN(VerifiedFile verified, ReadVerifiedFile(options.verified));
  if (!options.reviewer.empty()) {
    for (v1::VerifiedLabel& label : verified.labels) {
      label.set_reviewer(AnnotatorName(options.reviewer));
    }
  }
  ASSAY_ASSIGN_OR_RETURN(const v1::ReviewCosts costs, ReadCosts(options.costs));
  if (options.verified.file.empty() && options.costs.review.empty()) {
    return MakeError(absl::StatusCode::kInvalidArgument, "BAD_ARGUMENTS",
                     "found neither labels nor prices, expected --verified FILE, or --review-cost "
                     "and --error-cost");
  }
  const std::filesystem::path directory = options.out.empty() ? "assay-report" : options.out;
  ASSAY_RETURN_IF_ERROR(MakeOutputDirectory(directory.string()));
  const std::string name = AuditName(options.audit);
  ASSAY_RETURN_IF_ERROR(SendVerified(session, name, verified, costs));
  ASSAY_RETURN_IF_ERROR(DownloadAll(session, name, directory, {.verdicts = true}));
  if (session.options().json) {
    return PrintSummary(session, name, directory.string());
  }
  if (verified.skipped_count > 0 && !session.options().quiet) {
    std::cout << "Note: " << Count(verified.skipped_count)
              << " rows without a verdict were skipped\n";
  }
  ASSAY_ASSIGN_OR_RETURN(const v1::Audit audit, FetchAudit(session, name));
  return PrintText(session, audit, directory, options.top_count);
}

absl::Status RunAuditExport(Session& session, const ReviewOptions& options) {
  const std::string name = AuditName(options.audit);
  ASSAY_ASSIGN_OR_RETURN(const v1::Audit audit, FetchAudit(session, name));
  const std::filesystem::path directory = options.out.empty() ? "assay-report" : options.out;
  ASSAY_RETURN_IF_ERROR(MakeOutputDirectory(directory.string()));
  const FurtherResults further = {.signals = options.signals,
                                  .verdicts = audit.verified_count() > 0};
  ASSAY_RETURN_IF_ERROR(DownloadAll(session, name, directory, further));
  return session.options().json ? PrintSummary(session, name, directory.string())
                                : PrintText(session, audit, directory, options.top_count);
}

absl::Status RunAuditSample(Session& session, const ReviewOptions& options) {
  ASSAY_ASSIGN_OR_RETURN(const auto channel, session.Channel());
  grpc::ClientContext context;
  v1::SampleForReviewRequest request;
  request.set_audit(AuditName(options.audit));
  request.set_count(options.size);
  request.set_seed(session.options().seed);
  v1::SampleForReviewResponse sample;
  ASSAY_RETURN_IF_ERROR(rpc::FromGrpcStatus(
      v1::AuditService::NewStub(channel)->SampleForReview(&context, request, &sample)));
  const std::string path = options.out.empty() ? "sample.csv" : options.out;
  OutputFile file(path);
  file.Write(SampleTable(sample, options.show_suggestion));
  ASSAY_RETURN_IF_ERROR(file.Commit());
  if (session.options().json) {
    PrintJson({{"audit", request.audit()}, {"out", path}, {"n_items", sample.findings_size()}});
    return absl::OkStatus();
  }
  std::cout << path << ": " << Count(int64_t{sample.findings_size()}) << " items to check\n"
            << "Write yes or no into the column 'correct', or the right label into 'true_label'; "
               "rows left empty are skipped.  Then:\n  assay audit verify "
            << request.audit() << " --verified " << path << std::endl;
  return absl::OkStatus();
}

absl::Status RunAuditCompare(Session& session, const ReviewOptions& options) {
  ASSAY_ASSIGN_OR_RETURN(const ComparedAudits compared, FetchComparison(session, options));
  if (session.options().json) {
    PrintJson(ComparisonJson(compared));
  } else {
    PrintComparison(compared, options.top_count);
  }
  return absl::OkStatus();
}

absl::Status RunAuditList(Session& session) {
  ASSAY_ASSIGN_OR_RETURN(const std::vector<v1::Audit> audits, FetchAll(session));
  if (session.options().json) {
    Json list = Json::array();
    for (const v1::Audit& audit : audits) {
      list.push_back({{"name", audit.name()},
                      {"dataset", audit.dataset()},
                      {"file_name", audit.file_name()},
                      {"created", TimeUtil::ToString(audit.create_time())},
                      {"n_items", audit.item_count()},
                      {"n_flagged", audit.flagged_count()},
                      {"n_verified", audit.verified_count()},
                      {"estimated_errors", EstimateJson(audit.estimated_errors())}});
    }
    PrintJson({{"audits", list}});
    return absl::OkStatus();
  }
  for (const v1::Audit& audit : audits) {
    std::cout << audit.name() << "  " << TimeUtil::ToString(audit.create_time()).substr(0, 19)
              << "  " << audit.dataset() << "  " << Count(audit.item_count())
              << " items, probably wrong: " << EstimateText(audit.estimated_errors())
              << ", flagged: " << Count(audit.flagged_count());
    if (audit.verified_count() > 0) {
      std::cout << ", checked: " << Count(audit.verified_count());
    }
    std::cout << "\n";
  }
  if (audits.empty() && !session.options().quiet) {
    std::cerr << "no audits yet: assay audit FILE makes one\n";
  }
  std::cout << std::flush;
  return absl::OkStatus();
}

absl::Status RunAuditShow(Session& session, const ReviewOptions& options) {
  const std::string name = AuditName(options.audit);
  if (session.options().json) {
    return PrintSummary(session, name, "");
  }
  ASSAY_ASSIGN_OR_RETURN(const v1::Audit audit, FetchAudit(session, name));
  std::cout << audit.name() << " of " << audit.dataset() << " (" << OneLine(audit.file_name(), 80)
            << "), " << TimeUtil::ToString(audit.create_time()).substr(0, 19) << "\n";
  for (const std::string& warning : audit.warnings()) {
    std::cout << "Note: " << OneLine(warning, 400) << "\n";
  }
  std::cout << Headline(audit) << std::flush;
  return absl::OkStatus();
}

}  // namespace assay::cli
