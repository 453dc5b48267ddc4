#include "engine/cost/money.h"

#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "engine/base/rng.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/status_matchers.h"

namespace assay {
namespace {

constexpr int64_t kMost = std::numeric_limits<int64_t>::max();

Currency Of(const char* code) { return *Currency::FromCode(code); }

TEST(CurrencyTest, IsThreeCapitalLetters) {
  EXPECT_EQ(Of("EUR").code(), "EUR");
  for (const char* bad : {"", "eur", "EU", "EURO", "E1R", "\xC3\x84"}) {
    EXPECT_THAT(Currency::FromCode(bad), HasReason("BAD_CURRENCY")) << bad;
  }
  EXPECT_FALSE(Currency().is_set());
  EXPECT_TRUE(Of("EUR").is_set());
}

// ISO 4217, list one.
TEST(CurrencyTest, KnowsTheSmallestCoin) {
  EXPECT_EQ(Of("USD").minor_unit_micros(), 10'000);
  EXPECT_EQ(Of("JPY").minor_unit_micros(), 1'000'000);
  EXPECT_EQ(Of("KWD").minor_unit_micros(), 1'000);
  EXPECT_EQ(Of("CLF").minor_unit_micros(), 100);
}

TEST(MoneyTextTest, ShowsEveryMicroAndTheDecimalsOfTheCurrency) {
  EXPECT_EQ(MoneyText({100'000, Of("USD")}), "0.10 USD");
  EXPECT_EQ(MoneyText({-3'125'000, Of("USD")}), "-3.125 USD");
  EXPECT_EQ(MoneyText({12'000'000, Of("JPY")}), "12 JPY");
  EXPECT_EQ(MoneyText({12'500'001, Of("JPY")}), "12.500001 JPY");
  EXPECT_EQ(MoneyText({1'000'000, Of("KWD")}), "1.000 KWD");
  EXPECT_EQ(MoneyText({1'500'000, Currency()}), "1.5");
  EXPECT_EQ(MoneyText({std::numeric_limits<int64_t>::min(), Currency()}), "-9223372036854.775808");
}

TEST(ParseMicrosTest, ReadsDecimalsExactly) {
  EXPECT_EQ(*ParseMicros("0.1"), 100'000);
  EXPECT_EQ(*ParseMicros("12"), 12'000'000);
  EXPECT_EQ(*ParseMicros("-0.000001"), -1);
  EXPECT_EQ(*ParseMicros("999999999999.999999"), 999'999'999'999'999'999);
  for (const char* bad :
       {"", "-", ".5", "5.", "1,5", "1e3", "0.0000001", "1000000000000", "+1", " 1", "1.-5"}) {
    EXPECT_THAT(ParseMicros(bad), HasReason("BAD_AMOUNT")) << bad;
  }
}

TEST(MoneyTextTest, TakesTheCodeAsItCame) {
  EXPECT_EQ(MoneyText(12'340'000, "USD"), "12.34 USD");
  EXPECT_EQ(MoneyText(50'000, ""), "0.05");
  EXPECT_EQ(MoneyText(1, "EUR"), "0.000001 EUR");
  EXPECT_EQ(MoneyText(2'000'000, "EUR"), "2.00 EUR");
  EXPECT_EQ(MoneyText(-1'500'000, "EUR"), "-1.50 EUR");
  EXPECT_EQ(MoneyText(12'000'000, "JPY"), "12 JPY");
  EXPECT_EQ(MoneyText(0, "points"), "0.00 points");
  EXPECT_EQ(MoneyText(std::numeric_limits<int64_t>::min(), ""), "-9223372036854.775808");
}

TEST(ShortMoneyTextTest, RoundsToTheCoinAndSmallAmountsToAHundredthOfIt) {
  EXPECT_EQ(ShortMoneyText(1'234'565'000, "USD"), "1,234.57 USD");
  EXPECT_EQ(ShortMoneyText(1'234'564'999, "USD"), "1,234.56 USD");
  EXPECT_EQ(ShortMoneyText(62'549, "USD"), "0.0625 USD");
  EXPECT_EQ(ShortMoneyText(62'550, "USD"), "0.0626 USD");
  EXPECT_EQ(ShortMoneyText(-62'550, ""), "-0.0626");
  EXPECT_EQ(ShortMoneyText(100'000, ""), "0.10");
  EXPECT_EQ(ShortMoneyText(9'999'999, "EUR"), "10.00 EUR");
  EXPECT_EQ(ShortMoneyText(12'500'000, "JPY"), "13 JPY");
  EXPECT_EQ(ShortMoneyText(1'255'000, "JPY"), "1.26 JPY");
  EXPECT_EQ(ShortMoneyText(1'234'567'891, "KWD"), "1,234.568 KWD");
  EXPECT_EQ(ShortMoneyText(-1'000'000'000'000, "USD"), "-1,000,000.00 USD");
  EXPECT_EQ(ShortMoneyText(999'000'000, ""), "999.00");
  // Beyond it there is nothing to round up to.
  EXPECT_EQ(ShortMoneyText(std::numeric_limits<int64_t>::max(), ""), "9,223,372,036,854.775807");
}

TEST(CoinMoneyTextTest, RoundsSmallAmountsToTheCoinToo) {
  EXPECT_EQ(CoinMoneyText(62'549, "USD"), "0.06 USD");
  EXPECT_EQ(CoinMoneyText(8'005'600, ""), "8.01");
  EXPECT_EQ(CoinMoneyText(499'999, "JPY"), "0 JPY");
}

TEST(ParseMicrosTest, ReadsWhatMoneyTextWrites) {
  Rng rng(7);
  for (int round = 0; round < 2000; ++round) {
    const int64_t micros =
        static_cast<int64_t>(rng.Below(2'000'000'000'000'000'000)) - 999'999'999'999'999'999;
    const auto read = ParseMicros(MoneyText({micros, Currency()}));
    if (micros <= 999'999'999'999'999'999) {
      ASSERT_THAT(read, IsOk());
      EXPECT_EQ(*read, micros);
    }
  }
}

TEST(ScaleMicrosTest, RoundsAsTold) {
  EXPECT_EQ(*ScaleMicros(5, 1, 2, Rounding::kDown), 2);
  EXPECT_EQ(*ScaleMicros(5, 1, 2, Rounding::kHalfUp), 3);
  EXPECT_EQ(*ScaleMicros(5, 1, 4, Rounding::kHalfUp), 1);
  EXPECT_EQ(*ScaleMicros(5, 1, 4, Rounding::kUp), 2);
  EXPECT_EQ(*ScaleMicros(-5, 1, 2, Rounding::kHalfUp), -3);
  EXPECT_EQ(*ScaleMicros(-5, 1, 2, Rounding::kDown), -2);
  EXPECT_EQ(*ScaleMicros(4, 1, 2, Rounding::kUp), 2);
  EXPECT_EQ(*ScaleMicros(104'999, 1, 1, Rounding::kHalfUp, 10'000), 100'000);
  EXPECT_EQ(*ScaleMicros(105'000, 1, 1, Rounding::kHalfUp, 10'000), 110'000);
}

TEST(ScaleMicrosTest, SaysWhenTheResultDoesNotFit) {
  EXPECT_EQ(*ScaleMicros(kMost, 3, 3, Rounding::kHalfUp), kMost);
  EXPECT_THAT(ScaleMicros(kMost, 2, 1, Rounding::kDown), HasReason("AMOUNT_OVERFLOW"));
  EXPECT_EQ(*ScaleMicros(kMost, kMost, kMost, Rounding::kUp), kMost);
  EXPECT_THAT(ScaleMicros(kMost, kMost, 1, Rounding::kUp, 2), HasReason("AMOUNT_OVERFLOW"));
}

TEST(ScaleMicrosTest, IsWithinHalfAUnitOfTheExactShare) {
  Rng rng(11);
  for (int round = 0; round < 5000; ++round) {
    const auto amount = static_cast<int64_t>(rng.Below(1'000'000'000));
    const auto share = static_cast<int64_t>(rng.Below(1'000'000));
    const auto unit = static_cast<int64_t>(rng.Below(20'000)) + 1;
    const int64_t scaled = *ScaleMicros(amount, share, 1'000'000, Rounding::kHalfUp, unit);
    EXPECT_EQ(scaled % unit, 0);
    // |scaled - amount share / 10^6| <= unit / 2, without a division.
    EXPECT_LE(std::abs(scaled * 1'000'000 - amount * share), unit * 500'000);
  }
}

TEST(MoneyBagTest, KeepsCurrenciesApart) {
  MoneyBag bag;
  ASSERT_THAT(bag.Add({5, Of("USD")}), IsOk());
  ASSERT_THAT(bag.Add({7, Of("EUR")}), IsOk());
  ASSERT_THAT(bag.Add({1, Of("USD")}), IsOk());
  EXPECT_THAT(bag.amounts(), testing::ElementsAre(Money{7, Of("EUR")}, Money{6, Of("USD")}));
  EXPECT_EQ(bag.MicrosOf(Of("USD")), 6);
  EXPECT_EQ(bag.MicrosOf(Of("JPY")), 0);
}

TEST(MoneyBagTest, DoesNotCareForTheOrderOfWhatIsAdded) {
  Rng rng(3);
  std::vector<Money> money;
  for (const char* code : {"USD", "EUR", "JPY", "GBP"}) {
    for (int i = 0; i < 10; ++i) {
      money.push_back({static_cast<int64_t>(rng.Below(1'000'000)), Of(code)});
    }
  }
  const auto fill = [&](MoneyBag& bag) {
    for (const Money& amount : money) {
      EXPECT_THAT(bag.Add(amount), IsOk());
    }
  };
  MoneyBag ordered;
  fill(ordered);
  rng.Shuffle(std::span<Money>(money));
  MoneyBag shuffled;
  fill(shuffled);
  EXPECT_EQ(ordered, shuffled);
}

TEST(MoneyBagTest, StaysAsItWasWhereASumDoesNotFit) {
  MoneyBag bag;
  ASSERT_THAT(bag.Add({kMost, Of("USD")}), IsOk());
  MoneyBag more;
  ASSERT_THAT(more.Add({3, Of("EUR")}), IsOk());
  ASSERT_THAT(more.Add({1, Of("USD")}), IsOk());
  const MoneyBag before = bag;
  EXPECT_THAT(bag.Add(more), HasReason("AMOUNT_OVERFLOW"));
  EXPECT_EQ(bag, before);
}

}  // namespace
}  // namespace assay
