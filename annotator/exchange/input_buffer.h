#ifndef ASSAY_ANNOTATOR_EXCHANGE_INPUT_BUFFER_H_
#define ASSAY_ANNOTATOR_EXCHANGE_INPUT_BUFFER_H_

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "annotator/exchange/byte_source.h"

namespace assay::exchange {

// The bytes of a source, inflated where they are gzip, to be looked at before they are consumed.
// Not thread-safe.
class InputBuffer {
 public:
  // Bytes after data() that may be read, as simdjson asks; zeros at the end of the source,
  // unspecified before it.
  static constexpr size_t kPadding = 64;
  // What Fill reads at least, if the source has it.
  static constexpr size_t kChunkBytes = size_t{128} << 10;

  // `source` must outlive this.  `file_name` is for messages.
  InputBuffer(std::string file_name, ByteSource& source);

  // Bytes read and not consumed; valid until the next Fill.
  std::string_view data() const { return {storage_.get() + begin_, end_ - begin_}; }
  // The source has no more bytes than data().
  bool at_end() const { return at_end_; }
  const std::string& file_name() const { return file_name_; }

  // Forgets the first `count` bytes, at most data().size().
  void Consume(size_t count) { begin_ += count; }

  // Reads until data() has `wanted` bytes or the source ends.  Fails with the error of the source,
  // the file name added.
  absl::Status Fill(size_t wanted);

 private:
  void Reserve(size_t wanted);

  std::string file_name_;
  std::unique_ptr<ByteSource> source_;
  std::unique_ptr<char[]> storage_;
  size_t capacity_ = 0;  // without the padding
  size_t begin_ = 0;
  size_t end_ = 0;
  bool at_end_ = false;
};

}  // namespace assay::exchange

#endif  // ASSAY_ANNOTATOR_EXCHANGE_INPUT_BUFFER_H_
