#include "engine/store/trail_repository.h"

#include <optional>
#include <utility>

#include "assay/storage/v1/campaigns.pb.h"
#include "engine/base/check.h"
#include "engine/base/status.h"
#include "engine/store/campaign_keys.h"
#include "engine/store/codec.h"
#include "engine/store/conditional_write.h"
#include "engine/store/keys.h"

namespace assay {

using storage::v1::TrailRecord;

absl::StatusOr<uint64_t> TrailRepository::Append(v1::TrailEntry entry) {
  TrailRecord record;
  *record.mutable_entry() = std::move(entry);
  record.mutable_entry()->clear_sequence();
  ASSAY_ASSIGN_OR_RETURN(const std::string bytes, EncodeMessage(record));
  uint64_t sequence = 0;
  ASSAY_RETURN_IF_ERROR(RetryOnConflict([&]() -> absl::Status {
    const auto batch = store_.NewBatch();
    ASSAY_ASSIGN_OR_RETURN(sequence, TakeNumber(store_, Counter::kTrail, *batch));
    batch->Put(TrailKey(sequence), bytes);
    return batch->Commit(Durability::kSynced);
  }));
  return sequence;
}

absl::Status TrailRepository::SetOutcome(uint64_t sequence_number, const std::string& failure) {
  ASSAY_ASSIGN_OR_RETURN(
      std::optional<TrailRecord> record,
      ReadMessage<TrailRecord>(store_, KeyKind::kTrail, TrailKey(sequence_number)));
  ASSAY_CHECK(record.has_value());
  record->mutable_entry()->set_failure(failure);
  ASSAY_ASSIGN_OR_RETURN(const std::string bytes, EncodeMessage(*record));
  const auto batch = store_.NewBatch();
  batch->Put(TrailKey(sequence_number), bytes);
  return batch->Commit(Durability::kBuffered);
}

absl::StatusOr<std::vector<v1::TrailEntry>> TrailRepository::List(uint64_t before_number,
                                                                  size_t limit) const {
  std::vector<v1::TrailEntry> entries;
  absl::Status damage;
  TrailRecord record;
  const auto visit = [&](std::string_view key, std::string_view value) {
    if (entries.size() >= limit) {
      return false;
    }
    const absl::StatusOr<uint64_t> sequence = ParseTrailKey(key);
    damage = sequence.ok() ? DecodeMessage(KeyKind::kTrail, value, record) : sequence.status();
    if (damage.ok()) {
      entries.push_back(std::move(*record.mutable_entry()));
      entries.back().set_sequence(static_cast<int64_t>(*sequence));
    }
    return damage.ok();
  };
  const KeyRange range = TrailRangeBefore(before_number);
  ASSAY_RETURN_IF_ERROR(store_.Scan(range.begin, range.end, visit));
  ASSAY_RETURN_IF_ERROR(damage);
  return entries;
}

}  // namespace assay
