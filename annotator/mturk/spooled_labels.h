#ifndef ASSAY_ANNOTATOR_MTURK_SPOOLED_LABELS_H_
#define ASSAY_ANNOTATOR_MTURK_SPOOLED_LABELS_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "annotator/desk/campaign_rules.h"
#include "annotator/mturk/label_maker.h"
#include "annotator/mturk/result_intake.h"
#include "annotator/mturk/spooled_items.h"
#include "annotator/mturk/stored_assignments.h"
#include "annotator/transfer/import_labels.h"
#include "annotator/transfer/item_lookup.h"
#include "assay/storage/v1/campaigns.pb.h"
#include "assay/storage/v1/mturk.pb.h"
#include "google/protobuf/arena.h"

namespace assay::mturk {

// The labels of the rows, for ImportLabels, and beside them what is stored of each assignment.  A
// row whose label is no answer of the campaign, or whose item is none, is refused here.
class SpooledLabels final : public LabelStream {
 public:
  struct Parts {
    ResultIntake& intake;
    ItemIdentity& identity;
    const storage::v1::CampaignRecord& record;
    const storage::v1::MturkSettings& settings;
    const CampaignRules& rules;
    // Of the data set and of the gold; null: every row has its item.
    ItemLookup* items;
    ItemLookup* gold_items;
    // The input that spans lie in; nullopt: none.
    std::optional<size_t> text_input;
    // Takes what is to be stored.
    StoredAssignments& assignments;
  };

  // All references must outlive it.
  SpooledLabels(const Parts& parts, LabelPlan plan);

  absl::StatusOr<bool> HasRows() override { return true; }
  absl::StatusOr<size_t> Read(char*, size_t) override { return 0; }
  absl::StatusOr<const v1::ImportedLabels*> NextRows() override;

  // Rows that became assignments.
  int64_t assignment_count() const { return assignment_count_; }
  // Those of them that the campaign had in another state.
  int64_t status_changed_count() const { return status_changed_count_; }

 private:
  absl::Status Take();
  // An assignment that the campaign has: its item, label and gold are those of before.
  absl::Status TakeKnown();
  absl::Status Keep();
  // Empty, or why the row is refused.
  std::string MakeLabel(v1::LabelValue& value, bool& has_label);
  absl::StatusOr<std::string> FindItem(const v1::LabelValue& value);
  void AddLabel(const v1::LabelValue& value);
  absl::Status Refuse(std::string reason);

  Parts parts_;
  LabelMaker maker_;
  bool began_ = false;
  int64_t assignment_count_ = 0;
  int64_t status_changed_count_ = 0;
  bool prices_in_dollars_ = false;
  SpooledRow row_;
  storage::v1::MturkAssignment found_;  // what is known of the row beyond the row
  std::vector<Answer> answers_;
  v1::LabelValue value_;
  google::protobuf::Arena arena_;
  v1::ImportedLabels* rows_ = nullptr;  // in the arena
};

}  // namespace assay::mturk

#endif  // ASSAY_ANNOTATOR_MTURK_SPOOLED_LABELS_H_
