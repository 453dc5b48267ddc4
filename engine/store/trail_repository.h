#ifndef ASSAY_ENGINE_STORE_TRAIL_REPOSITORY_H_
#define ASSAY_ENGINE_STORE_TRAIL_REPOSITORY_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "assay/v1/keys.pb.h"
#include "engine/store/store.h"

namespace assay {

// The trail: what was changed by whom.  Only added to.  Thread-safe; the store must outlive it.
//
// Errors of all methods: as Store, and STORED_VALUE_DAMAGED (engine/store/codec.h).
class TrailRepository {
 public:
  explicit TrailRepository(Store& store) : store_(store) {}

  // Adds an entry, on disk on return, and returns its sequence number, from 1 on.
  absl::StatusOr<uint64_t> Append(v1::TrailEntry entry);

  // Says how the call of an entry ended; empty: it succeeded.  kBuffered: a power failure may bring
  // back what Append wrote.  There is such an entry (ASSAY_CHECK).
  absl::Status SetOutcome(uint64_t sequence_number, const std::string& failure);

  // At most `limit` entries with a sequence number below `before_number`, newest first, with their
  // sequence numbers.
  absl::StatusOr<std::vector<v1::TrailEntry>> List(uint64_t before_number, size_t limit) const;

 private:
  Store& store_;
};

}  // namespace assay

#endif  // ASSAY_ENGINE_STORE_TRAIL_REPOSITORY_H_
