#include "annotator/exchange/npy_map.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <system_error>
#include <type_traits>
#include <utility>

#include "annotator/exchange/table_error.h"
#include "engine/base/check.h"
#include "engine/base/status.h"

namespace assay::exchange {
namespace {

absl::Status NotReadable(const std::string& path, const std::string& why) {
  return TableError(path, {}, "FILE_NOT_READABLE", "cannot be read: " + why,
                    {{"found", why}, {"expected", "an npy file"}});
}

std::string ErrorText() { return std::generic_category().message(errno); }

class Descriptor {
 public:
  explicit Descriptor(const std::string& path)
      : number_(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)) {}
  ~Descriptor() {
    if (number_ >= 0) {
      close(number_);
    }
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int number() const { return number_; }

 private:
  const int number_;
};

}  // namespace

absl::StatusOr<MappedNpy> MappedNpy::Open(const std::string& path) {
  const Descriptor file(path);
  struct stat info {};
  if (file.number() < 0 || fstat(file.number(), &info) != 0) {
    return NotReadable(path, ErrorText());
  }
  if (!S_ISREG(info.st_mode)) {
    return NotReadable(path, S_ISDIR(info.st_mode) ? "it is a directory" : "it is no regular file");
  }
  MappedNpy map;
  map.file_name_ = std::filesystem::path(path).filename().string();
  map.size_ = static_cast<size_t>(info.st_size);
  // Nothing can be mapped of an empty file.
  if (map.size_ > 0) {
    void* const address = mmap(nullptr, map.size_, PROT_READ, MAP_SHARED, file.number(), 0);
    if (address == MAP_FAILED) {
      map.size_ = 0;
      return NotReadable(path, ErrorText());
    }
    map.bytes_ = static_cast<const char*>(address);
    madvise(address, map.size_, MADV_SEQUENTIAL);
  }
  ASSAY_ASSIGN_OR_RETURN(map.header_, ParseWholeNpyHeader(map.file_name_, {map.bytes_, map.size_}));
  ASSAY_RETURN_IF_ERROR(CheckNpySize(map.file_name_, map.header_, map.size_));
  return map;
}

MappedNpy::MappedNpy(MappedNpy&& other) noexcept { *this = std::move(other); }

MappedNpy& MappedNpy::operator=(MappedNpy&& other) noexcept {
  std::swap(file_name_, other.file_name_);
  std::swap(header_, other.header_);
  std::swap(bytes_, other.bytes_);
  std::swap(size_, other.size_);
  return *this;
}

MappedNpy::~MappedNpy() {
  if (bytes_ != nullptr) {
    munmap(const_cast<char*>(bytes_), size_);
  }
}

template <typename T>
absl::StatusOr<std::span<const T>> MappedNpy::Values() const {
  ASSAY_CHECK((header_.type == NpyType::kFloat32) == (std::is_same_v<T, float>));
  // The mapping begins on a page.
  if (header_.data_offset % alignof(T) != 0) {
    const std::string found = std::to_string(header_.data_offset);
    return TableError(file_name_, {}, "NPY_NOT_ALIGNED",
                      "found the first number at byte " + found + ", expected a multiple of " +
                          std::to_string(alignof(T)) + "; save it again with numpy.save",
                      {{"found", found}, {"expected", "a multiple of the size of a number"}});
  }
  return std::span<const T>(reinterpret_cast<const T*>(bytes_ + header_.data_offset),
                            header_.row_count * header_.column_count);
}

template absl::StatusOr<std::span<const float>> MappedNpy::Values() const;
template absl::StatusOr<std::span<const double>> MappedNpy::Values() const;

}  // namespace assay::exchange
