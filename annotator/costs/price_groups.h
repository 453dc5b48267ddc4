#ifndef ASSAY_ANNOTATOR_COSTS_PRICE_GROUPS_H_
#define ASSAY_ANNOTATOR_COSTS_PRICE_GROUPS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "assay/v1/costs.pb.h"
#include "engine/cost/fee_tables.h"
#include "engine/cost/price_models.h"
#include "engine/labels/label_table.h"
#include "google/protobuf/repeated_ptr_field.h"

namespace assay {

// Annotators who are paid alike.
struct PricedGroup {
  std::string name;
  PriceTerms terms;
  // Of a label; active_us is not known here.
  LabelWork tokens;
  FeeTable fees;
  bool masters = false;
  bool same_annotators = false;
};

// Who of the annotators of a table is in which group.
struct PriceGroups {
  static constexpr int32_t kNone = -1;

  std::vector<PricedGroup> groups;
  std::vector<int32_t> group_of;  // A values, kNone where in no group
};

// Errors, with metadata field and found:
//   INVALID_ARGUMENT BAD_PRICE_GROUP    a name is empty or is there twice, two groups are for all
//                                       others, or an annotator is in two groups.
//   INVALID_ARGUMENT NEGATIVE_AMOUNT    a price or a count of tokens is below 0.
//   INVALID_ARGUMENT UNKNOWN_ANNOTATOR  a group names somebody who has given no label.
//   NOT_FOUND        UNKNOWN_FEE_TABLE.
absl::StatusOr<PriceGroups> ResolvePriceGroups(
    const google::protobuf::RepeatedPtrField<v1::PriceGroup>& groups, const LabelTable& table);

// The code as it is, where it is one or empty.  INVALID_ARGUMENT BAD_CURRENCY.
absl::StatusOr<std::string> CheckCurrencyCode(const std::string& code);

// What a label of the group costs that took so long, without fees.  Errors: as CostOfLabel.
absl::StatusOr<int64_t> PriceOfLabel(const PricedGroup& group, int64_t active_us);

// What a marketplace takes for each of `count` labels of the group on an item, which make one task.
// Errors: as AssignmentFee.
absl::StatusOr<int64_t> FeeOfLabel(const PricedGroup& group, int64_t count);

// Mean active time of the labels of each group in seconds, 0 where none is known.  `times` as
// LabelCollector::times.
std::vector<double> MeanSeconds(const PriceGroups& groups,
                                const std::vector<std::vector<float>>& times);

}  // namespace assay

#endif  // ASSAY_ANNOTATOR_COSTS_PRICE_GROUPS_H_
