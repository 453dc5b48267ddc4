#include "engine/store/rocks_load.h"

#include <filesystem>
#include <system_error>
#include <utility>

#include "engine/base/check.h"
#include "engine/base/status.h"
#include "engine/store/rocks_options.h"
#include "engine/store/store_errors.h"

namespace assay {
namespace {

constexpr uint64_t kMaxFileBytes = uint64_t{64} << 20;
constexpr uint64_t kMaxBytesWithoutGrowth = uint64_t{4} << 20;

}  // namespace

RocksStore::RocksLoad::~RocksLoad() {
  writer_.reset();
  for (const File& file : files_) {
    std::error_code ignored;
    std::filesystem::remove(file.path, ignored);
  }
}

absl::Status RocksStore::RocksLoad::Add(std::string_view key, std::string_view value) {
  if (has_rows_ && key <= last_key_) {
    return KeysNotAscendingError();
  }
  if (failure_.ok()) {
    failure_ = AddRow(key, value);
  }
  return failure_;
}

absl::Status RocksStore::RocksLoad::AddRow(std::string_view key, std::string_view value) {
  const Family family = FamilyOfKey(key);
  if (writer_ != nullptr && IsFileComplete(family)) {
    ASSAY_RETURN_IF_ERROR(EndFile());
  }
  if (writer_ == nullptr) {
    ASSAY_RETURN_IF_ERROR(StartFile(family));
  }
  ASSAY_RETURN_IF_ERROR(FromRocks(writer_->Put(ToSlice(key), ToSlice(value))));
  bytes_since_growth_ += key.size() + value.size();
  last_key_.assign(key);
  has_rows_ = true;
  return absl::OkStatus();
}

bool RocksStore::RocksLoad::IsFileComplete(Family next_family) {
  if (const uint64_t size = writer_->FileSize(); size != file_bytes_) {
    file_bytes_ = size;
    bytes_since_growth_ = 0;
  }
  // The writer says only at its end that it could not write.  Rows that make a file no larger are
  // a sign of it; where they are not, the load goes on in another file.
  return files_.back().family != next_family || file_bytes_ >= kMaxFileBytes ||
         bytes_since_growth_ >= kMaxBytesWithoutGrowth;
}

absl::Status RocksStore::RocksLoad::Finish() {
  ASSAY_CHECK(!std::exchange(spent_, true));
  ASSAY_RETURN_IF_ERROR(failure_);
  ASSAY_RETURN_IF_ERROR(EndFile());
  std::vector<Engine::FamilyFiles> families;
  for (const File& file : files_) {
    if (families.empty() || families.back().family != file.family) {
      families.push_back({file.family, {}});
    }
    families.back().paths.push_back(file.path);
  }
  return families.empty() ? absl::OkStatus() : engine_.IngestFiles(families);
}

absl::Status RocksStore::RocksLoad::StartFile(Family family) {
  ASSAY_ASSIGN_OR_RETURN(const std::shared_ptr<RocksDatabase> database, engine_.Use());
  rocksdb::ColumnFamilyHandle* const handle = database->HandleOf(family);
  rocksdb::ColumnFamilyDescriptor descriptor;
  ASSAY_RETURN_IF_ERROR(FromRocks(handle->GetDescriptor(&descriptor)));
  const rocksdb::Options options(database->db().GetDBOptions(), descriptor.options);
  // The rows are usually read soon: keep them in the operating system's cache.
  writer_ = std::make_unique<rocksdb::SstFileWriter>(rocksdb::EnvOptions(options), options, handle,
                                                     /*invalidate_page_cache=*/false);
  files_.push_back({family, engine_.NewLoadingFile()});
  file_bytes_ = 0;
  bytes_since_growth_ = 0;
  // The writer looks at the family's handle here for the last time.
  return FromRocks(writer_->Open(files_.back().path));
}

absl::Status RocksStore::RocksLoad::EndFile() {
  if (writer_ == nullptr) {
    return absl::OkStatus();
  }
  const std::unique_ptr<rocksdb::SstFileWriter> writer = std::move(writer_);
  return FromRocks(writer->Finish());
}

}  // namespace assay
