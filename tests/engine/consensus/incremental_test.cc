#include "engine/consensus/incremental.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>
#include <tuple>
#include <vector>

#include "engine/base/rng.h"
#include "engine/consensus/methods/methods.h"
#include "tests/reference/consensus_incremental/incremental_reference.h"
#include "tests/support/status_matchers.h"

namespace assay {
namespace {

constexpr uint32_t kItems = 30;
constexpr uint32_t kAnnotators = 6;
constexpr size_t kClasses = 3;

IncrementalConsensus Empty(uint32_t items, uint32_t annotators, size_t classes) {
  IncrementalConsensus live;
  for (size_t k = 0; k < classes; ++k) {
    EXPECT_TRUE(live.AddClass().ok());
  }
  for (uint32_t i = 0; i < items; ++i) {
    live.AddItem();
  }
  for (uint32_t a = 0; a < annotators; ++a) {
    live.AddAnnotator();
  }
  return live;
}

reference::Posterior CountedOf(const IncrementalConsensus& live,
                               const reference::SlowCrowd& crowd) {
  reference::Posterior q;
  std::vector<float> row(live.class_count());
  for (uint32_t i = 0; i < live.item_count(); ++i) {
    if (crowd.Counted(i)) {
      live.CountedShareOf(i, row);
      q[i].assign(row.begin(), row.end());
    }
  }
  return q;
}

void ExpectSameCounts(const IncrementalConsensus& live, const reference::SlowCrowd& crowd) {
  const reference::Posterior q = CountedOf(live, crowd);
  for (size_t k = 0; k < crowd.class_count; ++k) {
    EXPECT_NEAR((live.confusions().class_sum(k) + 1.0 / static_cast<double>(crowd.class_count)) /
                    (static_cast<double>(q.size()) + 1),
                reference::ShareOf(crowd, q, k), 1e-9);
    for (uint32_t a = 0; a < live.annotator_count(); ++a) {
      for (size_t l = 0; l < crowd.class_count; ++l) {
        EXPECT_NEAR(live.confusions().count(a, k, l), reference::CountOf(crowd, q, a, k, l), 1e-9);
      }
    }
  }
}

// Random labels, corrections, removals, gold answers and new classes.
class RandomHistory {
 public:
  explicit RandomHistory(uint64_t seed) : rng_(seed), live_(Empty(kItems, kAnnotators, kClasses)) {
    crowd_.class_count = kClasses;
  }

  void Step() {
    const auto item = static_cast<uint32_t>(rng_.Below(kItems));
    const auto annotator = static_cast<uint32_t>(rng_.Below(kAnnotators));
    const auto said = static_cast<uint16_t>(rng_.Below(crowd_.class_count));
    const uint64_t what = rng_.Below(20);
    if (what == 0) {
      ASSERT_TRUE(live_.SetGold(item, said).ok());
      crowd_.gold[item] = said;
    } else if (what == 1) {
      ASSERT_TRUE(live_.SetGold(item, kNoClass).ok());
      crowd_.gold.erase(item);
    } else if (what < 6 && crowd_.labels[item].contains(annotator)) {
      ASSERT_TRUE(live_.RemoveLabel(item, annotator).ok());
      crowd_.labels[item].erase(annotator);
    } else {
      ASSERT_TRUE(live_.SetLabel(item, annotator, said).ok());
      crowd_.labels[item][annotator] = said;
    }
  }

  void AddClass() {
    ASSERT_TRUE(live_.AddClass().ok());
    ++crowd_.class_count;
  }

  IncrementalConsensus& live() { return live_; }
  const reference::SlowCrowd& crowd() const { return crowd_; }

 private:
  Rng rng_;
  IncrementalConsensus live_;
  reference::SlowCrowd crowd_;
};

TEST(IncrementalConsensusTest, CountsAreThoseOfPosteriorAndLabelsAfterAnyHistory) {
  RandomHistory history(1);
  for (int step = 0; step < 400; ++step) {
    history.Step();
    if (step % 120 == 119) {
      history.AddClass();
      history.live().Sweep();
    }
  }
  ExpectSameCounts(history.live(), history.crowd());
}

TEST(IncrementalConsensusTest, AgreementIsThatOfAllPairsAfterAnyHistory) {
  RandomHistory history(2);
  for (int step = 0; step < 400; ++step) {
    history.Step();
  }
  const RunningAgreement agreement = history.live().Agreement().value();
  const reference::SlowAgreement slow = reference::AgreementOf(history.crowd());
  EXPECT_NEAR(agreement.percent_agreement, slow.percent, 1e-9);
  EXPECT_NEAR(agreement.fleiss_kappa, slow.fleiss, 1e-9);
  EXPECT_NEAR(agreement.krippendorff_alpha, slow.alpha, 1e-9);
}

// Krippendorff (2011), section C: nominal alpha = .743 of 12 units and 4 observers.
TEST(IncrementalConsensusTest, AlphaOfThePapersExampleIsThePrintedOne) {
  const std::vector<std::vector<int>> observers = {{1, 2, 3, 3, 2, 1, 4, 1, 2, 0, 0, 0},
                                                   {1, 2, 3, 3, 2, 2, 4, 1, 2, 5, 0, 3},
                                                   {0, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, 0},
                                                   {1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, 0}};
  IncrementalConsensus live = Empty(12, 4, 5);
  for (uint32_t a = 0; a < 4; ++a) {
    for (uint32_t i = 0; i < 12; ++i) {
      if (observers[a][i] > 0) {
        ASSERT_TRUE(live.SetLabel(i, a, static_cast<uint16_t>(observers[a][i] - 1)).ok());
      }
    }
  }
  EXPECT_NEAR(live.Agreement()->krippendorff_alpha, 0.743, 5e-4);
}

TEST(IncrementalConsensusTest, ThePosteriorIsThatOfTheCounts) {
  RandomHistory history(3);
  for (int step = 0; step < 200; ++step) {
    history.Step();
  }
  const reference::Posterior counted = CountedOf(history.live(), history.crowd());
  std::vector<float> fast(kClasses);
  for (const auto& [item, share] : counted) {
    const std::vector<double> slow = reference::InferItem(history.crowd(), counted, item);
    history.live().PosteriorOf(item, fast);
    for (size_t k = 0; k < kClasses; ++k) {
      EXPECT_NEAR(static_cast<double>(fast[k]), slow[k], 1e-6);
    }
  }
}

TEST(IncrementalConsensusTest, AnItemIsCountedByItsVotesUntilItsTurn) {
  IncrementalConsensus live = Empty(kItems, kAnnotators, kClasses);
  ASSERT_TRUE(live.SetLabel(25, 0, 1).ok());
  ASSERT_TRUE(live.SetLabel(25, 1, 1).ok());
  ASSERT_TRUE(live.SetLabel(25, 2, 0).ok());
  std::vector<float> share(kClasses);
  live.CountedShareOf(25, share);
  EXPECT_THAT(share, testing::Pointwise(testing::FloatNear(1e-6f), {1 / 3.f, 2 / 3.f, 0.f}));
  live.Sweep();
  live.CountedShareOf(25, share);
  EXPECT_GT(share[1], 0.7f);
}

TEST(IncrementalConsensusTest, UndoRestoresPosteriorCountsAndAgreement) {
  RandomHistory history(4);
  for (int step = 0; step < 100; ++step) {
    history.Step();
  }
  for (int step = 0; step < 60; ++step) {
    IncrementalConsensus before = history.live();
    history.Step();
    IncrementalConsensus after = history.live();
    ASSERT_TRUE(after.Undo().ok());
    EXPECT_EQ(after.label_count(), before.label_count());
    std::vector<float> row(kClasses);
    std::vector<float> row_before(kClasses);
    for (uint32_t i = 0; i < kItems; ++i) {
      after.PosteriorOf(i, row);
      before.PosteriorOf(i, row_before);
      EXPECT_THAT(row, testing::Pointwise(testing::FloatNear(1e-6f), row_before));
    }
    for (uint32_t a = 0; a < kAnnotators; ++a) {
      EXPECT_NEAR(after.confusions().count(a, 0, 1), before.confusions().count(a, 0, 1), 1e-12);
      EXPECT_NEAR(after.confusions().total(a, 2), before.confusions().total(a, 2), 1e-12);
    }
    EXPECT_NEAR(after.Agreement()->fleiss_kappa, before.Agreement()->fleiss_kappa, 1e-12);
  }
}

TEST(IncrementalConsensusTest, OnlyTheLastChangeCanBeUndoneAndOnlyUntilASweep) {
  IncrementalConsensus live = Empty(2, 2, 2);
  EXPECT_EQ(ErrorReason(live.Undo()), "NOTHING_TO_UNDO");
  ASSERT_TRUE(live.SetLabel(0, 0, 0).ok());
  ASSERT_TRUE(live.Undo().ok());
  EXPECT_EQ(live.LabelOf(0), kNoClass);
  EXPECT_EQ(ErrorReason(live.Undo()), "NOTHING_TO_UNDO");
  ASSERT_TRUE(live.SetLabel(0, 0, 0).ok());
  live.Sweep();
  EXPECT_EQ(ErrorReason(live.Undo()), "NOTHING_TO_UNDO");
}

using Triple = std::tuple<uint32_t, uint32_t, uint16_t>;

// 300 items, 12 annotators who are right in 55 to 90 % of 5 labels an item.
std::vector<Triple> SimulatedLabels(uint64_t seed, std::vector<uint16_t>* truth) {
  Rng rng(seed);
  std::vector<Triple> labels;
  for (uint32_t item = 0; item < 300; ++item) {
    const auto right = static_cast<uint16_t>(rng.Below(kClasses));
    truth->push_back(right);
    for (uint32_t j = 0; j < 5; ++j) {
      const auto annotator = static_cast<uint32_t>((item * 5 + j * 7 + item / 12) % 12);
      const double accuracy = 0.55 + 0.35 * annotator / 11.0;
      const auto other = static_cast<uint16_t>((right + 1 + rng.Below(kClasses - 1)) % kClasses);
      labels.emplace_back(item, annotator, rng.Uniform() < accuracy ? right : other);
    }
  }
  return labels;
}

IncrementalConsensus Stream(const std::vector<Triple>& labels) {
  IncrementalConsensus live = Empty(300, 12, kClasses);
  for (const auto& [item, annotator, said] : labels) {
    EXPECT_TRUE(live.SetLabel(item, annotator, said).ok());
  }
  return live;
}

TEST(IncrementalConsensusTest, TheOrderOfLabelsDoesNotMatterAfterSweeps) {
  std::vector<uint16_t> truth;
  std::vector<Triple> labels = SimulatedLabels(5, &truth);
  IncrementalConsensus first = Stream(labels);
  Rng rng(6);
  rng.Shuffle(std::span(labels));
  IncrementalConsensus second = Stream(labels);
  for (int sweep = 0; sweep < 60; ++sweep) {
    first.Sweep();
    second.Sweep();
  }
  std::vector<float> a(kClasses);
  std::vector<float> b(kClasses);
  for (uint32_t item = 0; item < 300; ++item) {
    first.PosteriorOf(item, a);
    second.PosteriorOf(item, b);
    EXPECT_THAT(a, testing::Pointwise(testing::FloatNear(1e-3f), b));
  }
}

TEST(IncrementalConsensusTest, SweepsNeverDecreaseTheObjective) {
  std::vector<uint16_t> truth;
  const std::vector<Triple> labels = SimulatedLabels(7, &truth);
  IncrementalConsensus live = Stream(labels);
  reference::SlowCrowd crowd;
  crowd.class_count = kClasses;
  for (const auto& [item, annotator, said] : labels) {
    crowd.labels[item][annotator] = said;
  }
  double before = reference::Objective(crowd, CountedOf(live, crowd), 12);
  for (int sweep = 0; sweep < 6; ++sweep) {
    live.Sweep();
    const double now = reference::Objective(crowd, CountedOf(live, crowd), 12);
    EXPECT_GE(now, before - 1e-4);
    before = now;
  }
}

TEST(IncrementalConsensusTest, ARefitGoesWhereSweepsGo) {
  std::vector<uint16_t> truth;
  IncrementalConsensus live = Stream(SimulatedLabels(8, &truth));
  for (int sweep = 0; sweep < 60; ++sweep) {
    live.Sweep();
  }
  WorkerPool pool(1);
  NullProgress progress;
  const ConsensusDifference difference =
      live.Refit(&DawidSkeneMapConsensus, {.max_iterations = 1000, .tolerance = 1e-8}, pool,
                 progress)
          .value();
  EXPECT_EQ(difference.item_count, 300);
  EXPECT_LT(difference.largest, 1e-3);
  EXPECT_EQ(difference.changed_labels, 0);
  // The batch answer does not move either.
  EXPECT_LT(live.Sweep(-1).largest, 1e-3);
}

TEST(IncrementalConsensusTest, ASweepWithoutNewsTouchesNothing) {
  std::vector<uint16_t> truth;
  IncrementalConsensus live = Stream(SimulatedLabels(9, &truth));
  WorkerPool pool(1);
  NullProgress progress;
  ASSERT_TRUE(live.Refit(&DawidSkeneMapConsensus, {}, pool, progress).ok());
  EXPECT_EQ(live.Sweep().item_count, 0);
  ASSERT_TRUE(live.SetLabel(0, 0, 1).ok());
  // Of the 300 items only those that share an annotator with the changed one.
  const int64_t touched = live.Sweep(0.005).item_count;
  EXPECT_GT(touched, 0);
  EXPECT_LT(touched, 300);
}

TEST(IncrementalConsensusTest, GoldFixesTheItemAndTeachesAboutAnnotators) {
  IncrementalConsensus live = Empty(20, 1, 2);
  for (uint32_t item = 0; item < 19; ++item) {
    ASSERT_TRUE(live.SetLabel(item, 0, 0).ok());
    ASSERT_TRUE(live.SetGold(item, 1).ok());
  }
  EXPECT_EQ(live.LabelOf(3), 1);
  EXPECT_LT(live.ReliabilityOf(0), 0.2);
}

TEST(IncrementalConsensusTest, UnknownIndicesAreNamed) {
  IncrementalConsensus live = Empty(2, 2, 2);
  EXPECT_EQ(GetErrorMetadata(live.SetLabel(2, 0, 0)).at("field"), "item");
  EXPECT_EQ(GetErrorMetadata(live.SetLabel(0, 2, 0)).at("field"), "annotator");
  EXPECT_EQ(GetErrorMetadata(live.SetLabel(0, 0, 2)).at("field"), "class");
  EXPECT_EQ(ErrorReason(live.SetGold(0, 2)), "UNKNOWN_INDEX");
  EXPECT_EQ(ErrorReason(live.RemoveLabel(0, 0)), "NO_SUCH_LABEL");
  EXPECT_EQ(ErrorReason(live.Agreement().status()), "NO_OVERLAP");
}

TEST(IncrementalConsensusTest, AgreementOfOneClassIsUndefined) {
  IncrementalConsensus live = Empty(2, 2, 2);
  for (uint32_t annotator = 0; annotator < 2; ++annotator) {
    ASSERT_TRUE(live.SetLabel(0, annotator, 1).ok());
  }
  EXPECT_EQ(ErrorReason(live.Agreement().status()), "ONE_CLASS");
}

TEST(IncrementalConsensusTest, ThousandsOfLabelsOnOneItemDoNotUnderflow) {
  IncrementalConsensus live = Empty(1, 5000, 3);
  for (uint32_t annotator = 0; annotator < 5000; ++annotator) {
    ASSERT_TRUE(
        live.SetLabel(0, annotator, static_cast<uint16_t>(annotator % 4 == 0 ? 1 : 2)).ok());
  }
  std::vector<float> row(3);
  live.PosteriorOf(0, row);
  EXPECT_NEAR(row[0] + row[1] + row[2], 1.0f, 1e-5f);
  EXPECT_EQ(live.LabelOf(0), 2);
}

}  // namespace
}  // namespace assay
