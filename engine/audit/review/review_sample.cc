#include "engine/audit/review/review_sample.h"

#include <string>

#include "engine/audit/review/suspicion_profile.h"
#include "engine/base/rng.h"
#include "engine/base/status.h"

namespace assay {
namespace {

// One position per stratum of equal weight; fewer where a position is heavier than a stratum.
// Positions of weight 0 are never drawn.
std::vector<size_t> DrawStrata(std::span<const double> weights, size_t count, Rng& rng) {
  double total = 0;
  for (const double weight : weights) {
    total += weight;
  }
  const double share = total / static_cast<double>(count);
  std::vector<size_t> drawn;
  size_t stratum = 0;
  double target = rng.Uniform() * share;
  double below = 0;
  for (size_t i = 0; i < weights.size() && stratum < count; ++i) {
    below += weights[i];
    bool chosen = false;
    while (stratum < count && target < below) {
      chosen = true;
      ++stratum;
      target = (static_cast<double>(stratum) + rng.Uniform()) * share;
    }
    if (chosen) {
      drawn.push_back(i);
    }
  }
  return drawn;
}

}  // namespace

absl::StatusOr<std::vector<size_t>> ChooseReviewSample(std::span<const double> scores,
                                                       const ErrorRange& plausible,
                                                       std::span<const size_t> taken, size_t count,
                                                       uint64_t seed) {
  ASSAY_ASSIGN_OR_RETURN(const SuspicionProfile profile, SuspicionProfile::Make(scores, plausible));
  std::vector<double> weights(scores.size());
  for (size_t i = 0; i < weights.size(); ++i) {
    weights[i] = profile.Interest(i);
  }
  size_t left = weights.size();
  for (const size_t position : taken) {
    if (position >= weights.size()) {
      return MakeError(absl::StatusCode::kInvalidArgument, "BAD_CHECKED_ITEMS",
                       "found the position " + std::to_string(position) + ", expected less than " +
                           std::to_string(weights.size()),
                       {{"found", std::to_string(position)}});
    }
    left -= weights[position] > 0 ? 1 : 0;
    weights[position] = 0;
  }
  Rng rng(seed, 4);
  std::vector<size_t> sample;
  while (sample.size() < count && left > 0) {
    for (const size_t position : DrawStrata(weights, count - sample.size(), rng)) {
      sample.push_back(position);
      weights[position] = 0;
      --left;
    }
  }
  rng.Shuffle(std::span(sample));
  return sample;
}

}  // namespace assay
