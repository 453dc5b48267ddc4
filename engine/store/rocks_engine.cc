#include "engine/store/rocks_engine.h"

#include <algorithm>
#include <utility>

#include "engine/base/status.h"
#include "engine/store/codec.h"
#include "engine/store/keys.h"
#include "engine/store/migrations.h"
#include "engine/store/rocks_options.h"

namespace assay {
namespace {

// A store of a newer Assay may have families that this one does not know; a database can be opened
// without them for reading only.
absl::StatusOr<uint64_t> ReadFormatVersion(const std::string& engine_path) {
  rocksdb::DB* opened = nullptr;
  ASSAY_RETURN_IF_ERROR(FromRocks(rocksdb::DB::OpenForReadOnly(
      RocksDbOptions(), engine_path, {RocksFamilies().front()}, nullptr, &opened)));
  const std::unique_ptr<rocksdb::DB> db(opened);
  std::string value;
  ASSAY_RETURN_IF_ERROR(
      FromRocks(db->Get(rocksdb::ReadOptions(), ToSlice(FormatVersionKey()), &value)));
  return DecodeNumber(KeyKind::kFormatVersion, value);
}

}  // namespace

absl::StatusOr<std::unique_ptr<RocksStore::Engine>> RocksStore::Engine::Open(
    const std::string& data_dir, bool create_if_missing) {
  ASSAY_ASSIGN_OR_RETURN(std::unique_ptr<DataDirectory> directory,
                         DataDirectory::Open(data_dir, create_if_missing));
  std::unique_ptr<Engine> engine(new Engine(std::move(directory)));
  ASSAY_RETURN_IF_ERROR(engine->OpenDatabase());
  return engine;
}

RocksStore::Engine::~Engine() {
  if (db_ == nullptr) {
    return;
  }
  for (rocksdb::ColumnFamilyHandle* family : families_) {
    db_->DestroyColumnFamilyHandle(family).PermitUncheckedError();
  }
  db_->Close().PermitUncheckedError();
}

absl::Status RocksStore::Engine::OpenDatabase() {
  rocksdb::DBOptions options = RocksDbOptions();
  options.create_if_missing = directory_->is_new();
  rocksdb::DB* db = nullptr;
  const rocksdb::Status status = rocksdb::DB::Open(options, directory_->engine_path().string(),
                                                   RocksFamilies(), &families_, &db);
  db_.reset(db);
  return status.ok() ? absl::OkStatus() : ExplainOpenFailure(status);
}

absl::Status RocksStore::Engine::ExplainOpenFailure(const rocksdb::Status& failure) const {
  if (failure.IsNoSpace()) {
    return FromRocks(failure);
  }
  if (failure.IsInvalidArgument()) {
    const absl::StatusOr<uint64_t> version = ReadFormatVersion(directory_->engine_path().string());
    if (version.ok() && *version > kStoreFormatVersion) {
      return StoreTooNewError(*version, kStoreFormatVersion);
    }
  }
  return DataDirDamagedError(directory_->path(), failure.ToString());
}

rocksdb::ColumnFamilyHandle* RocksStore::Engine::FamilyOf(std::string_view key) const {
  return families_[static_cast<size_t>(FamilyOfKey(key))];
}

std::vector<RocksStore::Engine::Part> RocksStore::Engine::Split(std::string_view begin,
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

std::string RocksStore::Engine::NewLoadingFile() {
  return (directory_->loading_path() / (std::to_string(loading_file_count_++) + ".sst")).string();
}

rocksdb::Status RocksStore::Engine::Write(const rocksdb::WriteOptions& options,
                                          rocksdb::WriteBatch& batch) {
  rocksdb::Status status = db_->Write(options, &batch);
  if (status.IsIOError() && db_->Resume().ok()) {
    status = db_->Write(options, &batch);
  }
  return status;
}

rocksdb::Status RocksStore::Engine::IngestFiles(
    const std::vector<rocksdb::IngestExternalFileArg>& files) {
  rocksdb::Status status = db_->IngestExternalFiles(files);
  if (status.IsIOError() && db_->Resume().ok()) {
    status = db_->IngestExternalFiles(files);
  }
  return status;
}

}  // namespace assay
