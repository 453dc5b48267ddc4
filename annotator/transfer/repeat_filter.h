#ifndef ASSAY_ANNOTATOR_TRANSFER_REPEAT_FILTER_H_
#define ASSAY_ANNOTATOR_TRANSFER_REPEAT_FILTER_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "annotator/schema/label_schema.h"
#include "assay/storage/v1/campaigns.pb.h"
#include "engine/store/campaign_repository.h"

namespace assay {

// Finds labels that a campaign's log has already: same item, annotator, value and time of giving;
// of labels without a time (submit_time_us = receive_time_us) the annotator's label that counts has
// the same value.  Not thread-safe; what it is given must outlive it.
class RepeatFilter {
 public:
  RepeatFilter(const CampaignRepository& campaigns, uint64_t campaign_number,
               const LabelSchema& schema)
      : campaigns_(campaigns), campaign_number_(campaign_number), schema_(schema) {}

  // Takes repeats out of `labels`, and returns how many.  Reads the row of each item, and entries
  // of the log only where an annotator has a label on the item already, in the order of the log.
  // Errors: as Store.
  absl::StatusOr<int64_t> Remove(storage::v1::StagedLabels& labels);

 private:
  // An entry of the log, by sequence number, that a label may repeat.
  using Suspect = std::pair<uint64_t, int>;

  absl::StatusOr<std::vector<Suspect>> FindSuspects(const storage::v1::StagedLabels& labels) const;
  // Marks what repeats its suspect, and returns the next suspects: what those superseded.
  absl::StatusOr<std::vector<Suspect>> Compare(std::vector<Suspect> suspects,
                                               const storage::v1::StagedLabels& labels,
                                               std::vector<bool>& repeated) const;
  bool IsRepeat(const storage::v1::LogEntry& label, const storage::v1::LogEntry& known) const;

  const CampaignRepository& campaigns_;
  const uint64_t campaign_number_;
  const LabelSchema& schema_;
};

}  // namespace assay

#endif  // ASSAY_ANNOTATOR_TRANSFER_REPEAT_FILTER_H_
