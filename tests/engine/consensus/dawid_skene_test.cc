#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "engine/consensus/confusion_em.h"
#include "engine/consensus/confusion_tables.h"
#include "tests/engine/consensus/crowd_set.h"
#include "tests/engine/consensus/made_labels.h"
#include "tests/reference/consensus/consensus_reference.h"
#include "tests/support/test_data.h"

namespace assay {
namespace {

double MeanOfClass(const ConsensusResult& result, size_t class_count, size_t k) {
  double sum = 0;
  for (size_t cell = k; cell < result.posterior.size(); cell += class_count) {
    sum += static_cast<double>(result.posterior[cell]);
  }
  return sum / static_cast<double>(result.posterior.size() / class_count);
}

// Dawid & Skene (1979), table 2: the estimated marginal probabilities of the four classes.
TEST(DawidSkeneTest, GivesTheClassSharesThatThePaperPrints) {
  const CrowdSet set = LoadCrowdSet(TestData("dawid_skene_1979"), RepeatPolicy::kAll);
  ASSERT_EQ(set.labels.label_count(), 315u);
  const ConsensusResult result = RunMethod("dawid_skene", {set.labels, {}, {}});
  const double printed[] = {0.40, 0.42, 0.11, 0.07};
  for (size_t k = 0; k < 4; ++k) {
    EXPECT_NEAR(MeanOfClass(result, 4, k), printed[k], 0.006) << k;
  }
  EXPECT_TRUE(result.converged);
}

// The log posterior of a MAP fit never falls.  Taken from our tables, with our own rounds.
void ExpectMonotone(const ConsensusInput& input, const PseudoCounts& pseudo, double class_pseudo,
                    double clip) {
  WorkerPool pool(1);
  ConfusionEm em(input, pool);
  em.CountVotes(false);
  double before = -1e300;
  for (int round = 0; round < 40; ++round) {
    UpdateConfusions(em, pseudo, clip);
    UpdateClassShares(em, class_pseudo);
    double objective = 0;
    for (size_t row = 0; row < em.row_class().size(); ++row) {
      for (size_t k = 0; k < em.class_count(); ++k) {
        objective += pseudo.values[em.row_class()[row] * em.class_count() + k] *
                     static_cast<double>(em.log_row(row)[k]);
      }
    }
    for (size_t k = 0; k < em.class_count(); ++k) {
      objective += class_pseudo * static_cast<double>(em.log_prior()[k]);
    }
    objective += em.Run(false).log_likelihood;
    EXPECT_GE(objective, before - 1e-6 * std::abs(objective)) << "round " << round;
    before = objective;
  }
}

TEST(DawidSkeneTest, NeverLowersThePosteriorOfTheMapModel) {
  const LabelTable table = BuildTable(MakeLabels({.items = 300, .classes = 4, .seed = 6}));
  ExpectMonotone({table, {}, {}}, PseudoCounts::Of(4, 0.25, 1.25), 0.25, 0.0);
}

TEST(DawidSkeneTest, NeverLowersTheLikelihood) {
  const LabelTable table = BuildTable(MakeLabels({.items = 300, .classes = 3, .seed = 7}));
  ExpectMonotone({table, {}, {}}, PseudoCounts::Of(3, 0.0, 0.0), 0.0, 1e-10);
}

TEST(DawidSkeneTest, HasTheLikelihoodOfTheReference) {
  const LabelTable table = BuildTable(MakeLabels({.items = 200, .classes = 5, .seed = 8}));
  const ConsensusInput input{table, {}, {}};
  const auto fit = reference::FitConfusions(reference::Problem(input), {.clip = 1e-10}, 6);
  WorkerPool pool(1);
  ConfusionEm em(input, pool);
  em.CountVotes(false);
  for (int round = 0; round < 6; ++round) {
    UpdateConfusions(em, PseudoCounts::Of(5, 0.0, 0.0), 1e-10);
    UpdateClassShares(em, 0.0);
    EXPECT_NEAR(em.Run(false).log_likelihood, fit.objective[static_cast<size_t>(round)],
                2e-6 * std::abs(fit.objective.front()));
  }
}

// Crowd-Kit 1.4.1 counts the class prior once for each label in its bound and stops after two
// rounds on bluebird (data/crowd/peer_results.csv: 2 rounds), long before the estimate stands.
TEST(DawidSkeneTest, DoesNotStopBeforeTheEstimateStands) {
  const CrowdSet set = LoadCrowdSet(TestData("crowd/bluebird"), RepeatPolicy::kAll);
  const ConsensusInput input{set.labels, {}, {}};
  const ConsensusResult ours = RunMethod("dawid_skene", input);
  const ConsensusResult later =
      RunMethod("dawid_skene", input, {.max_iterations = 400, .tolerance = 1e-30});
  EXPECT_GT(ours.iterations, 5);
  for (size_t cell = 0; cell < ours.posterior.size(); ++cell) {
    EXPECT_NEAR(ours.posterior[cell], later.posterior[cell], 1e-3);
  }
}

// Annotator "once" never meets class b by the model: its row of the matrix has no counts at all.
TEST(DawidSkeneTest, DividesByNoEmptyRow) {
  const LabelTable table = BuildTable({{"1", "x", "a"},
                                       {"1", "y", "a"},
                                       {"1", "once", "a"},
                                       {"2", "x", "b"},
                                       {"2", "y", "b"},
                                       {"3", "x", "b"},
                                       {"3", "y", "b"}});
  for (const char* name : {"dawid_skene", "fast_dawid_skene", "hybrid_dawid_skene"}) {
    const ConsensusResult result = RunMethod(name, {table, {}, {}});
    EXPECT_NEAR(result.posterior[0], 1.0, 1e-6) << name;
    EXPECT_NEAR(result.posterior[5], 1.0, 1e-6) << name;
    for (const float p : result.posterior) {
      EXPECT_FALSE(std::isnan(p)) << name;
    }
  }
}

// 300 annotators x 40 classes with few labels each: rows that nobody uses are left out, and the
// answer is that of the full tables.
TEST(DawidSkeneTest, GivesTheSameWhereMostRowsAreUnused) {
  const MadeShape shape{
      .items = 60, .annotators = 300, .classes = 40, .labels_of_item = 4, .seed = 9};
  const LabelTable table = BuildTable(MakeLabels(shape));
  const ConsensusInput input{table, {}, {}};
  const double share = 1.0 / static_cast<double>(table.class_count());
  const auto expected = reference::FitConfusions(
      reference::Problem(input),
      {.off_diagonal = share, .diagonal = share + 1, .class_pseudo_count = share}, 8);
  const ConsensusResult result =
      RunMethod("dawid_skene_map", input, {.max_iterations = 8, .tolerance = 1e-30});
  for (size_t i = 0; i < table.item_count(); ++i) {
    for (size_t k = 0; k < table.class_count(); ++k) {
      EXPECT_NEAR(result.posterior[i * table.class_count() + k], expected.q[i][k], 2e-5);
    }
  }
}

TEST(DawidSkeneTest, LearnsFromGoldThatAnAnnotatorAlwaysSaysTheOpposite) {
  std::vector<MadeLabel> labels;
  std::vector<int32_t> gold;
  for (int i = 0; i < 40; ++i) {
    labels.push_back({std::to_string(i), "liar", i % 2 == 0 ? "no" : "yes"});
    gold.push_back(i < 30 ? (i % 2 == 0 ? 1 : 0) : kNoClass);
  }
  const LabelTable table = BuildTable(labels);
  for (const char* name : {"dawid_skene_map", "dawid_skene", "fast_dawid_skene", "ibcc"}) {
    const ConsensusResult result = RunMethod(name, {table, gold, {}});
    for (size_t i = 30; i < 40; ++i) {
      EXPECT_GT(result.posterior[2 * i + (i % 2 == 0 ? 1 : 0)], 0.5f) << name << " item " << i;
    }
    EXPECT_LT(result.reliability[0], 0.3f) << name;
  }
}

}  // namespace
}  // namespace assay
