#include "engine/agreement/agreement_interval.h"

#include <cmath>
#include <string>

#include "engine/agreement/item_patterns.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/engine/agreement/random_labels.h"
#include "tests/support/status_matchers.h"

namespace assay {
namespace {

using ::testing::ElementsAre;

absl::StatusOr<AgreementInterval> Bootstrap(const std::string& name, const LabelTable& table,
                                            const BootstrapOptions& options = {},
                                            int thread_count = 1) {
  WorkerPool pool(thread_count);
  NullProgress progress;
  return BootstrapAgreement(**FindAgreementCoefficient(name), {table, ClassWeights::kNominal},
                            options, pool, progress);
}

TEST(ItemPatternsTest, GroupsItemsWithTheSameCounts) {
  const LabelTable table =
      TableOf({{{0, 1}, {1, 2}}, {{0, 2}, {1, 1}}, {{0, 1}}, {{0, 1}, {1, 2}}});
  const ItemPatterns counts = GroupItems(table, false);
  EXPECT_THAT(counts.sizes, ElementsAre(3, 1));
  EXPECT_THAT(counts.pattern_of, ElementsAre(0, 0, 1, 0));
  EXPECT_THAT(counts.labels.classes_of(0), ElementsAre(1, 2));
  const ItemPatterns labels = GroupItems(table, true);
  EXPECT_THAT(labels.sizes, ElementsAre(2, 1, 1));
  EXPECT_THAT(labels.labels.annotators_of(1), ElementsAre(0, 1));
  EXPECT_THAT(labels.labels.classes_of(1), ElementsAre(2, 1));
}

// The two ways to draw, by patterns (few classes) and item by item (many), and the formula.
TEST(BootstrapAgreementTest, IsAboutAsWideAsTheFormulaSays) {
  for (const int class_count : {2, 40}) {
    const LabelTable table = TableOf(
        RandomLabels(2, {.item_count = 800, .annotator_count = 4, .class_count = class_count}),
        class_count);
    for (const char* name : {"percent_agreement", "fleiss_kappa", "krippendorff_alpha", "gwet_ac1",
                             "conger_kappa", "brennan_prediger"}) {
      SCOPED_TRACE(name);
      const auto bootstrap = Bootstrap(name, table, {.replicate_count = 2000});
      const auto value =
          (*FindAgreementCoefficient(name))->compute({table, ClassWeights::kNominal});
      const auto analytic = AnalyticAgreementInterval(*value);
      ASSERT_THAT(bootstrap, IsOk());
      ASSERT_THAT(analytic, IsOk());
      EXPECT_EQ(analytic->kind, IntervalKind::kAnalytic);
      EXPECT_EQ(bootstrap->kind, IntervalKind::kBootstrap);
      EXPECT_NEAR(bootstrap->interval.value, value->value, 1e-12);
      const double half = analytic->interval.high - value->value;
      EXPECT_NEAR(bootstrap->interval.low, analytic->interval.low, 0.15 * half);
      EXPECT_NEAR(bootstrap->interval.high, analytic->interval.high, 0.15 * half);
    }
  }
}

TEST(BootstrapAgreementTest, IsTheSameForAnyNumberOfThreads) {
  const LabelTable table = TableOf(RandomLabels(9, {.item_count = 300}));
  for (const char* name : {"krippendorff_alpha", "light_kappa", "icc_1"}) {
    const auto one = Bootstrap(name, table, {.replicate_count = 100, .seed = 3}, 1);
    const auto three = Bootstrap(name, table, {.replicate_count = 100, .seed = 3}, 3);
    const auto other = Bootstrap(name, table, {.replicate_count = 100, .seed = 4}, 3);
    ASSERT_THAT(one, IsOk());
    EXPECT_EQ(one->interval.low, three->interval.low);
    EXPECT_EQ(one->interval.high, three->interval.high);
    EXPECT_NE(one->interval.low, other->interval.low);
  }
}

// Three items a a, a a, b b: a replicate has one class with chance (2/3)^3 + (1/3)^3 = 1/3.
TEST(BootstrapAgreementTest, CountsTheReplicatesThatAreUndefined) {
  const LabelTable table = TableOf({{{0, 0}, {1, 0}}, {{0, 0}, {1, 0}}, {{0, 1}, {1, 1}}});
  const auto result = Bootstrap("krippendorff_alpha", table, {.replicate_count = 3000});
  ASSERT_THAT(result, IsOk());
  EXPECT_EQ(result->replicate_count, 3000);
  // 4 standard deviations of a binomial of 3000 and 1/3.
  EXPECT_NEAR(result->undefined_count, 1000, 4 * std::sqrt(3000 * 2.0 / 9));
  EXPECT_EQ(result->interval.low, 1);
}

// Items agree with chance 0.7; the interval should hold 0.7 in 95 % of the samples.
TEST(BootstrapAgreementTest, HoldsTheTruthAboutAsOftenAsItSays) {
  int held = 0;
  constexpr int kSamples = 400;
  Rng rng(21);
  for (int sample = 0; sample < kSamples; ++sample) {
    reference::Items items;
    for (int item = 0; item < 150; ++item) {
      items.push_back({{0, 0}, {1, rng.Uniform() < 0.7 ? 0 : 1}});
    }
    const auto result = Bootstrap("percent_agreement", TableOf(items, 2), {.replicate_count = 400});
    ASSERT_THAT(result, IsOk());
    held += result->interval.low <= 0.7 && 0.7 <= result->interval.high ? 1 : 0;
  }
  // 4 standard deviations of a binomial of 400 and 0.95 are 17.
  EXPECT_NEAR(held, 0.95 * kSamples, 20);
}

TEST(BootstrapAgreementTest, RefusesWhatItCannotDo) {
  const LabelTable table = TableOf(RandomLabels(1));
  EXPECT_THAT(Bootstrap("fleiss_kappa", table, {.replicate_count = 1}),
              HasReason("COUNT_OUT_OF_RANGE"));
  EXPECT_THAT(Bootstrap("fleiss_kappa", table, {.level = 1}), HasReason("LEVEL_OUT_OF_RANGE"));
  EXPECT_THAT(Bootstrap("fleiss_kappa", TableOf({{{0, 1}}, {{1, 1}}})), HasReason("NO_OVERLAP"));
  EXPECT_THAT(Bootstrap("span_f1", table), HasReason("CLASSES_NOT_SPANS"));
}

class CancelledProgress final : public ProgressSink {
 public:
  void Report(std::string_view, int64_t, int64_t) override {}
  bool cancelled() const override { return true; }
};

TEST(BootstrapAgreementTest, CanBeCancelled) {
  WorkerPool pool(1);
  CancelledProgress progress;
  const LabelTable table = TableOf(RandomLabels(1));
  EXPECT_THAT(
      BootstrapAgreement(**FindAgreementCoefficient("fleiss_kappa"), {table}, {}, pool, progress),
      HasReason("CANCELLED"));
}

// irrCAC prints for video: pa = 0.591666666666667, se 0.074018924401741, 20 items, and this.
TEST(AnalyticAgreementIntervalTest, IsTheIntervalThatIrrCacPrints) {
  AgreementValue value;
  value.value = 0.591666666666667;
  value.standard_error = 0.074018924401741;
  value.item_count = 20;
  const auto result = AnalyticAgreementInterval(value);
  ASSERT_THAT(result, IsOk());
  EXPECT_NEAR(result->interval.low, 0.436743277412393, 1e-12);
  EXPECT_NEAR(result->interval.high, 0.746590055920941, 1e-12);
}

TEST(AnalyticAgreementIntervalTest, NeedsAStandardError) {
  EXPECT_THAT(AnalyticAgreementInterval(AgreementValue()), HasReason("NO_STANDARD_ERROR"));
}

}  // namespace
}  // namespace assay
