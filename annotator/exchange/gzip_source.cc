#include "annotator/exchange/gzip_source.h"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <string>

#include "engine/base/status.h"

namespace assay::exchange {
namespace {

constexpr size_t kCompressedBytes = size_t{64} << 10;
constexpr unsigned char kMagic[] = {0x1f, 0x8b};
constexpr int kGzipOnly = 16;  // Added to the window bits: zlib then wants a gzip header.

absl::Status TruncatedGzip() {
  return MakeError(absl::StatusCode::kInvalidArgument, "TRUNCATED_GZIP",
                   "the gzip data ends too early; the file was not copied or downloaded whole");
}

class DecompressingSource : public ByteSource {
 public:
  explicit DecompressingSource(ByteSource& source) : source_(source) {
    stream_.next_in = input_.data();
  }
  DecompressingSource(const DecompressingSource&) = delete;
  DecompressingSource& operator=(const DecompressingSource&) = delete;
  ~DecompressingSource() override { inflateEnd(&stream_); }

  absl::StatusOr<size_t> Read(char* buffer, size_t capacity) override {
    if (mode_ == Mode::kUnknown) {
      ASSAY_RETURN_IF_ERROR(DetectMode());
    }
    switch (mode_) {
      case Mode::kPlain:
        return ReadPlain(buffer, capacity);
      case Mode::kBetweenMembers:
      case Mode::kInMember:
        return Inflate(buffer, capacity);
      case Mode::kUnknown:
      case Mode::kEnd:
        break;
    }
    return 0;
  }

 private:
  enum class Mode { kUnknown, kPlain, kInMember, kBetweenMembers, kEnd };

  // Appends to the compressed bytes; false at the end of the source.
  absl::StatusOr<bool> Fill() {
    std::memmove(input_.data(), stream_.next_in, stream_.avail_in);
    stream_.next_in = input_.data();
    char* const free_begin = reinterpret_cast<char*>(input_.data()) + stream_.avail_in;
    ASSAY_ASSIGN_OR_RETURN(const size_t count,
                           source_.Read(free_begin, input_.size() - stream_.avail_in));
    stream_.avail_in += static_cast<uInt>(count);
    return count > 0;
  }

  absl::Status DetectMode() {
    while (stream_.avail_in < sizeof(kMagic)) {
      ASSAY_ASSIGN_OR_RETURN(const bool more, Fill());
      if (!more) {
        mode_ = Mode::kPlain;
        return absl::OkStatus();
      }
    }
    if (std::memcmp(input_.data(), kMagic, sizeof(kMagic)) != 0) {
      mode_ = Mode::kPlain;
      return absl::OkStatus();
    }
    if (inflateInit2(&stream_, MAX_WBITS + kGzipOnly) != Z_OK) {
      return MakeError(absl::StatusCode::kResourceExhausted, "OUT_OF_MEMORY",
                       "no memory for zlib's window");
    }
    mode_ = Mode::kInMember;
    return absl::OkStatus();
  }

  absl::StatusOr<size_t> ReadPlain(char* buffer, size_t capacity) {
    if (stream_.avail_in == 0) {
      return source_.Read(buffer, capacity);
    }
    const size_t count = std::min<size_t>(capacity, stream_.avail_in);
    std::memcpy(buffer, stream_.next_in, count);
    stream_.next_in += count;
    stream_.avail_in -= static_cast<uInt>(count);
    return count;
  }

  absl::StatusOr<size_t> Inflate(char* buffer, size_t capacity) {
    stream_.next_out = reinterpret_cast<Bytef*>(buffer);
    stream_.avail_out = static_cast<uInt>(std::min(capacity, size_t{1} << 30));
    const uInt wanted = stream_.avail_out;
    while (stream_.avail_out == wanted && mode_ != Mode::kEnd) {
      ASSAY_RETURN_IF_ERROR(error_);
      if (stream_.avail_in == 0) {
        ASSAY_ASSIGN_OR_RETURN(const bool more, Fill());
        if (!more && mode_ == Mode::kInMember) {
          return TruncatedGzip();
        }
        if (!more) {
          mode_ = Mode::kEnd;
          break;
        }
      }
      if (mode_ == Mode::kBetweenMembers && SkipPadding()) {
        continue;
      }
      error_ = InflateStep();
    }
    return wanted - stream_.avail_out;
  }

  // True when padding was all there was; else a further member begins.
  bool SkipPadding() {
    while (stream_.avail_in > 0 && *stream_.next_in == 0) {
      ++stream_.next_in;
      --stream_.avail_in;
    }
    if (stream_.avail_in == 0) {
      return true;
    }
    inflateReset(&stream_);
    mode_ = Mode::kInMember;
    return false;
  }

  absl::Status InflateStep() {
    const int result = inflate(&stream_, Z_NO_FLUSH);
    if (result == Z_STREAM_END) {
      mode_ = Mode::kBetweenMembers;
    } else if (result != Z_OK && result != Z_BUF_ERROR) {
      const std::string detail = stream_.msg != nullptr ? stream_.msg : "data error";
      return MakeError(absl::StatusCode::kInvalidArgument, "CORRUPT_GZIP",
                       "the gzip data is damaged: " + detail, {{"detail", detail}});
    }
    return absl::OkStatus();
  }

  ByteSource& source_;
  std::array<Bytef, kCompressedBytes> input_;
  z_stream stream_{};
  Mode mode_ = Mode::kUnknown;
  absl::Status error_;  // of zlib; returned after what it inflated before
};

}  // namespace

std::unique_ptr<ByteSource> MakeDecompressingSource(ByteSource& source) {
  return std::make_unique<DecompressingSource>(source);
}

}  // namespace assay::exchange
