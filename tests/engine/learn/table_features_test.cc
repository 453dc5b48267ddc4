#include "engine/learn/table_features.h"

#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace assay {
namespace {

using ::testing::ElementsAre;

constexpr double kMissing = std::numeric_limits<double>::quiet_NaN();

float Value(const CsrMatrix& matrix, size_t row, size_t column) {
  const CsrMatrix::Row entries = matrix.row(row);
  for (size_t i = 0; i < entries.columns.size(); ++i) {
    if (entries.columns[i] == column) {
      return entries.values[i];
    }
  }
  return 0.0f;
}

std::vector<std::string> CountNames(const TableFeatures& features) {
  std::vector<std::string> names;
  for (uint32_t column = 0; column < features.counts.column_count; ++column) {
    names.push_back(features.encoder.CountName(column));
  }
  return names;
}

TEST(NumericEncoderTest, StandardisesByMeanAndDeviation) {
  const std::vector<double> values = {2, 4, 4, 4, 5, 5, 7, 9, kMissing};
  // Mean 5 and standard deviation 2: the textbook example.
  const NumericEncoder encoder({"x", values}, {});
  EXPECT_NEAR(encoder.Standardise(5), 0.0, 1e-12);
  EXPECT_NEAR(encoder.Standardise(9), 2.0, 1e-12);
  EXPECT_NEAR(encoder.Standardise(2), -1.5, 1e-12);
}

TEST(NumericEncoderTest, CutsOffWildValues) {
  const std::vector<double> values = {0, 1, 2, 3};
  const NumericEncoder encoder({"x", values}, {});
  EXPECT_EQ(encoder.Standardise(1e300), 5.0);
  EXPECT_EQ(encoder.Standardise(-1e300), -5.0);
}

TEST(NumericEncoderTest, BinsHoldAboutEqualNumbersOfRows) {
  std::vector<double> values;
  for (int i = 0; i < 1000; ++i) {
    values.push_back(std::exp(i * 0.01));
  }
  TableFeatureOptions options;
  options.bin_count = 10;
  const NumericEncoder encoder({"x", values}, options);
  ASSERT_EQ(encoder.bin_count(), 10u);
  std::vector<int> counts(10);
  for (const double value : values) {
    ++counts[encoder.Bin(value)];
  }
  for (const int count : counts) {
    EXPECT_NEAR(count, 100, 1);
  }
}

TEST(NumericEncoderTest, AValueThatFillsQuantilesHasItsOwnBin) {
  std::vector<double> values(80, 0.0);
  for (int i = 1; i <= 20; ++i) {
    values.push_back(i);
  }
  const NumericEncoder encoder({"x", values}, {});
  EXPECT_EQ(encoder.Bin(0.0), 0u);
  EXPECT_EQ(encoder.Bin(0.5), 1u);
  EXPECT_EQ(encoder.Bin(-3.0), 0u);
  EXPECT_EQ(encoder.Bin(1e9), encoder.bin_count() - 1);
}

TEST(NumericEncoderTest, ConstantAndEmptyColumnsAreHarmless) {
  const std::vector<double> constant(5, 0.1);
  const NumericEncoder encoder({"x", constant}, {});
  EXPECT_EQ(encoder.bin_count(), 1u);
  EXPECT_EQ(encoder.Standardise(0.1), 0.0);
  EXPECT_EQ(encoder.BinName(0), "x is present");
  const std::vector<double> nothing(5, kMissing);
  const NumericEncoder empty({"x", nothing}, {});
  EXPECT_EQ(empty.bin_count(), 1u);
  EXPECT_EQ(empty.Standardise(7.0), 0.0);
}

TEST(NumericEncoderTest, HugeNumbersDoNotOverflow) {
  const std::vector<double> values = {-1.7e308, 1.7e308, 1.7e308, -1.7e308};
  const NumericEncoder encoder({"x", values}, {});
  EXPECT_NEAR(encoder.Standardise(1.7e308), 1.0, 1e-9);
  EXPECT_NEAR(encoder.Standardise(-1.7e308), -1.0, 1e-9);
}

TEST(TableFeaturesTest, CountsAreOneHotWithNames) {
  const std::vector<double> price = {1, 2, kMissing, 2};
  const std::vector<std::string_view> brand = {"Sony", "", "Sony", ""};
  TableFeatureOptions options;
  options.bin_count = 2;
  const TableFeatures features =
      MakeTableFeatures({{{"price", price}}, {{"brand", brand}}}, options);
  EXPECT_THAT(CountNames(features), ElementsAre("price is present", "price is missing",
                                                "brand = Sony", "brand is missing"));
  // Two columns, so each value is 1 / sqrt(2).
  const float one = std::sqrt(0.5f);
  EXPECT_FLOAT_EQ(Value(features.counts, 0, 0), one);
  EXPECT_EQ(Value(features.counts, 2, 0), 0.0f);
  EXPECT_FLOAT_EQ(Value(features.counts, 2, 1), one);
  EXPECT_FLOAT_EQ(Value(features.counts, 0, 2), one);
  EXPECT_FLOAT_EQ(Value(features.counts, 1, 3), one);
}

TEST(TableFeaturesTest, BinNamesSayTheirEdges) {
  const std::vector<double> values = {1, 2, 3, 4, 5, 6, 7, 8.5, 9};
  TableFeatureOptions options;
  options.bin_count = 3;
  const TableFeatures features = MakeTableFeatures({{{"size", values}}, {}}, options);
  EXPECT_THAT(CountNames(features),
              ElementsAre("size <= 3", "size > 3 and <= 6", "size > 6", "size is missing"));
}

TEST(TableFeaturesTest, TheLinearViewAddsTheStandardisedNumber) {
  const std::vector<double> values = {-1, 1, kMissing};
  TableFeatureOptions options;
  options.bin_count = 2;
  const TableFeatures features = MakeTableFeatures({{{"x", values}}, {}}, options);
  EXPECT_EQ(features.encoder.LinearName(0), "x");
  EXPECT_NEAR(Value(features.linear, 0, 0), -1.0, 1e-6);
  EXPECT_NEAR(Value(features.linear, 1, 0), 1.0, 1e-6);
  EXPECT_EQ(Value(features.linear, 2, 0), 0.0f);
  EXPECT_EQ(features.linear.column_count, features.counts.column_count + 1);
  options.bins_in_linear_view = false;
  EXPECT_EQ(MakeTableFeatures({{{"x", values}}, {}}, options).linear.column_count, 2u);
}

TEST(TableFeaturesTest, RareAndUnknownCategoriesHaveNoFeature) {
  const std::vector<std::string_view> fitted = {"a", "b", "a", "c", "c"};
  const TableFeatures features = MakeTableFeatures({{}, {{"kind", fitted}}});
  EXPECT_THAT(CountNames(features), ElementsAre("kind = a", "kind = c"));
  EXPECT_TRUE(features.counts.row(1).columns.empty());
  const std::vector<std::string_view> unseen = {"z", "c"};
  const CsrMatrix encoded = features.encoder.EncodeCounts({{}, {{"kind", unseen}}});
  EXPECT_TRUE(encoded.row(0).columns.empty());
  EXPECT_EQ(Value(encoded, 1, 1), 1.0f);
}

TEST(TableFeaturesTest, ColumnsOfARowIncreaseStrictly) {
  const std::vector<double> x = {1, kMissing, 3, 4};
  const std::vector<double> y = {5, 5, 5, kMissing};
  const std::vector<std::string_view> z = {"a", "a", "b", "b"};
  const TableFeatures features = MakeTableFeatures({{{"x", x}, {"y", y}}, {{"z", z}}});
  for (const CsrMatrix* matrix : {&features.linear, &features.counts}) {
    for (size_t row = 0; row < 4; ++row) {
      const CsrMatrix::Row entries = matrix->row(row);
      for (size_t i = 0; i < entries.columns.size(); ++i) {
        EXPECT_LT(entries.columns[i], matrix->column_count);
        if (i > 0) {
          EXPECT_LT(entries.columns[i - 1], entries.columns[i]);
        }
      }
    }
  }
}

}  // namespace
}  // namespace assay
