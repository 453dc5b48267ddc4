#include "engine/learn/neighbours.h"

#include <algorithm>
#include <set>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/reference/learn/dense_rows.h"
#include "tests/reference/learn/neighbours_reference.h"

namespace assay {
namespace {

constexpr double kTolerance = 1e-5;

NeighbourLists FindSparse(const CsrMatrix& rows, const SparseNeighbourOptions& options = {},
                          int threads = 1) {
  WorkerPool pool(threads);
  const NullProgress progress;
  return FindNeighbours(rows, options, pool, progress);
}

NeighbourLists FindDense(const reference::DenseRows& rows, const DenseNeighbourOptions& options,
                         int threads = 1) {
  std::vector<float> values;
  for (const std::vector<double>& row : rows) {
    values.insert(values.end(), row.begin(), row.end());
  }
  WorkerPool pool(threads);
  const NullProgress progress;
  return FindNeighbours(values, rows.front().size(), options, pool, progress);
}

// Rows around a few centres, so that neighbours are worth finding; entries of either sign.
reference::DenseRows ClusteredRows(size_t row_count, size_t column_count, uint64_t seed) {
  constexpr size_t kCentres = 25;
  Rng rng(seed);
  reference::DenseRows centres(kCentres, std::vector<double>(column_count));
  for (std::vector<double>& centre : centres) {
    for (double& value : centre) {
      value = 2 * rng.Uniform() - 1;
    }
  }
  reference::DenseRows rows;
  for (size_t i = 0; i < row_count; ++i) {
    rows.push_back(centres[static_cast<size_t>(rng.Below(kCentres))]);
    for (double& value : rows.back()) {
      value = static_cast<double>(static_cast<float>(value + 0.5 * (2 * rng.Uniform() - 1)));
    }
  }
  return rows;
}

// Short rows of words, of which few are frequent and many are rare, as in texts; half of the rows
// share most of their words with an earlier row.
CsrMatrix TextLikeRows(size_t row_count, size_t column_count, uint64_t seed) {
  Rng rng(seed);
  CsrMatrix matrix;
  matrix.column_count = column_count;
  for (size_t i = 0; i < row_count; ++i) {
    std::set<uint32_t> columns;
    if (i > 0 && rng.Uniform() < 0.5) {
      const CsrMatrix::Row earlier = matrix.row(static_cast<size_t>(rng.Below(i)));
      columns.insert(earlier.columns.begin(), earlier.columns.end());
      columns.erase(columns.begin());
    }
    while (columns.size() < 12) {
      const double u = rng.Uniform();
      columns.insert(static_cast<uint32_t>(u * u * u * static_cast<double>(column_count)));
    }
    for (const uint32_t column : columns) {
      matrix.Add(column, static_cast<float>(0.2 + rng.Uniform()));
    }
    matrix.EndRow();
  }
  return matrix;
}

std::vector<uint32_t> RowsOf(std::span<const SimilarRow> neighbours) {
  std::vector<uint32_t> rows;
  for (const SimilarRow& neighbour : neighbours) {
    rows.push_back(neighbour.row);
  }
  return rows;
}

// All neighbours are other rows, each once, with their true cosines, in order.
void ExpectTrueCosines(const NeighbourLists& lists, const reference::DenseRows& rows) {
  ASSERT_EQ(lists.row_count(), rows.size());
  for (size_t i = 0; i < rows.size(); ++i) {
    std::set<uint32_t> seen = {static_cast<uint32_t>(i)};
    double last = 2;
    for (const SimilarRow& neighbour : lists.row(i)) {
      EXPECT_TRUE(seen.insert(neighbour.row).second);
      EXPECT_NEAR(static_cast<double>(neighbour.similarity),
                  reference::Cosine(rows[i], rows[neighbour.row]), kTolerance);
      EXPECT_LE(static_cast<double>(neighbour.similarity), last);
      last = static_cast<double>(neighbour.similarity);
    }
  }
}

// The similarities are the largest there are (which of nearly equal rows is named may differ).
void ExpectExact(const NeighbourLists& lists, const reference::DenseRows& rows) {
  ExpectTrueCosines(lists, rows);
  for (size_t i = 0; i < rows.size(); ++i) {
    const std::vector<double> cosines = reference::SortedCosines(rows, i);
    size_t positive = 0;
    while (positive < std::min(lists.limit(), cosines.size()) && cosines[positive] > kTolerance) {
      ++positive;
    }
    ASSERT_GE(lists.row(i).size(), positive);
    for (size_t n = 0; n < positive; ++n) {
      EXPECT_NEAR(static_cast<double>(lists.row(i)[n].similarity), cosines[n], kTolerance);
    }
  }
}

// Share of the true neighbours that were found, by similarity.
double Recall(const NeighbourLists& lists, const reference::DenseRows& rows) {
  double found = 0;
  double wanted = 0;
  for (size_t i = 0; i < rows.size(); ++i) {
    const std::vector<double> cosines = reference::SortedCosines(rows, i);
    const double worst = cosines[lists.limit() - 1] - kTolerance;
    wanted += static_cast<double>(lists.limit());
    for (const SimilarRow& neighbour : lists.row(i)) {
      found += static_cast<double>(neighbour.similarity) >= worst ? 1 : 0;
    }
  }
  return found / wanted;
}

TEST(SparseNeighboursTest, AreThoseOfAllPairsWhenAllProductsAreAffordable) {
  Rng rng(1);
  const CsrMatrix rows = reference::RandomRows(150, 40, 0.15, rng);
  ExpectExact(FindSparse(rows, {.limit = 7, .products_per_row = 100'000}),
              reference::ToDense(rows));
}

TEST(SparseNeighboursTest, NegativeEntriesAreFine) {
  Rng rng(2);
  CsrMatrix rows = reference::RandomRows(150, 12, 0.4, rng);
  for (float& value : rows.values) {
    value = rng.Uniform() < 0.5 ? -value : value;
  }
  ExpectExact(FindSparse(rows, {.limit = 5, .products_per_row = 100'000}),
              reference::ToDense(rows));
}

TEST(SparseNeighboursTest, ProductsThatCancelLeaveNothingBehind) {
  CsrMatrix rows;
  rows.column_count = 3;
  for (int copy = 0; copy < 3; ++copy) {
    for (const float sign : {1.0f, -1.0f}) {
      rows.Add(0, 1.0f);
      rows.Add(1, sign);
      rows.Add(2, 0.0f);
      rows.EndRow();
    }
  }
  const NeighbourLists lists = FindSparse(rows);
  EXPECT_THAT(RowsOf(lists.row(0)), testing::ElementsAre(2, 4));
  EXPECT_THAT(RowsOf(lists.row(5)), testing::ElementsAre(1, 3));
}

TEST(SparseNeighboursTest, ASmallBudgetFindsMostNeighboursAndNoWrongCosine) {
  const CsrMatrix rows = TextLikeRows(600, 900, 3);
  const NeighbourLists lists = FindSparse(rows, {.limit = 5, .products_per_row = 150});
  const reference::DenseRows dense = reference::ToDense(rows);
  ExpectTrueCosines(lists, dense);
  EXPECT_GT(Recall(lists, dense), 0.7);
}

TEST(SparseNeighboursTest, AFeatureOfAllRowsCostsNoMoreThanTheBudget) {
  CsrMatrix rows;
  rows.column_count = 1;
  for (int i = 0; i < 100; ++i) {
    rows.Add(0, 1.0f);
    rows.EndRow();
  }
  const NeighbourLists lists = FindSparse(rows, {.limit = 3, .products_per_row = 3});
  EXPECT_THAT(lists.row(98),
              testing::ElementsAre(SimilarRow{0, 1.0f}, SimilarRow{1, 1.0f}, SimilarRow{99, 1.0f}));
}

TEST(SparseNeighboursTest, RowsWithoutFeaturesHaveNone) {
  CsrMatrix rows;
  rows.column_count = 2;
  rows.EndRow();
  rows.Add(1, 2.0f);
  rows.EndRow();
  rows.Add(1, 0.5f);
  rows.EndRow();
  const NeighbourLists lists = FindSparse(rows);
  EXPECT_THAT(lists.row(0), testing::IsEmpty());
  EXPECT_THAT(lists.row(1), testing::ElementsAre(SimilarRow{2, 1.0f}));
  EXPECT_EQ(FindSparse(CsrMatrix()).row_count(), 0u);
}

TEST(SparseNeighboursTest, AreTheSameForAnyNumberOfThreads) {
  const CsrMatrix rows = TextLikeRows(3000, 2000, 4);
  const NeighbourLists one = FindSparse(rows, {}, 1);
  const NeighbourLists three = FindSparse(rows, {}, 3);
  for (size_t i = 0; i < rows.row_count(); ++i) {
    ASSERT_TRUE(std::ranges::equal(one.row(i), three.row(i)));
  }
}

TEST(DenseNeighboursTest, AreThoseOfAllPairsWhenAllProductsAreAffordable) {
  for (const size_t columns : {1u, 7u, 33u}) {
    const reference::DenseRows rows = ClusteredRows(403, columns, columns);
    ExpectExact(FindDense(rows, {.limit = 6}), rows);
  }
}

TEST(DenseNeighboursTest, ARowOfZerosHasNone) {
  reference::DenseRows rows = ClusteredRows(20, 4, 5);
  rows[3] = {0, 0, 0, 0};
  const NeighbourLists lists = FindDense(rows, {});
  EXPECT_THAT(lists.row(3), testing::IsEmpty());
  ExpectExact(lists, rows);
}

TEST(DenseNeighboursTest, CellsFindMostNeighboursWithATenthOfTheProducts) {
  const reference::DenseRows rows = ClusteredRows(2000, 16, 6);
  const NeighbourLists lists =
      FindDense(rows, {.limit = 5, .product_limit = uint64_t{2000} * 2000 * 16 / 10});
  ExpectTrueCosines(lists, rows);
  EXPECT_GT(Recall(lists, rows), 0.7);
}

TEST(DenseNeighboursTest, EqualRowsDoNotBreakTheLimitOfProducts) {
  const reference::DenseRows rows(500, {1, 2, 3});
  const NeighbourLists lists = FindDense(rows, {.limit = 4, .product_limit = 500 * 3 * 40});
  for (size_t i = 0; i < rows.size(); ++i) {
    ASSERT_EQ(lists.row(i).size(), 4u);
  }
  ExpectTrueCosines(lists, rows);
}

TEST(DenseNeighboursTest, AreTheSameForAnyNumberOfThreads) {
  const reference::DenseRows rows = ClusteredRows(1500, 8, 7);
  const DenseNeighbourOptions options{.limit = 5, .product_limit = 1500 * 8 * 200};
  const NeighbourLists one = FindDense(rows, options, 1);
  const NeighbourLists three = FindDense(rows, options, 3);
  for (size_t i = 0; i < rows.size(); ++i) {
    ASSERT_TRUE(std::ranges::equal(one.row(i), three.row(i)));
  }
}

}  // namespace
}  // namespace assay
