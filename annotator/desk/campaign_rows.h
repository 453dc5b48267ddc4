#ifndef ASSAY_ANNOTATOR_DESK_CAMPAIGN_ROWS_H_
#define ASSAY_ANNOTATOR_DESK_CAMPAIGN_ROWS_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "assay/storage/v1/campaigns.pb.h"
#include "engine/store/store.h"
#include "google/protobuf/arena.h"

namespace assay {

// The rows of one campaign while a group of calls is worked off: read when they are needed, changed
// in memory, written together.  What it has read it keeps, so nobody else may write these rows;
// another process that does makes Commit fail, because it requires the head as it was read.
//
// A change cannot be taken back alone: whoever changes has checked before, and drops everything
// (Reset) when reading fails in between.  Not thread-safe; the store must outlive it.
class CampaignRows {
 public:
  CampaignRows(Store& store, uint64_t campaign_number, size_t cache_item_count);

  uint64_t campaign_number() const { return campaign_number_; }
  Store& store() { return store_; }

  // Reads record, head and annotators.  NOT_FOUND CAMPAIGN_NOT_FOUND.
  absl::Status Load();
  bool loaded() const { return loaded_; }

  const storage::v1::CampaignRecord& record() const { return record_; }
  void SetRecord(storage::v1::CampaignRecord record);
  storage::v1::CampaignHead& head() { return head_; }
  const storage::v1::CampaignHead& head() const { return head_; }

  // The row of an item, of gold items of an item and an annotator (GoldRowNumber); empty where
  // nobody has touched it.  The pointer is good until the next Commit or Reset.
  absl::StatusOr<storage::v1::CampaignItemState*> Item(uint64_t row_number);
  // Reads the rows of many items, ascending, in one go where they lie close to each other: Item
  // then finds them in memory.  Errors: as Store.
  absl::Status ReadItems(std::span<const uint64_t> row_numbers);
  // Says that the row was changed.
  void ItemChanged(uint64_t row_number);

  using Annotators = std::map<uint64_t, storage::v1::CampaignAnnotatorState>;
  // By annotator number.
  const Annotators& annotators() const { return annotators_; }
  // Null where he has not worked in the campaign.
  storage::v1::CampaignAnnotatorState* FindAnnotator(uint64_t annotator_number);
  storage::v1::CampaignAnnotatorState& AddAnnotator(uint64_t annotator_number, bool machine);
  void AnnotatorChanged(uint64_t annotator_number);

  // The answer to the call with this request_id among the annotator's last 64; nullopt where there
  // is none.
  absl::StatusOr<std::optional<storage::v1::CampaignCall>> FindCall(uint64_t annotator_number,
                                                                    const std::string& request_id);
  absl::Status AddCall(storage::v1::CampaignAnnotatorState& annotator,
                       storage::v1::CampaignCall call);

  // The queue of open items.
  void AddOpen(uint64_t place, uint64_t item_number);
  void RemoveOpen(uint64_t place);
  // Visits places from `first` on, until `visit` returns false.
  using OpenVisitor = std::function<bool(uint64_t place, uint64_t item_number)>;
  absl::Status ScanOpen(uint64_t first, const OpenVisitor& visit);
  // The same queue by gain, the greatest first.
  void AddGain(uint32_t gain, uint64_t place, uint64_t item_number);
  void RemoveGain(uint32_t gain, uint64_t place);
  absl::Status ScanGain(const OpenVisitor& visit);

  // Where entries for AddEntry are made; everything on it ends with the next Commit or Reset.
  google::protobuf::Arena& entry_arena() { return entry_arena_; }
  // Gives an entry on that arena, whose texts were checked (CheckTexts, or by reading it from the
  // store), the next sequence number, which is returned.
  uint64_t AddEntry(storage::v1::LogEntry* entry);

  bool changed() const { return changed_; }
  // Forces the head to be written.
  void HeadChanged() { changed_ = true; }
  // Writes everything that was changed as one batch; `more` may add to it.  After an error
  // everything is forgotten, as by Reset.  Errors: as Store::Batch::Commit.
  absl::Status Commit(Durability durability,
                      const std::function<void(Store::Batch&)>& more = nullptr);
  // For calls that change nothing: fails as Commit does where the head is not as it was read.
  // Costs one read.  ABORTED WRITE_CONFLICT.
  absl::Status CheckCurrent();
  // Forgets everything; Load is due.
  void Reset();

 private:
  struct ItemSlot {
    storage::v1::CampaignItemState* state = nullptr;
    bool dirty = false;
  };
  struct AnnotatorSlot {
    storage::v1::CampaignAnnotatorState* state = nullptr;
    bool dirty = false;
  };
  // The request_ids of an annotator's last calls, by slot; their answers stay in the store.
  using Calls = std::map<uint64_t, std::string>;
  // nullopt: to be deleted.
  using QueueChanges = std::map<std::string, std::optional<uint64_t>>;

  absl::Status LoadAnnotators();
  ItemSlot& AddSlot(uint64_t row_number);
  void DropItems();
  void RemoveFromQueue(std::string key, uint64_t place);
  absl::StatusOr<Calls*> CallsOf(uint64_t annotator_number);
  absl::Status ScanQueue(const std::string& begin, const std::string& end,
                         const std::function<bool(std::string_view, uint64_t)>& visit);
  absl::Status WriteRows(Store::Batch& batch);
  void Forget();

  Store& store_;
  const uint64_t campaign_number_;
  const size_t cache_item_count_;
  bool loaded_ = false;
  bool changed_ = false;
  bool record_changed_ = false;
  storage::v1::CampaignRecord record_;
  storage::v1::CampaignHead head_;
  std::string stored_head_;
  google::protobuf::Arena item_arena_;
  absl::flat_hash_map<uint64_t, ItemSlot> items_;
  std::vector<uint64_t> dirty_items_;
  Annotators annotators_;
  absl::flat_hash_map<uint64_t, AnnotatorSlot> annotator_slots_;
  std::vector<uint64_t> dirty_annotators_;
  std::unordered_map<uint64_t, Calls> calls_;
  std::map<std::string, std::string> call_writes_;
  QueueChanges queue_changes_;
  // Places of the queue from here on were given out after the last commit.
  uint64_t first_open_ = 0;
  uint64_t first_sequence_ = 0;
  google::protobuf::Arena entry_arena_;
  // On that arena; all but the last are full.
  std::vector<storage::v1::LogBlock*> blocks_;
};

// The row of a gold item and the annotator with this place in the order of first leases: gold items
// are answered by everybody, and one row for all would grow without end.
uint64_t GoldRowNumber(uint64_t item_number, uint64_t annotator_ordinal);
struct GoldRowName {
  uint64_t item_number = 0;
  uint64_t annotator_ordinal = 0;
};
// The same backwards.
GoldRowName ReadGoldRowNumber(uint64_t row_number);

}  // namespace assay

#endif  // ASSAY_ANNOTATOR_DESK_CAMPAIGN_ROWS_H_
