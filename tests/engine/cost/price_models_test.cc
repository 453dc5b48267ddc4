#include "engine/cost/price_models.h"

#include <cstdint>
#include <limits>
#include <string>

#include "engine/base/rng.h"
#include "gtest/gtest.h"
#include "tests/support/status_matchers.h"

namespace assay {
namespace {

constexpr int64_t kSecond = 1'000'000;
constexpr int64_t kHour = 3600 * kSecond;

TEST(CostOfLabelTest, PaysAPriceForEachLabel) {
  EXPECT_EQ(*CostOfLabel({.label_price_micros = 20'000}, {.active_us = kHour}), 20'000);
}

TEST(CostOfLabelTest, PaysActiveTimeByTheHour) {
  // 18 dollars an hour are half a cent a second.
  EXPECT_EQ(*CostOfLabel({.hour_price_micros = 18'000'000}, {.active_us = 20 * kSecond}), 100'000);
}

TEST(CostOfLabelTest, DoesNotPayTimeBeyondTheLease) {
  const PriceTerms terms = {.hour_price_micros = 18'000'000};
  EXPECT_EQ(*CostOfLabel(terms, {.active_us = kHour, .active_limit_us = 20 * kSecond}), 100'000);
  EXPECT_EQ(*CostOfLabel(terms, {.active_us = kHour, .active_limit_us = 0}), 0);
  EXPECT_EQ(*CostOfLabel(terms, {.active_us = kHour}), 18'000'000);
}

TEST(CostOfLabelTest, PaysTokensByTheMillion) {
  const PriceTerms terms = {.million_input_tokens_price_micros = 3'000'000,
                            .million_output_tokens_price_micros = 15'000'000};
  EXPECT_EQ(*CostOfLabel(terms, {.input_tokens = 1000, .output_tokens = 10}), 3'000 + 150);
}

TEST(CostOfLabelTest, RulesAreFree) {
  EXPECT_EQ(*CostOfLabel({}, {.active_us = kHour, .input_tokens = 5, .output_tokens = 7}), 0);
}

TEST(CostOfLabelTest, RefusesNegativeNumbersByName) {
  EXPECT_THAT(
      CostOfLabel({.label_price_micros = -1}, {}),
      testing::AllOf(HasReason("NEGATIVE_AMOUNT"), HasMetadata("field", "label_price_micros"),
                     HasMetadata("found", "-1")));
  EXPECT_THAT(CostOfLabel({}, {.active_us = -1}), HasMetadata("field", "active_us"));
}

TEST(CostOfLabelTest, SaysWhenAnAmountDoesNotFit) {
  const int64_t most = std::numeric_limits<int64_t>::max();
  EXPECT_THAT(
      CostOfLabel({.label_price_micros = most, .hour_price_micros = 1}, {.active_us = kHour}),
      HasReason("AMOUNT_OVERFLOW"));
  EXPECT_THAT(CostOfLabel({.hour_price_micros = most}, {.active_us = 2 * kHour}),
              HasReason("AMOUNT_OVERFLOW"));
}

TEST(CostOfLabelTest, IsTheSumOverTheModels) {
  Rng rng(5);
  for (int round = 0; round < 2000; ++round) {
    const auto draw = [&](uint64_t bound) { return static_cast<int64_t>(rng.Below(bound)); };
    const PriceTerms terms = {draw(1'000'000), draw(50'000'000), draw(5'000'000), draw(20'000'000)};
    const LabelWork work = {draw(kHour), draw(kHour), draw(10'000), draw(1'000)};
    int64_t sum = 0;
    for (const PriceModel& model : PriceModels()) {
      sum += *model.amount(terms, work);
    }
    EXPECT_EQ(*CostOfLabel(terms, work), sum);
  }
}

class PriceModelTest : public testing::TestWithParam<PriceModel> {};

TEST_P(PriceModelTest, IsFoundByItsName) {
  EXPECT_EQ((*FindPriceModel(GetParam().name))->name, GetParam().name);
  EXPECT_FALSE(GetParam().description.empty());
}

TEST_P(PriceModelTest, CostsNothingWhereItDoesNotApply) {
  const PriceModel& model = GetParam();
  const LabelWork work = {
      .active_us = kHour, .input_tokens = 1'000'000, .output_tokens = 1'000'000};
  for (const PriceTerms& terms :
       {PriceTerms{}, PriceTerms{.label_price_micros = 1}, PriceTerms{.hour_price_micros = 1},
        PriceTerms{.million_input_tokens_price_micros = 1},
        PriceTerms{.million_output_tokens_price_micros = 1}}) {
    const int64_t amount = *model.amount(terms, work);
    EXPECT_EQ(amount > 0, model.applies(terms) && model.name != "free");
  }
}

INSTANTIATE_TEST_SUITE_P(All, PriceModelTest,
                         testing::ValuesIn(PriceModels().begin(), PriceModels().end()),
                         [](const auto& model) { return std::string(model.param.name); });

TEST(PriceModelsTest, ExactlyOneAppliesToSimpleTerms) {
  for (const PriceTerms& terms :
       {PriceTerms{}, PriceTerms{.label_price_micros = 1}, PriceTerms{.hour_price_micros = 1},
        PriceTerms{.million_input_tokens_price_micros = 1}}) {
    int count = 0;
    for (const PriceModel& model : PriceModels()) {
      count += model.applies(terms) ? 1 : 0;
    }
    EXPECT_EQ(count, 1);
  }
}

TEST(PriceModelsTest, AnUnknownNameIsAnsweredWithTheKnownOnes) {
  EXPECT_THAT(FindPriceModel("per_click"),
              testing::AllOf(HasReason("UNKNOWN_PRICE_MODEL"), HasMetadata("found", "per_click")));
}

// Five cents for 18 seconds are ten dollars an hour.
TEST(HourlyWageTest, IsWhatAPieceRateCameTo) {
  EXPECT_EQ(*HourlyWage(50'000, 18 * kSecond), 10'000'000);
  EXPECT_EQ(*HourlyWage(0, kSecond), 0);
}

TEST(HourlyWageTest, UndoesPayByTheHour) {
  Rng rng(9);
  for (int round = 0; round < 1000; ++round) {
    const auto wage = static_cast<int64_t>(rng.Below(100'000'000)) + 1;
    const auto active_us = static_cast<int64_t>(rng.Below(kHour)) + kSecond;
    const int64_t cost = *CostOfLabel({.hour_price_micros = wage}, {.active_us = active_us});
    // Half a micro of rounding, in an hour.
    EXPECT_NEAR(static_cast<double>(*HourlyWage(cost, active_us)), static_cast<double>(wage),
                0.5 * kHour / static_cast<double>(active_us) + 1);
  }
}

}  // namespace
}  // namespace assay
