#ifndef ASSAY_ANNOTATOR_AUDITING_FINDING_WRITER_H_
#define ASSAY_ANNOTATOR_AUDITING_FINDING_WRITER_H_

#include <cstddef>
#include <functional>

#include "absl/status/status.h"
#include "assay/storage/v1/records.pb.h"
#include "engine/base/progress.h"
#include "engine/base/worker_pool.h"
#include "engine/store/audit_repository.h"

namespace assay {

// Appends `count` findings to an audit.  `fill(position, record)` fills an empty record with the
// one at a position of the ranking (0 = most suspicious); it is called from several threads.  The
// findings of one part are made while those of the part before are being stored; a few thousand are
// in memory at a time.
//
// Errors: those of AuditWriter::Append; CANCELLED.
absl::Status WriteFindings(size_t count,
                           const std::function<void(size_t, storage::v1::FindingRecord&)>& fill,
                           AuditWriter& writer, WorkerPool& pool, ProgressSink& progress);

}  // namespace assay

#endif  // ASSAY_ANNOTATOR_AUDITING_FINDING_WRITER_H_
