#include "engine/audit/review/verified_estimate.h"

#include <numeric>

#include "engine/audit/review/review_sample.h"
#include "tests/engine/audit/review/simulated_ranking.h"
#include "tests/support/status_matchers.h"

namespace assay {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

std::vector<size_t> AllPositions(size_t count) {
  std::vector<size_t> positions(count);
  std::iota(positions.begin(), positions.end(), size_t{0});
  return positions;
}

std::vector<size_t> RandomPositions(size_t count, size_t of, uint64_t seed) {
  std::vector<size_t> positions = AllPositions(of);
  Rng rng(seed, 51);
  rng.Shuffle(std::span(positions));
  positions.resize(count);
  return positions;
}

VerifiedEstimate MustEstimate(const SimulatedRanking& ranking, std::span<const size_t> positions,
                              uint64_t seed = 0) {
  const std::vector<CheckedItem> checked = ranking.Check(positions);
  auto estimate = EstimateVerifiedErrors(ranking.With(checked), seed);
  EXPECT_THAT(estimate, IsOk());
  return *std::move(estimate);
}

bool Holds(const Interval& interval, double value) {
  return interval.low <= value && value <= interval.high;
}

TEST(VerifiedEstimateTest, IsExactWhereEveryItemWasChecked) {
  const SimulatedRanking ranking = SimulateRanking(300, 1, -1, 1);
  const VerifiedEstimate estimate = MustEstimate(ranking, AllPositions(300));
  EXPECT_EQ(estimate.errors.value, ranking.errors());
  EXPECT_EQ(estimate.errors.low, ranking.errors());
  EXPECT_EQ(estimate.errors.high, ranking.errors());
  EXPECT_EQ(estimate.wrong_count, static_cast<size_t>(ranking.errors()));
  for (size_t k = 0; k < 3; ++k) {
    double truth = 0;
    for (size_t i = k; i < 300; i += 3) {
      truth += ranking.wrong[i] ? 1 : 0;
    }
    EXPECT_EQ(estimate.per_class[k].low, truth);
    EXPECT_EQ(estimate.per_class[k].value, truth);
    EXPECT_EQ(estimate.per_class[k].high, truth);
  }
  double found = 0;
  size_t depth = 0;
  for (const CurvePoint& point : estimate.curve.points) {
    for (; depth < point.depth; ++depth) {
      found += ranking.wrong[depth] ? 1 : 0;
    }
    EXPECT_EQ(point.low, found);
    EXPECT_EQ(point.errors, found);
    EXPECT_EQ(point.high, found);
  }
  EXPECT_THAT(estimate.warnings, IsEmpty());
}

TEST(VerifiedEstimateTest, CurvesAndClassesStayInTheirBoundsAndAddUp) {
  for (const size_t count : {1U, 2U, 7U, 100U, 3000U}) {
    const SimulatedRanking ranking = SimulateRanking(count, .7, -1.5, count);
    const size_t checks = std::max<size_t>(count / 20, 1);
    const VerifiedEstimate estimate = MustEstimate(ranking, RandomPositions(checks, count, count));
    EXPECT_LE(estimate.curve.points.size(), kMaxCurvePoints);
    EXPECT_EQ(estimate.curve.level, kVerifiedLevel);
    CurvePoint last{.error_probability = 1};
    for (const CurvePoint& point : estimate.curve.points) {
      EXPECT_GT(point.depth, last.depth);
      EXPECT_LE(point.error_probability, last.error_probability);
      EXPECT_GE(point.error_probability, 0);
      EXPECT_GE(point.errors, last.errors);
      EXPECT_GE(point.low, last.low);
      EXPECT_GE(point.high, last.high);
      EXPECT_LE(point.low, point.errors);
      EXPECT_LE(point.errors, point.high);
      EXPECT_LE(point.high, static_cast<double>(point.depth));
      last = point;
    }
    EXPECT_EQ(last.depth, count);
    EXPECT_EQ(last.errors, estimate.errors.value);
    EXPECT_GE(estimate.errors.low, static_cast<double>(estimate.wrong_count));
    EXPECT_LE(estimate.errors.high,
              static_cast<double>(count - estimate.checked_count + estimate.wrong_count));
    double sum = 0;
    for (const Interval& interval : estimate.per_class) {
      EXPECT_LE(interval.low, interval.value);
      EXPECT_LE(interval.value, interval.high);
      sum += interval.value;
    }
    EXPECT_NEAR(sum, estimate.errors.value, 0.02 * static_cast<double>(count) + 0.05);
  }
}

// A right 90 % interval misses 30 of 150 with a probability of less than 10^-3.
TEST(VerifiedEstimateTest, IntervalsHoldTheTruthForBothKindsOfSamples) {
  struct Case {
    double slope;
    double intercept;
  };
  for (const Case& c : {Case{.6, -2}, Case{1.5, 0}, Case{.8, -4}}) {
    const SimulatedRanking ranking = SimulateRanking(2000, c.slope, c.intercept, 5);
    int ours = 0;
    int random = 0;
    for (uint64_t run = 0; run < 150; ++run) {
      const auto sample = ChooseReviewSample(ranking.scores, ranking.plausible, {}, 60, run);
      ASSERT_THAT(sample, IsOk());
      ours += Holds(MustEstimate(ranking, *sample).errors, ranking.errors()) ? 1 : 0;
      random +=
          Holds(MustEstimate(ranking, RandomPositions(60, 2000, run)).errors, ranking.errors()) ? 1
                                                                                                : 0;
    }
    EXPECT_GT(ours, 120) << c.slope;
    EXPECT_GT(random, 120) << c.slope;
  }
}

TEST(VerifiedEstimateTest, OurSampleSaysMoreThanARandomOne) {
  const SimulatedRanking ranking = SimulateRanking(5000, 1, -2, 8);
  double ours = 0;
  double random = 0;
  for (uint64_t run = 0; run < 20; ++run) {
    const auto sample = ChooseReviewSample(ranking.scores, ranking.plausible, {}, 100, run);
    ASSERT_THAT(sample, IsOk());
    const Interval a = MustEstimate(ranking, *sample).errors;
    const Interval b = MustEstimate(ranking, RandomPositions(100, 5000, run)).errors;
    ours += a.high - a.low;
    random += b.high - b.low;
  }
  EXPECT_LT(ours, random);
}

TEST(VerifiedEstimateTest, SaysWhereNobodyLookedAndIsWideThere) {
  const SimulatedRanking ranking = SimulateRanking(4000, .8, -2, 3);
  const VerifiedEstimate top = MustEstimate(ranking, AllPositions(100));
  const auto sample = ChooseReviewSample(ranking.scores, ranking.plausible, {}, 100, 1);
  ASSERT_THAT(sample, IsOk());
  const VerifiedEstimate spread = MustEstimate(ranking, *sample);
  EXPECT_THAT(top.warnings, ElementsAre(HasSubstr("ranks 101 to 4000")));
  EXPECT_THAT(spread.warnings, IsEmpty());
  EXPECT_GT(top.errors.high - top.errors.low, 2 * (spread.errors.high - spread.errors.low));
  EXPECT_TRUE(Holds(top.errors, ranking.errors()));
  EXPECT_THAT(MustEstimate(ranking, std::vector<size_t>{7, 3000}).warnings,
              testing::Contains(HasSubstr("only 2 labels were checked")));
}

TEST(VerifiedEstimateTest, MoreErrorsFoundMeanMoreErrorsExpected) {
  const SimulatedRanking ranking = SimulateRanking(2000, 1, -2, 4);
  std::vector<CheckedItem> checked = ranking.Check(RandomPositions(80, 2000, 4));
  const auto before = EstimateVerifiedErrors(ranking.With(checked));
  for (CheckedItem& item : checked) {
    item.wrong = item.wrong || item.position % 2 == 0;
  }
  const auto after = EstimateVerifiedErrors(ranking.With(checked));
  ASSERT_THAT(before, IsOk());
  ASSERT_THAT(after, IsOk());
  EXPECT_GT(after->errors.value, before->errors.value);
  EXPECT_GT(after->errors.low, before->errors.low);
  EXPECT_GT(after->errors.high, before->errors.high);
}

TEST(VerifiedEstimateTest, AClassWhoseChecksWereAllWrongGetsMoreOfTheErrors) {
  const SimulatedRanking ranking = SimulateRanking(3000, .3, -1, 6);
  std::vector<CheckedItem> checked;
  for (size_t position = 10; position < 3000; position += 25) {
    checked.push_back({position, position % 3 == 1});
  }
  const auto estimate = EstimateVerifiedErrors(ranking.With(checked));
  ASSERT_THAT(estimate, IsOk());
  EXPECT_GT(estimate->per_class[1].low, estimate->per_class[0].high);
  EXPECT_GT(estimate->per_class[1].low, estimate->per_class[2].high);
}

TEST(VerifiedEstimateTest, TheSameSeedGivesTheSameBitsInWhateverOrderTheChecksCome) {
  const SimulatedRanking ranking = SimulateRanking(1000, 1, -2, 7);
  std::vector<size_t> positions = RandomPositions(50, 1000, 7);
  const VerifiedEstimate first = MustEstimate(ranking, positions, 3);
  std::reverse(positions.begin(), positions.end());
  const VerifiedEstimate second = MustEstimate(ranking, positions, 3);
  EXPECT_EQ(first.errors.low, second.errors.low);
  EXPECT_EQ(first.errors.value, second.errors.value);
  EXPECT_EQ(first.per_class[2].high, second.per_class[2].high);
  EXPECT_NE(first.errors.value, MustEstimate(ranking, positions, 4).errors.value);
}

TEST(VerifiedEstimateTest, RefusesWhatIsNoRanking) {
  SimulatedRanking ranking = SimulateRanking(10, 1, 0, 1);
  const auto with = [&](std::vector<CheckedItem> checked) {
    return EstimateVerifiedErrors(ranking.With(checked)).status();
  };
  EXPECT_THAT(with({}), HasReason("BAD_CHECKED_ITEMS"));
  EXPECT_THAT(with({{3, true}, {3, false}}), HasReason("BAD_CHECKED_ITEMS"));
  EXPECT_THAT(with({{10, true}}), HasReason("BAD_CHECKED_ITEMS"));
  ranking.given[4] = 3;
  EXPECT_THAT(with({{1, true}}), HasReason("LABEL_OUT_OF_RANGE"));
  ranking.given.pop_back();
  EXPECT_THAT(with({{1, true}}), HasReason("SIZE_MISMATCH"));
  ranking = SimulateRanking(10, 1, 0, 1);
  std::swap(ranking.scores[2], ranking.scores[3]);
  EXPECT_THAT(with({{1, true}}), HasReason("BAD_RANKING"));
  ranking.scores[2] = 1.5;
  EXPECT_THAT(with({{1, true}}), HasReason("BAD_RANKING"));
}

TEST(VerifiedEstimateTest, TakesRankingsWithEqualAndExtremeScores) {
  SimulatedRanking ranking = SimulateRanking(500, 1, -1, 9);
  for (const double score : {0.0, 0.5, 1.0}) {
    std::fill(ranking.scores.begin(), ranking.scores.end(), score);
    ranking.plausible = {.centre = 0, .low = 0, .high = 0};
    const VerifiedEstimate estimate = MustEstimate(ranking, RandomPositions(100, 500, 9));
    EXPECT_TRUE(Holds(estimate.errors, ranking.errors())) << score;
  }
}

}  // namespace
}  // namespace assay
