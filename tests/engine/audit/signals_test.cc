#include <cmath>
#include <map>

#include "engine/audit/signal_registry.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/engine/audit/random_case.h"
#include "tests/support/status_matchers.h"

namespace assay {
namespace {

std::vector<float> Compute(std::string_view name, const AuditEvidence& evidence) {
  return FindSuspicionSignal(name).value()->compute(evidence).value();
}

class ProbabilitySignalsTest : public testing::Test {
 protected:
  AuditEvidence Evidence() const {
    return {.given = items_.labels, .class_count = 5, .out_of_fold = items_.Matrix()};
  }
  std::vector<double> Row(size_t item) const {
    const auto row = items_.Matrix().row(item);
    return {row.begin(), row.end()};
  }

  const RandomCase<float> items_{200, 5, 1};
};

TEST_F(ProbabilitySignalsTest, LogOddsCompareTheGivenLabelWithTheBestOther) {
  const std::vector<float> scores = Compute("log_odds", Evidence());
  for (size_t i = 0; i < 200; ++i) {
    std::vector<double> row = Row(i);
    const double given = std::exchange(row[static_cast<size_t>(items_.labels[i])], 0);
    const double other = *std::max_element(row.begin(), row.end());
    EXPECT_NEAR(static_cast<double>(scores[i]), given / (given + other), 1e-5);
  }
}

// Kuan & Mueller (2022), section 3: the entropy over the probability of the label, here on the
// scale of cleanlab.
TEST_F(ProbabilitySignalsTest, EntropyWeightsTheProbabilityOfTheLabel) {
  const std::vector<float> scores = Compute("entropy_weighted", Evidence());
  for (size_t i = 0; i < 200; ++i) {
    double entropy = 0;
    for (const double p : Row(i)) {
      entropy -= p * std::log(p);
    }
    const double x = entropy / std::log(5.0) / Row(i)[static_cast<size_t>(items_.labels[i])];
    EXPECT_NEAR(static_cast<double>(scores[i]), std::log(1 + x) / x, 1e-4);
  }
}

TEST(NeighboursSignalTest, SumsSimilaritiesByLabel) {
  constexpr size_t kItems = 150;
  Rng rng(2);
  std::vector<int32_t> labels;
  NeighbourLists lists(kItems, 6);
  for (size_t i = 0; i < kItems; ++i) {
    labels.push_back(static_cast<int32_t>(rng.Below(3)));
    std::vector<SimilarRow> near;
    for (uint64_t n = rng.Below(7); n > 0; --n) {
      near.push_back({static_cast<uint32_t>(rng.Below(kItems)), static_cast<float>(rng.Uniform())});
    }
    lists.SetRow(i, near);
  }
  const auto scores =
      Compute("neighbours", {.given = labels, .class_count = 3, .neighbours = &lists});
  for (size_t i = 0; i < kItems; ++i) {
    std::map<int32_t, double> sums = {{0, 0}, {1, 0}, {2, 0}};
    double all = 0.5;
    for (const SimilarRow& neighbour : lists.row(i)) {
      sums[labels[neighbour.row]] += static_cast<double>(neighbour.similarity);
      all += static_cast<double>(neighbour.similarity);
    }
    const double given = sums[labels[i]];
    sums.erase(labels[i]);
    const double rival = std::max(sums.begin()->second, sums.rbegin()->second);
    EXPECT_NEAR(static_cast<double>(scores[i]), (1 + (given - rival) / all) / 2, 1e-5);
  }
}

TEST(NeighboursSignalTest, IsUndecidedWithoutNeighbours) {
  const std::vector<int32_t> labels = {0, 1};
  const NeighbourLists lists(2, 4);
  EXPECT_THAT(Compute("neighbours", {.given = labels, .class_count = 2, .neighbours = &lists}),
              testing::Each(0.5f));
}

TEST(DuplicatesSignalTest, SuspectsTheMinorityAmongDuplicates) {
  const std::vector<int32_t> labels = {0, 1, 1, 1, 0};
  const RowKey same{1, 1};
  const RowKey keys[] = {same, same, same, same, {2, 2}};
  WorkerPool pool(1);
  const auto duplicates = CountDuplicateLabels(labels, EqualRows(keys), {}, pool);
  const auto scores =
      Compute("duplicates", {.given = labels, .class_count = 2, .duplicates = duplicates});
  // Three against none of three; two against one of three; nothing known.
  EXPECT_FLOAT_EQ(scores[0], (1 - 3.0f / 4) / 2);
  EXPECT_FLOAT_EQ(scores[1], (1 + 1.0f / 4) / 2);
  EXPECT_FLOAT_EQ(scores[4], 0.5f);
}

TEST(DuplicatesSignalTest, EqualVotesDecideNothing) {
  const std::vector<int32_t> labels = {0};
  const DuplicateLabels duplicates[] = {{.same_count = 2, .other_count = 2, .rival_count = 2}};
  EXPECT_THAT(Compute("duplicates", {.given = labels, .class_count = 2, .duplicates = duplicates}),
              testing::ElementsAre(0.5f));
}

}  // namespace
}  // namespace assay
