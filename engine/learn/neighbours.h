#ifndef ASSAY_ENGINE_LEARN_NEIGHBOURS_H_
#define ASSAY_ENGINE_LEARN_NEIGHBOURS_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "engine/base/progress.h"
#include "engine/base/worker_pool.h"
#include "engine/learn/csr_matrix.h"

namespace assay {

// A row that resembles another one.
struct SimilarRow {
  uint32_t row = 0;
  float similarity = 0;  // cosine, in (0, 1]

  bool operator==(const SimilarRow&) const = default;
};

// The most similar other rows of each of N rows.  8 bytes a neighbour.
class NeighbourLists {
 public:
  NeighbourLists() = default;
  NeighbourLists(size_t row_count, size_t limit)
      : limit_(limit), sizes_(row_count), neighbours_(row_count * limit) {}

  size_t row_count() const { return sizes_.size(); }
  // No row has more neighbours.
  size_t limit() const { return limit_; }
  // Most similar first, of equal ones the smaller row first; never the row itself.
  std::span<const SimilarRow> row(size_t index) const {
    return {neighbours_.data() + index * limit_, sizes_[index]};
  }
  // At most limit() neighbours.
  void SetRow(size_t index, std::span<const SimilarRow> neighbours);

 private:
  size_t limit_ = 0;
  std::vector<uint32_t> sizes_;
  std::vector<SimilarRow> neighbours_;
};

struct SparseNeighbourOptions {
  size_t limit = 10;  // neighbours of a row, 1 to 64
  // Products a row may cost while candidates are looked for, at least 1.
  uint32_t products_per_row = 500;
};

// The rows with the largest cosines, among rows that share rare features.
//
//   cosine_ij = sum_c x_ic x_jc / (|x_i| |x_j|)
//
// Exact where the products of all features of a row fit into products_per_row.  Otherwise the
// row's features are taken in the order of x_ic^2 / n_c (n_c rows hold feature c) until the
// products are used up, the last one only with the rows that follow in its list (after the last row
// comes the first): a common feature says little about who is alike and costs most.  Of the rows
// found so, the 2 * limit with the largest partial sums are compared exactly, so that every cosine
// is the true one and only a neighbour may be missed.
//
// Rows without features have no neighbours; cosines of 0 or less are left out.
//
// rows: any finite values, of any length.  Time O(entries + N (products_per_row + limit * entries
// of a row)) at the most; memory beside the result: 8 bytes an entry, and 8 (N + columns) bytes a
// thread.  The same bits for any number of threads.  Ends early, with neighbours missing, once
// `progress` is cancelled.
NeighbourLists FindNeighbours(const CsrMatrix& rows, const SparseNeighbourOptions& options,
                              WorkerPool& pool, const ProgressSink& progress);

struct DenseNeighbourOptions {
  size_t limit = 10;  // neighbours of a row, 1 to 64
  // Products that all rows may cost together.
  uint64_t product_limit = 200'000'000'000;
  uint64_t seed = 0;
};

// The same for N rows of `column_count` (D >= 1) floats, row-major, finite.
//
// Exact while N * N * D <= product_limit.  Beyond it, every row goes to the nearest of some seeded
// pivot rows (a quarter of the products), and is compared with its own cell and the cells of the
// next nearest pivots as far as the products reach.
//
// O(min(N * N * D, product_limit)) time, 8 N D bytes.  The same bits for any number of threads.
NeighbourLists FindNeighbours(std::span<const float> rows, size_t column_count,
                              const DenseNeighbourOptions& options, WorkerPool& pool,
                              const ProgressSink& progress);

}  // namespace assay

#endif  // ASSAY_ENGINE_LEARN_NEIGHBOURS_H_
