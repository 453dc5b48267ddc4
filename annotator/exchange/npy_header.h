#ifndef ASSAY_ANNOTATOR_EXCHANGE_NPY_HEADER_H_
#define ASSAY_ANNOTATOR_EXCHANGE_NPY_HEADER_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace assay::exchange {

// The numbers in an npy file: IEEE 754, little-endian.
enum class NpyType { kFloat32, kFloat64 };

// Rows of more values than this are refused: one row must fit into memory several times.
inline constexpr uint64_t kMaxNpyColumns = 65536;
// A longer header is not one that numpy writes for an array of numbers.
inline constexpr size_t kMaxNpyHeaderBytes = 65536;

// What the header of a matrix file says: row_count x column_count numbers, row after row.
struct NpyHeader {
  NpyType type = NpyType::kFloat32;
  uint64_t row_count = 0;
  uint64_t column_count = 0;
  // Bytes before the first number.
  uint64_t data_offset = 0;

  uint64_t value_bytes() const { return type == NpyType::kFloat32 ? 4 : 8; }
  uint64_t row_bytes() const { return column_count * value_bytes(); }
  // Of the whole file; does not overflow.
  uint64_t file_bytes() const { return data_offset + row_count * row_bytes(); }
};

// Reads the header of an npy file, version 1, 2 or 3, from its first bytes.  nullopt where `bytes`
// end inside the header: there must be more of them, or the file is truncated.
//
// Errors, all INVALID_ARGUMENT with the metadata file, found and expected:
//   NOT_AN_NPY_FILE       the bytes are not what numpy.save writes.
//   UNSUPPORTED_NPY_TYPE  numbers of another type than little-endian float32 or float64.
//   NPY_FORTRAN_ORDER     the matrix lies column after column.
//   BAD_NPY_SHAPE         not two dimensions, no columns, more than kMaxNpyColumns, or a size that
//                         no file has.
//
// O(bytes of the header).  Pure.
// Source: numpy.lib.format, "NEP 1 - A simple file format for NumPy arrays".
absl::StatusOr<std::optional<NpyHeader>> ParseNpyHeader(std::string_view file_name,
                                                        std::string_view bytes);

// The same for bytes that nothing follows: TRUNCATED_NPY instead of nullopt.
absl::StatusOr<NpyHeader> ParseWholeNpyHeader(std::string_view file_name, std::string_view bytes);

// Compares the size of a whole file with its header.
//
// Errors, INVALID_ARGUMENT with the metadata file, found and expected (bytes):
//   TRUNCATED_NPY       the file is shorter.
//   NPY_TRAILING_BYTES  the file goes on after the last number.
absl::Status CheckNpySize(std::string_view file_name, const NpyHeader& header,
                          uint64_t found_bytes);

}  // namespace assay::exchange

#endif  // ASSAY_ANNOTATOR_EXCHANGE_NPY_HEADER_H_
