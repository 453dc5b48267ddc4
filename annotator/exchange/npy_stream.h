#ifndef ASSAY_ANNOTATOR_EXCHANGE_NPY_STREAM_H_
#define ASSAY_ANNOTATOR_EXCHANGE_NPY_STREAM_H_

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "annotator/exchange/byte_source.h"
#include "annotator/exchange/npy_header.h"

namespace assay::exchange {

// Reads a matrix from an npy file that comes as a stream, in the caller's memory and 64 KiB of its
// own.  Not thread-safe; the source must outlive it.
class NpyStream {
 public:
  // Reads the header.  Errors: those of ParseWholeNpyHeader and of the source.
  static absl::StatusOr<std::unique_ptr<NpyStream>> Open(std::string file_name, ByteSource& source);

  const NpyHeader& header() const { return header_; }

  // Reads the next rows, as many as `values` has room for (at least one; values.size() is a
  // multiple of the column count), and returns how many: fewer only at the end, where also the end
  // of the file has been checked.  float64 is rounded to float32; what is too large becomes
  // infinite.
  //
  // Errors: TRUNCATED_NPY, NPY_TRAILING_BYTES, and those of the source.
  absl::StatusOr<uint64_t> ReadRows(std::span<float> values);

 private:
  NpyStream(std::string file_name, ByteSource& source)
      : file_name_(std::move(file_name)), source_(source) {}

  absl::Status ReadHeader();
  // The next bytes, from what was read together with the header or from the source; 0 at the end.
  absl::StatusOr<size_t> ReadSome(char* out, size_t capacity);
  // Exactly `size` bytes.
  absl::Status ReadAll(char* out, size_t size);
  absl::Status CheckEnd();

  const std::string file_name_;
  ByteSource& source_;
  NpyHeader header_;
  std::string read_ahead_;
  size_t read_ahead_used_ = 0;
  uint64_t byte_count_ = 0;
  uint64_t row_count_ = 0;
  bool is_end_checked_ = false;
};

}  // namespace assay::exchange

#endif  // ASSAY_ANNOTATOR_EXCHANGE_NPY_STREAM_H_
