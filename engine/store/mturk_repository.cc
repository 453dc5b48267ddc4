#include "engine/store/mturk_repository.h"

#include <string>

#include "engine/base/status.h"
#include "engine/store/campaign_keys.h"
#include "engine/store/codec.h"

namespace assay {

using storage::v1::MturkAssignment;
using storage::v1::MturkSettings;

absl::StatusOr<std::optional<MturkSettings>> MturkRepository::GetSettings(
    uint64_t campaign_number) const {
  return ReadMessage<MturkSettings>(store_, KeyKind::kMturkSettings,
                                    MturkSettingsKey(campaign_number));
}

absl::Status MturkRepository::PutSettings(uint64_t campaign_number, const MturkSettings& settings) {
  ASSAY_ASSIGN_OR_RETURN(const std::string bytes, EncodeMessage(settings));
  const auto batch = store_.NewBatch();
  batch->Put(MturkSettingsKey(campaign_number), bytes);
  return batch->Commit(Durability::kSynced);
}

absl::StatusOr<std::optional<MturkAssignment>> MturkRepository::GetAssignment(
    uint64_t campaign_number, std::string_view assignment_id) const {
  return ReadMessage<MturkAssignment>(store_, KeyKind::kMturkAssignment,
                                      MturkAssignmentKey(campaign_number, assignment_id));
}

absl::Status MturkRepository::PutAssignments(uint64_t campaign_number,
                                             std::span<const MturkAssignment> assignments) {
  const auto batch = store_.NewBatch();
  for (const MturkAssignment& assignment : assignments) {
    ASSAY_ASSIGN_OR_RETURN(const std::string bytes, EncodeMessage(assignment));
    batch->Put(MturkAssignmentKey(campaign_number, assignment.assignment_id()), bytes);
  }
  return batch->Commit(Durability::kBuffered);
}

absl::Status MturkRepository::LoadNewAssignments(uint64_t campaign_number,
                                                 std::span<const Encoded> assignments) {
  // Neighbours by id lie anywhere in memory.
  constexpr size_t kAhead = 8;
  constexpr size_t kCacheLineBytes = 64;
  const auto load = store_.NewSortedLoad();
  for (size_t i = 0; i < assignments.size(); ++i) {
    if (i + kAhead < assignments.size()) {
      const std::string_view later = assignments[i + kAhead].bytes;
      for (size_t at = 0; at < later.size() && at < 8 * kCacheLineBytes; at += kCacheLineBytes) {
        __builtin_prefetch(later.data() + at);
      }
    }
    const auto& [assignment_id, bytes] = assignments[i];
    ASSAY_RETURN_IF_ERROR(load->Add(MturkAssignmentKey(campaign_number, assignment_id), bytes));
  }
  return load->Finish();
}

absl::Status MturkRepository::ScanAssignments(uint64_t campaign_number,
                                              const Visitor& visit) const {
  const KeyRange range = MturkAssignmentRange(campaign_number);
  MturkAssignment assignment;
  absl::Status damage;
  ASSAY_RETURN_IF_ERROR(
      store_.Scan(range.begin, range.end, [&](std::string_view, std::string_view value) {
        damage = DecodeMessage(KeyKind::kMturkAssignment, value, assignment);
        return damage.ok() && visit(assignment);
      }));
  return damage;
}

}  // namespace assay
