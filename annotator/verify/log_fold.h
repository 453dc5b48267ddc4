#ifndef ASSAY_ANNOTATOR_VERIFY_LOG_FOLD_H_
#define ASSAY_ANNOTATOR_VERIFY_LOG_FOLD_H_

#include <cstdint>
#include <functional>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "annotator/desk/campaign_rows.h"
#include "annotator/desk/campaign_rules.h"
#include "annotator/verify/campaign_parts.h"
#include "assay/storage/v1/campaigns.pb.h"
#include "engine/store/store.h"

namespace assay {

// What the log of a campaign says, worked off from nothing through the one place where an entry
// takes effect (apply_entry.h), into rows of a scratch campaign in the same store.  Not
// thread-safe.
//
// The log has no leases, so the folded rows have none, and no queue by gain.  Time: that of adding
// the entries again; memory: as a desk's.
class LogFold {
 public:
  // The rows of the folded campaign have this number, which no campaign ever gets.
  static constexpr uint64_t kScratchCampaign = ~uint64_t{0};

  // `parts.store` is a copy that nobody else uses; the annotators keep their places.
  explicit LogFold(const CampaignParts& parts);

  // Gets each entry of the log whose `superseded` is not what follows from the entries before it.
  using FaultSink = std::function<void(uint64_t sequence, uint64_t found, uint64_t expected)>;
  // Called now and then with the entries so far; an error ends the fold and is returned.
  using Progress = std::function<absl::Status(uint64_t entry_count)>;

  // Errors: as Store; those of `progress`; DATA_LOSS STORED_VALUE_DAMAGED: entries are missing,
  // or one says what cannot be: no known kind, or an answer that does not fit the schema.
  absl::Status Run(const FaultSink& fault, const Progress& progress);

  // What came out; the items are in the store.
  const storage::v1::CampaignHead& head() const { return rows_.head(); }
  const CampaignRows::Annotators& annotators() const { return rows_.annotators(); }

 private:
  absl::Status Prepare();
  // The rules by which the entry was judged: the schema had fewer classes once.
  absl::StatusOr<const CampaignRules*> RulesAt(uint64_t sequence);
  absl::Status Apply(uint64_t sequence, const storage::v1::LogEntry& entry, const FaultSink& fault);

  Store& store_;
  const uint64_t campaign_number_;
  storage::v1::CampaignRecord record_;
  const storage::v1::CampaignHead stored_head_;
  std::vector<storage::v1::CampaignAnnotatorState> stored_annotators_;
  CampaignRows rows_;
  std::vector<CampaignRules> rules_;
};

}  // namespace assay

#endif  // ASSAY_ANNOTATOR_VERIFY_LOG_FOLD_H_
