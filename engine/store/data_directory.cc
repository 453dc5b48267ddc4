#include "engine/store/data_directory.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <system_error>
#include <utility>

#include "engine/base/status.h"
#include "engine/store/store_errors.h"

namespace assay {
namespace {

namespace fs = std::filesystem;

constexpr const char* kMarkerName = "ASSAY";
constexpr const char* kLockName = "LOCK";
constexpr std::string_view kMarkerText =
    "This is a data directory of Assay.  Do not change, move or delete single files in it;\n"
    "copy it only with `assay backup`.\n";

absl::Status DirectoryError(absl::StatusCode code, std::string_view reason, const fs::path& path,
                            const std::string& what, ErrorMetadata metadata = {}) {
  metadata.emplace("data_dir", path.string());
  return MakeError(code, reason, "the data directory '" + path.string() + "' " + what,
                   std::move(metadata));
}

// What `error_number` means for somebody who wanted to write to `path`.
absl::Status SystemError(const fs::path& path, int error_number) {
  const std::string detail = std::generic_category().message(error_number);
  switch (error_number) {
    case ENOSPC:
    case EDQUOT:
      return WithMetadata(DiskFullError(detail), {{"data_dir", path.string()}});
    case ENOTDIR:
    case EEXIST:
      return DirectoryError(absl::StatusCode::kFailedPrecondition, "DATA_DIR_NOT_A_DIRECTORY", path,
                            "is a file, or lies below one; a directory is expected");
    case EACCES:
    case EPERM:
    case EROFS:
      return DirectoryError(absl::StatusCode::kPermissionDenied, "DATA_DIR_READ_ONLY", path,
                            "cannot be written (" + detail +
                                "); give this user write permission, or name another directory",
                            {{"detail", detail}});
    default:
      return DirectoryError(absl::StatusCode::kUnavailable, "STORE_IO_FAILED", path,
                            "cannot be used (" + detail + ")", {{"detail", detail}});
  }
}

absl::Status CreateDirectory(const fs::path& path) {
  std::error_code error;
  fs::create_directories(path, error);
  return error ? SystemError(path, error.value()) : absl::OkStatus();
}

// Writes and syncs a file; one of that name is replaced.
absl::Status WriteFile(const fs::path& directory, const char* name, std::string_view content) {
  const int file = open((directory / name).c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
  if (file < 0) {
    return SystemError(directory, errno);
  }
  const bool written =
      write(file, content.data(), content.size()) == static_cast<ssize_t>(content.size()) &&
      fsync(file) == 0;
  const int error_number = errno;
  close(file);
  return written ? absl::OkStatus() : SystemError(directory, error_number);
}

// Whether files can be created can be known for sure only by creating one: root is above
// permissions but not above a read-only file system.
absl::Status TryToCreateAFile(const fs::path& directory) {
  const fs::path probe = directory / ".assay-probe";
  const int file = open(probe.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
  if (file < 0) {
    return SystemError(directory, errno);
  }
  close(file);
  unlink(probe.c_str());
  return absl::OkStatus();
}

// Lists the directory; an entry that a data directory may not have is returned by name.
absl::StatusOr<std::string> FindForeignEntry(const fs::path& path) {
  std::error_code error;
  for (fs::directory_iterator entry(path, error), end; !error && entry != end;
       entry.increment(error)) {
    const std::string name = entry->path().filename().string();
    if (name != "lost+found" && name != kMarkerName && name != kLockName) {
      return name;
    }
  }
  if (error) {
    return SystemError(path, error.value());
  }
  return std::string();
}

absl::Status EnsureIsDirectory(const fs::path& path, bool create_if_missing) {
  std::error_code error;
  const fs::file_status status = fs::status(path, error);
  if (fs::is_directory(status)) {
    return absl::OkStatus();
  }
  if (fs::exists(status)) {
    return SystemError(path, ENOTDIR);
  }
  if (error && status.type() != fs::file_type::not_found) {
    return SystemError(path, error.value());
  }
  if (create_if_missing || error.value() == ENOTDIR) {
    return CreateDirectory(path);
  }
  return DirectoryError(absl::StatusCode::kNotFound, "DATA_DIR_NOT_FOUND", path,
                        "does not exist; check the name, or import something first");
}

absl::Status InUseError(const fs::path& path, int lock_file) {
  std::array<char, 32> owner{};
  const ssize_t size = pread(lock_file, owner.data(), owner.size() - 1, 0);
  const std::string pid(owner.data(), size > 0 ? static_cast<size_t>(size) : 0);
  return DirectoryError(absl::StatusCode::kFailedPrecondition, "DATA_DIR_IN_USE", path,
                        "is in use: another assay" +
                            (pid.empty() ? std::string() : " (process " + pid + ")") +
                            " has it open; wait until it has ended, or if it is a server, talk to "
                            "it with --server HOST:PORT",
                        {{"process_id", pid}});
}

absl::StatusOr<int> Lock(const fs::path& path) {
  const int file = open((path / kLockName).c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
  if (file < 0) {
    return SystemError(path, errno);
  }
  if (flock(file, LOCK_EX | LOCK_NB) != 0) {
    const absl::Status error =
        errno == EWOULDBLOCK ? InUseError(path, file) : SystemError(path, errno);
    close(file);
    return error;
  }
  // Only for the message of others; on a full disk it may be missing.
  const std::string pid = std::to_string(getpid());
  [[maybe_unused]] const bool is_noted =
      ftruncate(file, 0) == 0 &&
      pwrite(file, pid.data(), pid.size(), 0) == static_cast<ssize_t>(pid.size());
  return file;
}

}  // namespace

absl::Status DataDirDamagedError(const fs::path& path, std::string_view detail) {
  return DirectoryError(
      absl::StatusCode::kDataLoss, "DATA_DIR_DAMAGED", path,
      "is damaged (" + std::string(detail) + "); restore a backup with `assay restore`",
      {{"detail", std::string(detail)}});
}

absl::StatusOr<std::unique_ptr<DataDirectory>> DataDirectory::Open(const fs::path& path,
                                                                   bool create_if_missing) {
  ASSAY_RETURN_IF_ERROR(EnsureIsDirectory(path, create_if_missing));
  if (!IsMarked(path)) {
    ASSAY_ASSIGN_OR_RETURN(const std::string foreign, FindForeignEntry(path));
    if (!foreign.empty()) {
      return DirectoryError(
          absl::StatusCode::kFailedPrecondition, "NOT_AN_ASSAY_STORE", path,
          "is not one of Assay's: it holds '" + foreign + "'; name an empty or a new directory",
          {{"found", foreign}});
    }
    ASSAY_RETURN_IF_ERROR(Mark(path));
  }
  ASSAY_ASSIGN_OR_RETURN(const int lock_file, Lock(path));
  std::unique_ptr<DataDirectory> directory(new DataDirectory(path, lock_file));
  ASSAY_RETURN_IF_ERROR(directory->Prepare());
  return directory;
}

DataDirectory::~DataDirectory() { close(lock_file_); }

absl::Status DataDirectory::Prepare() {
  ASSAY_RETURN_IF_ERROR(CreateDirectory(engine_path()));
  ASSAY_RETURN_IF_ERROR(TryToCreateAFile(engine_path()));
  std::error_code error;
  fs::remove_all(loading_path(), error);
  ASSAY_RETURN_IF_ERROR(CreateDirectory(loading_path()));
  return absl::OkStatus();
}

// The engine's CURRENT file is the last one written when a store is created.  Without it a store
// was never finished - or lost it, if there is data.
absl::StatusOr<bool> DataDirectory::EngineFilesAreNew() const {
  std::error_code error;
  if (fs::exists(engine_path() / "CURRENT", error)) {
    return false;
  }
  for (fs::directory_iterator entry(engine_path(), error), end; !error && entry != end;
       entry.increment(error)) {
    const std::string extension = entry->path().extension().string();
    if (extension == ".sst" || extension == ".log") {
      return DataDirDamagedError(path_, "store/CURRENT is missing");
    }
  }
  if (error) {
    return SystemError(path_, error.value());
  }
  return true;
}

absl::Status DataDirectory::Mark(const fs::path& path) {
  return WriteFile(path, kMarkerName, kMarkerText);
}

bool DataDirectory::IsMarked(const fs::path& path) {
  std::error_code ignored;
  return fs::is_regular_file(path / kMarkerName, ignored);
}

}  // namespace assay
