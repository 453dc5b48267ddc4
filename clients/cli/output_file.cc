#include "clients/cli/output_file.h"

#include <system_error>
#include <utility>

#include "engine/base/status.h"

namespace assay::cli {

absl::Status CannotWrite(const std::filesystem::path& path, const std::string& why) {
  return MakeError(absl::StatusCode::kInvalidArgument, "OUTPUT_NOT_WRITABLE",
                   path.string() + ": cannot be written: " + why,
                   {{"field", "--out"}, {"file", path.string()}, {"found", why}});
}

OutputFile::OutputFile(std::filesystem::path path)
    : path_(std::move(path)),
      partial_(path_.string() + ".partial"),
      file_(partial_, std::ios::binary | std::ios::trunc) {}

OutputFile::~OutputFile() {
  std::error_code ignored;
  std::filesystem::remove(partial_, ignored);
}

absl::Status OutputFile::Commit() {
  file_.close();
  std::error_code error;
  if (file_) {
    std::filesystem::rename(partial_, path_, error);
  }
  if (!file_ || error) {
    return CannotWrite(path_, error ? error.message() : "disk full or no permission");
  }
  return absl::OkStatus();
}

}  // namespace assay::cli
