#include "annotator/exchange/npy_stream.h"

#include <algorithm>
#include <array>
#include <bit>
#include <optional>
#include <utility>

#include "engine/base/check.h"
#include "engine/base/status.h"

namespace assay::exchange {
namespace {

static_assert(std::endian::native == std::endian::little, "npy values are read as they lie there");

constexpr size_t kPieceBytes = 64 << 10;
constexpr size_t kPieceValues = 4096;

}  // namespace

absl::StatusOr<std::unique_ptr<NpyStream>> NpyStream::Open(std::string file_name,
                                                           ByteSource& source) {
  std::unique_ptr<NpyStream> stream(new NpyStream(std::move(file_name), source));
  ASSAY_RETURN_IF_ERROR(stream->ReadHeader());
  return stream;
}

absl::Status NpyStream::ReadHeader() {
  std::string piece(kPieceBytes, '\0');
  std::optional<NpyHeader> header;
  while (!header.has_value()) {
    ASSAY_ASSIGN_OR_RETURN(const size_t count, source_.Read(piece.data(), piece.size()));
    read_ahead_.append(piece, 0, count);
    if (count == 0) {
      ASSAY_ASSIGN_OR_RETURN(header, ParseWholeNpyHeader(file_name_, read_ahead_));
    } else {
      ASSAY_ASSIGN_OR_RETURN(header, ParseNpyHeader(file_name_, read_ahead_));
    }
  }
  header_ = *header;
  byte_count_ = read_ahead_used_ = header_.data_offset;
  return absl::OkStatus();
}

absl::StatusOr<size_t> NpyStream::ReadSome(char* out, size_t capacity) {
  size_t count = read_ahead_.copy(out, capacity, read_ahead_used_);
  read_ahead_used_ += count;
  if (count == 0) {
    ASSAY_ASSIGN_OR_RETURN(count, source_.Read(out, capacity));
  }
  byte_count_ += count;
  return count;
}

absl::Status NpyStream::ReadAll(char* out, size_t size) {
  while (size > 0) {
    ASSAY_ASSIGN_OR_RETURN(const size_t count, ReadSome(out, size));
    if (count == 0) {
      return CheckNpySize(file_name_, header_, byte_count_);
    }
    out += count;
    size -= count;
  }
  return absl::OkStatus();
}

absl::StatusOr<uint64_t> NpyStream::ReadRows(std::span<float> values) {
  const uint64_t columns = header_.column_count;
  ASSAY_CHECK(!values.empty() && values.size() % columns == 0);
  const uint64_t rows = std::min<uint64_t>(values.size() / columns, header_.row_count - row_count_);
  std::span<float> rest = values.first(rows * columns);
  if (header_.type == NpyType::kFloat32) {
    ASSAY_RETURN_IF_ERROR(ReadAll(reinterpret_cast<char*>(rest.data()), rest.size_bytes()));
  }
  std::array<double, kPieceValues> wide;
  while (header_.type == NpyType::kFloat64 && !rest.empty()) {
    const size_t count = std::min(rest.size(), wide.size());
    ASSAY_RETURN_IF_ERROR(ReadAll(reinterpret_cast<char*>(wide.data()), count * sizeof(double)));
    std::transform(wide.begin(), wide.begin() + static_cast<std::ptrdiff_t>(count), rest.begin(),
                   [](double value) { return static_cast<float>(value); });
    rest = rest.subspan(count);
  }
  row_count_ += rows;
  if (row_count_ == header_.row_count) {
    ASSAY_RETURN_IF_ERROR(CheckEnd());
  }
  return rows;
}

absl::Status NpyStream::CheckEnd() {
  char byte = 0;
  while (!is_end_checked_) {
    ASSAY_ASSIGN_OR_RETURN(const size_t count, ReadSome(&byte, 1));
    ASSAY_RETURN_IF_ERROR(CheckNpySize(file_name_, header_, byte_count_));
    is_end_checked_ = count == 0;
  }
  return absl::OkStatus();
}

}  // namespace assay::exchange
