#include "annotator/campaign/settle_findings.h"

#include <algorithm>
#include <limits>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_cat.h"
#include "annotator/campaign/campaign_name.h"
#include "annotator/schema/label_schema.h"
#include "engine/base/status.h"
#include "engine/stats/interval.h"
#include "engine/store/campaign_keys.h"

namespace assay {
namespace {

using storage::v1::CampaignItemState;
using storage::v1::CampaignRecord;
using storage::v1::FindingRecord;

constexpr double kMillion = 1e6;
// As many as AuditReview takes at once.
constexpr size_t kVerdictsACall = 50'000;

absl::Status NotARelabelCampaign(const CampaignRecord& record, const std::string& why) {
  return MakeError(absl::StatusCode::kFailedPrecondition, "NOT_A_RELABEL_CAMPAIGN",
                   absl::StrCat(record.campaign().name(), " ", why,
                                ", expected one made from the suspects of an audit, whose answers "
                                "are single classes"),
                   {{"name", record.campaign().name()}});
}

// Item index -> class of the consensus.
using Answers = absl::flat_hash_map<uint64_t, uint32_t>;

absl::StatusOr<Answers> ReadAnswers(const CampaignRepository& campaigns,
                                    const CampaignRecord& record, double min_confidence) {
  const auto class_count = static_cast<uint32_t>(record.campaign().schema().classes_size());
  Answers answers;
  ASSAY_RETURN_IF_ERROR(campaigns.ScanItems(
      record.campaign_number(), 0, [&](uint64_t item_number, const CampaignItemState& item) {
        if (item_number >= kFirstGoldItem) {
          return false;
        }
        if (item.consensus() != 0 && item.consensus() <= class_count &&
            item.confidence_micros() >= min_confidence * kMillion) {
          answers.emplace(item_number, item.consensus() - 1);
        }
        return true;
      }));
  return answers;
}

// What is said of the findings whose items were answered.
struct Verdicts {
  std::vector<v1::VerifiedLabel> labels;
  int64_t confirmed_count = 0;
};

absl::StatusOr<Verdicts> Judge(const AuditRepository& audits, uint64_t audit_number,
                               const v1::LabelSchema& schema, const Answers& answers) {
  Verdicts verdicts;
  ASSAY_RETURN_IF_ERROR(audits.ScanFindings(audit_number, 1, [&](const FindingRecord& finding) {
    if (const auto answer = answers.find(finding.item_index()); answer != answers.end()) {
      v1::VerifiedLabel& verdict = verdicts.labels.emplace_back();
      verdict.set_item_id(finding.finding().item_id());
      verdict.set_true_label(schema.classes(static_cast<int>(answer->second)));
      verdicts.confirmed_count += verdict.true_label() == finding.finding().given_label();
    }
    return verdicts.labels.size() < answers.size();
  }));
  return verdicts;
}

absl::StatusOr<v1::Audit> HandOver(const std::string& audit, const Verdicts& verdicts,
                                   AuditReview& review) {
  v1::Audit reviewed;
  for (size_t begin = 0; begin < verdicts.labels.size(); begin += kVerdictsACall) {
    v1::VerifyAuditRequest request;
    request.set_name(audit);
    const size_t end = std::min(begin + kVerdictsACall, verdicts.labels.size());
    for (size_t i = begin; i < end; ++i) {
      *request.add_labels() = verdicts.labels[i];
    }
    ASSAY_ASSIGN_OR_RETURN(reviewed, review.Verify(request));
  }
  return reviewed;
}

absl::Status CheckIsRelabel(const CampaignRecord& record) {
  if (!record.campaign().selection().has_suspects()) {
    return NotARelabelCampaign(record, "was not made from an audit");
  }
  ASSAY_ASSIGN_OR_RETURN(const LabelSchema schema, LabelSchema::Make(record.campaign().schema()));
  return schema.has_classes() ? absl::OkStatus()
                              : NotARelabelCampaign(record, "asks for more than one class");
}

}  // namespace

v1::ShareEstimate EstimateShare(int64_t successes, int64_t trials) {
  v1::ShareEstimate share;
  share.set_trial_count(trials);
  const auto interval = WilsonInterval(successes, trials);
  const double nan = std::numeric_limits<double>::quiet_NaN();
  share.set_value(interval.ok() ? interval->value : nan);
  share.set_low(interval.ok() ? interval->low : nan);
  share.set_high(interval.ok() ? interval->high : nan);
  return share;
}

absl::StatusOr<v1::SettleFindingsResponse> SettleFindings(const v1::SettleFindingsRequest& request,
                                                          const CampaignRepository& campaigns,
                                                          const AuditRepository& audits,
                                                          AuditReview& review) {
  if (!(request.min_confidence() >= 0 && request.min_confidence() <= 1)) {
    const std::string found = absl::StrCat(request.min_confidence());
    return MakeError(absl::StatusCode::kInvalidArgument, "BAD_CAMPAIGN",
                     "min_confidence is " + found + ", expected 0 to 1",
                     {{"field", "min_confidence"}, {"found", found}, {"expected", "0 to 1"}});
  }
  ASSAY_ASSIGN_OR_RETURN(const CampaignRecord record,
                         FindCampaign(campaigns, request.campaign(), "campaign"));
  ASSAY_RETURN_IF_ERROR(CheckIsRelabel(record));
  const v1::Campaign& campaign = record.campaign();
  ASSAY_ASSIGN_OR_RETURN(const auto audit, audits.Get(campaign.selection().suspects().audit()));
  if (audit.dataset_number() != record.dataset_number()) {
    return NotARelabelCampaign(record, "is over another data set than its audit");
  }
  ASSAY_ASSIGN_OR_RETURN(const Answers answers,
                         ReadAnswers(campaigns, record, request.min_confidence()));
  ASSAY_ASSIGN_OR_RETURN(const Verdicts verdicts,
                         Judge(audits, audit.audit_number(), campaign.schema(), answers));
  if (verdicts.labels.empty()) {
    return MakeError(absl::StatusCode::kFailedPrecondition, "NO_LABELS",
                     campaign.name() + " has no item that was answered so surely yet",
                     {{"name", campaign.name()}});
  }
  v1::SettleFindingsResponse response;
  ASSAY_ASSIGN_OR_RETURN(*response.mutable_audit(),
                         HandOver(audit.audit().name(), verdicts, review));
  const auto settled = static_cast<int64_t>(verdicts.labels.size());
  response.set_settled_count(settled);
  response.set_confirmed_count(verdicts.confirmed_count);
  *response.mutable_precision() = EstimateShare(settled - verdicts.confirmed_count, settled);
  return response;
}

}  // namespace assay
