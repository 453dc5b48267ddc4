#include "annotator/exchange/input_buffer.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "annotator/exchange/gzip_source.h"
#include "annotator/exchange/table_error.h"

namespace assay::exchange {

InputBuffer::InputBuffer(std::string file_name, ByteSource& source)
    : file_name_(std::move(file_name)), source_(MakeDecompressingSource(source)) {
  Reserve(kChunkBytes);
}

absl::Status InputBuffer::Fill(size_t wanted) {
  if (data().size() >= wanted || at_end_) {
    return absl::OkStatus();
  }
  Reserve(std::max(wanted, kChunkBytes));
  while (data().size() < wanted && !at_end_) {
    const absl::StatusOr<size_t> count = source_->Read(storage_.get() + end_, capacity_ - end_);
    if (!count.ok()) {
      return AtFile(file_name_, count.status());
    }
    at_end_ = *count == 0;
    end_ += *count;
  }
  if (at_end_) {
    std::memset(storage_.get() + end_, 0, kPadding);
  }
  return absl::OkStatus();
}

void InputBuffer::Reserve(size_t wanted) {
  const size_t size = end_ - begin_;
  if (wanted > capacity_) {
    std::unique_ptr<char[]> larger(new char[wanted + kPadding]());
    if (size > 0) {
      std::memcpy(larger.get(), storage_.get() + begin_, size);
    }
    storage_ = std::move(larger);
    capacity_ = wanted;
  } else if (begin_ > 0) {
    std::memmove(storage_.get(), storage_.get() + begin_, size);
  }
  begin_ = 0;
  end_ = size;
}

}  // namespace assay::exchange
