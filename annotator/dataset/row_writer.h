#ifndef ASSAY_ANNOTATOR_DATASET_ROW_WRITER_H_
#define ASSAY_ANNOTATOR_DATASET_ROW_WRITER_H_

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "absl/status/status.h"
#include "engine/store/dataset_writer.h"

namespace assay {

// Hands rows to a DatasetWriter in a thread of its own, in their order, so that reading a table and
// storing it overlap.  At most a few batches of 256 KiB (or one row, where that is larger) wait.
// Not thread-safe.
class RowWriter {
 public:
  // `writer` must outlive it, and be left alone until Finish has returned.
  explicit RowWriter(DatasetWriter& writer);
  // Rows that are not written yet are dropped.
  ~RowWriter();
  RowWriter(const RowWriter&) = delete;
  RowWriter& operator=(const RowWriter&) = delete;

  // Queues a row.  Errors are those of DatasetWriter::Append, of this row or an earlier one.
  absl::Status Append(std::string_view item_id, const std::vector<std::string>& cells,
                      std::string_view label, std::string_view annotator, int64_t receive_time_us);

  // Queues an item without a label; errors as there.
  absl::Status AppendUnlabelled(std::string_view item_id, const std::vector<std::string>& cells);

  // Queues one more label of an item that was appended before; errors as there.
  absl::Status AppendLabel(uint64_t item_index, std::string_view label, std::string_view annotator,
                           int64_t receive_time_us);

  // Returns when every row has been written.
  absl::Status Finish();

 private:
  enum class RowKind { kItem, kUnlabelledItem, kLabel };
  struct Row {
    RowKind kind = RowKind::kItem;
    // Of the item that gets one more label.
    uint64_t item_index = 0;
    size_t cell_count = 0;
    int64_t receive_time_us = 0;
  };
  // The texts of all rows one after the other: of each row id, label, annotator and the cells.
  struct Batch {
    std::string bytes;
    std::vector<size_t> text_ends;
    std::vector<Row> rows;
  };

  void AddText(std::string_view text);
  absl::Status EndRow(const Row& row);
  absl::Status Push();
  void Work();
  absl::Status Write(const Batch& batch);

  DatasetWriter& writer_;
  std::vector<std::string> cells_;  // of the thread
  Batch filling_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Batch> waiting_;
  std::vector<Batch> spare_;
  absl::Status status_;
  bool is_writing_ = false;
  bool is_ending_ = false;
  std::thread thread_;
};

}  // namespace assay

#endif  // ASSAY_ANNOTATOR_DATASET_ROW_WRITER_H_
