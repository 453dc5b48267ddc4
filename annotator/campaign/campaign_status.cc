#include "annotator/campaign/campaign_status.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "annotator/desk/campaign_rules.h"
#include "annotator/desk/running_consensus.h"
#include "engine/stats/interval.h"
#include "google/protobuf/util/time_util.h"

namespace assay {
namespace {

using google::protobuf::util::TimeUtil;
using storage::v1::CampaignFigures;

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr double kNormal95 = 1.959963984540054;
constexpr int64_t kMinuteMicros = 60'000'000;
constexpr int64_t kHourMinutes = 60;

v1::ShareEstimate ShareOf(int64_t successes, int64_t trials) {
  v1::ShareEstimate estimate;
  const auto interval = WilsonInterval(successes, trials);
  estimate.set_value(interval.ok() ? interval->value : kNaN);
  estimate.set_low(interval.ok() ? interval->low : kNaN);
  estimate.set_high(interval.ok() ? interval->high : kNaN);
  estimate.set_trial_count(trials);
  return estimate;
}

struct AgreementSums {
  double item_count = 0;
  double label_count = 0;
  double share_sum = 0;
  double share_square_sum = 0;
  double equal_sum = 0;  // sum_items sum_k c_k (c_k - 1) / (n - 1)
};

AgreementSums SumsOf(const CampaignFigures& figures) {
  AgreementSums sums;
  for (const auto& [labels, overlap] : figures.overlaps()) {
    const double n = labels;
    const auto items = static_cast<double>(overlap.item_count());
    const auto pairs = static_cast<double>(overlap.equal_pair_sum());
    const double all_pairs = n * (n - 1);
    sums.item_count += items;
    sums.label_count += items * n;
    sums.share_sum += pairs / all_pairs;
    sums.share_square_sum +=
        static_cast<double>(overlap.equal_pair_square_sum()) / (all_pairs * all_pairs);
    sums.equal_sum += pairs / (n - 1);
  }
  return sums;
}

// Expected disagreement; NaN where it is 0 or there are no classes.
double ExpectedDisagreement(const CampaignFigures& figures, double label_count) {
  double equal = 0;
  for (const int64_t count : figures.shared_label_counts()) {
    equal += static_cast<double>(count) * static_cast<double>(count - 1);
  }
  const double expected = 1 - equal / (label_count * (label_count - 1));
  return figures.shared_label_counts().empty() || expected <= 0 ? kNaN : expected;
}

v1::RunningAgreement AgreementOf(const CampaignFigures& figures) {
  const AgreementSums sums = SumsOf(figures);
  v1::RunningAgreement agreement;
  agreement.set_item_count(std::llround(sums.item_count));
  agreement.set_label_count(std::llround(sums.label_count));
  const double n = sums.item_count;
  const double mean = n == 0 ? kNaN : sums.share_sum / n;
  // One item says nothing about the spread: everything is possible.
  double half_width = 1;
  if (n >= 2) {
    const double variance = std::max(0.0, (sums.share_square_sum - n * mean * mean) / (n - 1));
    half_width = kNormal95 * std::sqrt(variance / n);
  }
  const double low = n == 0 ? kNaN : std::max(0.0, mean - half_width);
  const double high = n == 0 ? kNaN : std::min(1.0, mean + half_width);
  agreement.set_percent_agreement(mean);
  agreement.set_percent_low(low);
  agreement.set_percent_high(high);
  const double expected = n == 0 ? kNaN : ExpectedDisagreement(figures, sums.label_count);
  const double alpha = 1 - (1 - sums.equal_sum / sums.label_count) / expected;
  agreement.set_krippendorff_alpha(alpha);
  agreement.set_alpha_low(alpha - (mean - low) / expected);
  agreement.set_alpha_high(std::isnan(alpha) ? kNaN
                                             : std::min(1.0, alpha + (high - mean) / expected));
  return agreement;
}

v1::RunningConsensus ConsensusOf(const CampaignFigures& figures, const v1::LabelSchema& schema) {
  v1::RunningConsensus consensus;
  const int64_t count = figures.consensus_item_count();
  consensus.set_item_count(count);
  consensus.set_mean_confidence(count == 0 ? 0
                                           : static_cast<double>(figures.confidence_micros_sum()) /
                                                 1e6 / static_cast<double>(count));
  consensus.set_unsure_item_count(figures.unsure_item_count());
  const bool has_classes = schema.kind() == v1::LabelSchema::KIND_SINGLE_CHOICE ||
                           schema.kind() == v1::LabelSchema::KIND_ORDINAL;
  for (int k = 0; has_classes && k < schema.classes_size(); ++k) {
    v1::LabelClass& label_class = *consensus.add_classes();
    label_class.set_label(schema.classes(k));
    label_class.set_item_count(k < figures.consensus_counts_size() ? figures.consensus_counts(k)
                                                                   : 0);
  }
  return consensus;
}

// Microseconds; 0 where no label has a time.
int64_t MedianActiveTime(const CampaignFigures& figures) {
  int64_t total = 0;
  for (const int64_t count : figures.speed_bucket_counts()) {
    total += count;
  }
  int64_t below = 0;
  for (int i = 0; i < figures.speed_bucket_counts_size(); ++i) {
    below += figures.speed_bucket_counts(i);
    if (total > 0 && 2 * below >= total) {
      return std::llround(1000 * std::pow(1.05, i + 0.5));
    }
  }
  return 0;
}

int64_t LabelsOfTheLastHour(const CampaignFigures& figures, int64_t wall_us) {
  const int64_t now = wall_us / kMinuteMicros;
  int64_t labels = 0;
  for (const auto& [minute, count] : figures.recent_minutes()) {
    labels += minute <= now && minute > now - kHourMinutes ? count : 0;
  }
  return labels;
}

void SetCounts(const CampaignFigures& figures, uint64_t item_count, int64_t labels_of_untouched,
               v1::CampaignStatus& status) {
  const auto items = static_cast<int64_t>(item_count);
  const int64_t begun = figures.complete_item_count() + figures.open_item_count();
  status.set_item_count(items);
  status.set_complete_item_count(figures.complete_item_count());
  status.set_open_item_count(figures.open_item_count());
  status.set_lease_count(figures.lease_count());
  status.set_label_count(figures.label_count());
  status.set_wanted_label_count(figures.wanted_label_count() +
                                std::max<int64_t>(0, items - begun) * labels_of_untouched);
  status.set_machine_label_count(figures.machine_label_count());
  status.set_superseded_label_count(figures.superseded_label_count());
  status.set_skip_count(figures.skip_count());
  status.set_flag_count(figures.flag_count());
  status.set_annotator_count(figures.annotator_count());
}

void SetCosts(const CampaignFigures& figures, const v1::Campaign& campaign,
              v1::CampaignStatus& status) {
  status.set_spent_micros(figures.spent_micros());
  status.set_committed_micros(figures.committed_micros());
  status.set_currency_code(campaign.currency_code());
  *status.mutable_active_time() = TimeUtil::MicrosecondsToDuration(figures.active_time_us());
  if (const int64_t median = MedianActiveTime(figures); median > 0) {
    *status.mutable_median_active_time() = TimeUtil::MicrosecondsToDuration(median);
  }
}

v1::CampaignAnnotator::State StateOf(const storage::v1::CampaignAnnotatorState& state,
                                     const v1::Annotator& annotator) {
  if (annotator.disabled()) {
    return v1::CampaignAnnotator::STATE_DISABLED;
  }
  return state.stopped() ? v1::CampaignAnnotator::STATE_STOPPED
                         : v1::CampaignAnnotator::STATE_ACTIVE;
}

}  // namespace

v1::CampaignStatus MakeCampaignStatus(const storage::v1::CampaignRecord& record,
                                      const storage::v1::CampaignHead& head, uint64_t item_count,
                                      int64_t wall_us) {
  const v1::Campaign& campaign = record.campaign();
  const CampaignFigures& figures = head.figures();
  v1::CampaignStatus status;
  status.set_name(campaign.name());
  status.set_state(campaign.state());
  *status.mutable_read_time() = TimeUtil::MicrosecondsToTimestamp(wall_us);
  status.set_entry_count(static_cast<int64_t>(head.next_sequence()));
  SetCounts(figures, item_count, CampaignRules::WithDefaults(campaign.overlap()).label_count(),
            status);
  *status.mutable_agreement() = AgreementOf(figures);
  *status.mutable_consensus() = ConsensusOf(figures, campaign.schema());
  *status.mutable_gold_rate() = ShareOf(figures.gold_right_count(), figures.gold_count());
  SetCosts(figures, campaign, status);
  status.set_label_count_last_hour(LabelsOfTheLastHour(figures, wall_us));
  return status;
}

v1::CampaignAnnotator MakeCampaignAnnotator(const storage::v1::CampaignAnnotatorState& state,
                                            const v1::Annotator& annotator) {
  v1::CampaignAnnotator result;
  result.set_annotator(annotator.name());
  result.set_state(StateOf(state, annotator));
  result.set_label_count(state.label_count());
  *result.mutable_gold_rate() = ShareOf(state.all_gold_right_count(), state.all_gold_count());
  *result.mutable_agreement_with_consensus() =
      ShareOf(state.scored_right_count(), state.scored_count());
  result.set_weight_accuracy(
      WeightAccuracy(state.scored_right_count() + state.all_gold_right_count(),
                     state.scored_count() + state.all_gold_count()));
  result.set_lease_count(state.leases_size());
  result.set_expired_lease_count(state.expired_lease_count());
  result.set_skip_count(state.skip_count());
  result.set_flag_count(state.flag_count());
  *result.mutable_active_time() = TimeUtil::MicrosecondsToDuration(state.active_time_us());
  result.set_measured_label_count(state.measured_label_count());
  result.set_spent_micros(state.spent_micros());
  *result.mutable_first_time() = TimeUtil::MicrosecondsToTimestamp(state.first_time_us());
  *result.mutable_last_time() = TimeUtil::MicrosecondsToTimestamp(state.last_time_us());
  return result;
}

}  // namespace assay
