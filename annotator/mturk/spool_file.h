#ifndef ASSAY_ANNOTATOR_MTURK_SPOOL_FILE_H_
#define ASSAY_ANNOTATOR_MTURK_SPOOL_FILE_H_

#include <cstddef>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "google/protobuf/message_lite.h"

namespace assay::mturk {

// Records on disk, written once and read several times from the front, for work that needs more
// than one pass over a stream.  The file has no name and goes with this object, also when the
// process dies.  Not thread-safe.
//
// Memory: 1 MiB, or the longest record.
//
// Errors: RESOURCE_EXHAUSTED DISK_FULL; UNAVAILABLE STORE_IO_FAILED.
class SpoolFile {
 public:
  // In the folder for temporary files.
  static absl::StatusOr<SpoolFile> Create();

  ~SpoolFile();
  SpoolFile(SpoolFile&& other) noexcept;
  SpoolFile& operator=(SpoolFile&&) = delete;

  absl::Status Append(const google::protobuf::MessageLite& message);
  absl::Status Append(std::string_view bytes);
  // Goes back to the front; nothing is appended any more.
  absl::Status Rewind();
  // The next record, valid until the next call of Next or Rewind; false at the end.
  absl::StatusOr<bool> Next(std::string_view& bytes);
  // The same as a message.
  absl::StatusOr<bool> Read(google::protobuf::MessageLite& message);

 private:
  explicit SpoolFile(int descriptor) : descriptor_(descriptor) {}

  absl::Status WriteBuffer();
  // Sees to it that so many unread bytes are in the buffer, as far as the file has them.
  absl::Status Fill(size_t wanted);

  int descriptor_;
  bool is_reading_ = false;
  // While writing: bytes that are not in the file yet.  While reading: bytes of it, of which those
  // before `at_` are used.
  std::string buffer_;
  size_t at_ = 0;
};

}  // namespace assay::mturk

#endif  // ASSAY_ANNOTATOR_MTURK_SPOOL_FILE_H_
