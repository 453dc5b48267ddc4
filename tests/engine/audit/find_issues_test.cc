// The fast way from probabilities to issues against the slow reference, for data of every kind that
// sends it another way, and for any number of threads.
#include <algorithm>
#include <cmath>
#include <string>
#include <tuple>

#include "engine/audit/label_issues.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/engine/audit/random_case.h"
#include "tests/reference/audit/confident_learning_reference.h"

namespace assay {
namespace {

constexpr IssueFilterOptions kNoMinimum{.noise_share = 1, .min_items_per_class = 0};

struct Kind {
  const char* name;
  // Changes the probabilities of a random case.
  void (*change)(RandomCase<double>& random);
};

void RoundToQuarters(RandomCase<double>& random) {
  for (double& p : random.probabilities) {
    p = std::round(4 * p) / 4;
  }
}

// Every row says the same: all margins of a pair of classes are equal.
void MakeRowsEqual(RandomCase<double>& random) {
  for (size_t i = 0; i < random.probabilities.size(); ++i) {
    random.probabilities[i] = random.probabilities[i % random.class_count];
  }
}

// Next to certain of the true class: few negative margins, fewer than the counts ask for.
void MakeSure(RandomCase<double>& random) {
  for (size_t i = 0; i < random.labels.size(); ++i) {
    for (size_t k = 0; k < random.class_count; ++k) {
      const bool is_true = static_cast<size_t>(random.true_classes[i]) == k;
      double& p = random.probabilities[i * random.class_count + k];
      p = is_true ? 0.9 + p / 20 : p / 20;
    }
  }
}

// The given class has the largest probability nearly everywhere, other classes reach their
// thresholds nevertheless.
void FavourTheLabel(RandomCase<double>& random) {
  for (size_t i = 0; i < random.labels.size(); ++i) {
    double& p =
        random.probabilities[i * random.class_count + static_cast<size_t>(random.labels[i])];
    p = i % 7 == 0 ? p / 8 : std::max(p, 0.3 + p / 2);
  }
}

void GiveOneClassAlmostAllItems(RandomCase<double>& random) {
  for (size_t i = 0; i < random.labels.size(); ++i) {
    random.labels[i] = i % 50 == 0 ? random.labels[i] : 0;
  }
}

const Kind kKinds[] = {
    {"Plain", [](RandomCase<double>&) {}}, {"Ties", &RoundToQuarters},
    {"EqualRows", &MakeRowsEqual},         {"Sure", &MakeSure},
    {"FavourLabel", &FavourTheLabel},      {"Imbalanced", &GiveOneClassAlmostAllItems}};

class FindIssuesTest : public testing::TestWithParam<std::tuple<Kind, size_t, size_t>> {
 protected:
  RandomCase<double> MakeCase(uint64_t seed) const {
    const auto& [kind, item_count, class_count] = GetParam();
    RandomCase<double> random(item_count, class_count, seed, seed % 2 == 0 ? 0.5 : 0.1);
    kind.change(random);
    return random;
  }
};

TEST_P(FindIssuesTest, AgreesWithTheSlowReference) {
  WorkerPool pool(2);
  for (uint64_t seed = 1; seed <= 4; ++seed) {
    const RandomCase<double> random = MakeCase(seed);
    const auto data = LabelledProbabilities<double>::Create(random.labels, random.Matrix(), pool);
    ASSERT_TRUE(data.ok());
    const ConfidentLearning learned = LearnConfidently(*data, pool);
    EXPECT_EQ(learned.joint.counts, reference::ConfidentCounts(*data));
    EXPECT_EQ(FindLabelIssues(*data, learned, IssueFilter::kPruneByNoiseRate, kNoMinimum, pool),
              reference::PruneByNoiseRate(*data, learned.calibrated));
    EXPECT_EQ(FindLabelIssues(*data, learned, IssueFilter::kPruneByClass, kNoMinimum, pool),
              reference::PruneByClass(*data, learned.calibrated));
  }
}

INSTANTIATE_TEST_SUITE_P(Kinds, FindIssuesTest,
                         testing::Combine(testing::ValuesIn(kKinds), testing::Values(1, 65, 900),
                                          testing::Values(2, 5, 33)),
                         [](const auto& tested) {
                           return std::get<0>(tested.param).name +
                                  std::to_string(std::get<1>(tested.param)) + "x" +
                                  std::to_string(std::get<2>(tested.param));
                         });

// More items than one task has.
TEST(FindIssuesThreadsTest, TheNumberOfThreadsChangesNoBit) {
  for (const size_t class_count : {3U, 20U}) {
    const RandomCase<float> random(40'000, class_count, 9);
    WorkerPool one(1);
    const auto alone = LabelledProbabilities<float>::Create(random.labels, random.Matrix(), one);
    const ConfidentLearning learned_alone = LearnConfidently(*alone, one);
    for (const int thread_count : {2, 3, 8}) {
      WorkerPool pool(thread_count);
      const auto data = LabelledProbabilities<float>::Create(random.labels, random.Matrix(), pool);
      const ConfidentLearning learned = LearnConfidently(*data, pool);
      EXPECT_EQ(learned.thresholds, learned_alone.thresholds);
      EXPECT_EQ(learned.joint.counts, learned_alone.joint.counts);
      EXPECT_EQ(learned.joint.off_diagonal_items, learned_alone.joint.off_diagonal_items);
      for (const IssueFilter filter : {IssueFilter::kPruneByNoiseRate, IssueFilter::kPruneByClass,
                                       IssueFilter::kBoth, IssueFilter::kLowSelfConfidence}) {
        EXPECT_EQ(FindLabelIssues(*data, learned, filter, {}, pool),
                  FindLabelIssues(*alone, learned_alone, filter, {}, one));
      }
    }
  }
}

TEST(FindIssuesThreadsTest, TheFirstErrorIsReportedHoweverManyThreads) {
  RandomCase<float> random(40'000, 4, 2);
  WorkerPool pool(3);
  random.probabilities[4 * 39'999] = 2;
  random.probabilities[4 * 777 + 2] = -1;
  const auto refused = LabelledProbabilities<float>::Create(random.labels, random.Matrix(), pool);
  EXPECT_THAT(std::string(refused.status().message()), testing::HasSubstr("class 2 of item 777 "));
  random.labels[39'000] = 4;
  const auto label = LabelledProbabilities<float>::Create(random.labels, random.Matrix(), pool);
  EXPECT_THAT(std::string(label.status().message()),
              testing::HasSubstr("item 39000 has the class"));
}

}  // namespace
}  // namespace assay
