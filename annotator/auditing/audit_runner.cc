#include "annotator/auditing/audit_runner.h"

#include <algorithm>
#include <map>
#include <memory>
#include <string>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_cat.h"
#include "annotator/auditing/review_record.h"
#include "annotator/auditing/training_data.h"
#include "annotator/dataset/label_check.h"
#include "annotator/report/findings_csv.h"
#include "annotator/report/html_report.h"
#include "annotator/report/signals_csv.h"
#include "annotator/report/summary_json.h"
#include "annotator/report/verdicts_csv.h"
#include "engine/audit/signal_registry.h"
#include "engine/base/status.h"
#include "engine/store/request_repository.h"
#include "google/protobuf/util/time_util.h"

namespace assay {
namespace {

using google::protobuf::util::TimeUtil;
using report::FindingTally;

constexpr int kDefaultFolds = 5;
constexpr int kMaxFolds = 20;
constexpr int kMaxThreads = 256;
constexpr size_t kExcerptBytes = 600;
constexpr size_t kSimilarExcerptBytes = 200;
// Of the findings of one request, the first so many are listed with similar items: a whole page of
// ListFindings, and the first part of a report.
constexpr size_t kSimilarShown = 1001;
constexpr size_t kChunkBytes = 128 << 10;

absl::Status OutOfRange(std::string_view reason, std::string_view field, int found, int low,
                        int high) {
  return MakeError(absl::StatusCode::kInvalidArgument, reason,
                   absl::StrCat(std::string(field), " is ", found, ", expected ", low, " to ", high,
                                ", or 0 for the default"),
                   {{"field", std::string(field)},
                    {"found", std::to_string(found)},
                    {"expected", absl::StrCat(low, " to ", high)}});
}

// The options with every default filled in.
absl::StatusOr<v1::AuditOptions> CheckOptions(const v1::AuditOptions& asked) {
  ASSAY_RETURN_IF_ERROR(CheckCosts(asked.costs()));
  v1::AuditOptions options = asked;
  if (options.fold_count() == 0) {
    options.set_fold_count(kDefaultFolds);
  }
  if (options.fold_count() < 2 || options.fold_count() > kMaxFolds) {
    return OutOfRange("BAD_FOLD_COUNT", "options.fold_count", asked.fold_count(), 2, kMaxFolds);
  }
  if (options.thread_count() < 0 || options.thread_count() > kMaxThreads) {
    return OutOfRange("BAD_THREAD_COUNT", "options.thread_count", asked.thread_count(), 1,
                      kMaxThreads);
  }
  return options;
}

absl::StatusOr<std::string> DatasetIdOf(std::string_view name) {
  constexpr std::string_view kPrefix = "datasets/";
  if (!name.starts_with(kPrefix)) {
    return MakeError(
        absl::StatusCode::kInvalidArgument, "BAD_RESOURCE_NAME",
        "found the name '" + std::string(name.substr(0, 100)) + "', expected datasets/{dataset}",
        {{"field", "dataset"}, {"found", std::string(name.substr(0, 100))}});
  }
  return std::string(name.substr(kPrefix.size()));
}

// Reads the ids and the excerpts of the similar items.
absl::Status ShowSimilar(const storage::v1::DatasetRecord& dataset,
                         const storage::v1::FindingRecord& record,
                         const DatasetRepository& datasets, v1::Finding& finding) {
  const auto show = [&](const auto& indices, auto* items) -> absl::Status {
    for (int i = 0; i < std::min(indices.size(), items->size()); ++i) {
      ASSAY_ASSIGN_OR_RETURN(const auto item,
                             datasets.GetItem(dataset.dataset_number(), indices.Get(i)));
      items->Mutable(i)->set_item_id(item.item_id());
      items->Mutable(i)->set_excerpt(ItemExcerpt(dataset.dataset(), item, kSimilarExcerptBytes));
    }
    return absl::OkStatus();
  };
  ASSAY_RETURN_IF_ERROR(show(record.neighbour_indices(), finding.mutable_neighbours()));
  return show(record.duplicate_indices(), finding.mutable_duplicates());
}

}  // namespace

absl::StatusOr<v1::Operation> AuditRunner::Start(const v1::StartAuditRequest& request) {
  ASSAY_ASSIGN_OR_RETURN(const v1::AuditOptions options, CheckOptions(request.options()));
  if (request.request_id().size() > kMaxRequestIdBytes) {
    return MakeError(absl::StatusCode::kInvalidArgument, "BAD_REQUEST_ID",
                     "request_id is longer than 64 characters", {{"field", "request_id"}});
  }
  ASSAY_ASSIGN_OR_RETURN(const std::string dataset_id, DatasetIdOf(request.dataset()));
  ASSAY_ASSIGN_OR_RETURN(storage::v1::DatasetRecord dataset, datasets_.Get(dataset_id));
  ASSAY_RETURN_IF_ERROR(CheckHasLabels(dataset.dataset()));
  ASSAY_RETURN_IF_ERROR(job_.CheckOptions(options, dataset));
  ASSAY_ASSIGN_OR_RETURN(std::shared_ptr<AuditWriter> writer,
                         audits_.Begin(dataset.dataset_number()));
  v1::Audit audit;
  audit.set_name(writer->name());
  audit.set_dataset(dataset.dataset().name());
  audit.set_file_name(dataset.dataset().file_name());
  *audit.mutable_create_time() = TimeUtil::MicrosecondsToTimestamp(clock_.WallMicros());
  *audit.mutable_options() = options;

  storage::v1::OperationRecord operation;
  operation.mutable_operation()->set_kind("audit");
  operation.mutable_operation()->set_result(audit.name());
  operation.set_audit_number(writer->audit_number());
  operation.set_request_id(request.request_id());
  return operations_.Start(
      std::move(operation),
      [this, dataset = std::move(dataset), audit = std::move(audit), writer = std::move(writer)](
          OperationContext& context) { return job_.Run(dataset, audit, *writer, context); });
}

absl::StatusOr<v1::Audit> AuditRunner::Get(std::string_view name) {
  ASSAY_ASSIGN_OR_RETURN(const auto record, audits_.Get(name));
  return record.audit();
}

absl::StatusOr<std::vector<v1::Finding>> AuditRunner::ListFindings(std::string_view audit,
                                                                   uint64_t first_rank,
                                                                   size_t limit) {
  ASSAY_ASSIGN_OR_RETURN(const auto record, audits_.Get(audit));
  ASSAY_ASSIGN_OR_RETURN(const std::string dataset_id, DatasetIdOf(record.audit().dataset()));
  ASSAY_ASSIGN_OR_RETURN(const auto dataset, datasets_.Get(dataset_id));
  ASSAY_ASSIGN_OR_RETURN(const auto verified, audits_.ListVerified(record.audit_number()));
  const FindingView view(record.audit(), verified);
  std::vector<v1::Finding> findings;
  absl::Status status;
  ASSAY_RETURN_IF_ERROR(audits_.ScanFindings(
      record.audit_number(), first_rank, [&](storage::v1::FindingRecord& finding) {
        if (findings.size() == limit) {
          return false;
        }
        const auto item = datasets_.GetItem(dataset.dataset_number(), finding.item_index());
        status = item.status();
        if (!status.ok()) {
          return false;
        }
        findings.push_back(std::move(*finding.mutable_finding()));
        findings.back().set_excerpt(ItemExcerpt(dataset.dataset(), *item, kExcerptBytes));
        view.Apply(finding.item_index(), findings.back());
        if (findings.size() <= kSimilarShown) {
          status = ShowSimilar(dataset, finding, datasets_, findings.back());
        } else {
          // Without their texts they say too little for the reads that the texts would cost.
          findings.back().clear_neighbours();
          findings.back().clear_duplicates();
        }
        return status.ok();
      }));
  ASSAY_RETURN_IF_ERROR(status);
  return findings;
}

absl::StatusOr<std::vector<storage::v1::AuditRecord>> AuditRunner::List(uint64_t after,
                                                                        size_t limit,
                                                                        std::string_view dataset) {
  if (dataset.empty()) {
    return audits_.List(after, limit, std::nullopt);
  }
  ASSAY_ASSIGN_OR_RETURN(const std::string dataset_id, DatasetIdOf(dataset));
  ASSAY_ASSIGN_OR_RETURN(const auto record, datasets_.Get(dataset_id));
  return audits_.List(after, limit, record.dataset_number());
}

absl::Status AuditRunner::Delete(std::string_view name) { return audits_.Delete(name); }

absl::Status AuditRunner::Export(const v1::ExportAuditRequest& request, const Sink& sink) {
  ASSAY_ASSIGN_OR_RETURN(const auto record, audits_.Get(request.name()));
  switch (request.format()) {
    case v1::ExportAuditRequest::FORMAT_FINDINGS_CSV:
      return ExportCsv(record, report::AppendFindingsCsvHeader, report::AppendFindingsCsvRow, sink);
    case v1::ExportAuditRequest::FORMAT_SIGNALS_CSV: {
      const auto header = [&](std::string& out) {
        report::AppendSignalsCsvHeader(record.audit(), out);
      };
      return ExportCsv(record, header, report::AppendSignalsCsvRow, sink);
    }
    case v1::ExportAuditRequest::FORMAT_VERDICTS_CSV:
      return ExportVerdicts(record, sink);
    case v1::ExportAuditRequest::FORMAT_SUMMARY_JSON:
      return sink(report::SummaryJson(record.audit()));
    case v1::ExportAuditRequest::FORMAT_REPORT_HTML:
      return ExportHtml(record, sink);
    default:
      return MakeError(absl::StatusCode::kInvalidArgument, "BAD_EXPORT_FORMAT",
                       absl::StrCat("found the format ", static_cast<int>(request.format()),
                                    ", expected one of ExportAuditRequest.Format"),
                       {{"field", "format"}});
  }
}

absl::Status AuditRunner::ExportCsv(
    const storage::v1::AuditRecord& record, const std::function<void(std::string&)>& header,
    const std::function<void(const v1::Finding&, std::string&)>& row, const Sink& sink) {
  ASSAY_ASSIGN_OR_RETURN(const auto verified, audits_.ListVerified(record.audit_number()));
  const FindingView view(record.audit(), verified);
  std::string buffer;
  header(buffer);
  absl::Status sent;
  ASSAY_RETURN_IF_ERROR(
      audits_.ScanFindings(record.audit_number(), 1, [&](storage::v1::FindingRecord& finding) {
        view.Apply(finding.item_index(), *finding.mutable_finding());
        row(finding.finding(), buffer);
        if (buffer.size() >= kChunkBytes) {
          sent = sink(buffer);
          buffer.clear();
        }
        return sent.ok();
      }));
  ASSAY_RETURN_IF_ERROR(sent);
  return sink(buffer);
}

absl::Status AuditRunner::ExportVerdicts(const storage::v1::AuditRecord& record, const Sink& sink) {
  ASSAY_ASSIGN_OR_RETURN(const auto verified, audits_.ListVerified(record.audit_number()));
  absl::flat_hash_map<uint64_t, const storage::v1::VerifiedRecord*> by_item;
  for (const VerifiedItem& item : verified) {
    by_item.emplace(item.item_index, &item.record);
  }
  std::string buffer;
  report::AppendVerdictsCsvHeader(buffer);
  size_t left = by_item.size();
  absl::Status sent;
  const auto visit = [&](const storage::v1::FindingRecord& finding) {
    if (const auto found = by_item.find(finding.item_index()); found != by_item.end()) {
      report::AppendVerdictsCsvRows(finding.finding().given_label(), *found->second, buffer);
      --left;
    }
    if (buffer.size() >= kChunkBytes) {
      sent = sink(buffer);
      buffer.clear();
    }
    return sent.ok() && left > 0;
  };
  ASSAY_RETURN_IF_ERROR(audits_.ScanFindings(record.audit_number(), 1, visit));
  ASSAY_RETURN_IF_ERROR(sent);
  return sink(buffer);
}

absl::Status AuditRunner::ExportHtml(const storage::v1::AuditRecord& record, const Sink& sink) {
  std::map<std::string, std::string> descriptions;
  for (const SuspicionSignal& signal : SuspicionSignals()) {
    descriptions.emplace(signal.name, signal.description);
  }
  report::HtmlReport page(record.audit(), std::move(descriptions));
  // The first findings are shown with their texts, the others are counted.
  ASSAY_ASSIGN_OR_RETURN(const auto shown,
                         ListFindings(record.audit().name(), 1, FindingTally::kSuspectLimit));
  for (const v1::Finding& finding : shown) {
    page.Add(finding);
  }
  ASSAY_ASSIGN_OR_RETURN(const auto verified, audits_.ListVerified(record.audit_number()));
  const FindingView view(record.audit(), verified);
  ASSAY_RETURN_IF_ERROR(audits_.ScanFindings(
      record.audit_number(), shown.size() + 1, [&](storage::v1::FindingRecord& finding) {
        view.Apply(finding.item_index(), *finding.mutable_finding());
        page.Add(finding.finding());
        return true;
      }));
  return sink(page.Finish());
}

}  // namespace assay
