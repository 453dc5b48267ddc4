#ifndef ASSAY_ENGINE_STORE_MTURK_REPOSITORY_H_
#define ASSAY_ENGINE_STORE_MTURK_REPOSITORY_H_

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "assay/storage/v1/mturk.pb.h"
#include "engine/store/store.h"

namespace assay {

// What came from Mechanical Turk, by campaign.  Goes with its campaign.  Thread-safe; the store
// must outlive it.  Errors of all methods: as Store, STORED_VALUE_DAMAGED (engine/store/codec.h).
class MturkRepository {
 public:
  // Return false to end the scan.
  using Visitor = std::function<bool(const storage::v1::MturkAssignment& assignment)>;

  explicit MturkRepository(Store& store) : store_(store) {}

  // Nullopt before the first import.
  absl::StatusOr<std::optional<storage::v1::MturkSettings>> GetSettings(
      uint64_t campaign_number) const;
  // On disk on return.
  absl::Status PutSettings(uint64_t campaign_number, const storage::v1::MturkSettings& settings);

  // Nullopt where the campaign has no such assignment.
  absl::StatusOr<std::optional<storage::v1::MturkAssignment>> GetAssignment(
      uint64_t campaign_number, std::string_view assignment_id) const;
  // Adds or replaces them, in one step; on disk after the next Store::Flush.
  absl::Status PutAssignments(uint64_t campaign_number,
                              std::span<const storage::v1::MturkAssignment> assignments);
  // An assignment by its bytes (EncodeMessage).
  struct Encoded {
    std::string_view assignment_id;
    std::string_view bytes;
  };
  // Adds new ones, by ascending id: several times faster, and on disk on return.  They become
  // visible in one step.
  //
  // INVALID_ARGUMENT KEYS_NOT_ASCENDING.
  absl::Status LoadNewAssignments(uint64_t campaign_number, std::span<const Encoded> assignments);
  // By assignment id.
  absl::Status ScanAssignments(uint64_t campaign_number, const Visitor& visit) const;

 private:
  Store& store_;
};

}  // namespace assay

#endif  // ASSAY_ENGINE_STORE_MTURK_REPOSITORY_H_
