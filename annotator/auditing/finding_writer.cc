#include "annotator/auditing/finding_writer.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "engine/base/status.h"
#include "engine/store/codec.h"

namespace assay {
namespace {

constexpr size_t kTaskFindings = 256;
constexpr size_t kPartTasks = 16;
constexpr size_t kPartFindings = kTaskFindings * kPartTasks;

// Encoded findings of consecutive positions.
struct Part {
  size_t begin = 0;
  std::vector<std::string> encoded;
};

absl::Status Append(const Part& part, AuditWriter& writer) {
  for (size_t i = 0; i < part.encoded.size(); ++i) {
    ASSAY_RETURN_IF_ERROR(writer.AppendEncoded(part.begin + i + 1, part.encoded[i]));
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status WriteFindings(size_t count,
                           const std::function<storage::v1::FindingRecord(size_t)>& make,
                           AuditWriter& writer, WorkerPool& pool, ProgressSink& progress) {
  Part stored;
  for (size_t begin = 0; begin < count || !stored.encoded.empty(); begin += kPartFindings) {
    progress.Report("storing the findings", static_cast<int64_t>(std::min(begin, count)),
                    static_cast<int64_t>(count));
    if (progress.cancelled()) {
      return MakeError(absl::StatusCode::kCancelled, "CANCELLED", "the audit was cancelled");
    }
    const size_t size = begin < count ? std::min(kPartFindings, count - begin) : 0;
    Part part{begin, std::vector<std::string>(size)};
    std::vector<absl::Status> statuses(kPartTasks + 1);
    // Task 0 stores the last part, the others make this one.
    pool.Run(1 + (size + kTaskFindings - 1) / kTaskFindings, [&](size_t task) {
      if (task == 0) {
        statuses[0] = Append(stored, writer);
        return;
      }
      const size_t first = (task - 1) * kTaskFindings;
      for (size_t i = first; i < std::min(first + kTaskFindings, size); ++i) {
        auto encoded = EncodeMessage(make(begin + i));
        if (!encoded.ok()) {
          statuses[task] = encoded.status();
          return;
        }
        part.encoded[i] = *std::move(encoded);
      }
    });
    for (const absl::Status& status : statuses) {
      ASSAY_RETURN_IF_ERROR(status);
    }
    stored = std::move(part);
  }
  return absl::OkStatus();
}

}  // namespace assay
