#include "engine/store/rocks_store.h"

#include <functional>
#include <optional>
#include <utility>
#include <vector>

#include "engine/base/check.h"
#include "engine/base/status.h"
#include "engine/store/key_fields.h"
#include "engine/store/migrations.h"
#include "engine/store/rocks_database.h"
#include "engine/store/rocks_engine.h"
#include "engine/store/rocks_load.h"
#include "engine/store/rocks_options.h"
#include "engine/store/store_errors.h"
#include "rocksdb/convenience.h"
#include "rocksdb/utilities/checkpoint.h"
#include "rocksdb/write_batch.h"

namespace assay {

class RocksStore::RocksBatch final : public Store::Batch {
 public:
  explicit RocksBatch(Engine& engine) : engine_(engine), database_(engine.Use()) {}

  void Put(std::string_view key, std::string_view value) override {
    Touch(key);
    if (database_.ok()) {
      Note(batch_.Put((*database_)->HandleOf(key), ToSlice(key), ToSlice(value)));
    }
  }

  void Delete(std::string_view key) override {
    Touch(key);
    if (database_.ok()) {
      Note(batch_.Delete((*database_)->HandleOf(key), ToSlice(key)));
    }
  }

  void DeleteRange(std::string_view begin, std::string_view end) override {
    ASSAY_CHECK(begin <= end);
    touches_ranges_ = true;
    if (!database_.ok()) {
      return;
    }
    for (const RocksDatabase::Part& part : (*database_)->Split(begin, end)) {
      Note(batch_.DeleteRange(part.family, ToSlice(part.begin), ToSlice(part.end)));
    }
  }

  void Require(std::string_view key, std::string_view expected_value) override {
    Touch(key);
    conditions_.push_back({std::string(key), std::string(expected_value)});
  }

  void RequireAbsent(std::string_view key) override {
    Touch(key);
    conditions_.push_back({std::string(key), std::nullopt});
  }

  absl::Status Commit(Durability durability) override {
    ASSAY_CHECK(!std::exchange(spent_, true));
    // A spent batch does not keep the database open.
    ASSAY_ASSIGN_OR_RETURN(const std::shared_ptr<RocksDatabase> database, std::move(database_));
    ASSAY_RETURN_IF_ERROR(FromRocks(failure_));
    const CommitLocks::Guard guard(engine_.locks(), std::move(key_hashes_), touches_ranges_);
    ASSAY_RETURN_IF_ERROR(CheckConditions(*database));
    rocksdb::WriteOptions options;
    options.sync = durability == Durability::kSynced;
    return engine_.Write(*database, options, batch_);
  }

 private:
  struct Condition {
    std::string key;
    std::optional<std::string> expected;
  };

  void Touch(std::string_view key) {
    // Beyond that many the commit takes the whole store, whatever the rest are.
    if (key_hashes_.size() <= CommitLocks::kMaxKeysHeld) {
      key_hashes_.push_back(std::hash<std::string_view>{}(key));
    }
  }

  void Note(rocksdb::Status status) {
    if (failure_.ok()) {
      failure_ = std::move(status);
    }
  }

  absl::Status CheckConditions(const RocksDatabase& database) const {
    for (const auto& [key, expected] : conditions_) {
      rocksdb::PinnableSlice value;
      const rocksdb::Status status =
          database.db().Get(rocksdb::ReadOptions(), database.HandleOf(key), ToSlice(key), &value);
      if (!status.ok() && !status.IsNotFound()) {
        return FromRocks(status);
      }
      const bool holds =
          expected.has_value() ? status.ok() && FromSlice(value) == *expected : !status.ok();
      if (!holds) {
        return WriteConflictError();
      }
    }
    return absl::OkStatus();
  }

  Engine& engine_;
  absl::StatusOr<std::shared_ptr<RocksDatabase>> database_;
  rocksdb::WriteBatch batch_;
  rocksdb::Status failure_;
  std::vector<Condition> conditions_;
  std::vector<uint64_t> key_hashes_;
  bool touches_ranges_ = false;
  bool spent_ = false;
};

absl::StatusOr<std::unique_ptr<RocksStore>> RocksStore::Open(const std::string& data_dir,
                                                             const Options& options) {
  ASSAY_ASSIGN_OR_RETURN(std::unique_ptr<Engine> engine,
                         Engine::Open(data_dir, options.create_if_missing));
  std::unique_ptr<RocksStore> store(new RocksStore(std::move(engine)));
  if (absl::Status status = BringUpToDate(*store, kStoreFormatVersion, StoreMigrations());
      !status.ok()) {
    return WithMetadata(status, {{"data_dir", data_dir}});
  }
  return store;
}

RocksStore::RocksStore(std::unique_ptr<Engine> engine) : engine_(std::move(engine)) {}

RocksStore::~RocksStore() = default;

std::unique_ptr<Store::Batch> RocksStore::NewBatch() {
  return std::make_unique<RocksBatch>(*engine_);
}

std::unique_ptr<Store::SortedLoad> RocksStore::NewSortedLoad() {
  return std::make_unique<RocksLoad>(*engine_);
}

absl::StatusOr<std::string> RocksStore::Get(std::string_view key) const {
  ASSAY_ASSIGN_OR_RETURN(const std::shared_ptr<RocksDatabase> database, engine_->Use());
  std::string value;
  ASSAY_RETURN_IF_ERROR(FromRocks(
      database->db().Get(rocksdb::ReadOptions(), database->HandleOf(key), ToSlice(key), &value)));
  return value;
}

namespace {

using Parts = std::vector<RocksDatabase::Part>;
using Iterators = std::vector<std::unique_ptr<rocksdb::Iterator>>;

rocksdb::ReadOptions OrderedRead() {
  rocksdb::ReadOptions options;
  options.fill_cache = false;
  // Past the filters of prefixes, which know nothing of ranges.
  options.total_order_seek = true;
  return options;
}

// Of a range that holds the keys of one item id, files whose filter lacks the id are not read.
rocksdb::ReadOptions ScanOptions(std::string_view begin, std::string_view end) {
  const std::string_view prefix = ItemIdPrefix(begin);
  if (prefix.empty() || prefix != begin || end != AfterPrefix(std::string(begin))) {
    return OrderedRead();
  }
  rocksdb::ReadOptions options;
  options.prefix_same_as_start = true;
  return options;
}

// All iterators at once: together they are one snapshot.
absl::StatusOr<Iterators> OpenIterators(const RocksDatabase& database, const Parts& parts,
                                        const rocksdb::ReadOptions& options) {
  std::vector<rocksdb::ColumnFamilyHandle*> families;
  families.reserve(parts.size());
  for (const RocksDatabase::Part& part : parts) {
    families.push_back(part.family);
  }
  std::vector<rocksdb::Iterator*> opened;
  ASSAY_RETURN_IF_ERROR(FromRocks(database.db().NewIterators(options, families, &opened)));
  return Iterators(opened.begin(), opened.end());
}

}  // namespace

absl::Status RocksStore::Scan(std::string_view begin, std::string_view end,
                              const Visitor& visit) const {
  ASSAY_ASSIGN_OR_RETURN(const std::shared_ptr<RocksDatabase> database, engine_->Use());
  const Parts parts = database->Split(begin, end);
  ASSAY_ASSIGN_OR_RETURN(const Iterators iterators,
                         OpenIterators(*database, parts, ScanOptions(begin, end)));
  for (size_t i = 0; i < parts.size(); ++i) {
    rocksdb::Iterator& it = *iterators[i];
    for (it.Seek(ToSlice(parts[i].begin)); it.Valid() && FromSlice(it.key()) < parts[i].end;
         it.Next()) {
      if (!visit(FromSlice(it.key()), FromSlice(it.value()))) {
        return absl::OkStatus();
      }
    }
    ASSAY_RETURN_IF_ERROR(FromRocks(it.status()));
  }
  return absl::OkStatus();
}

absl::Status RocksStore::ScanBack(std::string_view begin, std::string_view end,
                                  const Visitor& visit) const {
  ASSAY_ASSIGN_OR_RETURN(const std::shared_ptr<RocksDatabase> database, engine_->Use());
  const Parts parts = database->Split(begin, end);
  ASSAY_ASSIGN_OR_RETURN(const Iterators iterators, OpenIterators(*database, parts, OrderedRead()));
  for (size_t i = parts.size(); i-- > 0;) {
    rocksdb::Iterator& it = *iterators[i];
    it.SeekForPrev(ToSlice(parts[i].end));
    if (it.Valid() && FromSlice(it.key()) == parts[i].end) {
      it.Prev();
    }
    for (; it.Valid() && FromSlice(it.key()) >= parts[i].begin; it.Prev()) {
      if (!visit(FromSlice(it.key()), FromSlice(it.value()))) {
        return absl::OkStatus();
      }
    }
    ASSAY_RETURN_IF_ERROR(FromRocks(it.status()));
  }
  return absl::OkStatus();
}

absl::Status RocksStore::Flush() {
  ASSAY_ASSIGN_OR_RETURN(const std::shared_ptr<RocksDatabase> database, engine_->Use());
  return FromRocks(database->db().SyncWAL());
}

absl::Status RocksStore::ReclaimDeletedRange(std::string_view begin, std::string_view end) {
  ASSAY_ASSIGN_OR_RETURN(const std::shared_ptr<RocksDatabase> database, engine_->Use());
  for (const RocksDatabase::Part& part : database->Split(begin, end)) {
    const rocksdb::Slice part_begin = ToSlice(part.begin);
    const rocksdb::Slice part_end = ToSlice(part.end);
    const rocksdb::RangePtr range(&part_begin, &part_end);
    ASSAY_RETURN_IF_ERROR(FromRocks(rocksdb::DeleteFilesInRanges(
        &database->db(), part.family, &range, 1, /*include_end=*/false)));
  }
  return absl::OkStatus();
}

absl::Status RocksStore::Checkpoint(const std::string& directory) const {
  ASSAY_ASSIGN_OR_RETURN(const std::shared_ptr<RocksDatabase> database, engine_->Use());
  rocksdb::Checkpoint* created = nullptr;
  ASSAY_RETURN_IF_ERROR(FromRocks(rocksdb::Checkpoint::Create(&database->db(), &created)));
  const std::unique_ptr<rocksdb::Checkpoint> checkpoint(created);
  return FromRocks(checkpoint->CreateCheckpoint(directory));
}

absl::Status RocksStore::Verify() const {
  ASSAY_ASSIGN_OR_RETURN(const std::shared_ptr<RocksDatabase> database, engine_->Use());
  return FromRocks(database->db().VerifyChecksum());
}

}  // namespace assay
