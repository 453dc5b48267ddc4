#include "annotator/dataset/row_writer.h"

#include <new>
#include <utility>

#include "engine/base/status.h"

namespace assay {
namespace {

constexpr size_t kBatchBytes = size_t{256} << 10;
constexpr size_t kBatchRows = 8192;
constexpr size_t kWaitingBatches = 3;
constexpr size_t kTextsBeforeCells = 3;

}  // namespace

RowWriter::RowWriter(DatasetWriter& writer) : writer_(writer), thread_([this] { Work(); }) {}

RowWriter::~RowWriter() {
  {
    const std::lock_guard lock(mutex_);
    is_ending_ = true;
    waiting_.clear();
  }
  changed_.notify_all();
  thread_.join();
}

absl::Status RowWriter::Append(std::string_view item_id, const std::vector<std::string>& cells,
                               std::string_view label, std::string_view annotator,
                               int64_t receive_time_us) {
  AddText(item_id);
  AddText(label);
  AddText(annotator);
  for (const std::string& cell : cells) {
    AddText(cell);
  }
  return EndRow({RowKind::kItem, 0, cells.size(), receive_time_us});
}

absl::Status RowWriter::AppendUnlabelled(std::string_view item_id,
                                         const std::vector<std::string>& cells) {
  AddText(item_id);
  AddText({});
  AddText({});
  for (const std::string& cell : cells) {
    AddText(cell);
  }
  return EndRow({RowKind::kUnlabelledItem, 0, cells.size(), 0});
}

absl::Status RowWriter::AppendLabel(uint64_t item_index, std::string_view label,
                                    std::string_view annotator, int64_t receive_time_us) {
  AddText({});
  AddText(label);
  AddText(annotator);
  return EndRow({RowKind::kLabel, item_index, 0, receive_time_us});
}

void RowWriter::AddText(std::string_view text) {
  filling_.bytes.append(text);
  filling_.text_ends.push_back(filling_.bytes.size());
}

absl::Status RowWriter::EndRow(const Row& row) {
  filling_.rows.push_back(row);
  return filling_.bytes.size() >= kBatchBytes || filling_.rows.size() >= kBatchRows
             ? Push()
             : absl::OkStatus();
}

absl::Status RowWriter::Push() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return waiting_.size() < kWaitingBatches || !status_.ok(); });
  ASSAY_RETURN_IF_ERROR(status_);
  waiting_.push_back(std::exchange(filling_, Batch()));
  if (!spare_.empty()) {
    filling_ = std::move(spare_.back());
    spare_.pop_back();
  }
  changed_.notify_all();
  return absl::OkStatus();
}

absl::Status RowWriter::Finish() {
  ASSAY_RETURN_IF_ERROR(Push());
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return (waiting_.empty() && !is_writing_) || !status_.ok(); });
  return status_;
}

void RowWriter::Work() {
  std::unique_lock lock(mutex_);
  while (true) {
    changed_.wait(lock, [this] { return !waiting_.empty() || is_ending_; });
    if (is_ending_) {
      return;
    }
    Batch batch = std::move(waiting_.front());
    waiting_.pop_front();
    is_writing_ = true;
    lock.unlock();
    changed_.notify_all();
    absl::Status status;
    try {
      status = Write(batch);
    } catch (const std::bad_alloc&) {
      status = absl::ResourceExhaustedError("out of memory while storing the rows");
    }
    batch.bytes.clear();
    batch.text_ends.clear();
    batch.rows.clear();
    lock.lock();
    is_writing_ = false;
    status_.Update(status);
    spare_.push_back(std::move(batch));
    changed_.notify_all();
  }
}

absl::Status RowWriter::Write(const Batch& batch) {
  size_t next_text = 0;
  const auto take = [&] {
    const size_t begin = next_text == 0 ? 0 : batch.text_ends[next_text - 1];
    const size_t end = batch.text_ends[next_text++];
    return std::string_view(batch.bytes).substr(begin, end - begin);
  };
  for (const Row& row : batch.rows) {
    std::string_view texts[kTextsBeforeCells];
    for (std::string_view& text : texts) {
      text = take();
    }
    cells_.resize(row.cell_count);
    for (std::string& cell : cells_) {
      cell.assign(take());
    }
    switch (row.kind) {
      case RowKind::kItem:
        ASSAY_RETURN_IF_ERROR(
            writer_.Append(texts[0], cells_, texts[1], texts[2], row.receive_time_us));
        break;
      case RowKind::kUnlabelledItem:
        ASSAY_RETURN_IF_ERROR(writer_.AppendUnlabelled(texts[0], cells_));
        break;
      case RowKind::kLabel:
        ASSAY_RETURN_IF_ERROR(
            writer_.AppendLabel(row.item_index, texts[1], texts[2], row.receive_time_us));
        break;
    }
  }
  return absl::OkStatus();
}

}  // namespace assay
