#include "engine/store/backup.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <functional>
#include <memory>
#include <system_error>
#include <vector>

#include "engine/base/status.h"
#include "engine/store/data_directory.h"
#include "engine/store/rocks_store.h"
#include "engine/store/store_errors.h"

namespace assay {
namespace {

namespace fs = std::filesystem;

constexpr size_t kCopyBytes = size_t{1} << 20;

absl::Status FileError(const std::error_code& error, const fs::path& path) {
  if (error == std::errc::no_space_on_device) {
    return DiskFullError(error.message());
  }
  return MakeError(absl::StatusCode::kUnavailable, "STORE_IO_FAILED",
                   "'" + path.string() + "' cannot be used (" + error.message() + ")",
                   {{"path", path.string()}, {"detail", error.message()}});
}

absl::Status CheckTargetIsFree(const fs::path& target) {
  std::error_code error;
  if (!fs::exists(fs::symlink_status(target, error))) {
    return absl::OkStatus();
  }
  if (fs::is_directory(target, error) && fs::is_empty(target, error) && !error) {
    return absl::OkStatus();
  }
  return MakeError(absl::StatusCode::kFailedPrecondition, "TARGET_NOT_EMPTY",
                   "found something in '" + target.string() +
                       "'; a directory that is empty or does not exist is expected",
                   {{"target", target.string()}});
}

// A file descriptor that is closed at the end.
class OpenFile {
 public:
  OpenFile(const fs::path& path, int flags) : file_(open(path.c_str(), flags | O_CLOEXEC, 0644)) {}
  ~OpenFile() {
    if (file_ >= 0) {
      close(file_);
    }
  }
  OpenFile(const OpenFile&) = delete;
  OpenFile& operator=(const OpenFile&) = delete;
  int get() const { return file_; }

 private:
  int file_;
};

absl::Status SyncPath(const fs::path& path) {
  const OpenFile file(path, O_RDONLY);
  if (file.get() >= 0 && fsync(file.get()) == 0) {
    return absl::OkStatus();
  }
  return FileError(std::error_code(errno, std::generic_category()), path);
}

absl::Status SyncTree(const fs::path& root) {
  std::error_code error;
  for (fs::recursive_directory_iterator entry(root, error), end; !error && entry != end;
       entry.increment(error)) {
    ASSAY_RETURN_IF_ERROR(SyncPath(entry->path()));
  }
  return error ? FileError(error, root) : SyncPath(root);
}

bool WriteAll(int file, const char* data, ssize_t size) {
  while (size > 0) {
    const ssize_t written = write(file, data, static_cast<size_t>(size));
    if (written < 0) {
      return false;
    }
    data += written;
    size -= written;
  }
  return true;
}

// std::filesystem::copy does not tell a full disk from a broken one.
absl::Status CopyFile(const fs::path& from, const fs::path& to) {
  const OpenFile source(from, O_RDONLY);
  if (source.get() < 0) {
    return FileError(std::error_code(errno, std::generic_category()), from);
  }
  const OpenFile target(to, O_WRONLY | O_CREAT | O_EXCL);
  std::vector<char> buffer(kCopyBytes);
  ssize_t size = target.get() < 0 ? -1 : 1;
  while (size > 0) {
    size = read(source.get(), buffer.data(), buffer.size());
    if (size > 0 && !WriteAll(target.get(), buffer.data(), size)) {
      size = -1;
    }
  }
  return size < 0 ? FileError(std::error_code(errno, std::generic_category()), to)
                  : absl::OkStatus();
}

absl::Status CopyFiles(const fs::path& from, const fs::path& to) {
  std::error_code error;
  fs::create_directory(to, error);
  for (fs::directory_iterator entry(from, error), end; !error && entry != end;
       entry.increment(error)) {
    ASSAY_RETURN_IF_ERROR(CopyFile(entry->path(), to / entry->path().filename()));
  }
  return error ? FileError(error, to) : absl::OkStatus();
}

// Lets `fill` make a directory beside `target` and gives it that name when it is complete and on
// disk; removes it when anything goes wrong.
absl::Status BuildDirectory(const fs::path& target,
                            const std::function<absl::Status(const fs::path&)>& fill) {
  ASSAY_RETURN_IF_ERROR(CheckTargetIsFree(target));
  const fs::path absolute = fs::absolute(target / "").parent_path();
  fs::path unfinished = absolute;
  unfinished += ".unfinished-" + std::to_string(getpid());
  std::error_code error;
  fs::remove_all(unfinished, error);
  fs::create_directory(unfinished, error);
  absl::Status status = error ? FileError(error, unfinished) : fill(unfinished);
  if (status.ok()) {
    status = SyncTree(unfinished);
  }
  if (status.ok()) {
    fs::rename(unfinished, absolute, error);
    status = error ? FileError(error, target) : SyncPath(absolute.parent_path());
  }
  if (!status.ok()) {
    fs::remove_all(unfinished, error);
  }
  return status;
}

absl::Status BackupError(absl::StatusCode code, std::string_view reason, const fs::path& backup,
                         const std::string& what) {
  return MakeError(code, reason, "the backup '" + backup.string() + "' " + what,
                   {{"backup", backup.string()}});
}

absl::Status CheckIsBackup(const fs::path& backup) {
  std::error_code error;
  if (!fs::exists(backup, error)) {
    return BackupError(absl::StatusCode::kNotFound, "BACKUP_NOT_FOUND", backup,
                       "does not exist; check the name");
  }
  if (!DataDirectory::IsMarked(backup) || !fs::is_directory(backup / "store", error)) {
    return BackupError(absl::StatusCode::kFailedPrecondition, "NOT_A_BACKUP", backup,
                       "was not made by `assay backup`");
  }
  return absl::OkStatus();
}

absl::Status OpenAndVerify(const fs::path& copy, const fs::path& backup) {
  RocksStore::Options options;
  options.create_if_missing = false;
  auto opened = RocksStore::Open(copy.string(), options);
  absl::Status status = opened.ok() ? (*opened)->Verify() : opened.status();
  if (status.code() == absl::StatusCode::kDataLoss) {
    const auto detail = GetErrorMetadata(status)["detail"];
    return WithMetadata(BackupError(absl::StatusCode::kDataLoss, "BACKUP_DAMAGED", backup,
                                    "is damaged (" + detail + "); use another one"),
                        {{"detail", detail}});
  }
  return status;
}

}  // namespace

absl::Status Backup(const Store& store, const std::string& backup_dir) {
  return BuildDirectory(backup_dir, [&](const fs::path& directory) -> absl::Status {
    ASSAY_RETURN_IF_ERROR(DataDirectory::Mark(directory));
    return store.Checkpoint((directory / "store").string());
  });
}

absl::Status Restore(const std::string& backup_dir, const std::string& data_dir) {
  const fs::path backup = backup_dir;
  ASSAY_RETURN_IF_ERROR(CheckIsBackup(backup));
  return BuildDirectory(data_dir, [&](const fs::path& directory) -> absl::Status {
    ASSAY_RETURN_IF_ERROR(DataDirectory::Mark(directory));
    ASSAY_RETURN_IF_ERROR(CopyFiles(backup / "store", directory / "store"));
    return OpenAndVerify(directory, backup);
  });
}

}  // namespace assay
