#include "engine/audit/likeness.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "engine/learn/vector_features.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/engine/audit/text_case.h"
#include "tests/reference/learn/neighbours_reference.h"

namespace assay {
namespace {

using testing::ElementsAre;

constexpr size_t kCount = 200;

// Rows 10 and 11 repeat row 3, row 20 is nearly row 4.  Labels 0 and 1 in turns; row 10 has that of
// row 3, rows 11 and 20 have others than rows 3 and 4.
std::vector<int32_t> PlantedLabels() {
  std::vector<int32_t> labels;
  for (size_t i = 0; i < kCount; ++i) {
    labels.push_back(static_cast<int32_t>(i % 2));
  }
  labels[10] = labels[3];
  labels[11] = 1 - labels[3];
  labels[20] = 1 - labels[4];
  return labels;
}

Likeness Find(const AuditFeatures& features, int thread_count = 2) {
  WorkerPool pool(thread_count);
  NullProgress progress;
  return FindLikeness(features, PlantedLabels(), pool, progress);
}

void ExpectPlantedFound(const Likeness& likeness) {
  EXPECT_EQ(likeness.equal.row_count(), kCount);
  EXPECT_THAT(likeness.equal.EqualTo(3), ElementsAre(3u, 10u, 11u));
  EXPECT_TRUE(likeness.equal.EqualTo(4).empty());
  ASSERT_EQ(likeness.neighbours.row_count(), kCount);
  ASSERT_FALSE(likeness.neighbours.row(20).empty());
  EXPECT_EQ(likeness.neighbours.row(20).front().row, 4u);
  EXPECT_EQ(likeness.neighbours.row(4).front().row, 20u);
  EXPECT_GE(likeness.neighbours.row(4).front().similarity, kNearDuplicateSimilarity);
  ASSERT_EQ(likeness.duplicates.size(), kCount);
  EXPECT_EQ(likeness.duplicates[3].same_count, 1u);
  EXPECT_EQ(likeness.duplicates[3].other_count, 1u);
  EXPECT_EQ(likeness.duplicates[11].same_count, 0u);
  EXPECT_EQ(likeness.duplicates[11].other_count, 2u);
  EXPECT_EQ(likeness.duplicates[11].majority, PlantedLabels()[3]);
  EXPECT_EQ(likeness.duplicates[11].majority_count, 2u);
  EXPECT_EQ(likeness.duplicates[20].other_count, 1u);
  EXPECT_EQ(likeness.duplicates[20].majority, PlantedLabels()[4]);
}

// The cosine of each row's nearest neighbour is the largest of all pairs.
void ExpectNearestAreNearest(const Likeness& likeness, const reference::DenseRows& rows) {
  for (size_t i = 0; i < kCount; ++i) {
    ASSERT_FALSE(likeness.neighbours.row(i).empty()) << i;
    EXPECT_NEAR(likeness.neighbours.row(i).front().similarity,
                reference::SortedCosines(rows, i).front(), 1e-5)
        << i;
  }
}

std::vector<std::string> Texts() {
  Rng rng(5);
  std::vector<std::string> texts;
  for (size_t i = 0; i < kCount; ++i) {
    std::string text;
    for (int word = 0; word < 30; ++word) {
      text += "word" + std::to_string(rng.Below(120)) + " ";
    }
    texts.push_back(std::move(text));
  }
  texts[10] = texts[3];
  texts[11] = texts[3];
  texts[20] = texts[4] + "word7";
  return texts;
}

std::vector<float> Numbers(size_t column_count) {
  Rng rng(7);
  std::vector<float> rows(kCount * column_count);
  std::generate(rows.begin(), rows.end(),
                [&] { return static_cast<float>(rng.Uniform() + rng.Uniform() - 1.0); });
  const auto row = [&](size_t i) {
    return rows.begin() + static_cast<std::ptrdiff_t>(i * column_count);
  };
  for (const size_t copy : {10u, 11u}) {
    std::copy_n(row(3), column_count, row(copy));
  }
  std::copy_n(row(4), column_count, row(20));
  for (size_t j = 0; j < column_count; ++j) {
    row(20)[static_cast<std::ptrdiff_t>(j)] += j % 2 == 0 ? 0.01f : -0.01f;
  }
  return rows;
}

constexpr size_t kColumnCount = 12;

// The rows as a table; columns of very different sizes, which must count alike.
AuditFeatures TableFeaturesOf(const std::vector<float>& rows) {
  std::vector<std::vector<double>> columns(kColumnCount);
  std::vector<float> values;
  TableColumns table;
  for (size_t j = 0; j < kColumnCount; ++j) {
    for (size_t i = 0; i < kCount; ++i) {
      values.push_back(rows[i * kColumnCount + j] * (j == 0 ? 1000.0f : 1.0f));
      columns[j].push_back(static_cast<double>(values.back()));
    }
    table.numeric.push_back({"column" + std::to_string(j), columns[j]});
  }
  return {.views = MakeFeatureViews(
              nullptr, std::make_shared<const TableFeatures>(MakeTableFeatures(table))),
          .table = std::move(values),
          .table_column_count = kColumnCount,
          .has_text = false};
}

TEST(LikenessTest, FindsPlantedDuplicatesAmongTexts) {
  const AuditFeatures features{.views = TextViews(Texts())};
  const Likeness likeness = Find(features);
  ExpectPlantedFound(likeness);
}

TEST(LikenessTest, FindsPlantedDuplicatesInATable) {
  const Likeness likeness = Find(TableFeaturesOf(Numbers(kColumnCount)));
  ExpectPlantedFound(likeness);
}

TEST(LikenessTest, ComparesTheStandardisedColumnsOfATable) {
  const AuditFeatures features = TableFeaturesOf(Numbers(kColumnCount));
  reference::DenseRows rows(kCount, std::vector<double>(kColumnCount));
  for (size_t j = 0; j < kColumnCount; ++j) {
    const auto column = std::span(features.table).subspan(j * kCount, kCount);
    double mean = 0;
    double square = 0;
    for (const float value : column) {
      mean += static_cast<double>(value) / kCount;
    }
    for (const float value : column) {
      square += std::pow(static_cast<double>(value) - mean, 2) / kCount;
    }
    for (size_t i = 0; i < kCount; ++i) {
      rows[i][j] = (static_cast<double>(column[i]) - mean) / std::sqrt(square);
    }
  }
  ExpectNearestAreNearest(Find(features), rows);
}

TEST(LikenessTest, MissingNumbersOfATableDoNotHideWhatIsAlike) {
  AuditFeatures features = TableFeaturesOf(Numbers(kColumnCount));
  for (const size_t row : {4u, 20u}) {
    features.table[5 * kCount + row] = std::numeric_limits<float>::quiet_NaN();
  }
  const Likeness likeness = Find(features);
  EXPECT_EQ(likeness.neighbours.row(20).front().row, 4u);
  EXPECT_TRUE(std::isfinite(likeness.neighbours.row(20).front().similarity));
}

TEST(LikenessTest, FindsPlantedDuplicatesAmongVectorsEvenBesideTexts) {
  const std::vector<float> vectors = Numbers(kColumnCount);
  const AuditFeatures features{
      .views = MakeFeatureViews(
          nullptr, nullptr,
          std::make_shared<const CsrMatrix>(StandardisedVectors({vectors, kColumnCount}))),
      .has_text = true,
      .vectors = vectors,
      .vector_dimension = kColumnCount};
  const Likeness likeness = Find(features);
  ExpectPlantedFound(likeness);
  reference::DenseRows rows;
  for (size_t i = 0; i < kCount; ++i) {
    const auto begin = vectors.begin() + static_cast<std::ptrdiff_t>(i * kColumnCount);
    rows.emplace_back(begin, begin + kColumnCount);
  }
  ExpectNearestAreNearest(likeness, rows);
}

TEST(LikenessTest, ThreadsDoNotChangeIt) {
  const AuditFeatures features{.views = TextViews(Texts())};
  const Likeness one = Find(features, 1);
  const Likeness three = Find(features, 3);
  for (size_t i = 0; i < kCount; ++i) {
    EXPECT_TRUE(std::ranges::equal(one.neighbours.row(i), three.neighbours.row(i))) << i;
    EXPECT_EQ(one.duplicates[i].other_count, three.duplicates[i].other_count) << i;
  }
}

}  // namespace
}  // namespace assay
