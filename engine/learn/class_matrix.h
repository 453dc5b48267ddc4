#ifndef ASSAY_ENGINE_LEARN_CLASS_MATRIX_H_
#define ASSAY_ENGINE_LEARN_CLASS_MATRIX_H_

#include <cstddef>
#include <span>
#include <utility>
#include <vector>

namespace assay {

// N x K floats, row-major: one row per item, one column per class.  Holds probabilities (rows sum
// to 1) or log scores, as its user says.
class ClassMatrix {
 public:
  ClassMatrix() = default;
  ClassMatrix(size_t row_count, size_t class_count)
      : row_count_(row_count), class_count_(class_count), values_(row_count * class_count) {}

  // values.size() is a multiple of class_count > 0.
  ClassMatrix(std::vector<float> values, size_t class_count)
      : row_count_(values.size() / class_count),
        class_count_(class_count),
        values_(std::move(values)) {}

  size_t row_count() const { return row_count_; }
  size_t class_count() const { return class_count_; }

  std::span<float> row(size_t index) {
    return {values_.data() + index * class_count_, class_count_};
  }
  std::span<const float> row(size_t index) const {
    return {values_.data() + index * class_count_, class_count_};
  }
  std::span<const float> values() const { return values_; }

 private:
  size_t row_count_ = 0;
  size_t class_count_ = 0;
  std::vector<float> values_;
};

}  // namespace assay

#endif  // ASSAY_ENGINE_LEARN_CLASS_MATRIX_H_
