#include "engine/annotators/cost_value.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

namespace assay {
namespace {

// Counts as of very many labels, so that smoothing does not show.
SoftConfusion Confusion(const std::vector<std::vector<double>>& rows,
                        const std::vector<double>& shares) {
  SoftConfusion confusion(rows.size());
  std::vector<double> truth(rows.size());
  for (size_t k = 0; k < rows.size(); ++k) {
    for (size_t l = 0; l < rows.size(); ++l) {
      const auto labels = static_cast<int>(200000 * shares[k] * rows[k][l] + 0.5);
      std::fill(truth.begin(), truth.end(), 0.0);
      truth[k] = 1;
      for (int i = 0; i < labels; ++i) {
        confusion.Add(static_cast<uint16_t>(l), truth);
      }
    }
  }
  return confusion;
}

// Ipeirotis, Provost, Wang (2010), section 4: whoever always says "porn" and whoever takes every
// "porn" for "notporn" and the reverse: the first is worth nothing, the second everything, although
// it is the first who is right in half of the cases.
TEST(CostValueTest, AlwaysTheSameIsWorthNothingAndAlwaysWrongIsWorthEverything) {
  const std::vector<double> shares = {0.5, 0.5};
  EXPECT_NEAR(CostValueOf(Confusion({{1, 0}, {1, 0}}, shares), shares, {}).value(), 0, 1e-3);
  EXPECT_NEAR(CostValueOf(Confusion({{0, 1}, {1, 0}}, shares), shares, {}).value(), 1, 1e-3);
  EXPECT_NEAR(CostValueOf(Confusion({{1, 0}, {0, 1}}, shares), shares, {}).value(), 1, 1e-3);
}

// By hand: with equal classes and 80 % right, each soft label is (.8, .2), cost 2 * .8 * .2 = .32;
// a spammer's is .5.
TEST(CostValueTest, IsOneLessTheCostOverThatOfASpammer) {
  const std::vector<double> shares = {0.5, 0.5};
  EXPECT_NEAR(CostValueOf(Confusion({{.8, .2}, {.2, .8}}, shares), shares, {}).value(),
              1 - .32 / .5, 1e-3);
}

// By hand, pi = (.9, .1): label 0 is said with .9 * .9 + .1 * .2 = .83, soft label (.81, .02) /
// .83; label 1 with .17, (.09, .08) / .17; c_01 = 1, c_10 = 10, so p_0 p_1 costs 11.
TEST(CostValueTest, CostsAreThoseGiven) {
  const std::vector<double> shares = {0.9, 0.1};
  const std::vector<double> costs = {0, 1, 10, 0};
  const double cost = 11 * (.81 * .02 / .83 + .09 * .08 / .17);
  EXPECT_NEAR(CostValueOf(Confusion({{.9, .1}, {.2, .8}}, shares), shares, costs).value(),
              1 - cost / (11 * .9 * .1), 1e-3);
}

TEST(CostValueTest, ConstantCostsOfOneAreTheDefault) {
  const std::vector<double> shares = {0.5, 0.3, 0.2};
  const std::vector<double> ones = {0, 1, 1, 1, 0, 1, 1, 1, 0};
  const SoftConfusion confusion = Confusion({{.7, .2, .1}, {.1, .8, .1}, {.3, .3, .4}}, shares);
  EXPECT_NEAR(CostValueOf(confusion, shares, {}).value(),
              CostValueOf(confusion, shares, ones).value(), 1e-12);
}

TEST(CostValueTest, WhoHasSaidLittleHasProvedLittle) {
  const std::vector<double> shares = {0.5, 0.5};
  SoftConfusion confusion(2);
  EXPECT_FALSE(CostValueOf(confusion, shares, {}).has_value());
  double before = 0;
  for (int i = 0; i < 20; ++i) {
    confusion.Add(0, std::vector<double>{1, 0});
    confusion.Add(1, std::vector<double>{0, 1});
    const double now = CostValueOf(confusion, shares, {}).value();
    EXPECT_GT(now, before);
    EXPECT_LT(now, 1);
    before = now;
  }
}

TEST(CostValueTest, OneClassIsWorthNothingToTellApart) {
  SoftConfusion confusion(1);
  confusion.Add(0, std::vector<double>{1});
  EXPECT_FALSE(CostValueOf(confusion, std::vector<double>{1}, {}).has_value());
}

}  // namespace
}  // namespace assay
