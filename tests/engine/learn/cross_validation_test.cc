#include "engine/learn/cross_validation.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <string_view>
#include <vector>

#include "engine/base/rng.h"
#include "gtest/gtest.h"
#include "tests/support/status_matchers.h"

namespace assay {
namespace {

struct Problem {
  CsrMatrix features;
  std::vector<uint32_t> labels;
  size_t class_count = 0;
};

// Rows with a word of their class (usually) and some words of no meaning.
Problem TopicProblem(size_t row_count, size_t class_count, uint64_t seed) {
  Rng rng(seed);
  Problem problem;
  problem.class_count = class_count;
  problem.features.column_count = class_count + 30;
  for (size_t row = 0; row < row_count; ++row) {
    const auto label = static_cast<uint32_t>(rng.Below(class_count));
    const auto topic = rng.Uniform() < 0.8 ? label : static_cast<uint32_t>(rng.Below(class_count));
    problem.features.Add(topic, 0.8f);
    const auto noise = static_cast<uint32_t>(class_count + rng.Below(30));
    problem.features.Add(noise, 0.6f);
    problem.features.EndRow();
    problem.labels.push_back(label);
  }
  return problem;
}

absl::StatusOr<CrossValidationResult> Validate(const Problem& problem,
                                               const CrossValidationOptions& options, int threads) {
  WorkerPool pool(threads);
  NullProgress progress;
  return CrossValidate(problem.features, problem.labels, problem.class_count, options, pool,
                       progress);
}

bool SameBits(const ClassMatrix& a, const ClassMatrix& b) {
  return std::equal(a.values().begin(), a.values().end(), b.values().begin(), b.values().end());
}

TEST(CrossValidationTest, EqualsFoldsTrainedOneAfterTheOther) {
  const Problem problem = TopicProblem(300, 5, 1);
  CrossValidationOptions options;
  options.seed = 77;
  const auto result = Validate(problem, options, 2);
  ASSERT_THAT(result, IsOk());
  ClassMatrix expected(300, 5);
  for (uint32_t fold = 0; fold < options.fold_count; ++fold) {
    std::vector<uint32_t> training;
    std::vector<uint32_t> held;
    for (uint32_t row = 0; row < 300; ++row) {
      (result->folds[row] == fold ? held : training).push_back(row);
    }
    SoftmaxTrainer trainer(problem.features, problem.labels, 5, training, options.model,
                           options.seed, fold + 1);
    for (int epoch = 0; epoch < result->epoch_count; ++epoch) {
      trainer.RunEpoch(nullptr, NullProgress());
    }
    trainer.model().PredictRows(problem.features, held, &expected);
  }
  EXPECT_TRUE(SameBits(result->held_out, expected));
}

TEST(CrossValidationTest, TheRecheckModelIsTrainedOnAllRowsForTheChosenEpochs) {
  const Problem problem = TopicProblem(300, 5, 2);
  CrossValidationOptions options;
  options.dynamics_epoch_count = 2;
  const auto result = Validate(problem, options, 2);
  ASSERT_THAT(result, IsOk());
  std::vector<uint32_t> rows(300);
  std::iota(rows.begin(), rows.end(), 0u);
  SoftmaxTrainer trainer(problem.features, problem.labels, 5, rows, options.model, options.seed);
  TrainingDynamics dynamics(300);
  for (int epoch = 0; epoch < result->epoch_count; ++epoch) {
    trainer.RunEpoch(epoch < 2 ? &dynamics : nullptr, NullProgress());
  }
  ClassMatrix expected(300, 5);
  trainer.model().PredictRange(problem.features, 0, 300, &expected);
  EXPECT_TRUE(SameBits(result->recheck, expected));
  ASSERT_GE(result->epoch_count, 2);
  for (size_t row = 0; row < 300; ++row) {
    EXPECT_FLOAT_EQ(result->area_under_margin[row], dynamics.margin_sum[row] / 2.0f);
    EXPECT_FLOAT_EQ(result->mean_given_probability[row], dynamics.given_sum[row] / 2.0f);
  }
}

TEST(CrossValidationTest, TheChosenEpochHasTheLowestPooledLossAndItsProbabilities) {
  const Problem problem = TopicProblem(400, 4, 3);
  CrossValidationOptions options;
  options.model.learning_rate = 1.0f;
  options.min_improvement = 0.0;
  options.max_epoch_count = 30;
  const auto result = Validate(problem, options, 1);
  ASSERT_THAT(result, IsOk());
  const auto lowest = std::min_element(result->epoch_losses.begin(), result->epoch_losses.end());
  EXPECT_EQ(result->epoch_count, lowest - result->epoch_losses.begin() + 1);
  EXPECT_LT(result->epoch_losses.size(), 30u) << "this problem overfits";
  double loss = 0.0;
  for (size_t row = 0; row < 400; ++row) {
    loss -= std::log(static_cast<double>(result->held_out.row(row)[problem.labels[row]])) / 400.0;
  }
  EXPECT_NEAR(loss, *lowest, 1e-9);
}

TEST(CrossValidationTest, ResultsDoNotDependOnTheNumberOfThreads) {
  const Problem problem = TopicProblem(500, 9, 4);
  const auto one = Validate(problem, {}, 1);
  const auto five = Validate(problem, {}, 5);
  ASSERT_THAT(one, IsOk());
  ASSERT_THAT(five, IsOk());
  EXPECT_TRUE(SameBits(one->held_out, five->held_out));
  EXPECT_TRUE(SameBits(one->recheck, five->recheck));
  EXPECT_EQ(one->epoch_losses, five->epoch_losses);
  EXPECT_EQ(one->area_under_margin, five->area_under_margin);
}

// Each row has a feature of its own and labels are noise: who has seen the row knows its label,
// who has not can only guess.
TEST(CrossValidationTest, HeldOutProbabilitiesHaveNotSeenTheRow) {
  Problem problem;
  problem.class_count = 2;
  problem.features.column_count = 400;
  Rng rng(5);
  for (uint32_t row = 0; row < 400; ++row) {
    problem.features.Add(row, 1.0f);
    problem.features.EndRow();
    problem.labels.push_back(static_cast<uint32_t>(rng.Below(2)));
  }
  CrossValidationOptions options;
  options.model.learning_rate = 1.0f;
  const auto result = Validate(problem, options, 2);
  ASSERT_THAT(result, IsOk());
  int known_held_out = 0;
  int known_recheck = 0;
  for (size_t row = 0; row < 400; ++row) {
    known_held_out += result->held_out.row(row)[problem.labels[row]] > 0.6f ? 1 : 0;
    known_recheck += result->recheck.row(row)[problem.labels[row]] > 0.6f ? 1 : 0;
  }
  EXPECT_LT(known_held_out, 20);
  EXPECT_EQ(known_recheck, 400);
}

TEST(CrossValidationTest, FindsTheTopicsOfAnEasyProblem) {
  const Problem problem = TopicProblem(2000, 6, 6);
  const auto result = Validate(problem, {}, 2);
  ASSERT_THAT(result, IsOk());
  int right = 0;
  for (size_t row = 0; row < 2000; ++row) {
    const auto p = result->held_out.row(row);
    right += std::max_element(p.begin(), p.end()) - p.begin() == problem.labels[row] ? 1 : 0;
  }
  // The topic is right for 0.8 + 0.2 / 6 of the rows.
  EXPECT_NEAR(right / 2000.0, 0.833, 0.03);
}

TEST(CrossValidationTest, AClassWithOneMemberIsImprobableButNeverUndefined) {
  Problem problem = TopicProblem(100, 3, 7);
  problem.class_count = 5;
  problem.labels[17] = 3;
  const auto result = Validate(problem, {}, 2);
  ASSERT_THAT(result, IsOk());
  for (const float value : result->held_out.values()) {
    EXPECT_TRUE(std::isfinite(value));
    EXPECT_GT(value, 0.0f);
  }
  EXPECT_LT(result->held_out.row(17)[3], 0.05f);
}

TEST(CrossValidationTest, RowsWithoutFeaturesGetTheClassShares) {
  Problem problem;
  problem.class_count = 2;
  problem.features.column_count = 1;
  for (uint32_t row = 0; row < 100; ++row) {
    problem.features.EndRow();
    problem.labels.push_back(row % 4 == 0 ? 1 : 0);
  }
  const auto result = Validate(problem, {}, 2);
  ASSERT_THAT(result, IsOk());
  for (size_t row = 0; row < 100; ++row) {
    EXPECT_NEAR(result->held_out.row(row)[1], 0.25, 0.1);
  }
}

TEST(CrossValidationTest, BalancedTrainingRaisesRareClasses) {
  Problem problem = TopicProblem(600, 2, 8);
  for (size_t row = 0; row < 600; ++row) {
    if (row % 10 != 0) {
      problem.labels[row] = 0;
    }
  }
  CrossValidationOptions balanced;
  balanced.model.class_balance = 1.0f;
  const auto plain_result = Validate(problem, {}, 2);
  const auto balanced_result = Validate(problem, balanced, 2);
  ASSERT_THAT(plain_result, IsOk());
  ASSERT_THAT(balanced_result, IsOk());
  double plain = 0.0;
  double raised = 0.0;
  for (size_t row = 0; row < 600; ++row) {
    plain += static_cast<double>(plain_result->held_out.row(row)[1]) / 600.0;
    raised += static_cast<double>(balanced_result->held_out.row(row)[1]) / 600.0;
  }
  EXPECT_LT(plain, 0.1);
  EXPECT_GT(raised, 0.25);
}

TEST(CrossValidationTest, OneClassIsRefused) {
  Problem problem = TopicProblem(10, 1, 9);
  EXPECT_THAT(Validate(problem, {}, 1), HasReason("TOO_FEW_CLASSES"));
}

TEST(CrossValidationTest, FewerRowsThanFoldsAreRefused) {
  const Problem problem = TopicProblem(4, 2, 9);
  const auto result = Validate(problem, {}, 1);
  EXPECT_THAT(result, HasReason("TOO_FEW_ROWS"));
  EXPECT_THAT(result, HasMetadata("row_count", "4"));
}

class CancelAfter final : public ProgressSink {
 public:
  explicit CancelAfter(int reports) : left_(reports) {}
  void Report(std::string_view, int64_t done, int64_t total) override {
    EXPECT_LE(done, total);
    --left_;
  }
  bool cancelled() const override { return left_ < 0; }

 private:
  int left_;
};

TEST(CrossValidationTest, StopsWhenCancelled) {
  const Problem problem = TopicProblem(200, 3, 10);
  WorkerPool pool(2);
  CrossValidationOptions options;
  options.min_improvement = -1.0;  // goes on to the last epoch
  for (const int reports : {0, 1, 2}) {
    CancelAfter progress(reports);
    EXPECT_THAT(CrossValidate(problem.features, problem.labels, 3, options, pool, progress),
                HasReason("CANCELLED"));
  }
}

}  // namespace
}  // namespace assay
