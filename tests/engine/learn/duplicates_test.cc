#include "engine/learn/duplicates.h"

#include <map>
#include <set>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/reference/learn/dense_rows.h"

namespace assay {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

// Rows of few columns and few values, so that many are equal and some are empty.
CsrMatrix RowsWithRepetitions(size_t row_count, uint64_t seed) {
  Rng rng(seed);
  CsrMatrix rows;
  rows.column_count = 4;
  for (size_t i = 0; i < row_count; ++i) {
    for (uint32_t column = 0; column < 4; ++column) {
      if (rng.Below(2) == 0) {
        rows.Add(column, rng.Below(4) == 0 ? 2.0f : 1.0f);
      }
    }
    rows.EndRow();
  }
  return rows;
}

EqualRows FindEqual(const CsrMatrix& rows) {
  WorkerPool pool(2);
  return EqualRows(RowKeys(rows, pool));
}

TEST(EqualRowsTest, AreThoseWithTheSameEntries) {
  const CsrMatrix rows = RowsWithRepetitions(200, 1);
  const reference::DenseRows dense = reference::ToDense(rows);
  const EqualRows equal = FindEqual(rows);
  for (size_t i = 0; i < dense.size(); ++i) {
    std::vector<uint32_t> expected;
    for (size_t j = 0; j < dense.size(); ++j) {
      if (dense[i] == dense[j] && !rows.row(i).columns.empty()) {
        expected.push_back(static_cast<uint32_t>(j));
      }
    }
    if (expected.size() < 2) {
      expected.clear();
    }
    EXPECT_THAT(equal.EqualTo(i), testing::ElementsAreArray(expected));
  }
}

TEST(EqualRowsTest, EveryGroupIsNamedOnce) {
  const EqualRows equal = FindEqual(RowsWithRepetitions(200, 2));
  std::set<uint32_t> seen;
  for (size_t group = 0; group < equal.group_count(); ++group) {
    EXPECT_GE(equal.group(group).size(), 2u);
    for (const uint32_t row : equal.group(group)) {
      EXPECT_TRUE(seen.insert(row).second);
      EXPECT_EQ(equal.group_index(row), group);
    }
  }
}

TEST(EqualRowsTest, KeysOfTheCallerMayStandForAnything) {
  const RowKey keys[] = {{1, 2}, {0, 0}, {1, 2}, {0, 0}, {2, 1}};
  const EqualRows equal(keys);
  EXPECT_THAT(equal.EqualTo(2), ElementsAre(0, 2));
  EXPECT_THAT(equal.EqualTo(1), IsEmpty());
  EXPECT_THAT(equal.EqualTo(4), IsEmpty());
}

TEST(EqualRowsTest, KeysTellManyRowsApart) {
  CsrMatrix rows;
  rows.column_count = 300;
  for (uint32_t a = 0; a < 300; ++a) {
    for (uint32_t b = a + 1; b < 300; ++b) {
      rows.Add(a, 1.0f);
      rows.Add(b, 1.0f);
      rows.EndRow();
    }
  }
  EXPECT_EQ(FindEqual(rows).group_count(), 0u);
}

TEST(DuplicateLabelsTest, LeaveTheRowItselfOut) {
  const RowKey keys[] = {{1, 1}, {1, 1}, {1, 1}, {2, 2}};
  const int32_t labels[] = {0, 5, 5, 0};
  WorkerPool pool(1);
  const auto counts = CountDuplicateLabels(labels, EqualRows(keys), {}, pool);
  EXPECT_EQ(counts[0].same_count, 0u);
  EXPECT_EQ(counts[0].other_count, 2u);
  EXPECT_EQ(counts[0].majority, 5);
  EXPECT_EQ(counts[0].majority_count, 2u);
  EXPECT_EQ(counts[1].same_count, 1u);
  EXPECT_EQ(counts[1].other_count, 1u);
  EXPECT_EQ(counts[1].majority, 5);
  EXPECT_EQ(counts[3].majority, -1);
  EXPECT_EQ(counts[3].majority_count, 0u);
}

TEST(DuplicateLabelsTest, CountNearlyEqualNeighboursOnce) {
  const RowKey keys[] = {{1, 1}, {1, 1}, {2, 2}, {3, 3}};
  const int32_t labels[] = {0, 1, 2, 2};
  NeighbourLists neighbours(4, 3);
  const SimilarRow near[] = {{1, 1.0f}, {2, 0.95f}, {3, 0.89f}};
  neighbours.SetRow(0, near);
  WorkerPool pool(1);
  const auto counts = CountDuplicateLabels(labels, EqualRows(keys), neighbours, pool);
  EXPECT_EQ(counts[0].other_count, 2u);
  EXPECT_EQ(counts[0].majority, 1);
  EXPECT_EQ(CountDuplicateLabels(labels, {}, neighbours, pool)[0].other_count, 2u);
  EXPECT_EQ(CountDuplicateLabels(labels, {}, {}, pool)[0].other_count, 0u);
  EXPECT_EQ(CountDuplicateLabels(labels, {}, neighbours, pool, 0.8f)[0].majority, 2);
}

// The same by asking every pair.
TEST(DuplicateLabelsTest, AreThoseOfAllPairs) {
  const CsrMatrix rows = RowsWithRepetitions(300, 3);
  const reference::DenseRows dense = reference::ToDense(rows);
  Rng rng(4);
  std::vector<int32_t> labels;
  for (size_t i = 0; i < dense.size(); ++i) {
    labels.push_back(static_cast<int32_t>(rng.Below(3)));
  }
  WorkerPool pool(2);
  const auto counts = CountDuplicateLabels(labels, FindEqual(rows), {}, pool);
  for (size_t i = 0; i < dense.size(); ++i) {
    std::map<int32_t, uint32_t> expected;
    for (size_t j = 0; j < dense.size(); ++j) {
      if (i != j && dense[i] == dense[j] && !rows.row(i).columns.empty()) {
        ++expected[labels[j]];
      }
    }
    uint32_t all = 0;
    uint32_t most = 0;
    uint32_t rival = 0;
    for (const auto& [label, count] : expected) {
      all += count;
      most = std::max(most, count);
      rival = label == labels[i] ? rival : std::max(rival, count);
    }
    EXPECT_EQ(counts[i].same_count, expected[labels[i]]);
    EXPECT_EQ(counts[i].same_count + counts[i].other_count, all);
    EXPECT_EQ(counts[i].majority_count, most);
    EXPECT_EQ(counts[i].rival_count, rival);
    if (all > 0) {
      EXPECT_EQ(expected[counts[i].majority], most);
    }
  }
}

}  // namespace
}  // namespace assay
