#ifndef ASSAY_ENGINE_STORE_ROCKS_ENGINE_H_
#define ASSAY_ENGINE_STORE_ROCKS_ENGINE_H_

// Included by rocks_*.cc only: no other file sees a rocksdb type.

#include <atomic>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "engine/store/commit_locks.h"
#include "engine/store/data_directory.h"
#include "engine/store/keys.h"
#include "engine/store/rocks_database.h"
#include "engine/store/rocks_store.h"
#include "rocksdb/options.h"
#include "rocksdb/write_batch.h"

namespace assay {

// The data directory and the database in it, which is opened again where that is the only way to
// get over a full disk.  Thread-safe.
class RocksStore::Engine {
 public:
  // Table files for one family, in key order.
  struct FamilyFiles {
    Family family;
    std::vector<std::string> paths;
  };

  static absl::StatusOr<std::unique_ptr<Engine>> Open(const std::string& data_dir,
                                                      bool create_if_missing);

  // The database.  It stays open while anybody holds it, so hold it for one call only.
  absl::StatusOr<std::shared_ptr<RocksDatabase>> Use();
  CommitLocks& locks() { return locks_; }
  // A path for a file of a sorted load; never the same twice.
  std::string NewLoadingFile();

  // Writes the batch.  After a full disk the database refuses writes until it is told to go on;
  // this tells it, and tries once more.
  absl::Status Write(RocksDatabase& database, const rocksdb::WriteOptions& options,
                     rocksdb::WriteBatch& batch);
  // Takes table files in as they are, all in one step.
  absl::Status IngestFiles(const std::vector<FamilyFiles>& files);

 private:
  explicit Engine(std::unique_ptr<DataDirectory> directory) : directory_(std::move(directory)) {}

  absl::Status Heal();
  absl::StatusOr<bool> ReopenIfNobodyElseUsesIt();

  const std::unique_ptr<DataDirectory> directory_;
  CommitLocks locks_;
  std::atomic<uint64_t> loading_file_count_ = 0;
  std::mutex mutex_;
  // Guarded by mutex_; null where opening it again has failed.
  std::shared_ptr<RocksDatabase> database_;
};

}  // namespace assay

#endif  // ASSAY_ENGINE_STORE_ROCKS_ENGINE_H_
