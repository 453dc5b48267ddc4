#include "annotator/campaign/settle_findings.h"

#include <limits>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_cat.h"
#include "annotator/campaign/campaign_name.h"
#include "annotator/campaign/label_schema.h"
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
constexpr int kVerdictsACall = 50'000;

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

// Compares answers with given labels and hands them on.
class Settlement {
 public:
  Settlement(const CampaignRecord& record, const std::string& audit, AuditReview& review)
      : schema_(record.campaign().schema()), review_(review) {
    request_.set_name(audit);
  }

  void Add(const FindingRecord& finding, uint32_t answer) {
    const std::string& label = schema_.classes(static_cast<int>(answer));
    v1::VerifiedLabel& verdict = *request_.add_labels();
    verdict.set_item_id(finding.finding().item_id());
    verdict.set_true_label(label);
    response_.set_settled_count(response_.settled_count() + 1);
    if (label == finding.finding().given_label()) {
      response_.set_confirmed_count(response_.confirmed_count() + 1);
    }
  }

  bool is_full() const { return request_.labels_size() >= kVerdictsACall; }

  absl::Status Send() {
    ASSAY_ASSIGN_OR_RETURN(*response_.mutable_audit(), review_.Verify(request_));
    request_.clear_labels();
    return absl::OkStatus();
  }

  absl::StatusOr<v1::SettleFindingsResponse> Finish() {
    if (request_.labels_size() > 0) {
      ASSAY_RETURN_IF_ERROR(Send());
    }
    const int64_t settled = response_.settled_count();
    *response_.mutable_precision() =
        EstimateShare(settled - response_.confirmed_count(), settled);
    return response_;
  }

 private:
  const v1::LabelSchema& schema_;
  AuditReview& review_;
  v1::VerifyAuditRequest request_;
  v1::SettleFindingsResponse response_;
};

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

absl::StatusOr<v1::SettleFindingsResponse> SettleFindings(
    const v1::SettleFindingsRequest& request, const CampaignRepository& campaigns,
    const DatasetRepository& datasets, const AuditRepository& audits, AuditReview& review) {
  if (!(request.min_confidence() >= 0 && request.min_confidence() <= 1)) {
    const std::string found = absl::StrCat(request.min_confidence());
    return MakeError(absl::StatusCode::kInvalidArgument, "BAD_CAMPAIGN",
                     "min_confidence is " + found + ", expected 0 to 1",
                     {{"field", "min_confidence"}, {"found", found}, {"expected", "0 to 1"}});
  }
  ASSAY_ASSIGN_OR_RETURN(const CampaignRecord record,
                         FindCampaign(campaigns, request.campaign(), "campaign"));
  const v1::Campaign& campaign = record.campaign();
  if (!campaign.selection().has_suspects()) {
    return NotARelabelCampaign(record, "was not made from an audit");
  }
  ASSAY_ASSIGN_OR_RETURN(const LabelSchema schema, LabelSchema::Make(campaign.schema()));
  if (!schema.has_classes()) {
    return NotARelabelCampaign(record, "asks for more than one class");
  }
  ASSAY_ASSIGN_OR_RETURN(const auto audit, audits.Get(campaign.selection().suspects().audit()));
  if (audit.dataset_number() != record.dataset_number()) {
    return NotARelabelCampaign(record, "is over another data set than its audit");
  }
  ASSAY_ASSIGN_OR_RETURN(Answers answers,
                         ReadAnswers(campaigns, record, request.min_confidence()));
  Settlement settlement(record, audit.audit().name(), review);
  // Verdicts are collected first: the review reads the same findings.
  std::vector<std::pair<FindingRecord, uint32_t>> settled;
  ASSAY_RETURN_IF_ERROR(
      audits.ScanFindings(audit.audit_number(), 1, [&](const FindingRecord& finding) {
        if (const auto answer = answers.find(finding.item_index()); answer != answers.end()) {
          FindingRecord kept;
          kept.mutable_finding()->set_item_id(finding.finding().item_id());
          kept.mutable_finding()->set_given_label(finding.finding().given_label());
          settled.emplace_back(std::move(kept), answer->second);
        }
        return settled.size() < answers.size();
      }));
  if (settled.empty()) {
    return MakeError(absl::StatusCode::kFailedPrecondition, "NO_LABELS",
                     campaign.name() + " has no item that was answered so surely yet",
                     {{"name", campaign.name()}});
  }
  for (const auto& [finding, answer] : settled) {
    settlement.Add(finding, answer);
    if (settlement.is_full()) {
      ASSAY_RETURN_IF_ERROR(settlement.Send());
    }
  }
  return settlement.Finish();
}

}  // namespace assay
