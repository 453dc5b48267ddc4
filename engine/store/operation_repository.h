#ifndef ASSAY_ENGINE_STORE_OPERATION_REPOSITORY_H_
#define ASSAY_ENGINE_STORE_OPERATION_REPOSITORY_H_

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "assay/storage/v1/records.pb.h"
#include "engine/store/store.h"

namespace assay {

// Operations as they are kept: one record each, written when it starts and when it ends.  Progress
// in between is not stored.  An operation number is never used again.  Thread-safe; the store must
// outlive it.
//
// Errors of all methods: as Store, STORED_VALUE_DAMAGED (engine/store/codec.h), and where named
//   NOT_FOUND           OPERATION_NOT_FOUND     (metadata name)
//   FAILED_PRECONDITION OPERATION_ALREADY_DONE  (metadata name)
class OperationRepository {
 public:
  struct Created {
    storage::v1::OperationRecord record;
    // False where an earlier call had the same request_id: then `record` is what that one made,
    // as it is now.
    bool is_new = false;
  };

  explicit OperationRepository(Store& store) : store_(store) {}

  // Stores a new operation, on disk on return; fills in its number and name.  With a request_id
  // that was used before, in any state of that operation, nothing is stored.
  absl::StatusOr<Created> Create(storage::v1::OperationRecord record);

  // Replaces the record of an operation that is running, on disk on return.
  // OPERATION_NOT_FOUND, OPERATION_ALREADY_DONE.
  absl::Status Update(const storage::v1::OperationRecord& record);

  // `name` is "operations/{operation}".  OPERATION_NOT_FOUND.
  absl::StatusOr<storage::v1::OperationRecord> Get(std::string_view name) const;

  // At most `limit` operations with a number below `before_number`, newest first; 0: from the
  // newest on.
  absl::StatusOr<std::vector<storage::v1::OperationRecord>> List(uint64_t before_number,
                                                                 size_t limit) const;

  // All operations that are running, oldest first.
  absl::StatusOr<std::vector<storage::v1::OperationRecord>> ListRunning() const;

 private:
  absl::Status CreateOnce(Created& created);
  absl::Status UpdateOnce(const storage::v1::OperationRecord& record);

  Store& store_;
};

}  // namespace assay

#endif  // ASSAY_ENGINE_STORE_OPERATION_REPOSITORY_H_
