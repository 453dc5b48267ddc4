#ifndef ASSAY_ANNOTATOR_MTURK_SPOOL_FILE_H_
#define ASSAY_ANNOTATOR_MTURK_SPOOL_FILE_H_

#include <cstdio>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "google/protobuf/message_lite.h"

namespace assay::mturk {

// Messages on disk, written once and read several times from the front, for work that needs more
// than one pass over a stream.  The file has no name and goes with this object, also when the
// process dies.  Not thread-safe.
//
// Errors: RESOURCE_EXHAUSTED DISK_FULL; UNAVAILABLE STORE_IO_FAILED.
class SpoolFile {
 public:
  // In the folder for temporary files.
  static absl::StatusOr<SpoolFile> Create();

  absl::Status Append(const google::protobuf::MessageLite& message);
  // Goes back to the front; nothing is appended any more.
  absl::Status Rewind();
  // False at the end.
  absl::StatusOr<bool> Read(google::protobuf::MessageLite& message);

 private:
  struct Close {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };
  explicit SpoolFile(std::FILE* file) : file_(file) {}

  std::unique_ptr<std::FILE, Close> file_;
  std::string buffer_;
};

}  // namespace assay::mturk

#endif  // ASSAY_ANNOTATOR_MTURK_SPOOL_FILE_H_
