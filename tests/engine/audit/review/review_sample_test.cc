#include "engine/audit/review/review_sample.h"

#include <set>

#include "engine/audit/review/suspicion_profile.h"
#include "tests/engine/audit/review/simulated_ranking.h"
#include "tests/support/status_matchers.h"

namespace assay {
namespace {

std::vector<size_t> MustChoose(const SimulatedRanking& ranking, std::span<const size_t> taken,
                               size_t count, uint64_t seed) {
  auto sample = ChooseReviewSample(ranking.scores, ranking.plausible, taken, count, seed);
  EXPECT_THAT(sample, IsOk());
  return *std::move(sample);
}

TEST(ReviewSampleTest, ChoosesAsManyItemsAsAskedOrLeftEachOnce) {
  const SimulatedRanking ranking = SimulateRanking(400, 1, -1, 1);
  for (const size_t count : {1U, 2U, 50U, 399U, 400U, 500U}) {
    const std::vector<size_t> sample = MustChoose(ranking, {}, count, 3);
    EXPECT_EQ(sample.size(), std::min<size_t>(count, 400));
    EXPECT_EQ(std::set(sample.begin(), sample.end()).size(), sample.size());
    EXPECT_LT(*std::max_element(sample.begin(), sample.end()), 400u);
  }
}

TEST(ReviewSampleTest, LeavesOutWhatWasCheckedBefore) {
  const SimulatedRanking ranking = SimulateRanking(400, 1, -1, 1);
  const std::vector<size_t> first = MustChoose(ranking, {}, 250, 3);
  std::vector<size_t> second = MustChoose(ranking, first, 200, 3);
  EXPECT_EQ(second.size(), 150u);
  second.insert(second.end(), first.begin(), first.end());
  EXPECT_EQ(std::set(second.begin(), second.end()).size(), 400u);
}

TEST(ReviewSampleTest, LooksAtEveryPartOfTheRanking) {
  const SimulatedRanking ranking = SimulateRanking(10000, 1, -3, 1);
  for (uint64_t seed = 0; seed < 20; ++seed) {
    int tenths[10] = {};
    for (const size_t position : MustChoose(ranking, {}, 100, seed)) {
      ++tenths[position / 1000];
    }
    for (const int count : tenths) {
      EXPECT_GT(count, 0);
    }
  }
}

// Each position's share of the draws is its share of the interest.
TEST(ReviewSampleTest, DrawsInProportionToInterest) {
  const SimulatedRanking ranking = SimulateRanking(40, 1, -1, 1);
  const auto profile = SuspicionProfile::Make(ranking.scores, ranking.plausible);
  ASSERT_THAT(profile, IsOk());
  double total = 0;
  for (size_t i = 0; i < 40; ++i) {
    total += profile->Interest(i);
  }
  std::vector<double> counts(40);
  constexpr int kRounds = 20000;
  for (uint64_t seed = 0; seed < kRounds; ++seed) {
    counts[MustChoose(ranking, {}, 1, seed)[0]] += 1;
  }
  for (size_t i = 0; i < 40; ++i) {
    const double expected = kRounds * profile->Interest(i) / total;
    EXPECT_NEAR(counts[i], expected, 5 * std::sqrt(expected)) << i;
  }
}

TEST(ReviewSampleTest, TheOrderTellsNothingOfTheRanks) {
  const SimulatedRanking ranking = SimulateRanking(5000, 1, -1, 1);
  double first_half = 0;
  double second_half = 0;
  for (uint64_t seed = 0; seed < 50; ++seed) {
    const std::vector<size_t> sample = MustChoose(ranking, {}, 100, seed);
    for (size_t i = 0; i < 100; ++i) {
      (i < 50 ? first_half : second_half) += static_cast<double>(sample[i]);
    }
  }
  EXPECT_NEAR(first_half / second_half, 1, 0.1);
}

TEST(ReviewSampleTest, TheSameSeedChoosesTheSameItems) {
  const SimulatedRanking ranking = SimulateRanking(1000, 1, -1, 1);
  EXPECT_EQ(MustChoose(ranking, {}, 50, 1), MustChoose(ranking, {}, 50, 1));
  EXPECT_NE(MustChoose(ranking, {}, 50, 1), MustChoose(ranking, {}, 50, 2));
}

TEST(ReviewSampleTest, RefusesPositionsThatAreNotThere) {
  const SimulatedRanking ranking = SimulateRanking(10, 1, -1, 1);
  const std::vector<size_t> taken = {10};
  EXPECT_THAT(ChooseReviewSample(ranking.scores, ranking.plausible, taken, 1, 0),
              HasReason("BAD_CHECKED_ITEMS"));
  EXPECT_THAT(ChooseReviewSample({}, {}, {}, 1, 0), HasReason("BAD_RANKING"));
}

}  // namespace
}  // namespace assay
