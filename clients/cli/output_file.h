#ifndef ASSAY_CLIENTS_CLI_OUTPUT_FILE_H_
#define ASSAY_CLIENTS_CLI_OUTPUT_FILE_H_

#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>

#include "absl/status/status.h"

namespace assay::cli {

// INVALID_ARGUMENT OUTPUT_NOT_WRITABLE.
absl::Status CannotWrite(const std::filesystem::path& path, const std::string& why);

// A file that is written whole or not at all: into "PATH.partial", which takes the place of PATH at
// Commit and is removed otherwise.  What PATH held before stays until then.  A link is followed; a
// device or a pipe (/dev/null, /dev/stdout) is written as it comes.
class OutputFile {
 public:
  explicit OutputFile(std::filesystem::path path);
  ~OutputFile();
  OutputFile(const OutputFile&) = delete;
  OutputFile& operator=(const OutputFile&) = delete;

  void Write(std::string_view bytes) { file_.write(bytes.data(), std::ssize(bytes)); }
  // OUTPUT_NOT_WRITABLE where any of it failed.
  absl::Status Commit();

 private:
  const std::filesystem::path path_;
  const std::filesystem::path target_;
  const std::filesystem::path written_;
  std::ofstream file_;
};

}  // namespace assay::cli

#endif  // ASSAY_CLIENTS_CLI_OUTPUT_FILE_H_
