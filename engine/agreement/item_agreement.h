#ifndef ASSAY_ENGINE_AGREEMENT_ITEM_AGREEMENT_H_
#define ASSAY_ENGINE_AGREEMENT_ITEM_AGREEMENT_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/agreement/agreement_input.h"

namespace assay {

// Agreement of one item: the mean of 1 - d over the pairs of its labels (class_distance.h).
inline constexpr float kNoAgreement = -1;  // fewer than two labels

// One for each item of the table, in [0, 1] or kNoAgreement.
//
// Errors: as ClassDistance::Create.  O(L + K^2), see ClassDistance.
absl::StatusOr<std::vector<float>> AgreementByItem(const AgreementInput& input);

struct ItemDisagreement {
  size_t item = 0;
  double agreement = 0;
  int64_t label_count = 0;
};

// The items on which annotators disagree most, at most `limit`: least agreement first, then most
// labels, then the order of the table.  Items on which all agree are no part of it.
//
// Errors: as AgreementByItem.  As AgreementByItem, and O(N log limit).
absl::StatusOr<std::vector<ItemDisagreement>> DeepestDisagreements(const AgreementInput& input,
                                                                   size_t limit);

}  // namespace assay

#endif  // ASSAY_ENGINE_AGREEMENT_ITEM_AGREEMENT_H_
