#include "clients/cli/input_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>

#include "engine/base/status.h"

namespace assay::cli {
namespace {

constexpr size_t kChunkBytes = 256 << 10;

absl::Status NotReadable(const std::string& file, const std::string& why) {
  return MakeError(absl::StatusCode::kInvalidArgument, "FILE_NOT_READABLE",
                   file + ": cannot be read: " + why,
                   {{"file", file}, {"found", why}, {"expected", "a readable file"}});
}

absl::Status NotReadable(const std::string& file, int error) {
  return NotReadable(file, std::strerror(error));
}

}  // namespace

InputFile::~InputFile() {
  if (descriptor_ > STDERR_FILENO) {
    close(descriptor_);
  }
}

absl::Status InputFile::Open() {
  descriptor_ = path_ == "-" ? STDIN_FILENO : open(path_.c_str(), O_RDONLY | O_CLOEXEC);
  struct stat info {};
  if (descriptor_ < 0 || fstat(descriptor_, &info) != 0) {
    return NotReadable(path_, errno);
  }
  if (S_ISDIR(info.st_mode)) {
    return NotReadable(path_, EISDIR);
  }
  size_ = S_ISREG(info.st_mode) ? info.st_size : 0;
  is_regular_ = S_ISREG(info.st_mode) && path_ != "-";
  buffer_.resize(kChunkBytes);
  return absl::OkStatus();
}

absl::StatusOr<std::string_view> InputFile::Read() {
  ssize_t count = 0;
  do {
    count = read(descriptor_, buffer_.data(), buffer_.size());
  } while (count < 0 && errno == EINTR);
  if (count < 0) {
    return NotReadable(path_, errno);
  }
  read_bytes_ += count;
  if (count == 0 && is_regular_ && read_bytes_ != size_) {
    return MakeError(absl::StatusCode::kInvalidArgument, "FILE_CHANGED",
                     path_ + ": changed while it was read: found " + std::to_string(read_bytes_) +
                         " bytes, expected " + std::to_string(size_),
                     {{"file", path_},
                      {"found", std::to_string(read_bytes_)},
                      {"expected", std::to_string(size_)}});
  }
  return std::string_view(buffer_.data(), static_cast<size_t>(count));
}

std::string FileNameOf(const std::string& path) {
  return path == "-" ? "stdin" : std::filesystem::path(path).filename().string();
}

absl::StatusOr<std::string> ReadSmallFile(const std::string& path, size_t max_bytes) {
  InputFile file(path);
  ASSAY_RETURN_IF_ERROR(file.Open());
  std::string content;
  while (true) {
    ASSAY_ASSIGN_OR_RETURN(const std::string_view bytes, file.Read());
    if (bytes.empty()) {
      return content;
    }
    content.append(bytes);
    if (content.size() > max_bytes) {
      return NotReadable(path, "it has more than " + std::to_string(max_bytes) + " bytes");
    }
  }
}

}  // namespace assay::cli
