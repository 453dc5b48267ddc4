#ifndef ASSAY_ANNOTATOR_DESK_CAMPAIGN_RULES_H_
#define ASSAY_ANNOTATOR_DESK_CAMPAIGN_RULES_H_

#include <cstdint>
#include <optional>
#include <string>
#include <unordered_set>
#include <vector>

#include "absl/status/statusor.h"
#include "annotator/schema/label_schema.h"
#include "assay/storage/v1/campaigns.pb.h"
#include "engine/store/store.h"

namespace assay {

// What a campaign's settings mean for its entries, made ready: the schema, the answers to gold
// items, and how much is enough.  Made anew when the settings change.  Thread-safe to read.
class CampaignRules {
 public:
  // Reads the gold data set's labels.  Errors: as Store; INVALID_ARGUMENT BAD_LABEL_SCHEMA.
  static absl::StatusOr<CampaignRules> Make(const Store& store,
                                            const storage::v1::CampaignRecord& record);

  const LabelSchema& schema() const { return schema_; }
  // Items of the gold data set up to the last with a label.
  uint64_t gold_count() const { return gold_answers_.size(); }
  // Whether the gold item with this item number has a known answer.
  bool HasAnswer(uint64_t item_number) const;
  // BAD_LABEL_VALUE (metadata row) where a gold label is no answer: it counts as none.
  const absl::Status& gold_fault() const { return gold_fault_; }
  // Whether the canonical form is the answer to the gold item with this item number.
  bool IsRightGold(uint64_t item_number, const std::string& canonical) const;

  // Whether "annotators/{annotator}" is among those of the campaign.
  bool MayWork(const std::string& annotator_name) const {
    return annotators_.empty() || annotators_.contains(annotator_name);
  }

  // Settings with their defaults filled in.
  static v1::OverlapRule WithDefaults(v1::OverlapRule rule);
  int64_t lease_duration_us() const { return lease_duration_us_; }
  int64_t max_lease_count() const { return max_lease_count_; }
  int64_t min_gold_answer_count() const { return min_gold_answer_count_; }

 private:
  explicit CampaignRules(LabelSchema schema) : schema_(std::move(schema)) {}

  LabelSchema schema_;
  std::vector<std::optional<std::string>> gold_answers_;
  absl::Status gold_fault_;
  std::unordered_set<std::string> annotators_;  // empty: everybody
  int64_t lease_duration_us_ = 0;
  int64_t max_lease_count_ = 0;
  int64_t min_gold_answer_count_ = 0;
};

}  // namespace assay

#endif  // ASSAY_ANNOTATOR_DESK_CAMPAIGN_RULES_H_
