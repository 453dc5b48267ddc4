#include "annotator/auditing/audit_review.h"

#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_cat.h"
#include "annotator/auditing/review_record.h"
#include "annotator/auditing/training_data.h"
#include "annotator/auditing/verdict_origin.h"
#include "engine/audit/review/review_sample.h"
#include "engine/audit/review/verified_estimate.h"
#include "engine/base/status.h"

namespace assay {
namespace {

constexpr int kMaxVerdicts = 50'000;
constexpr int kMaxSample = 10'000;
constexpr size_t kExcerptBytes = 600;

using storage::v1::AuditRecord;
using storage::v1::FindingRecord;
using storage::v1::VerifiedRecord;

// The last part of the data set's name.
std::string_view DatasetIdOf(const v1::Audit& audit) {
  return std::string_view(audit.dataset()).substr(std::string_view("datasets/").size());
}

absl::Status InvalidArgument(std::string_view reason, const std::string& message,
                             ErrorMetadata metadata) {
  return MakeError(absl::StatusCode::kInvalidArgument, reason, message, std::move(metadata));
}

absl::Status UnknownItem(const std::string& item_id) {
  return InvalidArgument(
      "UNKNOWN_ITEM",
      "found a verdict on the item '" + item_id + "', which the data set does not have",
      {{"field", "labels"}, {"item_id", item_id}});
}

absl::Status CheckVerdict(const v1::VerifiedLabel& label) {
  const bool is_missing =
      label.verdict_case() == v1::VerifiedLabel::VERDICT_NOT_SET ||
      (label.verdict_case() == v1::VerifiedLabel::kTrueLabel && label.true_label().empty());
  if (is_missing) {
    return InvalidArgument(
        "MISSING_VERDICT",
        "found no verdict on the item '" + label.item_id() + "', expected true_label or correct",
        {{"field", "labels"}, {"item_id", label.item_id()}});
  }
  return absl::OkStatus();
}

// What a request says, by item.
using Verdicts = absl::flat_hash_map<uint64_t, const v1::VerifiedLabel*>;

absl::StatusOr<Verdicts> ReadVerdicts(const v1::VerifyAuditRequest& request,
                                      const DatasetRepository& datasets, uint64_t dataset_number) {
  if (request.labels_size() > kMaxVerdicts) {
    return InvalidArgument(
        "TOO_MANY_VERDICTS",
        absl::StrCat("found ", request.labels_size(), " verdicts, expected at most ", kMaxVerdicts),
        {{"field", "labels"}, {"found", absl::StrCat(request.labels_size())}});
  }
  Verdicts verdicts;
  for (const v1::VerifiedLabel& label : request.labels()) {
    ASSAY_RETURN_IF_ERROR(CheckVerdict(label));
    const absl::StatusOr<uint64_t> item = datasets.FindItem(dataset_number, label.item_id());
    if (absl::IsNotFound(item.status())) {
      return UnknownItem(label.item_id());
    }
    ASSAY_RETURN_IF_ERROR(item.status());
    const auto [known, is_new] = verdicts.emplace(*item, &label);
    if (!is_new && !SameVerdict(*known->second, label)) {
      return InvalidArgument("CONTRADICTING_VERDICTS",
                             "found two different verdicts on the item '" + label.item_id() + "'",
                             {{"field", "labels"}, {"item_id", label.item_id()}});
    }
  }
  return verdicts;
}

bool IsWrong(const v1::VerifiedLabel& verdict, const std::string& given_label) {
  return verdict.verdict_case() == v1::VerifiedLabel::kCorrect
             ? !verdict.correct()
             : verdict.true_label() != given_label;
}

// The findings of an audit, as far as estimates need them, by rank.
struct Ranking {
  std::vector<double> scores;
  std::vector<uint32_t> given;
};

class RankingReader {
 public:
  explicit RankingReader(const v1::Audit& audit) {
    for (const std::string& label : audit.classes()) {
      const auto index = static_cast<uint32_t>(classes_.size());
      classes_.emplace(label, index);
    }
  }

  absl::Status Add(const FindingRecord& finding) {
    const auto label = classes_.find(finding.finding().given_label());
    if (label == classes_.end()) {
      return MakeError(absl::StatusCode::kDataLoss, "STORED_VALUE_DAMAGED",
                       "a finding names a class that its audit lacks");
    }
    ranking.scores.push_back(finding.finding().score());
    ranking.given.push_back(label->second);
    return absl::OkStatus();
  }

  Ranking ranking;

 private:
  absl::flat_hash_map<std::string, uint32_t> classes_;
};

// Reads all findings.  `visit` sees each with its position.
absl::StatusOr<Ranking> ReadRanking(
    const AuditRepository& audits, const AuditRecord& record,
    const std::function<void(const FindingRecord&, size_t position)>& visit) {
  RankingReader reader(record.audit());
  absl::Status status;
  ASSAY_RETURN_IF_ERROR(
      audits.ScanFindings(record.audit_number(), 1, [&](const FindingRecord& finding) {
        status = reader.Add(finding);
        if (status.ok()) {
          visit(finding, reader.ranking.scores.size() - 1);
        }
        return status.ok();
      }));
  ASSAY_RETURN_IF_ERROR(status);
  return std::move(reader.ranking);
}

absl::Status Estimate(const Ranking& ranking, std::span<const CheckedItem> checked,
                      v1::Audit& audit) {
  if (checked.empty()) {
    return FillModelReview(ranking.scores, audit);
  }
  ASSAY_ASSIGN_OR_RETURN(
      const VerifiedEstimate estimate,
      EstimateVerifiedErrors({.scores = ranking.scores,
                              .given = ranking.given,
                              .class_count = static_cast<size_t>(audit.classes_size()),
                              .flagged_count = static_cast<size_t>(audit.flagged_count()),
                              .plausible = PlausibleErrorsOf(audit),
                              .checked = checked}));
  FillVerifiedReview(estimate, audit);
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<v1::Audit> AuditReview::Verify(const v1::VerifyAuditRequest& request,
                                              const std::string& reviewer) {
  ASSAY_RETURN_IF_ERROR(CheckCosts(request.costs()));
  ASSAY_RETURN_IF_ERROR(CheckOrigins(request, annotators_));
  const std::lock_guard lock(verifying_);
  ASSAY_ASSIGN_OR_RETURN(AuditRecord record,
                         audits_.Update(request.name(), [&](AuditRecord& audit) {
                           return Learn(request, reviewer, audit);
                         }));
  return std::move(*record.mutable_audit());
}

absl::StatusOr<std::vector<VerifiedItem>> AuditReview::Learn(const v1::VerifyAuditRequest& request,
                                                             const std::string& reviewer,
                                                             AuditRecord& record) {
  ASSAY_ASSIGN_OR_RETURN(const Verdicts verdicts,
                         ReadVerdicts(request, datasets_, record.dataset_number()));
  ASSAY_ASSIGN_OR_RETURN(std::vector<VerifiedItem> stored,
                         audits_.ListVerified(record.audit_number()));
  absl::flat_hash_map<uint64_t, VerifiedRecord> known;  // by item
  for (VerifiedItem& item : stored) {
    known.emplace(item.item_index, std::move(item.record));
  }
  std::vector<VerifiedItem> fresh;
  std::vector<CheckedItem> checked;
  const int64_t now_us = clock_.WallMicros();
  const auto visit = [&](const FindingRecord& finding, size_t position) {
    const auto said = verdicts.find(finding.item_index());
    const auto before = known.find(finding.item_index());
    if (said == verdicts.end() && before == known.end()) {
      return;
    }
    const v1::VerifiedLabel& label =
        said != verdicts.end() ? *said->second : before->second.label();
    checked.push_back({position, IsWrong(label, finding.finding().given_label())});
    if (said == verdicts.end()) {
      return;
    }
    VerifiedItem item{.item_index = finding.item_index(), .record = {}};
    *item.record.mutable_label() = label;
    item.record.set_rank(static_cast<uint64_t>(finding.finding().rank()));
    item.record.set_receive_time_us(now_us);
    if (SetOrigin(reviewer, before == known.end() ? nullptr : &before->second, item.record)) {
      fresh.push_back(std::move(item));
    }
  };
  ASSAY_ASSIGN_OR_RETURN(const Ranking ranking, ReadRanking(audits_, record, visit));
  v1::Audit& audit = *record.mutable_audit();
  if (request.has_costs()) {
    *audit.mutable_review()->mutable_costs() = request.costs();
  }
  ASSAY_RETURN_IF_ERROR(Estimate(ranking, checked, audit));
  return fresh;
}

absl::StatusOr<v1::SampleForReviewResponse> AuditReview::Sample(
    const v1::SampleForReviewRequest& request) {
  if (request.count() < 1 || request.count() > kMaxSample) {
    return InvalidArgument(
        "BAD_SAMPLE_SIZE",
        absl::StrCat("count is ", request.count(), ", expected 1 to ", kMaxSample),
        {{"field", "count"}, {"found", absl::StrCat(request.count())}});
  }
  ASSAY_ASSIGN_OR_RETURN(const AuditRecord record, audits_.Get(request.audit()));
  ASSAY_ASSIGN_OR_RETURN(const auto labels, audits_.ListVerified(record.audit_number()));
  absl::flat_hash_map<uint64_t, bool> verified;
  for (const VerifiedItem& item : labels) {
    verified.emplace(item.item_index, true);
  }
  std::vector<size_t> taken;
  ASSAY_ASSIGN_OR_RETURN(
      const Ranking ranking,
      ReadRanking(audits_, record, [&](const FindingRecord& finding, size_t position) {
        if (verified.contains(finding.item_index())) {
          taken.push_back(position);
        }
      }));
  ASSAY_ASSIGN_OR_RETURN(
      const std::vector<size_t> positions,
      ChooseReviewSample(ranking.scores, PlausibleErrorsOf(record.audit()), taken,
                         static_cast<size_t>(request.count()), request.seed()));
  return ReadFindings(record, positions);
}

absl::StatusOr<v1::SampleForReviewResponse> AuditReview::ReadFindings(
    const AuditRecord& record, std::span<const size_t> positions) {
  ASSAY_ASSIGN_OR_RETURN(const auto dataset, datasets_.Get(DatasetIdOf(record.audit())));
  const FindingView view(record.audit(), {});
  v1::SampleForReviewResponse response;
  for (const size_t position : positions) {
    FindingRecord found;
    ASSAY_RETURN_IF_ERROR(audits_.ScanFindings(record.audit_number(), position + 1,
                                               [&](const FindingRecord& finding) {
                                                 found = finding;
                                                 return false;
                                               }));
    ASSAY_ASSIGN_OR_RETURN(const auto item,
                           datasets_.GetItem(record.dataset_number(), found.item_index()));
    v1::Finding& finding = *response.add_findings();
    finding = std::move(*found.mutable_finding());
    finding.set_excerpt(ItemExcerpt(dataset.dataset(), item, kExcerptBytes));
    view.Apply(found.item_index(), finding);
  }
  return response;
}

}  // namespace assay
