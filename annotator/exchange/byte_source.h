#ifndef ASSAY_ANNOTATOR_EXCHANGE_BYTE_SOURCE_H_
#define ASSAY_ANNOTATOR_EXCHANGE_BYTE_SOURCE_H_

#include <algorithm>
#include <cstddef>
#include <string>
#include <utility>

#include "absl/status/statusor.h"

namespace assay::exchange {

// A stream of bytes read from front to back: a file, an upload, standard input.
// Not thread-safe.
class ByteSource {
 public:
  virtual ~ByteSource() = default;

  // Copies the next bytes to `buffer`, at most `capacity` (at least 1), and returns how many.
  // Fewer than `capacity` does not mean the end; 0 does, and then every later call returns 0 too.
  // May wait for the bytes.  An error ends the stream.
  virtual absl::StatusOr<size_t> Read(char* buffer, size_t capacity) = 0;
};

// Bytes held in memory, handed out at most `bytes_per_read` at a time.
class StringSource : public ByteSource {
 public:
  explicit StringSource(std::string content, size_t bytes_per_read = std::string::npos)
      : content_(std::move(content)), bytes_per_read_(bytes_per_read) {}

  absl::StatusOr<size_t> Read(char* buffer, size_t capacity) override {
    const size_t count = content_.copy(buffer, std::min(capacity, bytes_per_read_), position_);
    position_ += count;
    return count;
  }

 private:
  std::string content_;
  size_t bytes_per_read_;
  size_t position_ = 0;
};

}  // namespace assay::exchange

#endif  // ASSAY_ANNOTATOR_EXCHANGE_BYTE_SOURCE_H_
