#ifndef ASSAY_ENGINE_STORE_ROCKS_LOAD_H_
#define ASSAY_ENGINE_STORE_ROCKS_LOAD_H_

// Included by rocks_*.cc only: no other file sees a rocksdb type.

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "engine/store/rocks_engine.h"
#include "engine/store/rocks_store.h"
#include "rocksdb/sst_file_writer.h"

namespace assay {

// Writes table files of its own beside the database and hands them over when all are complete:
// rows pass neither the log nor the write buffers, and an abandoned load leaves no trace.
class RocksStore::RocksLoad final : public Store::SortedLoad {
 public:
  explicit RocksLoad(Engine& engine) : engine_(engine) {}
  ~RocksLoad() override;

  absl::Status Add(std::string_view key, std::string_view value) override;
  absl::Status Finish() override;

 private:
  struct File {
    Family family;
    std::string path;
  };

  absl::Status AddRow(std::string_view key, std::string_view value);
  bool IsFileComplete(Family next_family);
  absl::Status StartFile(Family family);
  absl::Status EndFile();

  Engine& engine_;
  std::unique_ptr<rocksdb::SstFileWriter> writer_;
  std::vector<File> files_;
  // Of the present file: its size when last looked at, and the bytes of rows added since then.
  uint64_t file_bytes_ = 0;
  uint64_t bytes_since_growth_ = 0;
  std::string last_key_;
  bool has_rows_ = false;
  // The first failure.  A file that could not be written must not be touched again: a build of
  // RocksDB with assertions aborts the process.
  absl::Status failure_;
  bool spent_ = false;
};

}  // namespace assay

#endif  // ASSAY_ENGINE_STORE_ROCKS_LOAD_H_
