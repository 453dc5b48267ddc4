#include "clients/cli/price_group_option.h"

#include "engine/base/status.h"
#include "tests/support/status_matchers.h"

namespace assay::cli {
namespace {

TEST(ParsePriceGroupTest, ReadsWhoIsPaidWhat) {
  const v1::PriceGroup crowd = *ParsePriceGroup("crowd=0.05@mturk:w1,w2");
  EXPECT_EQ(crowd.name(), "crowd");
  EXPECT_EQ(crowd.label_price_micros(), 50'000);
  EXPECT_EQ(crowd.fee_table(), "mturk");
  ASSERT_EQ(crowd.annotators_size(), 2);
  EXPECT_EQ(crowd.annotators(1), "w2");
  const v1::PriceGroup experts = *ParsePriceGroup("experts=18/hour");
  EXPECT_EQ(experts.hour_price_micros(), 18'000'000);
  EXPECT_EQ(experts.label_price_micros(), 0);
  EXPECT_EQ(experts.annotators_size(), 0);
}

TEST(ParsePriceGroupTest, PricesOfTokensStandBesideOthers) {
  const v1::PriceGroup model = *ParsePriceGroup("model=0.001+3/input*412+15/output*8:gpt");
  EXPECT_EQ(model.label_price_micros(), 1'000);
  EXPECT_EQ(model.million_input_tokens_price_micros(), 3'000'000);
  EXPECT_EQ(model.label_input_tokens(), 412);
  EXPECT_EQ(model.million_output_tokens_price_micros(), 15'000'000);
  EXPECT_EQ(model.label_output_tokens(), 8);
  EXPECT_EQ(model.annotators(0), "gpt");
}

TEST(ParsePriceGroupTest, WhatIsNoGroupIsRefused) {
  for (const char* bad : {"", "crowd", "=1", "a=", "a=x", "a=1/day", "a=3/input", "a=3/input*",
                          "a=3/input*x", "a=3/input*-1", "a=3/tokens*4", "a=1+", "a=-1"}) {
    const auto group = ParsePriceGroup(bad);
    EXPECT_EQ(ErrorReason(group.status()), "BAD_COST") << bad;
  }
}

}  // namespace
}  // namespace assay::cli
