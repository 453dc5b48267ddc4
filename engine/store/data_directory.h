#ifndef ASSAY_ENGINE_STORE_DATA_DIRECTORY_H_
#define ASSAY_ENGINE_STORE_DATA_DIRECTORY_H_

#include <filesystem>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace assay {

// A data directory, held by this process alone until the object is destroyed.
//
//   ASSAY     marks the directory as ours; text for people
//   LOCK      locked (flock) while a process has the directory open; holds its process id
//   store/    the storage engine's files
//   loading/  files of sorted loads that are not finished; emptied at open
//
// Thread-safe (nothing changes after Open).
class DataDirectory {
 public:
  // Takes hold of `path`.  A directory that does not exist is created where `create_if_missing`;
  // an empty one (a lone "lost+found" does not count) becomes a data directory either way.  A
  // directory that holds anything else is left as it is.
  //
  // Errors, each with the metadata data_dir:
  //   NOT_FOUND           DATA_DIR_NOT_FOUND       there is none, and none was to be created.
  //   FAILED_PRECONDITION DATA_DIR_NOT_A_DIRECTORY `path`, or a part of it, is a file.
  //   FAILED_PRECONDITION NOT_AN_ASSAY_STORE       it holds other things.
  //   FAILED_PRECONDITION DATA_DIR_IN_USE          another process, or this one, has it open.
  //   PERMISSION_DENIED   DATA_DIR_READ_ONLY       files cannot be created in it.
  //   RESOURCE_EXHAUSTED  DISK_FULL                no room left.
  //   UNAVAILABLE         STORE_IO_FAILED          the file system refused for another reason.
  static absl::StatusOr<std::unique_ptr<DataDirectory>> Open(const std::filesystem::path& path,
                                                             bool create_if_missing);

  ~DataDirectory();
  DataDirectory(const DataDirectory&) = delete;
  DataDirectory& operator=(const DataDirectory&) = delete;

  const std::filesystem::path& path() const { return path_; }
  std::filesystem::path engine_path() const { return path_ / "store"; }
  std::filesystem::path loading_path() const { return path_ / "loading"; }
  // True where the storage engine has to make its files anew.  DATA_DIR_DAMAGED where it has lost
  // its central file.
  absl::StatusOr<bool> EngineFilesAreNew() const;

  // Makes `path`, an existing empty directory, recognisable as a data directory.
  static absl::Status Mark(const std::filesystem::path& path);
  // Whether Mark was called on it.
  static bool IsMarked(const std::filesystem::path& path);

 private:
  DataDirectory(std::filesystem::path path, int lock_file)
      : path_(std::move(path)), lock_file_(lock_file) {}

  absl::Status Prepare();

  std::filesystem::path path_;
  int lock_file_;
};

// DATA_LOSS DATA_DIR_DAMAGED, with the advice to restore a backup.  `detail` says what was found.
absl::Status DataDirDamagedError(const std::filesystem::path& path, std::string_view detail);

}  // namespace assay

#endif  // ASSAY_ENGINE_STORE_DATA_DIRECTORY_H_
