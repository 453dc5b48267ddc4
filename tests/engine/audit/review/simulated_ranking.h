#ifndef ASSAY_TESTS_ENGINE_AUDIT_REVIEW_SIMULATED_RANKING_H_
#define ASSAY_TESTS_ENGINE_AUDIT_REVIEW_SIMULATED_RANKING_H_

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <span>
#include <vector>

#include "engine/audit/review/verified_estimate.h"
#include "engine/base/rng.h"

namespace assay {

// A ranking whose wrong labels are known.
struct SimulatedRanking {
  std::vector<double> scores;
  std::vector<uint32_t> given;
  std::vector<bool> wrong;
  ErrorRange plausible;

  double errors() const {
    return static_cast<double>(std::count(wrong.begin(), wrong.end(), true));
  }
  VerifiedRanking With(std::span<const CheckedItem> checked) const {
    return {.scores = scores,
            .given = given,
            .class_count = 3,
            .flagged_count = scores.size() / 10,
            .plausible = plausible,
            .checked = checked};
  }
  std::vector<CheckedItem> Check(std::span<const size_t> positions) const {
    std::vector<CheckedItem> checked;
    for (const size_t position : positions) {
      checked.push_back({position, wrong[position]});
    }
    return checked;
  }
};

// Suspicion falls evenly from 6 to -6; labels are wrong with log-odds of a + slope * suspicion.
// Three classes in turn; the models' plausible range is [share/3, share/1.5, 2 share] of the items.
inline SimulatedRanking SimulateRanking(size_t count, double slope, double intercept,
                                        uint64_t seed) {
  SimulatedRanking ranking;
  Rng rng(seed, 50);
  for (size_t i = 0; i < count; ++i) {
    const double x = 6 - 12 * (static_cast<double>(i) + 0.5) / static_cast<double>(count);
    ranking.scores.push_back(1 / (1 + std::exp(x)));
    ranking.given.push_back(static_cast<uint32_t>(i % 3));
    ranking.wrong.push_back(rng.Uniform() < 1 / (1 + std::exp(-intercept - slope * x)));
  }
  ranking.plausible = {
      .centre = ranking.errors() / 1.5, .low = ranking.errors() / 3, .high = ranking.errors() * 2};
  return ranking;
}

}  // namespace assay

#endif  // ASSAY_TESTS_ENGINE_AUDIT_REVIEW_SIMULATED_RANKING_H_
