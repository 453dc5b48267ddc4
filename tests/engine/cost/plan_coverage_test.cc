#include <cstdint>
#include <vector>

#include "engine/base/worker_pool.h"
#include "engine/cost/vote_fit.h"
#include "gtest/gtest.h"
#include "tests/engine/consensus/crowd_set.h"
#include "tests/engine/cost/pilot_draw.h"
#include "tests/support/status_matchers.h"
#include "tests/support/test_data.h"

namespace assay {
namespace {

constexpr int kDraws = 60;

// Share of forecasts of votes of 1 to 9 labels, from pilots of 50 items, that came true on the
// other items of the set.
double Coverage(const char* name, size_t pilot_labels, bool known) {
  const CrowdSet set = LoadCrowdSet(TestData("crowd") / name, RepeatPolicy::kLast);
  const std::vector<size_t> items = WellLabelledItems(set.labels, set.truth, 10);
  WorkerPool pool(2);
  const VoteGrid grid(set.labels.class_count(), 9, pool);
  int covered = 0;
  for (int round = 0; round < kDraws; ++round) {
    Rng rng(77, static_cast<uint64_t>(round));
    const PilotDraw draw = DrawPilot(set.labels, items, 50, rng);
    const SmallTable pilot =
        FirstLabels(set.labels, set.truth, draw, draw.pilot_items, pilot_labels);
    PilotInput input{pilot.labels};
    if (known) {
      input.gold = pilot.truth;
    }
    const auto fit =
        FitPilot(input, grid, {static_cast<int64_t>(draw.other_items.size()), 0.9, 1}, pool);
    EXPECT_THAT(fit, IsOk());
    for (const VoteForecast& vote : fit->votes) {
      const double realised = VoteAccuracy(set.labels, set.truth, draw, draw.other_items,
                                           static_cast<size_t>(vote.label_count));
      covered += vote.accuracy.low <= realised && realised <= vote.accuracy.high ? 1 : 0;
    }
  }
  return covered / (9.0 * kDraws);
}

struct Case {
  const char* set;
  size_t pilot_labels;
  bool known;
};

class PlanCoverageTest : public testing::TestWithParam<Case> {};

// The promise of 90 % is kept at least 85 % of the time.
TEST_P(PlanCoverageTest, TheAccuracyOfVotesLiesInThePromisedInterval) {
  EXPECT_GE(Coverage(GetParam().set, GetParam().pilot_labels, GetParam().known), 0.85);
}

INSTANTIATE_TEST_SUITE_P(Sets, PlanCoverageTest,
                         testing::Values(Case{"bluebird", 2, false}, Case{"bluebird", 2, true},
                                         Case{"bluebird", 5, true}, Case{"snow_temp", 2, false},
                                         Case{"snow_temp", 3, true}, Case{"zencrowd_us", 2, false},
                                         Case{"zencrowd_us", 3, true}));

}  // namespace
}  // namespace assay
