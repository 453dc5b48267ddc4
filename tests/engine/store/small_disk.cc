#include "tests/engine/store/small_disk.h"

#include <sys/mount.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <string>

namespace {

std::atomic<bool> is_limited = false;
std::atomic<int64_t> bytes_left = 0;
// Written before is_limited is set, read after.
std::string limited_path;

bool IsBelowLimitedPath(int file) {
  char target[4096];
  const std::string link = "/proc/self/fd/" + std::to_string(file);
  const ssize_t size = readlink(link.c_str(), target, sizeof(target));
  return size > 0 && std::string(target, static_cast<size_t>(size)).starts_with(limited_path);
}

// How much of `size` bytes may be written; sets errno where that is nothing.
size_t TakeRoom(int file, size_t size) {
  if (!is_limited || size == 0 || !IsBelowLimitedPath(file)) {
    return size;
  }
  int64_t left = bytes_left;
  int64_t taken = 0;
  do {
    taken = std::min(std::max<int64_t>(left, 0), static_cast<int64_t>(size));
  } while (!bytes_left.compare_exchange_weak(left, left - taken));
  if (taken == 0) {
    errno = ENOSPC;
  }
  return static_cast<size_t>(taken);
}

}  // namespace

extern "C" ssize_t write(int file, const void* data, size_t size) {
  const size_t allowed = TakeRoom(file, size);
  return allowed == 0 && size > 0 ? -1 : syscall(SYS_write, file, data, allowed);
}

extern "C" ssize_t pwrite(int file, const void* data, size_t size, off_t offset) {
  const size_t allowed = TakeRoom(file, size);
  return allowed == 0 && size > 0 ? -1 : syscall(SYS_pwrite64, file, data, allowed, offset);
}

extern "C" ssize_t pwrite64(int file, const void* data, size_t size, off64_t offset) {
  return pwrite(file, data, size, offset);
}

namespace assay {

SimulatedSmallDisk::SimulatedSmallDisk(int64_t bytes) {
  limited_path = std::filesystem::canonical(dir_.path()).string() + "/";
  bytes_left = bytes;
  is_limited = true;
}

SimulatedSmallDisk::~SimulatedSmallDisk() { is_limited = false; }

void SimulatedSmallDisk::MakeRoom(int64_t bytes) { bytes_left += bytes; }

MountedSmallDisk::MountedSmallDisk(int64_t bytes) : bytes_(bytes) {
  const std::string options = "size=" + std::to_string(bytes_);
  is_mounted_ = mount("assay-test", path().c_str(), "tmpfs", 0, options.c_str()) == 0;
}

MountedSmallDisk::~MountedSmallDisk() {
  if (is_mounted_) {
    umount2(path().c_str(), MNT_DETACH);
  }
}

void MountedSmallDisk::MakeRoom(int64_t bytes) {
  bytes_ += bytes;
  const std::string options = "size=" + std::to_string(bytes_);
  mount("assay-test", path().c_str(), "tmpfs", MS_REMOUNT, options.c_str());
}

}  // namespace assay
