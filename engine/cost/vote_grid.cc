#include <cmath>

#include "engine/base/check.h"
#include "engine/cost/vote_fit.h"

namespace assay {
namespace {

constexpr double kLeastConcentration = 0.5;
constexpr double kMostConcentration = 1000;
constexpr double kUsualConcentration = 25;
constexpr double kLogConcentrationDeviation = 2.2;
constexpr double kRivalShares[] = {0, 0.5};

double LogPrior(double scaled_accuracy, double concentration) {
  const double deviations =
      (std::log(concentration) - std::log(kUsualConcentration)) / kLogConcentrationDeviation;
  return std::log(scaled_accuracy) + std::log1p(-scaled_accuracy) / 2 - deviations * deviations / 2;
}

}  // namespace

VoteGrid::VoteGrid(size_t class_count, int max_label_count, WorkerPool& pool)
    : class_count_(class_count), max_label_count_(max_label_count) {
  ASSAY_CHECK(class_count >= 2);
  const double chance = 1 / static_cast<double>(class_count);
  const double log_range = std::log(kMostConcentration / kLeastConcentration);
  for (size_t a = 0; a < kAccuracyCount; ++a) {
    const double scaled = (static_cast<double>(a) + 0.5) / kAccuracyCount;
    for (size_t s = 0; s < kConcentrationCount; ++s) {
      const double place = static_cast<double>(s) / (kConcentrationCount - 1);
      const double concentration = kLeastConcentration * std::exp(place * log_range);
      for (size_t r = 0; r < rival_count(); ++r) {
        laws_.push_back({chance + (1 - chance) * scaled, concentration, kRivalShares[r]});
        log_priors_.push_back(LogPrior(scaled, concentration));
      }
    }
  }
  const VotePaths paths(class_count, max_label_count);
  outcomes_.resize(laws_.size());
  pool.Run(laws_.size(), [&](size_t law) { outcomes_[law] = paths.Outcome(laws_[law]); });
}

}  // namespace assay
