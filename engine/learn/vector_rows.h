#ifndef ASSAY_ENGINE_LEARN_VECTOR_ROWS_H_
#define ASSAY_ENGINE_LEARN_VECTOR_ROWS_H_

#include <cstddef>
#include <span>

namespace assay {

// A view of N vectors of D numbers each, row-major.  Does not own them; cheap to copy.
struct VectorRows {
  std::span<const float> values = {};  // size N * dimension, finite
  size_t dimension = 0;

  size_t row_count() const { return dimension == 0 ? 0 : values.size() / dimension; }
  std::span<const float> row(size_t index) const {
    return values.subspan(index * dimension, dimension);
  }
};

}  // namespace assay

#endif  // ASSAY_ENGINE_LEARN_VECTOR_ROWS_H_
