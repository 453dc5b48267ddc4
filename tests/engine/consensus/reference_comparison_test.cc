#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "engine/consensus/methods/methods.h"
#include "tests/engine/consensus/made_labels.h"
#include "tests/reference/consensus/consensus_reference.h"

namespace assay {
namespace {

// Some known classes, items without labels with and without a known class, a repeated label, and an
// annotator who said one thing once.
class Sample {
 public:
  explicit Sample(const MadeShape& shape) : table_(Build(shape)) {
    gold_.assign(table_.item_count(), kNoClass);
    gold_[3] = 0;
    gold_[7] = static_cast<int32_t>(shape.classes - 1);
    gold_[table_.item_count() - 1] = 1;
  }

  ConsensusInput input() const { return {table_, gold_, {}}; }
  reference::Problem problem() const { return reference::Problem(input()); }

 private:
  static LabelTable Build(const MadeShape& shape) {
    std::vector<MadeLabel> labels = MakeLabels(shape);
    labels.push_back(labels.front());
    labels.push_back({"item2", "once", "class0"});
    return BuildTable(labels, {"unlabelled", "known"});
  }

  LabelTable table_;
  std::vector<int32_t> gold_;
};

void ExpectSame(const ConsensusResult& result, const reference::Matrix& expected,
                double tolerance) {
  const size_t class_count = expected.front().size();
  ASSERT_EQ(result.posterior.size(), expected.size() * class_count);
  for (size_t i = 0; i < expected.size(); ++i) {
    for (size_t k = 0; k < class_count; ++k) {
      EXPECT_NEAR(result.posterior[i * class_count + k], expected[i][k], tolerance)
          << "item " << i << " class " << k;
    }
  }
}

ConsensusOptions Rounds(int rounds) { return {.max_iterations = rounds, .tolerance = 1e-30}; }

// An item with neither labels nor gold is compared for the models that have a class prior; the
// others take the mean of the posterior.
void FillEmpty(const reference::Problem& problem, reference::Matrix& q) {
  std::vector<double> mean(problem.k, 0.0);
  for (size_t i = 0; i < problem.n; ++i) {
    for (size_t k = 0; k < problem.k && problem.Counts(i); ++k) {
      mean[k] += q[i][k];
    }
  }
  reference::Normalise(mean);
  for (size_t i = 0; i < problem.n; ++i) {
    if (!problem.Counts(i)) {
      q[i] = mean;
    }
  }
}

class ReferenceComparison : public testing::TestWithParam<MadeShape> {
 protected:
  ReferenceComparison() : sample_(GetParam()), problem_(sample_.problem()) {
    share_ = 1.0 / static_cast<double>(problem_.k);
  }

  void ExpectConfusions(std::string_view name, const reference::ConfusionModel& model, int rounds) {
    ExpectSame(RunMethod(name, sample_.input(), Rounds(rounds)),
               reference::FitConfusions(problem_, model, rounds).q, 2e-5);
  }

  Sample sample_;
  reference::Problem problem_;
  double share_ = 0;
};

TEST_P(ReferenceComparison, MajorityCountsVotes) {
  reference::Matrix q = reference::Vote(problem_, std::vector<double>(problem_.a, 1.0));
  FillEmpty(problem_, q);
  ExpectSame(RunMethod("majority", sample_.input()), q, 1e-6);
}

TEST_P(ReferenceComparison, WawaWeightsByAgreementWithTheMajority) {
  reference::Matrix q = reference::Wawa(problem_);
  FillEmpty(problem_, q);
  ExpectSame(RunMethod("wawa", sample_.input()), q, 1e-6);
}

TEST_P(ReferenceComparison, DawidSkeneFollowsTheFormulas) {
  ExpectConfusions("dawid_skene", {.clip = 1e-10}, 12);
}

TEST_P(ReferenceComparison, DawidSkeneMapFollowsTheFormulas) {
  ExpectConfusions("dawid_skene_map",
                   {.off_diagonal = share_, .diagonal = share_ + 1, .class_pseudo_count = share_},
                   20);
}

TEST_P(ReferenceComparison, FastDawidSkeneFollowsTheFormulas) {
  ExpectConfusions("fast_dawid_skene", {.clip = 1e-10, .hard = true}, 4);
}

TEST_P(ReferenceComparison, HierarchicalDawidSkeneFollowsTheFormulas) {
  ExpectConfusions("hierarchical_dawid_skene",
                   {.off_diagonal = share_,
                    .diagonal = share_ + 1,
                    .class_pseudo_count = share_,
                    .pooled_strength = 3},
                   20);
}

TEST_P(ReferenceComparison, IbccFollowsTheFormulas) {
  ExpectConfusions(
      "ibcc", {.off_diagonal = 1, .diagonal = 4, .class_pseudo_count = 1, .variational = true}, 15);
}

TEST_P(ReferenceComparison, OneCoinFollowsTheFormulas) {
  reference::Matrix q = reference::OneCoin(problem_, 12, false);
  FillEmpty(problem_, q);
  ExpectSame(RunMethod("one_coin", sample_.input(), Rounds(12)), q, 1e-5);
}

TEST_P(ReferenceComparison, OneCoinWithAnEvenPriorFollowsTheFormulas) {
  reference::Matrix q = reference::OneCoin(problem_, 12, true);
  FillEmpty(problem_, q);
  WorkerPool pool(1);
  NullProgress progress;
  const auto result =
      OneCoinConsensus(sample_.input(), Rounds(12), pool, progress, ClassPrior::kEven);
  ASSERT_TRUE(result.ok());
  ExpectSame(*result, q, 1e-5);
}

TEST_P(ReferenceComparison, BwaFollowsTheFormulas) {
  ExpectSame(RunMethod("bwa", sample_.input(), Rounds(12)), reference::Bwa(problem_, 12), 1e-5);
}

// Ours takes a few damped Newton steps a round, the reference climbs each M step to its end: the
// same fixed point by different ways.
TEST_P(ReferenceComparison, GladEndsWherePlainGradientAscentEnds) {
  reference::Matrix q = reference::Glad(problem_, 60);
  FillEmpty(problem_, q);
  ExpectSame(RunMethod("glad", sample_.input(), Rounds(2000)), q, 2e-3);
}

// The reference tries starts of its own; ours may only be better.
TEST_P(ReferenceComparison, MaceFindsTheBestOfManyStarts) {
  reference::MaceFit best;
  for (uint64_t start = 0; start < 10; ++start) {
    Rng rng(99, start);
    std::vector<double> know(problem_.a);
    for (double& share : know) {
      share = 0.1 + 0.8 * rng.Uniform();
    }
    reference::MaceFit fit = reference::Mace(problem_, know, 300);
    if (start == 0 || fit.log_likelihood > best.log_likelihood) {
      best = std::move(fit);
    }
  }
  FillEmpty(problem_, best.q);
  ExpectSame(RunMethod("mace", sample_.input(), Rounds(300)), best.q, 2e-3);
}

// Restarts that share one seed (Crowd-Kit 1.4.1) are one start.  On these labels the start in which
// everybody is alike ends below another one.
TEST(MaceRestartsTest, FindsABetterEndThanTheFirstStart) {
  for (const uint64_t seed : {52U, 83U, 313U}) {
    const LabelTable table = BuildTable(MakeLabels(
        {.items = 30, .annotators = 6, .classes = 3, .labels_of_item = 3, .seed = seed}));
    const ConsensusInput input{table, {}, {}};
    const reference::Problem problem(input);
    const auto first = reference::Mace(problem, std::vector<double>(problem.a, 0.5), 400);
    reference::MaceFit best = first;
    for (uint64_t start = 0; start < 12; ++start) {
      Rng rng(3, start);
      std::vector<double> know(problem.a);
      for (double& share : know) {
        share = 0.1 + 0.8 * rng.Uniform();
      }
      const auto fit = reference::Mace(problem, know, 400);
      best = fit.log_likelihood > best.log_likelihood ? fit : best;
    }
    ASSERT_GT(best.log_likelihood, first.log_likelihood + 0.3) << seed;
    ExpectSame(RunMethod("mace", input, Rounds(400)), best.q, 2e-3);
  }
}

INSTANTIATE_TEST_SUITE_P(
    Shapes, ReferenceComparison,
    testing::Values(MadeShape{}, MadeShape{.items = 80, .annotators = 6, .classes = 2, .seed = 2},
                    MadeShape{.items = 70, .annotators = 9, .classes = 7, .seed = 3},
                    MadeShape{.items = 90, .annotators = 7, .classes = 11, .seed = 4},
                    MadeShape{.items = 60, .annotators = 30, .classes = 21, .seed = 5}));

}  // namespace
}  // namespace assay
