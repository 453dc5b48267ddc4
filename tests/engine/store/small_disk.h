#ifndef ASSAY_TESTS_ENGINE_STORE_SMALL_DISK_H_
#define ASSAY_TESTS_ENGINE_STORE_SMALL_DISK_H_

#include <cstdint>
#include <filesystem>

#include "tests/support/temp_dir.h"

namespace assay {

// A directory on a disk that is soon full.
class SmallDisk {
 public:
  virtual ~SmallDisk() = default;
  virtual const std::filesystem::path& path() const = 0;
  // False where this machine does not let us make one.
  virtual bool is_usable() const = 0;
  // Adds `bytes` of room.
  virtual void MakeRoom(int64_t bytes) = 0;
};

// Runs on every machine: small_disk.cc puts functions of its own in place of the C library's
// write() and pwrite() in this test binary; for files below the directory they fail with ENOSPC
// once `bytes` were written, after writing what still fits, as a file system does.  One at a time.
class SimulatedSmallDisk final : public SmallDisk {
 public:
  explicit SimulatedSmallDisk(int64_t bytes);
  ~SimulatedSmallDisk() override;
  const std::filesystem::path& path() const override { return dir_.path(); }
  bool is_usable() const override { return true; }
  void MakeRoom(int64_t bytes) override;

 private:
  TempDir dir_;
};

// A real file system of `bytes` in memory; needs the right to mount.
class MountedSmallDisk final : public SmallDisk {
 public:
  explicit MountedSmallDisk(int64_t bytes);
  ~MountedSmallDisk() override;
  const std::filesystem::path& path() const override { return dir_.path(); }
  bool is_usable() const override { return is_mounted_; }
  void MakeRoom(int64_t bytes) override;

 private:
  TempDir dir_;
  int64_t bytes_;
  bool is_mounted_;
};

}  // namespace assay

#endif  // ASSAY_TESTS_ENGINE_STORE_SMALL_DISK_H_
