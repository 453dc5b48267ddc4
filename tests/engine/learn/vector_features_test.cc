#include "engine/learn/vector_features.h"

#include <cmath>
#include <vector>

#include "engine/base/rng.h"
#include "gtest/gtest.h"

namespace assay {
namespace {

// Column 1: mean 3, deviation 1; column 2: mean 0, deviation 2; column 3 does not vary.
TEST(VectorFeaturesTest, ColumnsAreStandardisedAndConstantOnesLeftOut) {
  const std::vector<float> values = {2, -2, 7.3f, 4, 2, 7.3f, 2, 2, 7.3f, 4, -2, 7.3f};
  const CsrMatrix matrix = StandardisedVectors({values, 3});
  ASSERT_EQ(matrix.row_count(), 4u);
  EXPECT_EQ(matrix.column_count, 3u);
  const float one = 1.0f / std::sqrt(3.0f);
  const float expected[4][2] = {{-one, -one}, {one, one}, {-one, one}, {one, -one}};
  for (size_t i = 0; i < 4; ++i) {
    const CsrMatrix::Row row = matrix.row(i);
    ASSERT_EQ(row.columns.size(), 2u);
    EXPECT_FLOAT_EQ(row.values[0], expected[i][0]);
    EXPECT_FLOAT_EQ(row.values[1], expected[i][1]);
  }
}

TEST(VectorFeaturesTest, NoValueIsMoreThanFiveDeviationsFromTheMean) {
  std::vector<float> values(100, 0.0f);
  values[17] = 1000.0f;
  const CsrMatrix matrix = StandardisedVectors({values, 1});
  EXPECT_FLOAT_EQ(matrix.row(17).values[0], 5.0f);
}

TEST(VectorFeaturesTest, RowsAreAsLongAsTextRowsOnAverage) {
  Rng rng(3);
  for (const size_t dimension : {4u, 64u, 700u}) {
    std::vector<float> values(200 * dimension);
    for (float& value : values) {
      value = static_cast<float>(3 + rng.Uniform());
    }
    double square = 0;
    for (const float value : StandardisedVectors({values, dimension}).values) {
      square += static_cast<double>(value) * static_cast<double>(value);
    }
    EXPECT_NEAR(square / 200, 1.0, 1e-3) << dimension;
  }
}

TEST(VectorFeaturesTest, NoRowsGiveNoRows) {
  EXPECT_EQ(StandardisedVectors({{}, 3}).row_count(), 0u);
}

}  // namespace
}  // namespace assay
