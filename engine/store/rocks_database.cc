#include "engine/store/rocks_database.h"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "engine/base/status.h"
#include "engine/store/codec.h"
#include "engine/store/migrations.h"
#include "engine/store/rocks_options.h"
#include "rocksdb/listener.h"

namespace assay {
namespace {

class HurtListener final : public rocksdb::EventListener {
 public:
  explicit HurtListener(std::shared_ptr<std::atomic<bool>> was_hurt)
      : was_hurt_(std::move(was_hurt)) {}

  void OnBackgroundError(rocksdb::BackgroundErrorReason, rocksdb::Status*) override {
    *was_hurt_ = true;
  }

 private:
  std::shared_ptr<std::atomic<bool>> was_hurt_;
};

// A store of a newer Assay may have families that this one does not know; a database can be opened
// without them for reading only.
absl::StatusOr<uint64_t> ReadFormatVersion(const std::string& engine_path) {
  rocksdb::DB* opened = nullptr;
  std::vector<rocksdb::ColumnFamilyHandle*> families;
  ASSAY_RETURN_IF_ERROR(FromRocks(rocksdb::DB::OpenForReadOnly(
      RocksDbOptions(), engine_path, {RocksFamilies().front()}, &families, &opened)));
  const std::unique_ptr<rocksdb::DB> db(opened);
  std::string value;
  const rocksdb::Status status =
      db->Get(rocksdb::ReadOptions(), families[0], ToSlice(FormatVersionKey()), &value);
  db->DestroyColumnFamilyHandle(families[0]).PermitUncheckedError();
  ASSAY_RETURN_IF_ERROR(FromRocks(status));
  return DecodeNumber(KeyKind::kFormatVersion, value);
}

absl::Status ExplainOpenFailure(const rocksdb::Status& failure, const DataDirectory& directory) {
  if (failure.IsNoSpace()) {
    return FromRocks(failure);
  }
  if (failure.IsInvalidArgument()) {
    const absl::StatusOr<uint64_t> version = ReadFormatVersion(directory.engine_path().string());
    if (version.ok() && *version > kStoreFormatVersion) {
      return StoreTooNewError(*version, kStoreFormatVersion);
    }
  }
  return DataDirDamagedError(directory.path(), failure.ToString());
}

}  // namespace

absl::StatusOr<std::shared_ptr<RocksDatabase>> RocksDatabase::Open(const DataDirectory& directory) {
  std::shared_ptr<RocksDatabase> database(new RocksDatabase);
  rocksdb::DBOptions options = RocksDbOptions();
  ASSAY_ASSIGN_OR_RETURN(options.create_if_missing, directory.EngineFilesAreNew());
  options.listeners.push_back(std::make_shared<HurtListener>(database->was_hurt_));
  const std::vector<rocksdb::ColumnFamilyDescriptor> families = RocksFamilies();
  // Families that the engine finds missing it creates one by one, with a file of options for each;
  // those of a new store are created together.
  const auto opened = static_cast<std::ptrdiff_t>(options.create_if_missing ? 1 : families.size());
  rocksdb::DB* db = nullptr;
  rocksdb::Status status =
      rocksdb::DB::Open(options, directory.engine_path().string(),
                        {families.begin(), families.begin() + opened}, &database->families_, &db);
  database->db_.reset(db);
  if (status.ok() && families.begin() + opened != families.end()) {
    std::vector<rocksdb::ColumnFamilyHandle*> created;
    status = db->CreateColumnFamilies({families.begin() + opened, families.end()}, &created);
    database->families_.insert(database->families_.end(), created.begin(), created.end());
  }
  if (!status.ok()) {
    return ExplainOpenFailure(status, directory);
  }
  return database;
}

RocksDatabase::~RocksDatabase() {
  if (db_ == nullptr) {
    return;
  }
  for (rocksdb::ColumnFamilyHandle* family : families_) {
    db_->DestroyColumnFamilyHandle(family).PermitUncheckedError();
  }
  db_->Close().PermitUncheckedError();
}

std::vector<RocksDatabase::Part> RocksDatabase::Split(std::string_view begin,
                                                      std::string_view end) const {
  std::vector<Part> parts;
  for (size_t i = 0; i < kFamilies.size(); ++i) {
    const std::string family_begin =
        i == 0 ? std::string() : std::string(1, static_cast<char>(kFamilies[i].first_byte));
    std::string part_begin = std::max(std::string(begin), family_begin);
    std::string part_end(end);
    if (i + 1 < kFamilies.size()) {
      part_end = std::min(part_end, std::string(1, static_cast<char>(kFamilies[i + 1].first_byte)));
    }
    if (part_begin < part_end) {
      parts.push_back({families_[i], std::move(part_begin), std::move(part_end)});
    }
  }
  return parts;
}

}  // namespace assay
