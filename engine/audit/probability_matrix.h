#ifndef ASSAY_ENGINE_AUDIT_PROBABILITY_MATRIX_H_
#define ASSAY_ENGINE_AUDIT_PROBABILITY_MATRIX_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/base/check.h"

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
// cannot fail.  A view: the caller keeps labels and probabilities alive.  Cheap to copy apart from
// the K class counts.
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
  // O(N*K).  Pure.
  static absl::StatusOr<LabelledProbabilities> Create(std::span<const int32_t> given,
                                                      ProbabilityMatrix<T> probabilities);

  size_t item_count() const { return given_.size(); }
  size_t class_count() const { return probabilities_.class_count(); }
  size_t given(size_t item) const { return static_cast<size_t>(given_[item]); }
  std::span<const int32_t> given() const { return given_; }
  std::span<const T> row(size_t item) const { return probabilities_.row(item); }
  const ProbabilityMatrix<T>& probabilities() const { return probabilities_; }
  // Number of items given each class; size K.
  const std::vector<int64_t>& class_sizes() const { return class_sizes_; }

 private:
  LabelledProbabilities(std::span<const int32_t> given, ProbabilityMatrix<T> probabilities,
                        std::vector<int64_t> class_sizes)
      : given_(given), probabilities_(probabilities), class_sizes_(std::move(class_sizes)) {}

  std::span<const int32_t> given_;
  ProbabilityMatrix<T> probabilities_;
  std::vector<int64_t> class_sizes_;
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
