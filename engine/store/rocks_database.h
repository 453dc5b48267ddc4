#ifndef ASSAY_ENGINE_STORE_ROCKS_DATABASE_H_
#define ASSAY_ENGINE_STORE_ROCKS_DATABASE_H_

// Included by rocks_*.cc only: no other file sees a rocksdb type.

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/store/data_directory.h"
#include "engine/store/keys.h"
#include "rocksdb/db.h"

namespace assay {

inline rocksdb::Slice ToSlice(std::string_view bytes) { return {bytes.data(), bytes.size()}; }
inline std::string_view FromSlice(const rocksdb::Slice& bytes) {
  return {bytes.data(), bytes.size()};
}

// An open database with its families; closed when it is destroyed.  Thread-safe.
class RocksDatabase {
 public:
  // A part of a key range that lies within one family.
  struct Part {
    rocksdb::ColumnFamilyHandle* family;
    std::string begin;
    std::string end;
  };

  static absl::StatusOr<std::shared_ptr<RocksDatabase>> Open(const DataDirectory& directory);
  ~RocksDatabase();
  RocksDatabase(const RocksDatabase&) = delete;
  RocksDatabase& operator=(const RocksDatabase&) = delete;

  rocksdb::DB& db() const { return *db_; }
  rocksdb::ColumnFamilyHandle* HandleOf(Family family) const {
    return families_[static_cast<size_t>(family)];
  }
  rocksdb::ColumnFamilyHandle* HandleOf(std::string_view key) const {
    return HandleOf(FamilyOfKey(key));
  }
  // Splits [begin, end) where one family ends and the next begins, in key order.
  std::vector<Part> Split(std::string_view begin, std::string_view end) const;
  // True once something has failed that made the database refuse writes, if only for a time.
  bool was_hurt() const { return *was_hurt_; }

 private:
  RocksDatabase() = default;

  std::unique_ptr<rocksdb::DB> db_;
  std::vector<rocksdb::ColumnFamilyHandle*> families_;
  // Shared with the database's listener.
  std::shared_ptr<std::atomic<bool>> was_hurt_ = std::make_shared<std::atomic<bool>>(false);
};

}  // namespace assay

#endif  // ASSAY_ENGINE_STORE_ROCKS_DATABASE_H_
