#include "annotator/auditing/finding_writer.h"

#include <algorithm>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/base/status.h"
#include "engine/store/codec.h"
#include "google/protobuf/arena.h"

namespace assay {
namespace {

constexpr size_t kTaskFindings = 256;
constexpr size_t kPartTasks = 16;
constexpr size_t kPartFindings = kTaskFindings * kPartTasks;

// Encoded findings of consecutive positions, one after the other.
struct Encoded {
  std::string bytes;
  std::vector<size_t> ends;
};

absl::Status Append(size_t position, std::span<const Encoded> tasks, AuditWriter& writer) {
  for (const Encoded& task : tasks) {
    size_t begin = 0;
    for (const size_t end : task.ends) {
      const auto bytes = std::string_view(task.bytes).substr(begin, end - begin);
      ASSAY_RETURN_IF_ERROR(writer.AppendEncoded(++position, bytes));
      begin = end;
    }
  }
  return absl::OkStatus();
}

using Filler = std::function<void(size_t, storage::v1::FindingRecord&)>;

// The findings of [begin, end).  Their small parts live in one block of memory that is used again.
absl::Status Encode(size_t begin, size_t end, const Filler& fill, Encoded& encoded) {
  constexpr size_t kFindingsOfArena = 32;
  google::protobuf::Arena arena;
  for (size_t position = begin; position < end; ++position) {
    if ((position - begin) % kFindingsOfArena == 0) {
      arena.Reset();
    }
    auto* record = google::protobuf::Arena::CreateMessage<storage::v1::FindingRecord>(&arena);
    fill(position, *record);
    ASSAY_RETURN_IF_ERROR(AppendEncoded(*record, encoded.bytes));
    encoded.ends.push_back(encoded.bytes.size());
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status WriteFindings(size_t count, const Filler& fill, AuditWriter& writer, WorkerPool& pool,
                           ProgressSink& progress) {
  std::vector<Encoded> stored;
  size_t stored_begin = 0;
  for (size_t begin = 0; begin < count || !stored.empty(); begin += kPartFindings) {
    progress.Report("storing the findings", static_cast<int64_t>(std::min(begin, count)),
                    static_cast<int64_t>(count));
    if (progress.cancelled()) {
      return MakeError(absl::StatusCode::kCancelled, "CANCELLED", "the audit was cancelled");
    }
    const size_t end = std::min(count, begin + kPartFindings);
    std::vector<Encoded> part(begin < end ? (end - begin + kTaskFindings - 1) / kTaskFindings : 0);
    std::vector<absl::Status> statuses(part.size() + 1);
    // Task 0 stores the last part, the others make this one.
    pool.Run(statuses.size(), [&](size_t task) {
      if (task == 0) {
        statuses[0] = Append(stored_begin, stored, writer);
        return;
      }
      const size_t first = begin + (task - 1) * kTaskFindings;
      statuses[task] = Encode(first, std::min(first + kTaskFindings, end), fill, part[task - 1]);
    });
    for (const absl::Status& status : statuses) {
      ASSAY_RETURN_IF_ERROR(status);
    }
    stored = std::move(part);
    stored_begin = begin;
  }
  return absl::OkStatus();
}

}  // namespace assay
