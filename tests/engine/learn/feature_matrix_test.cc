#include "engine/learn/feature_matrix.h"

#include <string_view>
#include <vector>

#include "engine/learn/vector_features.h"
#include "gtest/gtest.h"

namespace assay {
namespace {

std::shared_ptr<const TextFeatures> TwoTexts() {
  TextFeatureBuilder builder;
  for (const std::string_view text : {"red car", "red car fast"}) {
    builder.AddRow({&text, 1});
  }
  return std::make_shared<const TextFeatures>(std::move(builder).Finish());
}

std::shared_ptr<const TableFeatures> TwoNumbers() {
  const std::vector<double> price = {-1, 1};
  TableFeatureOptions options;
  options.bin_count = 2;
  return std::make_shared<const TableFeatures>(
      MakeTableFeatures({{{"price", price}}, {}}, options));
}

TEST(FeatureMatrixTest, ASingleBlockIsSharedNotCopied) {
  const auto text = TwoTexts();
  const FeatureViews views = MakeFeatureViews(text, nullptr);
  EXPECT_EQ(&views.linear.matrix(), &text->matrix);
  EXPECT_EQ(&views.counts.matrix(), &text->matrix);
  EXPECT_EQ(views.linear.Name(2), "red car");
}

TEST(FeatureMatrixTest, BlocksStandSideBySide) {
  const auto text = TwoTexts();
  const auto table = TwoNumbers();
  const FeatureViews views = MakeFeatureViews(text, table);
  const CsrMatrix& joined = views.linear.matrix();
  EXPECT_EQ(joined.column_count, text->matrix.column_count + table->linear.column_count);
  ASSERT_EQ(joined.row_count(), 2u);
  for (size_t index = 0; index < 2; ++index) {
    const CsrMatrix::Row row = joined.row(index);
    const CsrMatrix::Row words = text->matrix.row(index);
    const CsrMatrix::Row numbers = table->linear.row(index);
    ASSERT_EQ(row.columns.size(), words.columns.size() + numbers.columns.size());
    for (size_t i = 0; i < row.columns.size(); ++i) {
      const bool is_word = i < words.columns.size();
      const size_t at = is_word ? i : i - words.columns.size();
      EXPECT_EQ(row.columns[i],
                is_word ? words.columns[at] : numbers.columns[at] + text->matrix.column_count);
      EXPECT_EQ(row.values[i], is_word ? words.values[at] : numbers.values[at]);
    }
  }
}

TEST(FeatureMatrixTest, NamesFollowTheBlocks) {
  const FeatureViews views = MakeFeatureViews(TwoTexts(), TwoNumbers());
  EXPECT_EQ(views.linear.Name(0), "red");
  EXPECT_EQ(views.linear.Name(3), "price");
  EXPECT_EQ(views.counts.Name(3), "price <= -1");
  EXPECT_EQ(views.counts.Name(5), "price is missing");
}

TEST(FeatureMatrixTest, TheViewForNaiveBayesIsNeverNegative) {
  const FeatureViews views = MakeFeatureViews(TwoTexts(), TwoNumbers());
  for (const float value : views.counts.matrix().values) {
    EXPECT_GE(value, 0.0f);
  }
}

TEST(FeatureMatrixTest, VectorsStandInTheLinearViewOnly) {
  const std::vector<float> values = {1, 5, 3, 2};
  const auto vectors = std::make_shared<const CsrMatrix>(StandardisedVectors({values, 2}));
  const auto text = TwoTexts();
  const FeatureViews both = MakeFeatureViews(text, nullptr, vectors);
  EXPECT_EQ(both.linear.matrix().column_count, text->matrix.column_count + 2);
  EXPECT_EQ(both.linear.Name(static_cast<uint32_t>(text->matrix.column_count) + 1), "dimension 2");
  EXPECT_EQ(&both.counts.matrix(), &text->matrix);
  const FeatureViews alone = MakeFeatureViews(nullptr, nullptr, vectors);
  EXPECT_EQ(&alone.linear.matrix(), vectors.get());
  EXPECT_EQ(alone.counts.matrix().row_count(), 2u);
  EXPECT_EQ(alone.counts.matrix().column_count, 0u);
}

}  // namespace
}  // namespace assay
