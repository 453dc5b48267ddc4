#include <algorithm>
#include <cmath>
#include <cstring>
#include <numeric>

#include "engine/base/check.h"
#include "engine/base/kernel.h"
#include "engine/base/rng.h"
#include "engine/learn/neighbours.h"
#include "engine/learn/neighbours_top.h"

namespace assay {
namespace {

constexpr size_t kLargestLimit = 64;
// A tile of products that stays in registers.
constexpr size_t kQueries = 6;
constexpr size_t kPanel = 16;
// Rows that are packed at a time: they stay in the cache while all queries pass over them.
constexpr size_t kPackedRows = 256;
constexpr size_t kQueriesPerTask = 384;
constexpr uint64_t kPivotShare = 4;
constexpr size_t kFewestPivots = 16;

using Lanes = float __attribute__((vector_size(32)));

// products[q][l] = dot(query q, row l of the panel).  queries: kQueries x size; panel: size x
// kPanel.
ASSAY_KERNEL void MultiplyPanel(const float* queries, const float* panel, size_t size,
                                float* products) {
  Lanes sums[kQueries][2] = {};
  for (size_t k = 0; k < size; ++k) {
    Lanes low;
    Lanes high;
    std::memcpy(&low, panel + k * kPanel, sizeof(low));
    std::memcpy(&high, panel + k * kPanel + 8, sizeof(high));
    for (size_t q = 0; q < kQueries; ++q) {
      const float value = queries[q * size + k];
      sums[q][0] += value * low;
      sums[q][1] += value * high;
    }
  }
  std::memcpy(products, sums, sizeof(sums));
}

// Rows scaled to length 1.
class UnitRows {
 public:
  UnitRows(std::span<const float> rows, size_t size) : size_(size), values_(rows.size()) {
    for (size_t begin = 0; begin < rows.size(); begin += size) {
      double squares = 0;
      for (size_t k = begin; k < begin + size; ++k) {
        squares += static_cast<double>(rows[k]) * static_cast<double>(rows[k]);
      }
      const double scale = squares > 0 ? 1 / std::sqrt(squares) : 0.0;
      for (size_t k = begin; k < begin + size; ++k) {
        values_[k] = static_cast<float>(static_cast<double>(rows[k]) * scale);
      }
    }
  }

  size_t size() const { return size_; }
  size_t count() const { return values_.size() / size_; }
  const float* row(uint32_t index) const { return values_.data() + index * size_; }

 private:
  size_t size_;
  std::vector<float> values_;
};

// The rows of a block as panels of kPanel rows, feature by feature; missing rows are 0.
class PackedRows {
 public:
  explicit PackedRows(size_t size) : size_(size), values_(kPackedRows * size) {}

  void Pack(const UnitRows& rows, std::span<const uint32_t> indices) {
    std::fill(values_.begin(), values_.end(), 0.0f);
    for (size_t i = 0; i < indices.size(); ++i) {
      const float* from = rows.row(indices[i]);
      float* to = values_.data() + i / kPanel * kPanel * size_ + i % kPanel;
      for (size_t k = 0; k < size_; ++k) {
        to[k * kPanel] = from[k];
      }
    }
  }
  const float* panel(size_t index) const { return values_.data() + index * kPanel * size_; }

 private:
  size_t size_;
  std::vector<float> values_;
};

// Offers to the top of every query all `others` but the query itself.
void OfferAll(const UnitRows& rows, std::span<const uint32_t> queries,
              std::span<const uint32_t> others, std::vector<TopRows>* tops) {
  PackedRows packed(rows.size());
  std::vector<float> tile(kQueries * rows.size());
  float products[kQueries * kPanel];
  for (size_t block = 0; block < others.size(); block += kPackedRows) {
    const auto members = others.subspan(block, std::min(kPackedRows, others.size() - block));
    packed.Pack(rows, members);
    for (size_t first = 0; first < queries.size(); first += kQueries) {
      const size_t query_count = std::min(kQueries, queries.size() - first);
      for (size_t q = 0; q < query_count; ++q) {
        std::copy_n(rows.row(queries[first + q]), rows.size(), tile.data() + q * rows.size());
      }
      for (size_t start = 0; start < members.size(); start += kPanel) {
        MultiplyPanel(tile.data(), packed.panel(start / kPanel), rows.size(), products);
        const size_t width = std::min(kPanel, members.size() - start);
        for (size_t q = 0; q < query_count; ++q) {
          TopRows& top = (*tops)[first + q];
          for (size_t l = 0; l < width; ++l) {
            const float similarity = products[q * kPanel + l];
            if (similarity >= top.threshold() && members[start + l] != queries[first + q]) {
              top.Offer(members[start + l], std::min(similarity, 1.0f));
            }
          }
        }
      }
    }
  }
}

void FindAmong(const UnitRows& rows, std::span<const uint32_t> queries,
               std::span<const uint32_t> others, NeighbourLists* result) {
  std::vector<TopRows> tops(queries.size(), TopRows(result->limit()));
  OfferAll(rows, queries, others, &tops);
  for (size_t q = 0; q < queries.size(); ++q) {
    result->SetRow(queries[q], tops[q].best());
  }
}

std::vector<uint32_t> AllRows(size_t count) {
  std::vector<uint32_t> all(count);
  std::iota(all.begin(), all.end(), 0u);
  return all;
}

// Rows around pivots, and what each cell is compared with.
class Cells {
 public:
  Cells(const UnitRows& rows, size_t pivot_count, uint64_t seed, WorkerPool& pool,
        const ProgressSink& progress)
      : pivots_(ChoosePivots(rows.count(), pivot_count, seed)), members_(pivot_count) {
    std::vector<uint32_t> nearest(rows.count());
    const std::vector<uint32_t> all = AllRows(rows.count());
    pool.ForRanges(all.size(), kQueriesPerTask, [&](size_t begin, size_t end) {
      if (progress.cancelled()) {
        return;
      }
      const auto queries = std::span(all).subspan(begin, end - begin);
      std::vector<TopRows> tops(queries.size(), TopRows(1));
      OfferAll(rows, queries, pivots_, &tops);
      for (size_t q = 0; q < queries.size(); ++q) {
        nearest[begin + q] = tops[q].best().empty() ? pivots_.front() : tops[q].best()[0].row;
      }
    });
    // A pivot is not offered to itself, but its own cell is the right one.
    for (const uint32_t pivot : pivots_) {
      nearest[pivot] = pivot;
    }
    for (size_t i = 0; i < nearest.size(); ++i) {
      const auto place = std::lower_bound(pivots_.begin(), pivots_.end(), nearest[i]);
      members_[static_cast<size_t>(place - pivots_.begin())].push_back(static_cast<uint32_t>(i));
    }
  }

  size_t count() const { return pivots_.size(); }
  std::span<const uint32_t> members(size_t cell) const { return members_[cell]; }

  // At most `limit` rows: those of `queries`, which are of the cell, then of the other cells in the
  // order of their pivots' similarity.
  std::vector<uint32_t> Surroundings(const UnitRows& rows, size_t cell,
                                     std::span<const uint32_t> queries, size_t limit) const {
    std::vector<uint32_t> found(queries.begin(), queries.end());
    const auto append = [&](std::span<const uint32_t> more) {
      const size_t room = limit - std::min(limit, found.size());
      found.insert(found.end(), more.begin(),
                   more.begin() + static_cast<std::ptrdiff_t>(std::min(room, more.size())));
    };
    if (queries.size() < members_[cell].size()) {
      return found;
    }
    const uint32_t centre[] = {pivots_[cell]};
    std::vector<TopRows> order(1, TopRows(kLargestLimit));
    OfferAll(rows, centre, pivots_, &order);
    for (const SimilarRow& pivot : order[0].best()) {
      const auto place = std::lower_bound(pivots_.begin(), pivots_.end(), pivot.row);
      append(members_[static_cast<size_t>(place - pivots_.begin())]);
    }
    return found;
  }

 private:
  static std::vector<uint32_t> ChoosePivots(size_t row_count, size_t count, uint64_t seed) {
    std::vector<uint32_t> rows = AllRows(row_count);
    Rng rng(seed);
    for (size_t i = 0; i < count; ++i) {
      std::swap(rows[i], rows[i + static_cast<size_t>(rng.Below(row_count - i))]);
    }
    rows.resize(count);
    std::sort(rows.begin(), rows.end());
    return rows;
  }

  std::vector<uint32_t> pivots_;  // ascending
  std::vector<std::vector<uint32_t>> members_;
};

void FindInCells(const UnitRows& rows, const DenseNeighbourOptions& options, WorkerPool& pool,
                 const ProgressSink& progress, NeighbourLists* result) {
  // Rows that each row can be compared with.
  const auto affordable = static_cast<size_t>(
      options.product_limit / std::max<uint64_t>(1, uint64_t{rows.count()} * rows.size()));
  const auto wanted = static_cast<size_t>(2 * std::sqrt(static_cast<double>(rows.count())));
  const size_t pivot_count =
      std::min(rows.count(), std::max(kFewestPivots, std::min(wanted, affordable / kPivotShare)));
  const size_t others = std::max(options.limit + 1, affordable - std::min(affordable, pivot_count));
  const Cells cells(rows, pivot_count, options.seed, pool, progress);
  pool.Run(cells.count(), [&](size_t cell) {
    const std::span<const uint32_t> members = cells.members(cell);
    for (size_t begin = 0; begin < members.size() && !progress.cancelled(); begin += others) {
      const auto queries = members.subspan(begin, std::min(others, members.size() - begin));
      FindAmong(rows, queries, cells.Surroundings(rows, cell, queries, others), result);
    }
  });
}

}  // namespace

NeighbourLists FindNeighbours(std::span<const float> rows, size_t column_count,
                              const DenseNeighbourOptions& options, WorkerPool& pool,
                              const ProgressSink& progress) {
  ASSAY_CHECK(options.limit >= 1 && options.limit <= kLargestLimit);
  ASSAY_CHECK(column_count >= 1 && rows.size() % column_count == 0);
  const UnitRows unit(rows, column_count);
  NeighbourLists result(unit.count(), options.limit);
  if (static_cast<double>(unit.count()) * static_cast<double>(rows.size()) >
      static_cast<double>(options.product_limit)) {
    FindInCells(unit, options, pool, progress, &result);
    return result;
  }
  const std::vector<uint32_t> all = AllRows(unit.count());
  pool.ForRanges(all.size(), kQueriesPerTask, [&](size_t begin, size_t end) {
    if (!progress.cancelled()) {
      FindAmong(unit, std::span(all).subspan(begin, end - begin), all, &result);
    }
  });
  return result;
}

}  // namespace assay
