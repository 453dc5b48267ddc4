#include "annotator/mturk/spool_file.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <system_error>
#include <utility>

#include "engine/base/status.h"

namespace assay::mturk {
namespace {

constexpr size_t kBufferBytes = size_t{1} << 20;
constexpr size_t kSizeBytes = sizeof(uint32_t);

absl::Status IoError(int error) {
  if (error == ENOSPC || error == EDQUOT) {
    return MakeError(absl::StatusCode::kResourceExhausted, "DISK_FULL",
                     "no room for a temporary file of the import");
  }
  return MakeError(absl::StatusCode::kUnavailable, "STORE_IO_FAILED",
                   "a temporary file of the import cannot be written or read: " +
                       std::generic_category().message(error));
}

}  // namespace

absl::StatusOr<SpoolFile> SpoolFile::Create() {
  std::error_code error;
  const std::filesystem::path folder = std::filesystem::temp_directory_path(error);
  std::string name = (folder / "assay-import-XXXXXX").string();
  const int descriptor = error ? -1 : mkstemp(name.data());
  if (descriptor < 0) {
    return IoError(error ? error.value() : errno);
  }
  unlink(name.c_str());
  return SpoolFile(descriptor);
}

SpoolFile::~SpoolFile() {
  if (descriptor_ >= 0) {
    close(descriptor_);
  }
}

SpoolFile::SpoolFile(SpoolFile&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)),
      is_reading_(other.is_reading_),
      buffer_(std::move(other.buffer_)),
      at_(other.at_) {}

absl::Status SpoolFile::Append(const google::protobuf::MessageLite& message) {
  const size_t begin = buffer_.size();
  buffer_.append(kSizeBytes, '\0');
  message.AppendPartialToString(&buffer_);
  const auto size = static_cast<uint32_t>(buffer_.size() - begin - kSizeBytes);
  std::memcpy(buffer_.data() + begin, &size, kSizeBytes);
  return buffer_.size() >= kBufferBytes ? WriteBuffer() : absl::OkStatus();
}

absl::Status SpoolFile::Append(std::string_view bytes) {
  const auto size = static_cast<uint32_t>(bytes.size());
  buffer_.append(reinterpret_cast<const char*>(&size), kSizeBytes).append(bytes);
  return buffer_.size() >= kBufferBytes ? WriteBuffer() : absl::OkStatus();
}

absl::Status SpoolFile::WriteBuffer() {
  for (size_t at = 0; at < buffer_.size();) {
    const ssize_t count = write(descriptor_, buffer_.data() + at, buffer_.size() - at);
    if (count < 0 && errno != EINTR) {
      return IoError(errno);
    }
    at += count > 0 ? static_cast<size_t>(count) : 0;
  }
  buffer_.clear();
  return absl::OkStatus();
}

absl::Status SpoolFile::Rewind() {
  if (!is_reading_) {
    ASSAY_RETURN_IF_ERROR(WriteBuffer());
    is_reading_ = true;
  }
  buffer_.clear();
  at_ = 0;
  return lseek(descriptor_, 0, SEEK_SET) < 0 ? IoError(errno) : absl::OkStatus();
}

absl::Status SpoolFile::Fill(size_t wanted) {
  if (buffer_.size() - at_ >= wanted) {
    return absl::OkStatus();
  }
  buffer_.erase(0, std::exchange(at_, 0));
  size_t filled = buffer_.size();
  buffer_.resize(std::max(kBufferBytes, wanted));
  while (filled < wanted) {
    const ssize_t count = read(descriptor_, buffer_.data() + filled, buffer_.size() - filled);
    if (count == 0) {
      break;
    }
    if (count < 0 && errno != EINTR) {
      return IoError(errno);
    }
    filled += count > 0 ? static_cast<size_t>(count) : 0;
  }
  buffer_.resize(filled);
  return absl::OkStatus();
}

absl::StatusOr<bool> SpoolFile::Next(std::string_view& bytes) {
  ASSAY_RETURN_IF_ERROR(Fill(kSizeBytes));
  if (at_ == buffer_.size()) {
    return false;
  }
  uint32_t size = 0;
  if (buffer_.size() - at_ >= kSizeBytes) {
    std::memcpy(&size, buffer_.data() + at_, kSizeBytes);
    ASSAY_RETURN_IF_ERROR(Fill(kSizeBytes + size));
  }
  if (buffer_.size() - at_ < kSizeBytes + size) {
    return IoError(EIO);
  }
  bytes = std::string_view(buffer_).substr(at_ + kSizeBytes, size);
  at_ += kSizeBytes + size;
  return true;
}

absl::StatusOr<bool> SpoolFile::Read(google::protobuf::MessageLite& message) {
  std::string_view bytes;
  ASSAY_ASSIGN_OR_RETURN(const bool more, Next(bytes));
  if (more && !message.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
    return IoError(EIO);
  }
  return more;
}

}  // namespace assay::mturk
