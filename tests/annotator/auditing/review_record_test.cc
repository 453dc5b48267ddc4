#include "annotator/auditing/review_record.h"

#include "tests/support/status_matchers.h"

namespace assay {
namespace {

v1::Audit AuditWithCurve() {
  v1::Audit audit;
  for (const auto& [depth, probability] : {std::pair{1, .9}, std::pair{5, .5}, std::pair{9, .1}}) {
    v1::DepthPoint& point = *audit.mutable_review()->add_points();
    point.set_depth(depth);
    point.set_marginal_precision(probability);
  }
  return audit;
}

TEST(FindingViewTest, TakesTheProbabilityOfTheRunThatTheRankIsIn) {
  const FindingView view(AuditWithCurve(), {});
  const double expected[] = {.9, .5, .5, .5, .5, .1, .1, .1, .1, 0};
  for (int rank = 1; rank <= 10; ++rank) {
    v1::Finding finding;
    finding.set_rank(rank);
    view.Apply(0, finding);
    EXPECT_EQ(finding.error_probability(), expected[rank - 1]) << rank;
  }
}

TEST(FindingViewTest, ShowsWhatAPersonFound) {
  VerifiedItem item{.item_index = 4, .record = {}};
  item.record.mutable_label()->set_true_label("sport");
  item.record.set_receive_time_us(7'000'000);
  const FindingView view(AuditWithCurve(), std::span(&item, 1));
  v1::Finding finding;
  view.Apply(3, finding);
  EXPECT_FALSE(finding.has_verified());
  view.Apply(4, finding);
  EXPECT_EQ(finding.verified().true_label(), "sport");
  // Records of before verify_time was there show when they came.
  EXPECT_EQ(finding.verified().verify_time().seconds(), 7);
}

TEST(CheckCostsTest, TakesNoPricesAndRefusesNegativeOnes) {
  EXPECT_THAT(CheckCosts({}), IsOk());
  v1::ReviewCosts costs;
  costs.set_error_cost_micros(-1);
  EXPECT_THAT(CheckCosts(costs), HasReason("BAD_COST"));
  EXPECT_THAT(CheckCosts(costs), HasMetadata("field", "error_cost_micros"));
}

}  // namespace
}  // namespace assay
