#ifndef ASSAY_ANNOTATOR_EXCHANGE_NPY_MAP_H_
#define ASSAY_ANNOTATOR_EXCHANGE_NPY_MAP_H_

#include <cstddef>
#include <span>
#include <string>

#include "absl/status/statusor.h"
#include "annotator/exchange/npy_header.h"

namespace assay::exchange {

// An npy file mapped into memory: its numbers are read where they lie, nothing is copied.  The file
// must not shrink meanwhile (the process would get SIGBUS): where it may, read it as a stream.
// Move-only.  Thread-safe (nothing changes after Open).
class MappedNpy {
 public:
  // Maps the file and checks header and size; no number is touched.  Messages name the file without
  // its folders.
  //
  // Errors: those of ParseWholeNpyHeader and CheckNpySize, and INVALID_ARGUMENT
  //   FILE_NOT_READABLE  there is no such regular file, or it cannot be read.
  static absl::StatusOr<MappedNpy> Open(const std::string& path);

  MappedNpy(MappedNpy&& other) noexcept;
  MappedNpy& operator=(MappedNpy&& other) noexcept;
  ~MappedNpy();

  const NpyHeader& header() const { return header_; }
  const std::string& file_name() const { return file_name_; }

  // All numbers, row-major: row_count * column_count.  T is float or double, as header().type says.
  // INVALID_ARGUMENT NPY_NOT_ALIGNED where they do not lie as the processor wants them, which
  // numpy.save never does.
  template <typename T>
  absl::StatusOr<std::span<const T>> Values() const;

 private:
  MappedNpy() = default;

  std::string file_name_;
  NpyHeader header_;
  const char* bytes_ = nullptr;
  size_t size_ = 0;
};

}  // namespace assay::exchange

#endif  // ASSAY_ANNOTATOR_EXCHANGE_NPY_MAP_H_
