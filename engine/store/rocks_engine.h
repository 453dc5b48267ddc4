#ifndef ASSAY_ENGINE_STORE_ROCKS_ENGINE_H_
#define ASSAY_ENGINE_STORE_ROCKS_ENGINE_H_

// Included by rocks_*.cc only: no other file sees a rocksdb type.

#include <atomic>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "engine/store/commit_locks.h"
#include "engine/store/data_directory.h"
#include "engine/store/rocks_store.h"
#include "rocksdb/db.h"

namespace assay {

inline rocksdb::Slice ToSlice(std::string_view bytes) { return {bytes.data(), bytes.size()}; }
inline std::string_view FromSlice(const rocksdb::Slice& bytes) {
  return {bytes.data(), bytes.size()};
}

// The open database, its families and the directory it lies in.  Thread-safe.
class RocksStore::Engine {
 public:
  // A part of a key range that lies within one family.
  struct Part {
    rocksdb::ColumnFamilyHandle* family;
    std::string begin;
    std::string end;
  };

  static absl::StatusOr<std::unique_ptr<Engine>> Open(const std::string& data_dir,
                                                      bool create_if_missing);
  ~Engine();

  rocksdb::DB& db() const { return *db_; }
  CommitLocks& locks() { return locks_; }
  const DataDirectory& directory() const { return *directory_; }
  rocksdb::ColumnFamilyHandle* FamilyOf(std::string_view key) const;
  // Splits [begin, end) where one family ends and the next begins, in key order.
  std::vector<Part> Split(std::string_view begin, std::string_view end) const;
  // A path for a file of a sorted load; never the same twice.
  std::string NewLoadingFile();
  // Writes the batch.  After a full disk the database refuses writes until it is told to go on;
  // this tells it, and tries once more.
  rocksdb::Status Write(const rocksdb::WriteOptions& options, rocksdb::WriteBatch& batch);
  // Takes table files in as they are, all in one step.
  rocksdb::Status IngestFiles(const std::vector<rocksdb::IngestExternalFileArg>& files);

 private:
  explicit Engine(std::unique_ptr<DataDirectory> directory) : directory_(std::move(directory)) {}

  absl::Status OpenDatabase();
  absl::Status ExplainOpenFailure(const rocksdb::Status& failure) const;

  std::unique_ptr<DataDirectory> directory_;
  std::unique_ptr<rocksdb::DB> db_;
  std::vector<rocksdb::ColumnFamilyHandle*> families_;
  CommitLocks locks_;
  std::atomic<uint64_t> loading_file_count_ = 0;
};

}  // namespace assay

#endif  // ASSAY_ENGINE_STORE_ROCKS_ENGINE_H_
