#ifndef ASSAY_ENGINE_AUDIT_PROBABILITY_MATRIX_H_
#define ASSAY_ENGINE_AUDIT_PROBABILITY_MATRIX_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/base/check.h"
#include "engine/base/worker_pool.h"

namespace assay {

// A view of N x K probabilities, row-major: row = item, column = class.  Does not own the numbers.
// T is float (what the models give) or double.  A default-made view is empty: no rows, no classes.
template <typename T>
class ProbabilityMatrix {
 public:
  ProbabilityMatrix() = default;
  // values.size() is a multiple of class_count > 0.
  ProbabilityMatrix(std::span<const T> values, size_t class_count)
      : values_(values), class_count_(class_count) {
    ASSAY_CHECK(class_count > 0 && values.size() % class_count == 0);
    item_count_ = values.size() / class_count;
  }

  size_t item_count() const { return item_count_; }
  size_t class_count() const { return class_count_; }
  std::span<const T> values() const { return values_; }
  std::span<const T> row(size_t item) const {
    return values_.subspan(item * class_count_, class_count_);
  }
  T at(size_t item, size_t class_index) const { return values_[item * class_count_ + class_index]; }

 private:
  std::span<const T> values_;
  size_t item_count_ = 0;
  size_t class_count_ = 0;
};

// Probabilities and the given label of each row, checked once so that the functions over them
// cannot fail, and what one pass over them says of each row and class.  A view: the caller keeps
// labels and probabilities alive.  Cheap to copy.  Thread-safe (nothing changes after Create).
template <typename T>
class LabelledProbabilities {
 public:
  // given: size N, entries in [0, K).  K >= 2.  N may be 0.
  //
  // Errors, all INVALID_ARGUMENT:
  //   SIZE_MISMATCH             given.size() is not the number of rows.
  //   ONE_CLASS_ONLY            K < 2.
  //   LABEL_OUT_OF_RANGE        a label is < 0 or >= K; metadata "item", "label".
  //   PROBABILITY_OUT_OF_RANGE  an entry is not a number in [0, 1] (1e-4 beyond is taken for
  //                             rounding); metadata "item", "class".
  // Rows need not sum to 1.
  //
  // O(N*K) time, one pass; O(N) memory.  Pure; the same bits for any number of threads.
  static absl::StatusOr<LabelledProbabilities> Create(std::span<const int32_t> given,
                                                      ProbabilityMatrix<T> probabilities,
                                                      WorkerPool& pool);
  // On the caller's thread.
  static absl::StatusOr<LabelledProbabilities> Create(std::span<const int32_t> given,
                                                      ProbabilityMatrix<T> probabilities);

  size_t item_count() const { return given_.size(); }
  size_t class_count() const { return probabilities_.class_count(); }
  size_t given(size_t item) const { return static_cast<size_t>(given_[item]); }
  std::span<const int32_t> given() const { return given_; }
  std::span<const T> row(size_t item) const { return probabilities_.row(item); }
  const ProbabilityMatrix<T>& probabilities() const { return probabilities_; }
  // Number of items given each class; size K.
  const std::vector<int64_t>& class_sizes() const { return digest_->class_sizes; }
  // Sum of p[i,k] over the items i given class k; size K.
  const std::vector<double>& given_sums() const { return digest_->given_sums; }
  // The largest probability of a row, and the first class that has it.
  T largest(size_t item) const { return digest_->largest[item]; }
  size_t arg_max(size_t item) const { return static_cast<size_t>(digest_->arg_max[item]); }
  // The items where a class has a larger probability than the given one, ascending.
  std::span<const size_t> contradicted_items() const { return digest_->contradicted; }
  // Whether no class has a larger probability than the given one.
  bool given_is_largest(size_t item) const {
    return arg_max(item) == given(item) || row(item)[given(item)] >= largest(item);
  }

 private:
  struct Digest {
    std::vector<int64_t> class_sizes;
    std::vector<double> given_sums;
    std::vector<T> largest;
    std::vector<int32_t> arg_max;
    std::vector<size_t> contradicted;
  };

  LabelledProbabilities(std::span<const int32_t> given, ProbabilityMatrix<T> probabilities)
      : given_(given), probabilities_(probabilities) {}

  // False where a label or a probability is out of range.
  bool Summarise(WorkerPool& pool);

  std::span<const int32_t> given_;
  ProbabilityMatrix<T> probabilities_;
  std::shared_ptr<const Digest> digest_;
};

extern template class LabelledProbabilities<float>;
extern template class LabelledProbabilities<double>;

// The class with the largest entry of a row; of equal ones the first.
template <typename T>
size_t ArgMax(std::span<const T> row) {
  size_t best = 0;
  for (size_t k = 1; k < row.size(); ++k) {
    if (row[k] > row[best]) {
      best = k;
    }
  }
  return best;
}

}  // namespace assay

#endif  // ASSAY_ENGINE_AUDIT_PROBABILITY_MATRIX_H_
