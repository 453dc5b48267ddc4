#include "annotator/mturk/spool_file.h"

#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <system_error>

#include "engine/base/status.h"

namespace assay::mturk {
namespace {

constexpr size_t kBufferBytes = size_t{1} << 20;

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
  std::FILE* const file = fdopen(descriptor, "w+b");
  if (file == nullptr) {
    const int reason = errno;
    close(descriptor);
    return IoError(reason);
  }
  std::setvbuf(file, nullptr, _IOFBF, kBufferBytes);
  return SpoolFile(file);
}

absl::Status SpoolFile::Append(const google::protobuf::MessageLite& message) {
  buffer_.clear();
  message.AppendPartialToString(&buffer_);
  const auto size = static_cast<uint32_t>(buffer_.size());
  if (std::fwrite(&size, sizeof(size), 1, file_.get()) != 1 ||
      std::fwrite(buffer_.data(), 1, buffer_.size(), file_.get()) != buffer_.size()) {
    return IoError(errno);
  }
  return absl::OkStatus();
}

absl::Status SpoolFile::Rewind() {
  return std::fflush(file_.get()) != 0 || std::fseek(file_.get(), 0, SEEK_SET) != 0
             ? IoError(errno)
             : absl::OkStatus();
}

absl::StatusOr<bool> SpoolFile::Read(google::protobuf::MessageLite& message) {
  uint32_t size = 0;
  if (std::fread(&size, sizeof(size), 1, file_.get()) != 1) {
    if (std::ferror(file_.get()) != 0) {
      return IoError(errno);
    }
    return false;
  }
  buffer_.resize(size);
  if (std::fread(buffer_.data(), 1, size, file_.get()) != size ||
      !message.ParseFromString(buffer_)) {
    return IoError(EIO);
  }
  return true;
}

}  // namespace assay::mturk
