#include "annotator/auditing/review_record.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "annotator/auditing/verdict_origin.h"
#include "engine/audit/review/review_stop.h"
#include "engine/base/status.h"
#include "engine/cost/money.h"

namespace assay {
namespace {

constexpr std::string_view kWarningPrefix = "Checked sample: ";

absl::Status BadCost(const std::string& field, const std::string& found,
                     const std::string& expected) {
  return MakeError(absl::StatusCode::kInvalidArgument, "BAD_COST",
                   field + " is '" + found + "', expected " + expected,
                   {{"field", field}, {"found", found}, {"expected", expected}});
}

void FillEstimate(const Interval& interval, const std::string& method, v1::Estimate& estimate) {
  estimate.set_value(interval.value);
  estimate.set_low(interval.low);
  estimate.set_high(interval.high);
  estimate.set_level(interval.level);
  estimate.set_method(method);
}

std::string Percent(double share) {
  return absl::StrFormat("%.*f %%", share < 0.1 ? 1 : 0, 100 * share);
}

// "a 90 % interval of 1 to 2" or "a plausible range of 1 to 2".
std::string RangeText(double level, const std::string& low, const std::string& high) {
  return (level > 0 ? Percent(level) + " interval " : "plausible range ") + low + " to " + high;
}

std::string Advice(const v1::ReviewCurve& review, const ErrorCurve& curve) {
  const v1::ReviewCosts& costs = review.costs();
  const auto money = [&](int64_t micros) { return MoneyText(micros, costs.currency_code()); };
  const std::string prices =
      absl::StrCat("a check costs ", money(costs.review_cost_micros()),
                   ", an error that stays costs ", money(costs.error_cost_micros()));
  const double first = curve.points.front().error_probability;
  if (review.stop_depth() == 0) {
    return absl::StrCat("Not worth starting: ", prices,
                        ", and even the first finding is wrong with a probability of only ",
                        Percent(first), ".");
  }
  // A saving is an estimate: its thousandths would feign precision.
  const auto rounded = [&](int64_t micros) {
    return money(micros > -1'000'000 && micros < 1'000'000 ? micros : micros - micros % 10'000);
  };
  const std::string saving =
      absl::StrCat("Expected net saving ", rounded(review.net_saving_micros()), " (",
                   RangeText(curve.level, rounded(review.net_saving_low_micros()),
                             rounded(review.net_saving_high_micros())),
                   ").");
  const auto all = static_cast<int64_t>(curve.points.back().depth);
  if (review.stop_depth() == all) {
    return absl::StrCat("Check all ", all, " items: ", prices,
                        ", and even the last check is expected to save more than it costs. ",
                        saving);
  }
  const double share = static_cast<double>(costs.review_cost_micros()) /
                       static_cast<double>(costs.error_cost_micros());
  return absl::StrCat("Check the first ", review.stop_depth(), " findings and stop: ", prices,
                      ", so a check pays where labels are wrong with more than ", Percent(share),
                      ". ", saving);
}

void FillCurve(const ErrorCurve& curve, bool verified, v1::Audit& audit) {
  v1::ReviewCosts costs = audit.review().costs();
  if (!audit.has_review() || !audit.review().has_costs()) {
    costs = audit.options().costs();
  }
  v1::ReviewCurve& review = *audit.mutable_review();
  review.Clear();
  review.set_verified(verified);
  for (const CurvePoint& point : curve.points) {
    v1::DepthPoint& shown = *review.add_points();
    shown.set_depth(static_cast<int64_t>(point.depth));
    shown.set_expected_errors(point.errors);
    shown.set_low(point.low);
    shown.set_high(point.high);
    shown.set_marginal_precision(point.error_probability);
  }
  if (costs.review_cost_micros() == 0 && costs.error_cost_micros() == 0) {
    return;
  }
  *review.mutable_costs() = costs;
  const ReviewStop stop =
      FindReviewStop(curve, {costs.review_cost_micros(), costs.error_cost_micros()});
  review.set_stop_depth(static_cast<int64_t>(stop.depth));
  review.set_net_saving_micros(stop.net_micros);
  review.set_net_saving_low_micros(stop.net_low_micros);
  review.set_net_saving_high_micros(stop.net_high_micros);
  review.set_advice(Advice(review, curve));
}

void ReplaceWarnings(const VerifiedEstimate& estimate, v1::Audit& audit) {
  std::vector<std::string> warnings;
  for (const std::string& warning : audit.warnings()) {
    if (!absl::StartsWith(warning, std::string(kWarningPrefix))) {
      warnings.push_back(warning);
    }
  }
  for (const std::string& warning : estimate.warnings) {
    warnings.push_back(std::string(kWarningPrefix) + warning);
  }
  audit.mutable_warnings()->Assign(warnings.begin(), warnings.end());
}

}  // namespace

absl::Status CheckCosts(const v1::ReviewCosts& costs) {
  if (costs.review_cost_micros() < 0) {
    return BadCost("review_cost_micros", absl::StrCat(costs.review_cost_micros()), "0 or more");
  }
  if (costs.error_cost_micros() < 0) {
    return BadCost("error_cost_micros", absl::StrCat(costs.error_cost_micros()), "0 or more");
  }
  const std::string& code = costs.currency_code();
  const bool is_code = code.size() == 3 && std::all_of(code.begin(), code.end(),
                                                       [](char c) { return c >= 'A' && c <= 'Z'; });
  if (!code.empty() && !is_code) {
    return BadCost("currency_code", code.substr(0, 20), "three capital letters as in USD");
  }
  return absl::OkStatus();
}

ErrorRange PlausibleErrorsOf(const v1::Audit& audit) {
  const v1::Estimate& models = audit.has_model_estimated_errors() ? audit.model_estimated_errors()
                                                                  : audit.estimated_errors();
  return {.centre = models.value(), .low = models.low(), .high = models.high()};
}

absl::Status FillModelReview(std::span<const double> scores, v1::Audit& audit) {
  ASSAY_ASSIGN_OR_RETURN(const ErrorCurve curve,
                         ModelErrorCurve(scores, PlausibleErrorsOf(audit),
                                         static_cast<size_t>(audit.flagged_count())));
  FillCurve(curve, false, audit);
  return absl::OkStatus();
}

void FillVerifiedReview(const VerifiedEstimate& estimate, v1::Audit& audit) {
  if (!audit.has_model_estimated_errors()) {
    *audit.mutable_model_estimated_errors() = audit.estimated_errors();
  }
  const std::string method = absl::StrCat(
      "From ", estimate.checked_count, " checked labels, ", estimate.wrong_count,
      " of them wrong: how the share of errors falls along the ranking is fitted to them, and what "
      "was not checked is drawn from the fit.");
  FillEstimate(estimate.errors, method, *audit.mutable_estimated_errors());
  for (size_t k = 0; k < estimate.per_class.size(); ++k) {
    FillEstimate(estimate.per_class[k], "",
                 *audit.mutable_class_summaries(static_cast<int>(k))->mutable_estimated_errors());
  }
  audit.set_verified_count(static_cast<int64_t>(estimate.checked_count));
  audit.set_verified_error_count(static_cast<int64_t>(estimate.wrong_count));
  ReplaceWarnings(estimate, audit);
  FillCurve(estimate.curve, true, audit);
}

FindingView::FindingView(const v1::Audit& audit, std::span<const VerifiedItem> labels)
    : curve_(audit.review()) {
  for (const VerifiedItem& item : labels) {
    v1::VerifiedLabel& label = labels_.emplace(item.item_index, item.record.label()).first->second;
    FillVerifyTime(item.record.receive_time_us(), label);  // older records lack it
  }
}

void FindingView::Apply(uint64_t item_index, v1::Finding& finding) const {
  const auto point =
      std::lower_bound(curve_.points().begin(), curve_.points().end(), finding.rank(),
                       [](const v1::DepthPoint& p, int64_t rank) { return p.depth() < rank; });
  if (point != curve_.points().end()) {
    finding.set_error_probability(point->marginal_precision());
  }
  if (const auto label = labels_.find(item_index); label != labels_.end()) {
    *finding.mutable_verified() = label->second;
  }
}

}  // namespace assay
