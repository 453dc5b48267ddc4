#include "clients/cli/price_text.h"

#include "engine/base/status.h"
#include "tests/support/status_matchers.h"

namespace assay::cli {
namespace {

TEST(PriceTextTest, ReadsMillionths) {
  EXPECT_EQ(*ParsePrice("--x", "0.05"), 50'000);
  EXPECT_EQ(*ParsePrice("--x", "100"), 100'000'000);
  EXPECT_EQ(*ParsePrice("--x", ".5"), 500'000);
  EXPECT_EQ(*ParsePrice("--x", "0.000001"), 1);
  for (const char* bad : {"", ".", "-1", "1e3", "1,5", "0.0000001", "1234567890123", "1 USD"}) {
    const absl::Status status = ParsePrice("--x", bad).status();
    EXPECT_EQ(ErrorReason(status), "BAD_COST") << bad;
    EXPECT_EQ(GetErrorMetadata(status).at("field"), "--x");
  }
}

TEST(PriceTextTest, WritesTwoDecimalsAndMoreWhereTheyAreNeeded) {
  EXPECT_EQ(PriceText(50'000, "USD"), "0.05 USD");
  EXPECT_EQ(PriceText(100'000'000, "EUR"), "100.00 EUR");
  EXPECT_EQ(PriceText(1, ""), "0.000001");
  EXPECT_EQ(PriceText(1'234'500, "USD"), "1.2345 USD");
  EXPECT_EQ(PriceText(-50'000, "USD"), "-0.05 USD");
  EXPECT_EQ(PriceText(0, "USD"), "0.00 USD");
}

TEST(PriceTextTest, WhatIsWrittenReadsBackAsTheSame) {
  for (int64_t micros = 1; micros < 2'000'000'000'000; micros = micros * 7 + 3) {
    EXPECT_EQ(*ParsePrice("--x", PriceText(micros, "")), micros);
  }
}

}  // namespace
}  // namespace assay::cli
