#ifndef ASSAY_TESTS_SUPPORT_NPY_FILE_H_
#define ASSAY_TESTS_SUPPORT_NPY_FILE_H_

#include <cstddef>
#include <cstring>
#include <string>
#include <type_traits>
#include <vector>

namespace assay {

// An npy file, version 1, with this header and these bytes after it, padded as numpy does it: the
// numbers begin at a multiple of 64 bytes.
inline std::string NpyFile(std::string header, const std::string& data) {
  constexpr size_t kBeforeHeader = 10;
  header.resize((kBeforeHeader + header.size() + 1 + 63) / 64 * 64 - kBeforeHeader - 1, ' ');
  header += '\n';
  std::string file("\x93NUMPY\x01\x00", 8);
  file += static_cast<char>(header.size() & 0xFF);
  file += static_cast<char>(header.size() >> 8);
  return file + header + data;
}

// What numpy.save writes of a matrix of float32 or float64; `values` are row-major.
template <typename T>
std::string NpyMatrix(const std::vector<T>& values, size_t column_count) {
  static_assert(std::is_same_v<T, float> || std::is_same_v<T, double>);
  std::string data(values.size() * sizeof(T), '\0');
  if (!values.empty()) {
    std::memcpy(data.data(), values.data(), data.size());
  }
  const std::string type = std::is_same_v<T, float> ? "'<f4'" : "'<f8'";
  const size_t row_count = column_count == 0 ? 0 : values.size() / column_count;
  return NpyFile("{'descr': " + type + ", 'fortran_order': False, 'shape': (" +
                     std::to_string(row_count) + ", " + std::to_string(column_count) + "), }",
                 data);
}

}  // namespace assay

#endif  // ASSAY_TESTS_SUPPORT_NPY_FILE_H_
