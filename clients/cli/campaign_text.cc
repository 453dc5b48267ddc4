#include "clients/cli/campaign_text.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <sstream>

#include "clients/cli/message_json.h"
#include "clients/cli/text.h"
#include "engine/cost/money.h"

namespace assay::cli {
namespace {

constexpr int64_t kBarWidth = 30;
constexpr int kClassesShown = 12;

std::string Fixed(double value, int decimals) {
  char text[64];
  std::snprintf(text, sizeof(text), "%.*f", decimals, value);
  return text;
}

std::string Plural(int64_t count, std::string_view word) {
  return Count(count) + " " + std::string(word) + (count == 1 ? "" : "s");
}

// ", 2 skips" where there are any.
std::string Also(int64_t count, std::string_view word) {
  return count == 0 ? "" : ", " + Plural(count, word);
}

void AppendAgreement(std::ostream& text, const v1::RunningAgreement& agreement) {
  if (agreement.item_count() == 0) {
    return;
  }
  text << "agreement  " << Percent(agreement.percent_agreement()) << " of pairs ("
       << Percent(agreement.percent_low()) << " to " << Percent(agreement.percent_high())
       << "; n = " << Plural(agreement.item_count(), "item") << ")";
  if (std::isfinite(agreement.krippendorff_alpha())) {
    text << "   alpha " << Fixed(agreement.krippendorff_alpha(), 2) << " ("
         << Fixed(agreement.alpha_low(), 2) << " to " << Fixed(agreement.alpha_high(), 2) << ")";
  }
  text << "\n";
}

void AppendConsensus(std::ostream& text, const v1::RunningConsensus& consensus) {
  if (consensus.item_count() == 0) {
    return;
  }
  text << "consensus  of " << Plural(consensus.item_count(), "item") << ", mean confidence "
       << Percent(consensus.mean_confidence()) << ", " << Count(consensus.unsure_item_count())
       << " unsure\n";
  if (consensus.classes_size() == 0) {
    return;
  }
  text << "classes    ";
  for (int i = 0; i < consensus.classes_size() && i < kClassesShown; ++i) {
    text << (i == 0 ? "" : ", ") << OneLine(consensus.classes(i).label(), 40) << " "
         << Count(consensus.classes(i).item_count());
  }
  if (consensus.classes_size() > kClassesShown) {
    text << ", and " << consensus.classes_size() - kClassesShown << " more";
  }
  text << "\n";
}

void AppendLabels(std::ostream& text, const v1::CampaignStatus& status) {
  text << "labels     " << Count(status.label_count()) << " of "
       << Count(status.wanted_label_count()) << " by "
       << Plural(status.annotator_count(), "annotator")
       << Also(status.machine_label_count(), "machine label");
  if (status.superseded_label_count() > 0) {
    text << ", " << Count(status.superseded_label_count()) << " superseded";
  }
  text << Also(status.skip_count(), "skip") << Also(status.flag_count(), "flag") << "\n";
}

void AppendCost(std::ostream& text, const v1::CampaignStatus& status) {
  if (status.currency_code().empty()) {
    return;
  }
  text << "cost       " << MoneyText(status.spent_micros(), status.currency_code()) << " spent, "
       << MoneyText(status.committed_micros(), status.currency_code()) << " committed";
  if (const int64_t all = EstimatedMicros(status); all > 0) {
    text << ", about " << CoinMoneyText(all, status.currency_code()) << " for all labels";
  }
  text << "\n";
}

void AppendRules(std::ostream& text, const v1::Campaign& campaign) {
  const v1::OverlapRule& overlap = campaign.overlap();
  text << "overlap    " << std::max(1, overlap.label_count());
  if (overlap.max_label_count() > overlap.label_count()) {
    text << ", up to " << overlap.max_label_count() << " while less sure than "
         << Percent(overlap.target_confidence() > 0 ? overlap.target_confidence() : 0.95);
  }
  text << "\norder      " << EnumWord(v1::Campaign::Order_Name(campaign.order()), "ORDER_") << "\n";
  if (campaign.has_gold()) {
    const v1::GoldRule& gold = campaign.gold();
    text << "gold       " << gold.dataset() << ", share " << Percent(gold.share()) << ", "
         << gold.first_count() << " first, pass mark " << Percent(gold.pass_mark()) << ", then "
         << EnumWord(v1::GoldRule::Action_Name(gold.action()), "ACTION_") << "\n";
  }
  if (campaign.budget_micros() > 0) {
    text << "budget     " << MoneyText(campaign.budget_micros(), campaign.currency_code()) << "\n";
  }
}

}  // namespace

int64_t EstimatedMicros(const v1::CampaignStatus& status) {
  const int64_t left = std::max<int64_t>(0, status.wanted_label_count() - status.label_count());
  if (status.label_count() <= 0) {
    return 0;
  }
  const auto rest =
      ScaleMicros(status.spent_micros(), left, status.label_count(), Rounding::kHalfUp);
  return rest.ok() ? AddMicros(status.spent_micros(), *rest).value_or(0) : 0;
}

std::string StateText(v1::Campaign::State state) {
  return EnumWord(v1::Campaign::State_Name(state), "STATE_");
}

std::string_view ShortName(std::string_view name) { return name.substr(name.rfind('/') + 1); }

std::string AnnotatorName(const std::string& name_or_id) {
  return name_or_id.starts_with("annotators/") ? name_or_id : "annotators/" + name_or_id;
}

std::string ValueText(const v1::LabelValue& value) {
  switch (value.value_case()) {
    case v1::LabelValue::kChoice:
      return value.choice();
    case v1::LabelValue::kChoices: {
      std::string text;
      for (const std::string& label_class : value.choices().classes()) {
        text += (text.empty() ? "" : " | ") + label_class;
      }
      return text.empty() ? "(none)" : text;
    }
    case v1::LabelValue::kNumber: {
      char text[32];
      return {text, std::to_chars(text, text + sizeof(text), value.number()).ptr};
    }
    case v1::LabelValue::kSpans:
      return Plural(value.spans().spans_size(), "span");
    case v1::LabelValue::kBoxes:
      return value.boxes().boxes_size() == 1
                 ? "1 box"
                 : std::to_string(value.boxes().boxes_size()) + " boxes";
    case v1::LabelValue::kPreference:
      return EnumWord(v1::LabelValue::Preference_Name(value.preference()), "PREFERENCE_");
    case v1::LabelValue::VALUE_NOT_SET:
      break;
  }
  return "";
}

std::string ShareText(const v1::ShareEstimate& share) {
  if (share.trial_count() == 0) {
    return "-";
  }
  return Percent(share.value()) + " (" + Percent(share.low()) + " to " + Percent(share.high()) +
         "; n = " + Count(share.trial_count()) + ")";
}

std::string DurationText(const google::protobuf::Duration& duration) {
  const double seconds = static_cast<double>(duration.seconds()) + 1e-9 * duration.nanos();
  if (seconds < 60) {
    return Fixed(seconds, 1) + " s";
  }
  const auto whole = static_cast<int64_t>(std::llround(seconds));
  if (whole < 3600) {
    return std::to_string(whole / 60) + " min " + std::to_string(whole % 60) + " s";
  }
  return Count(whole / 3600) + " h " + std::to_string(whole % 3600 / 60) + " min";
}

std::string BarText(int64_t done, int64_t total) {
  const int64_t shown = std::clamp<int64_t>(done, 0, std::max<int64_t>(total, 0));
  const int64_t filled = total > 0 ? kBarWidth * shown / total : 0;
  const int64_t percent = total > 0 ? 100 * shown / total : 0;
  return "[" + std::string(static_cast<size_t>(filled), '#') +
         std::string(static_cast<size_t>(kBarWidth - filled), '.') + "] " +
         std::to_string(percent) + " %";
}

std::string StatusText(const v1::CampaignStatus& status) {
  std::ostringstream text;
  text << status.name() << ": " << StateText(status.state()) << "\n"
       << "items      " << BarText(status.complete_item_count(), status.item_count()) << "   "
       << Count(status.complete_item_count()) << " of " << Count(status.item_count())
       << " complete, " << Count(status.open_item_count()) << " begun, "
       << Count(status.lease_count()) << " out\n";
  AppendLabels(text, status);
  AppendAgreement(text, status.agreement());
  AppendConsensus(text, status.consensus());
  if (status.gold_rate().trial_count() > 0) {
    text << "gold       " << ShareText(status.gold_rate()) << " right\n";
  }
  text << "speed      " << Count(status.label_count_last_hour()) << " in the last hour";
  if (status.has_median_active_time()) {
    text << ", median " << DurationText(status.median_active_time()) << " a label, "
         << DurationText(status.active_time()) << " in all";
  }
  text << "\n";
  AppendCost(text, status);
  return text.str();
}

std::string CampaignText(const v1::Campaign& campaign) {
  std::ostringstream text;
  text << campaign.name() << ": " << StateText(campaign.state()) << "\n";
  if (!campaign.display_name().empty()) {
    text << "title      " << OneLine(campaign.display_name(), 200) << "\n";
  }
  text << "question   " << OneLine(campaign.question(), 400) << "\n"
       << "kind       " << EnumWord(v1::LabelSchema::Kind_Name(campaign.schema().kind()), "KIND_")
       << "\n";
  if (campaign.schema().classes_size() > 0) {
    text << "classes    ";
    for (int i = 0; i < campaign.schema().classes_size() && i < kClassesShown; ++i) {
      text << (i == 0 ? "" : ", ") << OneLine(campaign.schema().classes(i), 40);
    }
    const int more = campaign.schema().classes_size() - kClassesShown;
    text << (more > 0 ? ", and " + std::to_string(more) + " more" : "") << "\n";
  }
  text << "items of   " << campaign.dataset();
  if (campaign.has_selection()) {
    text << ", " << Count(campaign.selection().chosen_count()) << " chosen";
  }
  text << "\n";
  AppendRules(text, campaign);
  if (campaign.guidelines().version() > 0) {
    text << "guidelines version " << campaign.guidelines().version() << "\n";
  }
  text << "annotators ";
  for (const std::string& annotator : campaign.annotators()) {
    text << ShortName(annotator) << " ";
  }
  text << (campaign.annotators().empty() ? "everybody\n" : "\n");
  return text.str();
}

}  // namespace assay::cli
