#ifndef ASSAY_ENGINE_STORE_CAMPAIGN_REPOSITORY_H_
#define ASSAY_ENGINE_STORE_CAMPAIGN_REPOSITORY_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "assay/storage/v1/campaigns.pb.h"
#include "engine/store/store.h"

namespace assay {

// Items of a selection that one row holds.
inline constexpr uint64_t kSelectionBlockItems = 4096;

// Campaigns: how they begin and end, and what tools and tests read of them.  Work on the items of a
// campaign goes through its desk and not through here.  `campaign_id` is the last part of the
// resource name; a campaign number is never used again.  Thread-safe; the store must outlive it.
//
// Errors of all methods: as Store, STORED_VALUE_DAMAGED (engine/store/codec.h), and where named
//   NOT_FOUND CAMPAIGN_NOT_FOUND  (metadata name)
class CampaignRepository {
 public:
  // Return false to end the scan.  What they get is valid during the call only.
  using ItemVisitor =
      std::function<bool(uint64_t item_number, const storage::v1::CampaignItemState& item)>;
  using AnnotatorVisitor =
      std::function<bool(const storage::v1::CampaignAnnotatorState& annotator)>;
  using LogVisitor =
      std::function<bool(uint64_t sequence_number, const storage::v1::LogEntry& entry)>;
  using SelectionVisitor = std::function<bool(uint64_t item_index)>;

  explicit CampaignRepository(Store& store) : store_(store) {}

  // A number for a campaign whose staged labels are written before the campaign is made.  What is
  // under it is removed at the next start where no campaign of the number was made.
  absl::StatusOr<uint64_t> TakeCampaignNumber();

  // Makes a campaign: its record, its head and its selection (indexes of items; empty: the whole
  // data set), visible and on disk in one step.  `record` has all but selection_count and, unless
  // it was taken before, campaign_number, which the returned one has.
  //
  // Errors:
  //   INVALID_ARGUMENT BAD_RESOURCE_NAME        campaign.name is not "campaigns/{campaign}", or a
  //                                             data set is not "datasets/{dataset}".
  //   ALREADY_EXISTS   CAMPAIGN_ALREADY_EXISTS  the name is taken (metadata name).
  //   NOT_FOUND        DATASET_NOT_FOUND        the data set or the gold data set, with the number
  //                                             that the record has, is not there any more.
  absl::StatusOr<storage::v1::CampaignRecord> Create(storage::v1::CampaignRecord record,
                                                     const storage::v1::CampaignHead& head,
                                                     const std::vector<uint64_t>& selection);

  // CAMPAIGN_NOT_FOUND.
  absl::StatusOr<storage::v1::CampaignRecord> Get(std::string_view campaign_id) const;
  // CAMPAIGN_NOT_FOUND.
  absl::StatusOr<storage::v1::CampaignRecord> GetByNumber(uint64_t campaign_number) const;

  // At most `limit` campaigns with a number above `after_number`, ascending.
  absl::StatusOr<std::vector<storage::v1::CampaignRecord>> List(uint64_t after_number,
                                                                size_t limit) const;

  // Deletes the campaign and all its rows in one step.  Its head goes too, so that whoever requires
  // it conflicts.  CAMPAIGN_NOT_FOUND.
  absl::Status Delete(std::string_view campaign_id);

  // The item at `position` of the selection.  OUT_OF_RANGE POSITION_OUT_OF_RANGE  (metadata found)
  absl::StatusOr<uint64_t> GetSelectionIndex(uint64_t campaign_number, uint64_t position) const;
  // Visits the selection in its order.
  absl::Status ReadSelection(uint64_t campaign_number, const SelectionVisitor& visit) const;

  // Nullopt while nobody has touched the item.
  absl::StatusOr<std::optional<storage::v1::CampaignItemState>> GetItem(uint64_t campaign_number,
                                                                        uint64_t item_number) const;
  // Visits items that were touched, by number, from `first_item` on; gold items are the last.
  absl::Status ScanItems(uint64_t campaign_number, uint64_t first_item,
                         const ItemVisitor& visit) const;

  // Visits those who have worked in the campaign, by annotator number.
  absl::Status ScanAnnotators(uint64_t campaign_number, const AnnotatorVisitor& visit) const;

  // Visits the log in its order, from entry `first_sequence` on.
  absl::Status ScanLog(uint64_t campaign_number, uint64_t first_sequence,
                       const LogVisitor& visit) const;
  // Nullopt where there is no such entry.  O(1): one seek.
  absl::StatusOr<std::optional<storage::v1::LogEntry>> GetLogEntry(uint64_t campaign_number,
                                                                   uint64_t sequence_number) const;

  // Blocks of labels that wait to be added; block_index from 0.  Written kBuffered: the commit that
  // accepts them has to be synced, which puts them on disk too.
  absl::Status PutStagedBlock(uint64_t campaign_number, uint64_t import_number,
                              uint64_t block_index, const storage::v1::StagedLabels& labels);
  // Nullopt where there is no such block.
  absl::StatusOr<std::optional<storage::v1::StagedLabels>> ReadStagedBlock(
      uint64_t campaign_number, uint64_t import_number, uint64_t block_index) const;
  // All blocks of one import.
  absl::Status DeleteStaged(uint64_t campaign_number, uint64_t import_number);

 private:
  absl::Status Publish(std::string_view campaign_id, const storage::v1::CampaignRecord& record,
                       const storage::v1::CampaignHead& head);
  absl::Status DeleteOnce(std::string_view campaign_id, uint64_t* campaign_number);

  Store& store_;
};

}  // namespace assay

#endif  // ASSAY_ENGINE_STORE_CAMPAIGN_REPOSITORY_H_
