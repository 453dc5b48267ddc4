#include "engine/stats/multiple_testing.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

#include "engine/base/rng.h"

namespace assay {
namespace {

// Benjamini & Hochberg (1995), section 4: of 15 p-values the four smallest are finds at rate .05.
TEST(BenjaminiHochbergTest, FindsTheFourOfThePapersExample) {
  const std::vector<double> p = {0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344,
                                 0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0000};
  const std::vector<double> adjusted = BenjaminiHochberg(p);
  EXPECT_EQ(std::count_if(adjusted.begin(), adjusted.end(), [](double q) { return q <= 0.05; }), 4);
  EXPECT_NEAR(adjusted[3], 0.0095 * 15 / 4, 1e-12);
}

// By the definition: the smallest m p_(j) / j of all p_(j) >= p.
TEST(BenjaminiHochbergTest, IsTheDefinition) {
  Rng rng(1);
  for (int round = 0; round < 50; ++round) {
    std::vector<double> p(1 + rng.Below(20));
    std::generate(p.begin(), p.end(), [&] { return rng.Uniform(); });
    const std::vector<double> adjusted = BenjaminiHochberg(p);
    for (size_t i = 0; i < p.size(); ++i) {
      double expected = 1;
      for (const double other : p) {
        const auto rank = std::count_if(p.begin(), p.end(), [&](double x) { return x <= other; });
        if (other >= p[i]) {
          expected =
              std::min(expected, other * static_cast<double>(p.size()) / static_cast<double>(rank));
        }
      }
      EXPECT_NEAR(adjusted[i], expected, 1e-12);
    }
  }
}

TEST(BenjaminiHochbergTest, NothingGivesNothing) { EXPECT_TRUE(BenjaminiHochberg({}).empty()); }

}  // namespace
}  // namespace assay
