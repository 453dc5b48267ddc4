#include "engine/store/rocks_options.h"

#include <cstdarg>
#include <memory>
#include <string>
#include <string_view>

#include "engine/base/status.h"
#include "engine/store/store_errors.h"
#include "rocksdb/cache.h"
#include "rocksdb/env.h"
#include "rocksdb/filter_policy.h"
#include "rocksdb/slice_transform.h"
#include "rocksdb/table.h"
#include "rocksdb/write_buffer_manager.h"

namespace assay {
namespace {

constexpr size_t kMiB = size_t{1} << 20;

// What goes wrong comes back as a status.  RocksDB's own logger writes a file, and on a full disk a
// build with assertions, which the distribution's is, aborts the process over it.
class SilentLogger final : public rocksdb::Logger {
 public:
  using rocksdb::Logger::Logv;
  void Logv(const char*, va_list) override {}
};

// What a filter remembers of a key in the index of item ids.  The name is on disk.
class ItemIdTransform final : public rocksdb::SliceTransform {
 public:
  const char* Name() const override { return "assay.ItemIdPrefix"; }
  rocksdb::Slice Transform(const rocksdb::Slice& key) const override {
    const std::string_view prefix = ItemIdPrefix({key.data(), key.size()});
    return {prefix.data(), prefix.size()};
  }
  bool InDomain(const rocksdb::Slice& key) const override {
    return !ItemIdPrefix({key.data(), key.size()}).empty();
  }
};

rocksdb::ColumnFamilyOptions FamilyOptions(Family family,
                                           const std::shared_ptr<rocksdb::Cache>& cache) {
  rocksdb::BlockBasedTableOptions table;
  table.block_cache = cache;
  table.block_size = size_t{16} << 10;
  table.checksum = rocksdb::kXXH3;
  // Otherwise indexes and filters of a large store would sit in memory outside the cache's bound.
  table.cache_index_and_filter_blocks = true;
  table.pin_l0_filter_and_index_blocks_in_cache = true;
  table.format_version = 5;
  const bool is_read_row_by_row = family == Family::kCampaigns;
  if (is_read_row_by_row) {
    table.block_size = size_t{4} << 10;
    table.data_block_index_type = rocksdb::BlockBasedTableOptions::kDataBlockBinaryAndHash;
  }
  const bool is_asked_for_absent_keys = family == Family::kMeta || family == Family::kCampaigns;
  const bool is_asked_for_absent_prefixes = family == Family::kItemIds;
  if (is_asked_for_absent_keys || is_asked_for_absent_prefixes) {
    table.filter_policy.reset(rocksdb::NewBloomFilterPolicy(10));
    table.whole_key_filtering = is_asked_for_absent_keys;
    // A filter of a whole file would be larger than a shard of the cache: it would be read for
    // every key, and push others out.
    table.partition_filters = true;
    table.index_type = rocksdb::BlockBasedTableOptions::kTwoLevelIndexSearch;
  }

  rocksdb::ColumnFamilyOptions options;
  options.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
  options.write_buffer_size = 8 * kMiB;
  options.max_write_buffer_number = 2;
  options.level_compaction_dynamic_level_bytes = true;
  options.target_file_size_base = 64 * kMiB;
  options.ttl = 0;
  options.periodic_compaction_seconds = 0;
  options.compression = rocksdb::kLZ4Compression;
  if (family == Family::kItemIds) {
    options.prefix_extractor = std::make_shared<ItemIdTransform>();
    // The sorted runs of one import overlap.  Merging them early would write them again and again.
    options.level0_file_num_compaction_trigger = 16;
    options.level0_slowdown_writes_trigger = 64;
    options.level0_stop_writes_trigger = 128;
  }
  const bool holds_texts = family == Family::kItems || family == Family::kFindings;
  if (holds_texts) {
    options.compression = rocksdb::kZSTD;
    options.compression_opts.level = 1;
  }
  const bool holds_numbers = family == Family::kBlobs;
  if (holds_numbers) {
    // Floats hardly shrink, and reading them back should cost a copy.
    options.compression = rocksdb::kNoCompression;
  }
  return options;
}

}  // namespace

rocksdb::DBOptions RocksDbOptions() {
  rocksdb::DBOptions options;
  options.create_missing_column_families = true;
  options.write_buffer_manager = std::make_shared<rocksdb::WriteBufferManager>(32 * kMiB);
  options.max_background_jobs = 2;
  options.max_open_files = 256;
  options.max_total_wal_size = 32 * kMiB;
  options.max_manifest_file_size = 16 * kMiB;
  options.bytes_per_sync = kMiB;
  // A damaged record in the middle of the log is refused, not dropped with all that follows it.
  options.wal_recovery_mode = rocksdb::WALRecoveryMode::kTolerateCorruptedTailRecords;
  options.info_log_level = rocksdb::InfoLogLevel::ERROR_LEVEL;
  options.info_log = std::make_shared<SilentLogger>();
  options.skip_stats_update_on_db_open = true;
  options.stats_dump_period_sec = 0;
  options.stats_persist_period_sec = 0;
  return options;
}

std::vector<rocksdb::ColumnFamilyDescriptor> RocksFamilies() {
  const std::shared_ptr<rocksdb::Cache> cache = rocksdb::NewLRUCache(32 * kMiB, 4);
  std::vector<rocksdb::ColumnFamilyDescriptor> families;
  families.reserve(kFamilies.size());
  for (const FamilyInfo& info : kFamilies) {
    families.emplace_back(info.name, FamilyOptions(info.family, cache));
  }
  return families;
}

absl::Status FromRocks(const rocksdb::Status& status) {
  if (status.ok()) {
    return absl::OkStatus();
  }
  const std::string detail = status.ToString();
  if (status.IsNoSpace()) {
    return DiskFullError(detail);
  }
  if (status.IsNotFound()) {
    return KeyNotFoundError();
  }
  if (status.IsCorruption()) {
    return MakeError(
        absl::StatusCode::kDataLoss, "STORE_DAMAGED",
        "the store on disk is damaged (" + detail + "); restore a backup with `assay restore`",
        {{"detail", detail}});
  }
  if (status.IsBusy() || status.IsTryAgain()) {
    return WriteConflictError();
  }
  if (status.IsIOError()) {
    return MakeError(absl::StatusCode::kUnavailable, "STORE_IO_FAILED",
                     "the disk of the data directory refused (" + detail + ")",
                     {{"detail", detail}});
  }
  const std::string code = std::to_string(static_cast<int>(status.code())) + "." +
                           std::to_string(static_cast<int>(status.subcode()));
  return MakeError(absl::StatusCode::kInternal, "STORE_FAILED",
                   "the storage engine failed with code " + code, {{"code", code}});
}

}  // namespace assay
