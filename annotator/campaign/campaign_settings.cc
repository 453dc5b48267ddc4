#include "annotator/campaign/campaign_settings.h"

#include <algorithm>
#include <cmath>
#include <set>

#include "annotator/schema/label_schema.h"
#include "annotator/schema/label_text.h"
#include "engine/base/status.h"
#include "engine/store/codec.h"
#include "google/protobuf/util/time_util.h"

namespace assay {
namespace {

using google::protobuf::util::TimeUtil;

constexpr size_t kMaxIdBytes = 63;
constexpr size_t kMaxNameBytes = 256;
constexpr size_t kMaxQuestionBytes = 4096;
constexpr size_t kMaxGuidelineBytes = 65'536;
constexpr int kMaxColumns = 1000;
constexpr int kMaxAnnotators = 10'000;
constexpr int kMaxOverlap = 100;
constexpr int kMaxLeases = 1000;
constexpr int kMaxGoldCount = 1'000'000;
constexpr int64_t kMaxLeaseSeconds = int64_t{30} * 24 * 3600;
constexpr int64_t kMaxBudgetMicros = 1'000'000'000'000'000'000;

// In a closed range of whole numbers.
absl::Status CheckCount(std::string_view field, int64_t found, int64_t least, int64_t most) {
  return found >= least && found <= most
             ? absl::OkStatus()
             : BadCampaign(field, std::to_string(found),
                           std::to_string(least) + " to " + std::to_string(most));
}

absl::Status CheckText(std::string_view field, std::string_view text, size_t least, size_t most) {
  if (text.size() < least || text.size() > most) {
    return BadCampaign(field, std::to_string(text.size()) + " bytes",
                       std::to_string(least) + " to " + std::to_string(most) + " bytes");
  }
  return IsUtf8(text) ? absl::OkStatus() : BadCampaign(field, "other bytes than UTF-8", "UTF-8");
}

absl::Status CheckOverlap(const v1::OverlapRule& rule) {
  ASSAY_RETURN_IF_ERROR(CheckCount("overlap.label_count", rule.label_count(), 0, kMaxOverlap));
  ASSAY_RETURN_IF_ERROR(
      CheckCount("overlap.max_label_count", rule.max_label_count(), 0, kMaxOverlap));
  if (rule.max_label_count() != 0 && rule.max_label_count() < rule.label_count()) {
    return BadCampaign("overlap.max_label_count", std::to_string(rule.max_label_count()),
                       "0, or at least label_count");
  }
  const double target = rule.target_confidence();
  const bool fits = target == 0 || (target > 0 && target < 1);
  return fits ? absl::OkStatus()
              : BadCampaign("overlap.target_confidence", ShortestNumber(target),
                            "a number above 0 and below 1, or 0");
}

absl::Status CheckGold(const v1::GoldRule& gold) {
  if (gold.dataset().empty()) {
    return BadCampaign("gold.dataset", "nothing", "datasets/{dataset}");
  }
  if (!(gold.share() >= 0 && gold.share() <= 0.5)) {
    return BadCampaign("gold.share", ShortestNumber(gold.share()), "a number from 0 to 0.5");
  }
  if (!(gold.pass_mark() >= 0 && gold.pass_mark() <= 1)) {
    return BadCampaign("gold.pass_mark", ShortestNumber(gold.pass_mark()), "a number from 0 to 1");
  }
  ASSAY_RETURN_IF_ERROR(CheckCount("gold.first_count", gold.first_count(), 0, kMaxGoldCount));
  ASSAY_RETURN_IF_ERROR(
      CheckCount("gold.min_answer_count", gold.min_answer_count(), 0, kMaxGoldCount));
  if (!v1::GoldRule::Action_IsValid(gold.action())) {
    return BadCampaign("gold.action", std::to_string(gold.action()), "one of the actions");
  }
  const bool routes = gold.action() == v1::GoldRule::ACTION_ROUTE;
  if (routes == gold.route_campaign().empty()) {
    return BadCampaign("gold.route_campaign", routes ? "nothing" : gold.route_campaign(),
                       routes ? "campaigns/{campaign}" : "nothing without ACTION_ROUTE");
  }
  return absl::OkStatus();
}

absl::Status CheckLeaseDuration(const google::protobuf::Duration& duration) {
  const bool fits =
      (duration.seconds() == 0 && duration.nanos() == 0) ||
      (duration.seconds() >= 1 && duration.nanos() >= 0 && duration.nanos() < 1'000'000'000 &&
       (duration.seconds() < kMaxLeaseSeconds ||
        (duration.seconds() == kMaxLeaseSeconds && duration.nanos() == 0)));
  return fits ? absl::OkStatus()
              : BadCampaign("lease_duration",
                            std::to_string(duration.seconds()) + " s and " +
                                std::to_string(duration.nanos()) + " ns",
                            "1 second to 30 days, or 0");
}

absl::Status CheckCurrency(const std::string& code) {
  const bool fits =
      code.empty() || (code.size() == 3 && std::all_of(code.begin(), code.end(), [](char letter) {
                         return letter >= 'A' && letter <= 'Z';
                       }));
  return fits ? absl::OkStatus()
              : BadCampaign("currency_code", "'" + code + "'", "three capital letters");
}

template <typename Names>
absl::Status CheckNames(std::string_view field, const Names& names, int most) {
  ASSAY_RETURN_IF_ERROR(CheckCount(field, names.size(), 0, most));
  std::set<std::string_view> seen;
  for (const std::string& name : names) {
    if (!seen.insert(name).second) {
      return BadCampaign(field, "'" + name + "' twice", "each once");
    }
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status BadCampaign(std::string_view field, std::string_view found,
                         std::string_view expected) {
  return MakeError(absl::StatusCode::kInvalidArgument, "BAD_CAMPAIGN",
                   "found " + std::string(found) + " as " + std::string(field) + ", expected " +
                       std::string(expected),
                   {{"field", std::string(field)},
                    {"found", std::string(found)},
                    {"expected", std::string(expected)}});
}

absl::Status CheckCampaignId(std::string_view id) {
  const bool fits = !id.empty() && id.size() <= kMaxIdBytes && id.front() != '.' &&
                    std::all_of(id.begin(), id.end(), [](char letter) {
                      return (letter >= 'a' && letter <= 'z') || (letter >= '0' && letter <= '9') ||
                             letter == '-' || letter == '_' || letter == '.';
                    });
  if (fits) {
    return absl::OkStatus();
  }
  const std::string expected = "1-63 characters of a-z, 0-9, '-', '_', '.', not beginning with '.'";
  return MakeError(
      absl::StatusCode::kInvalidArgument, "BAD_CAMPAIGN_ID",
      "found the campaign id '" + std::string(id.substr(0, 80)) + "', expected " + expected,
      {{"field", "campaign_id"}, {"found", std::string(id.substr(0, 80))}, {"expected", expected}});
}

absl::Status CheckCampaign(const v1::Campaign& campaign) {
  ASSAY_RETURN_IF_ERROR(CheckText("display_name", campaign.display_name(), 0, kMaxNameBytes));
  ASSAY_RETURN_IF_ERROR(CheckText("question", campaign.question(), 1, kMaxQuestionBytes));
  ASSAY_RETURN_IF_ERROR(
      CheckText("guidelines.text", campaign.guidelines().text(), 0, kMaxGuidelineBytes));
  ASSAY_RETURN_IF_ERROR(LabelSchema::Make(campaign.schema()).status());
  ASSAY_RETURN_IF_ERROR(CheckNames("shown_columns", campaign.shown_columns(), kMaxColumns));
  ASSAY_RETURN_IF_ERROR(CheckNames("annotators", campaign.annotators(), kMaxAnnotators));
  ASSAY_RETURN_IF_ERROR(CheckOverlap(campaign.overlap()));
  if (!v1::Campaign::Order_IsValid(campaign.order())) {
    return BadCampaign("order", std::to_string(campaign.order()), "one of the orders");
  }
  if (campaign.has_gold()) {
    ASSAY_RETURN_IF_ERROR(CheckGold(campaign.gold()));
  }
  ASSAY_RETURN_IF_ERROR(CheckLeaseDuration(campaign.lease_duration()));
  ASSAY_RETURN_IF_ERROR(CheckCount("max_lease_count", campaign.max_lease_count(), 0, kMaxLeases));
  ASSAY_RETURN_IF_ERROR(CheckCount("budget_micros", campaign.budget_micros(), 0, kMaxBudgetMicros));
  return CheckCurrency(campaign.currency_code());
}

absl::Status CheckShownColumns(const v1::Campaign& campaign, const v1::Dataset& dataset) {
  for (const std::string& name : campaign.shown_columns()) {
    const auto column =
        std::find_if(dataset.columns().begin(), dataset.columns().end(),
                     [&](const v1::Column& candidate) { return candidate.name() == name; });
    if (column == dataset.columns().end()) {
      return BadCampaign("shown_columns", "'" + name + "'", "a column of the data set");
    }
    if (column->role() == v1::Column::ROLE_LABEL || column->role() == v1::Column::ROLE_ANNOTATOR) {
      return BadCampaign("shown_columns", "'" + name + "'",
                         "neither the given label nor who gave it: annotators are blind");
    }
  }
  return absl::OkStatus();
}

void BeginCampaign(const std::string& name, int64_t now_us, v1::Campaign& campaign) {
  campaign.set_name(name);
  campaign.set_state(v1::Campaign::STATE_DRAFT);
  if (campaign.order() == v1::Campaign::ORDER_UNSPECIFIED) {
    campaign.set_order(v1::Campaign::ORDER_RANDOM);
  }
  if (campaign.has_gold() && campaign.gold().action() == v1::GoldRule::ACTION_UNSPECIFIED) {
    campaign.mutable_gold()->set_action(v1::GoldRule::ACTION_STOP);
  }
  campaign.mutable_guidelines()->set_version(campaign.guidelines().text().empty() ? 0 : 1);
  *campaign.mutable_create_time() = TimeUtil::MicrosecondsToTimestamp(now_us);
  TouchCampaign(now_us, campaign);
}

absl::Status ChangeState(v1::Campaign::State state, int64_t now_us, v1::Campaign& campaign) {
  if (campaign.state() == state) {
    return absl::OkStatus();
  }
  if (campaign.state() == v1::Campaign::STATE_CLOSED) {
    return CampaignClosedError(campaign.name());
  }
  if (state == v1::Campaign::STATE_PAUSED && campaign.state() != v1::Campaign::STATE_RUNNING) {
    return MakeError(absl::StatusCode::kFailedPrecondition, "CAMPAIGN_NOT_RUNNING",
                     campaign.name() + " is a draft, expected a running campaign; start it first",
                     {{"name", campaign.name()}});
  }
  campaign.set_state(state);
  TouchCampaign(now_us, campaign);
  return absl::OkStatus();
}

absl::Status CampaignClosedError(const std::string& name) {
  return MakeError(absl::StatusCode::kFailedPrecondition, "CAMPAIGN_CLOSED",
                   name + " is closed: it takes no labels, and does not change any more",
                   {{"name", name}});
}

}  // namespace assay
