#ifndef ASSAY_ENGINE_STORE_ROCKS_STORE_H_
#define ASSAY_ENGINE_STORE_ROCKS_STORE_H_

#include <memory>
#include <string>

#include "engine/store/store.h"

namespace assay {

// The Store on disk, in a data directory (engine/store/data_directory.h) that belongs to this
// object until it is destroyed.  Thread-safe.
//
// Memory is bounded whatever the amount of data: 32 MiB of write buffers, 32 MiB of cache for
// blocks, their indexes and filters, and a few MiB per sorted load.  docs/storage_format.md
// explains the options of the storage engine.
class RocksStore final : public Store {
 public:
  struct Options {
    // Otherwise a directory that does not exist is an error.
    bool create_if_missing = true;
  };

  // Opens the store and brings its format up to date.
  //
  // Errors: as DataDirectory::Open and BringUpToDate, and
  //   DATA_LOSS DATA_DIR_DAMAGED  files of the storage engine are missing or are not what was
  //                               written.  Blocks in the middle of data files are checked when
  //                               they are read: Verify reads all.
  static absl::StatusOr<std::unique_ptr<RocksStore>> Open(const std::string& data_dir,
                                                          const Options& options);
  static absl::StatusOr<std::unique_ptr<RocksStore>> Open(const std::string& data_dir) {
    return Open(data_dir, Options());
  }

  // Waits for work in the background and lets go of the directory.  No batch, load or scan of the
  // store may be alive.
  ~RocksStore() override;

  std::unique_ptr<Batch> NewBatch() override;
  std::unique_ptr<SortedLoad> NewSortedLoad() override;
  absl::StatusOr<std::string> Get(std::string_view key) const override;
  absl::Status Scan(std::string_view begin, std::string_view end,
                    const Visitor& visit) const override;
  absl::Status ScanBack(std::string_view begin, std::string_view end,
                        const Visitor& visit) const override;
  absl::Status Flush() override;
  absl::Status ReclaimDeletedRange(std::string_view begin, std::string_view end) override;
  absl::Status Checkpoint(const std::string& directory) const override;
  absl::Status Verify() const override;

 private:
  class Engine;
  class RocksBatch;
  class RocksLoad;
  explicit RocksStore(std::unique_ptr<Engine> engine);

  std::unique_ptr<Engine> engine_;
};

}  // namespace assay

#endif  // ASSAY_ENGINE_STORE_ROCKS_STORE_H_
