#include "engine/store/rocks_engine.h"

#include <chrono>
#include <thread>
#include <utility>

#include "engine/base/status.h"
#include "engine/store/rocks_options.h"
#include "engine/store/store_errors.h"

namespace assay {
namespace {

constexpr auto kLongestWait = std::chrono::seconds(10);
constexpr auto kPause = std::chrono::milliseconds(2);

absl::Status Resume(RocksDatabase& database) {
  const rocksdb::Status status = database.db().Resume();
  // "Busy": the database itself is looking for room at the moment.
  return status.IsBusy() ? DiskFullError("the disk was full a moment ago") : FromRocks(status);
}

}  // namespace

absl::StatusOr<std::unique_ptr<RocksStore::Engine>> RocksStore::Engine::Open(
    const std::string& data_dir, bool create_if_missing) {
  ASSAY_ASSIGN_OR_RETURN(std::unique_ptr<DataDirectory> directory,
                         DataDirectory::Open(data_dir, create_if_missing));
  std::unique_ptr<Engine> engine(new Engine(std::move(directory)));
  ASSAY_RETURN_IF_ERROR(engine->Use().status());
  return engine;
}

absl::StatusOr<std::shared_ptr<RocksDatabase>> RocksStore::Engine::Use() {
  const std::lock_guard lock(mutex_);
  if (database_ == nullptr) {
    ASSAY_ASSIGN_OR_RETURN(database_, RocksDatabase::Open(*directory_));
  }
  return database_;
}

std::string RocksStore::Engine::NewLoadingFile() {
  return (directory_->loading_path() / (std::to_string(loading_file_count_++) + ".sst")).string();
}

absl::Status RocksStore::Engine::Write(RocksDatabase& database,
                                       const rocksdb::WriteOptions& options,
                                       rocksdb::WriteBatch& batch) {
  rocksdb::Status status = database.db().Write(options, &batch);
  if (status.IsIOError() && Resume(database).ok()) {
    status = database.db().Write(options, &batch);
  }
  return FromRocks(status);
}

absl::Status RocksStore::Engine::IngestFiles(const std::vector<FamilyFiles>& files) {
  ASSAY_RETURN_IF_ERROR(Heal());
  ASSAY_ASSIGN_OR_RETURN(const std::shared_ptr<RocksDatabase> database, Use());
  std::vector<rocksdb::IngestExternalFileArg> arguments;
  for (const FamilyFiles& family_files : files) {
    rocksdb::IngestExternalFileArg& argument = arguments.emplace_back();
    argument.column_family = database->HandleOf(family_files.family);
    argument.external_files = family_files.paths;
    argument.options.move_files = true;
    argument.options.write_global_seqno = false;
  }
  return FromRocks(database->db().IngestExternalFiles(arguments));
}

// RocksDB 7.8 that has got over a full disk accepts writes, but aborts the process when it is given
// table files (a flag in its ErrorHandler is not reset, so that it skips reserving file numbers).
// Opened anew it is well.
absl::Status RocksStore::Engine::Heal() {
  {
    ASSAY_ASSIGN_OR_RETURN(const std::shared_ptr<RocksDatabase> database, Use());
    if (!database->was_hurt()) {
      return absl::OkStatus();
    }
    ASSAY_RETURN_IF_ERROR(Resume(*database));
  }
  const auto deadline = std::chrono::steady_clock::now() + kLongestWait;
  while (std::chrono::steady_clock::now() < deadline) {
    ASSAY_ASSIGN_OR_RETURN(const bool is_reopened, ReopenIfNobodyElseUsesIt());
    if (is_reopened) {
      return absl::OkStatus();
    }
    std::this_thread::sleep_for(kPause);
  }
  return MakeError(absl::StatusCode::kUnavailable, "STORE_IO_FAILED",
                   "the store has to be opened anew after the disk was full, and others are "
                   "reading from it; try again");
}

absl::StatusOr<bool> RocksStore::Engine::ReopenIfNobodyElseUsesIt() {
  // While the mutex is held nobody can begin to use it.
  const std::lock_guard lock(mutex_);
  if (database_ != nullptr && !database_->was_hurt()) {
    return true;
  }
  if (database_.use_count() > 1) {
    return false;
  }
  database_.reset();
  ASSAY_ASSIGN_OR_RETURN(database_, RocksDatabase::Open(*directory_));
  return true;
}

}  // namespace assay
