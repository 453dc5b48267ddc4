#include <algorithm>
#include <bit>
#include <cmath>
#include <memory>
#include <mutex>
#include <numeric>
#include <utility>

#include "engine/base/check.h"
#include "engine/learn/neighbours.h"
#include "engine/learn/neighbours_top.h"

namespace assay {

void NeighbourLists::SetRow(size_t index, std::span<const SimilarRow> neighbours) {
  ASSAY_CHECK(neighbours.size() <= limit_);
  std::copy(neighbours.begin(), neighbours.end(),
            neighbours_.begin() + static_cast<std::ptrdiff_t>(index * limit_));
  sizes_[index] = static_cast<uint32_t>(neighbours.size());
}

namespace {

constexpr size_t kRowsPerTask = 512;
constexpr size_t kLargestLimit = 64;
// Rows that are compared exactly, for each neighbour that is wanted.
constexpr size_t kCandidatesPerNeighbour = 2;
// Stands for a sum that cancels to 0, so that no row is taken for untouched and listed twice.
constexpr float kCancelled = 1e-30f;

struct Posting {
  uint32_t row;
  float value;  // of the row scaled to length 1
};

// Column by column, the rows that hold it in ascending order.
class InvertedRows {
 public:
  explicit InvertedRows(const CsrMatrix& rows)
      : inverse_norms_(rows.row_count()), offsets_(rows.column_count + 1) {
    for (const uint32_t column : rows.columns) {
      ++offsets_[column + 1];
    }
    std::partial_sum(offsets_.begin(), offsets_.end(), offsets_.begin());
    postings_.resize(rows.entry_count());
    std::vector<size_t> next(offsets_.begin(), offsets_.end() - 1);
    for (size_t i = 0; i < rows.row_count(); ++i) {
      const CsrMatrix::Row row = rows.row(i);
      inverse_norms_[i] = InverseNorm(row.values);
      for (size_t entry = 0; entry < row.columns.size(); ++entry) {
        postings_[next[row.columns[entry]]++] = {static_cast<uint32_t>(i),
                                                 row.values[entry] * inverse_norms_[i]};
      }
    }
  }

  std::span<const Posting> column(uint32_t index) const {
    return {postings_.data() + offsets_[index], offsets_[index + 1] - offsets_[index]};
  }
  float inverse_norm(size_t row) const { return inverse_norms_[row]; }

 private:
  static float InverseNorm(std::span<const float> values) {
    double squares = 0;
    for (const float value : values) {
      squares += static_cast<double>(value) * static_cast<double>(value);
    }
    return squares > 0 ? static_cast<float>(1 / std::sqrt(squares)) : 0.0f;
  }

  std::vector<float> inverse_norms_;
  std::vector<size_t> offsets_;
  std::vector<Posting> postings_;
};

// What one thread needs; all sums are 0 between rows.
struct Scratch {
  Scratch(size_t row_count, size_t column_count, size_t limit)
      : sums(row_count),
        touched(row_count + 1),
        query(column_count),
        candidates(kCandidatesPerNeighbour * limit),
        best(limit) {}

  std::vector<float> sums;
  std::vector<uint32_t> touched;
  std::vector<float> query;
  // Price and entry of the features of the row, one above the other.
  std::vector<uint64_t> cheapest_first;
  TopRows candidates;
  TopRows best;
};

class SparseSearch {
 public:
  SparseSearch(const CsrMatrix& rows, const SparseNeighbourOptions& options)
      : rows_(rows), options_(options), inverted_(rows) {}

  void Find(size_t begin, size_t end, NeighbourLists* result) {
    std::unique_ptr<Scratch> scratch = Borrow();
    for (size_t i = begin; i < end; ++i) {
      result->SetRow(i, FindOne(i, *scratch));
    }
    const std::lock_guard lock(mutex_);
    free_.push_back(std::move(scratch));
  }

 private:
  std::unique_ptr<Scratch> Borrow() {
    const std::lock_guard lock(mutex_);
    if (free_.empty()) {
      return std::make_unique<Scratch>(rows_.row_count(), rows_.column_count, options_.limit);
    }
    std::unique_ptr<Scratch> scratch = std::move(free_.back());
    free_.pop_back();
    return scratch;
  }

  std::span<const SimilarRow> FindOne(size_t index, Scratch& scratch) const {
    size_t touched_count = 0;
    const bool exact = SumProducts(index, scratch, &touched_count);
    TopRows& found = exact ? scratch.best : scratch.candidates;
    found.Clear();
    scratch.sums[index] = 0;
    for (size_t t = 0; t < touched_count; ++t) {
      const uint32_t row = scratch.touched[t];
      const float sum = std::exchange(scratch.sums[row], 0.0f);
      if (sum > kCancelled && sum >= found.threshold()) {
        found.Offer(row, std::min(sum, 1.0f));
      }
    }
    if (!exact) {
      Compare(index, scratch);
    }
    return scratch.best.best();
  }

  // Whether all products were affordable.
  bool SumProducts(size_t index, Scratch& scratch, size_t* touched_count) const {
    const CsrMatrix::Row row = rows_.row(index);
    scratch.cheapest_first.clear();
    for (size_t entry = 0; entry < row.columns.size(); ++entry) {
      const std::span<const Posting> postings = inverted_.column(row.columns[entry]);
      __builtin_prefetch(postings.data());
      const auto size = static_cast<float>(postings.size());
      const float price = size / (row.values[entry] * row.values[entry]);
      // Positive floats are ordered as their bits are.
      scratch.cheapest_first.push_back(uint64_t{std::bit_cast<uint32_t>(price)} << 32 | entry);
    }
    std::sort(scratch.cheapest_first.begin(), scratch.cheapest_first.end());
    size_t left = options_.products_per_row;
    for (const uint64_t cheapest : scratch.cheapest_first) {
      const auto entry = static_cast<uint32_t>(cheapest);
      const std::span<const Posting> postings = inverted_.column(row.columns[entry]);
      const size_t size = postings.size();
      const float value = row.values[entry] * inverted_.inverse_norm(index);
      if (size > left) {
        AddFollowing(postings, index, left, value, scratch, touched_count);
        return false;
      }
      Add(postings, value, scratch, touched_count);
      left -= size;
    }
    return true;
  }

  static void Add(std::span<const Posting> postings, float value, Scratch& scratch,
                  size_t* touched_count) {
    float* sums = scratch.sums.data();
    uint32_t* touched = scratch.touched.data();
    size_t count = *touched_count;
    for (const Posting& posting : postings) {
      const float before = sums[posting.row];
      touched[count] = posting.row;
      count += before == 0 ? 1 : 0;
      const float after = before + value * posting.value;
      sums[posting.row] = after == 0 ? kCancelled : after;
    }
    *touched_count = count;
  }

  static void AddFollowing(std::span<const Posting> postings, size_t index, size_t count,
                           float value, Scratch& scratch, size_t* touched_count) {
    const auto own =
        std::partition_point(postings.begin(), postings.end(),
                             [&](const Posting& posting) { return posting.row <= index; });
    const auto start = static_cast<size_t>(own - postings.begin());
    const size_t before_end = std::min(count, postings.size() - start);
    Add(postings.subspan(start, before_end), value, scratch, touched_count);
    Add(postings.first(count - before_end), value, scratch, touched_count);
  }

  // Turns candidates into neighbours with their true cosines.
  void Compare(size_t index, Scratch& scratch) const {
    const CsrMatrix::Row row = rows_.row(index);
    for (size_t entry = 0; entry < row.columns.size(); ++entry) {
      scratch.query[row.columns[entry]] = row.values[entry] * inverted_.inverse_norm(index);
    }
    scratch.best.Clear();
    for (const SimilarRow& candidate : scratch.candidates.best()) {
      const CsrMatrix::Row other = rows_.row(candidate.row);
      __builtin_prefetch(other.columns.data());
      __builtin_prefetch(other.values.data());
    }
    for (const SimilarRow& candidate : scratch.candidates.best()) {
      const CsrMatrix::Row other = rows_.row(candidate.row);
      const float product = Product(scratch.query, other) * inverted_.inverse_norm(candidate.row);
      scratch.best.Offer(candidate.row, std::min(product, 1.0f));
    }
    for (const uint32_t column : row.columns) {
      scratch.query[column] = 0;
    }
  }

  static float Product(const std::vector<float>& query, const CsrMatrix::Row& row) {
    // Several sums, so that no addition waits for the one before.
    constexpr size_t kSums = 4;
    float sums[kSums] = {};
    size_t entry = 0;
    for (; entry + kSums <= row.columns.size(); entry += kSums) {
      for (size_t lane = 0; lane < kSums; ++lane) {
        sums[lane] += query[row.columns[entry + lane]] * row.values[entry + lane];
      }
    }
    for (; entry < row.columns.size(); ++entry) {
      sums[0] += query[row.columns[entry]] * row.values[entry];
    }
    return (sums[0] + sums[1]) + (sums[2] + sums[3]);
  }

  const CsrMatrix& rows_;
  const SparseNeighbourOptions options_;
  const InvertedRows inverted_;
  std::mutex mutex_;
  std::vector<std::unique_ptr<Scratch>> free_;
};

}  // namespace

NeighbourLists FindNeighbours(const CsrMatrix& rows, const SparseNeighbourOptions& options,
                              WorkerPool& pool, const ProgressSink& progress) {
  ASSAY_CHECK(options.limit >= 1 && options.limit <= kLargestLimit);
  NeighbourLists result(rows.row_count(), options.limit);
  SparseSearch search(rows, options);
  pool.ForRanges(rows.row_count(), kRowsPerTask, [&](size_t begin, size_t end) {
    if (!progress.cancelled()) {
      search.Find(begin, end, &result);
    }
  });
  return result;
}

}  // namespace assay
