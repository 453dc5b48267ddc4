#include "engine/audit/suspicion_score.h"

#include <cmath>

#include "engine/audit/rival_classes.h"
#include "engine/base/check.h"

namespace assay {

SuspicionScores ScoreSuspicion(const ClassMatrix& log_probabilities,
                               std::span<const uint32_t> given, const ClassMatrix& direction,
                               WorkerPool& pool, double direction_share) {
  constexpr size_t kRowsPerTask = 1024;
  constexpr double kSuggestionPower = 0.5;
  ASSAY_CHECK(given.size() == log_probabilities.row_count());
  ASSAY_CHECK(direction_share >= 0 && direction_share <= 1);
  const RivalFinder finder(direction, /*tau=*/1.0, kSuggestionPower);
  const double log_rival_count = std::log(static_cast<double>(direction.class_count() - 1));
  SuspicionScores scores{.quality = std::vector<double>(given.size()),
                         .suggested = std::vector<uint32_t>(given.size())};
  pool.ForRanges(given.size(), kRowsPerTask, [&](size_t begin, size_t end) {
    std::vector<RivalClasses> rivals(end - begin);
    finder.Find(log_probabilities, given, begin, end, rivals);
    for (size_t i = begin; i < end; ++i) {
      const RivalClasses& row = rivals[i - begin];
      const double directed = row.directed_log_odds + log_rival_count;
      const double plain = 0.5 * (row.log_odds + row.largest_log_odds);
      const double suspicion = direction_share * directed + (1.0 - direction_share) * plain;
      scores.quality[i] = 1.0 / (1.0 + std::exp(suspicion));
      scores.suggested[i] = row.best;
    }
  });
  return scores;
}

}  // namespace assay
