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

namespace {

// Where a link leads to, so that the link stays one.
std::filesystem::path Target(const std::filesystem::path& path) {
  std::error_code error;
  const std::filesystem::path target = std::filesystem::canonical(path, error);
  return error ? path : target;
}

// A device or a pipe, such as /dev/null: no other file may take its place.
bool IsSpecial(const std::filesystem::path& path) {
  std::error_code error;
  const std::filesystem::file_status status = std::filesystem::status(path, error);
  return std::filesystem::exists(status) && std::filesystem::is_other(status);
}

}  // namespace

OutputFile::OutputFile(std::filesystem::path path)
    : path_(std::move(path)),
      target_(Target(path_)),
      written_(IsSpecial(target_) ? target_.string() : target_.string() + ".partial"),
      file_(written_, std::ios::binary | std::ios::trunc) {}

OutputFile::~OutputFile() {
  if (written_ != target_) {
    std::error_code ignored;
    std::filesystem::remove(written_, ignored);
  }
}

absl::Status OutputFile::Commit() {
  file_.close();
  std::error_code error;
  if (file_ && written_ != target_) {
    std::filesystem::rename(written_, target_, error);
  }
  if (!file_ || error) {
    return CannotWrite(path_, error ? error.message() : "disk full or no permission");
  }
  return absl::OkStatus();
}

}  // namespace assay::cli
