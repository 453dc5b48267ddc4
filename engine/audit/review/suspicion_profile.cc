#include "engine/audit/review/suspicion_profile.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "engine/audit/review/logistic.h"
#include "engine/base/status.h"

namespace assay {
namespace {

constexpr double kMaxSuspicion = 12;
constexpr double kSlope = 0.7;
constexpr double kInterestFloor = 0.08;
constexpr size_t kMaxBins = 2048;

absl::Status BadRanking(size_t position, double score, std::string_view expected) {
  const std::string found = std::to_string(score);
  return MakeError(absl::StatusCode::kInvalidArgument, "BAD_RANKING",
                   "found the score " + found + " at rank " + std::to_string(position + 1) +
                       ", expected " + std::string(expected),
                   {{"rank", std::to_string(position + 1)}, {"found", found}});
}

double SuspicionOf(double score) {
  return std::clamp(std::log1p(-score) - std::log(score), -kMaxSuspicion, kMaxSuspicion);
}

}  // namespace

absl::StatusOr<SuspicionProfile> SuspicionProfile::Make(std::span<const double> scores,
                                                        ErrorRange plausible) {
  if (scores.empty()) {
    return MakeError(absl::StatusCode::kInvalidArgument, "BAD_RANKING",
                     "the ranking is empty, expected at least one item");
  }
  SuspicionProfile profile;
  profile.sums_.reserve(scores.size() + 1);
  profile.sums_.push_back(0);
  for (size_t i = 0; i < scores.size(); ++i) {
    if (!(scores[i] >= 0 && scores[i] <= 1)) {
      return BadRanking(i, scores[i], "a number from 0 to 1");
    }
    if (i > 0 && scores[i] < scores[i - 1]) {
      return BadRanking(i, scores[i], "none below that of the rank before");
    }
    profile.sums_.push_back(profile.sums_.back() + SuspicionOf(scores[i]));
  }
  const double most = static_cast<double>(scores.size()) - 0.5;
  profile.plausible_.low = std::clamp(plausible.low, 0.5, most);
  profile.plausible_.centre = std::clamp(plausible.centre, profile.plausible_.low, most);
  profile.plausible_.high = std::clamp(plausible.high, profile.plausible_.centre, most);
  profile.ComputeInterest(std::min(scores.size(), kMaxBins));
  return profile;
}

void SuspicionProfile::ComputeInterest(size_t bin_count) {
  interest_.assign(bin_count, kInterestFloor);
  for (size_t bin = 0; bin < bin_count; ++bin) {
    const size_t begin = BinBegin(bin);
    const size_t end = BinBegin(bin + 1);
    bin_counts_.push_back(static_cast<double>(end - begin));
    bin_x_.push_back(MeanSuspicion(begin, end));
  }
  const auto& [centre, low, high] = plausible_;
  const double totals[] = {low, std::sqrt(low * centre), centre, std::sqrt(centre * high), high};
  for (const double total : totals) {
    const double intercept = InterceptFor(kSlope, total);
    for (size_t bin = 0; bin < bin_count; ++bin) {
      const double p = Logistic(intercept + kSlope * bin_x_[bin]);
      interest_[bin] += std::sqrt(p * (1 - p)) / static_cast<double>(std::size(totals));
    }
  }
}

double SuspicionProfile::InterceptFor(double slope, double total) const {
  const auto errors = [&](double intercept) {
    double sum = 0;
    for (size_t bin = 0; bin < bin_x_.size(); ++bin) {
      sum += bin_counts_[bin] * Logistic(intercept + slope * bin_x_[bin]);
    }
    return sum;
  };
  double low = -60;
  double high = 60;
  while (high - low > 1e-6) {
    const double middle = (low + high) / 2;
    (errors(middle) < total ? low : high) = middle;
  }
  return (low + high) / 2;
}

double SuspicionProfile::Interest(size_t position) const {
  size_t bin = position * interest_.size() / item_count();
  // BinBegin rounds down, so the bin of a position is this one or the next.
  if (BinBegin(bin + 1) <= position) {
    ++bin;
  }
  return interest_[bin];
}

std::vector<size_t> SuspicionProfile::EqualInterestEnds(size_t count) const {
  double total = 0;
  for (size_t bin = 0; bin < interest_.size(); ++bin) {
    total += interest_[bin] * bin_counts_[bin];
  }
  const double share = total / static_cast<double>(count);
  std::vector<size_t> ends;
  double below = 0;
  for (size_t position = 0; position < item_count(); ++position) {
    below += Interest(position);
    if (below >= share * static_cast<double>(ends.size() + 1)) {
      ends.push_back(position + 1);
    }
  }
  if (ends.empty() || ends.back() != item_count()) {
    ends.push_back(item_count());
  }
  return ends;
}

}  // namespace assay
