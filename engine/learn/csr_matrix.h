#ifndef ASSAY_ENGINE_LEARN_CSR_MATRIX_H_
#define ASSAY_ENGINE_LEARN_CSR_MATRIX_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace assay {

// N x D sparse matrix in compressed rows.
//
// Row i holds entries [row_offsets[i], row_offsets[i + 1]) of `columns` and `values`; its columns
// are strictly increasing and below column_count.  N < 2^32, D < 2^32; the number of entries is
// bounded by memory only.  8 bytes an entry.
struct CsrMatrix {
  struct Row {
    std::span<const uint32_t> columns;
    std::span<const float> values;
  };

  size_t row_count() const { return row_offsets.size() - 1; }
  size_t entry_count() const { return columns.size(); }

  Row row(size_t index) const {
    const size_t begin = row_offsets[index];
    const size_t size = row_offsets[index + 1] - begin;
    return {{columns.data() + begin, size}, {values.data() + begin, size}};
  }

  // Entries of the row being built are appended by Add in increasing column order; EndRow closes
  // it.
  void Add(uint32_t column, float value) {
    columns.push_back(column);
    values.push_back(value);
  }
  void EndRow() { row_offsets.push_back(columns.size()); }

  size_t column_count = 0;
  std::vector<size_t> row_offsets = {0};
  std::vector<uint32_t> columns;
  std::vector<float> values;
};

}  // namespace assay

#endif  // ASSAY_ENGINE_LEARN_CSR_MATRIX_H_
