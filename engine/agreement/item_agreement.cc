#include "engine/agreement/item_agreement.h"

#include <algorithm>
#include <span>

#include "engine/agreement/class_distance.h"
#include "engine/base/status.h"

namespace assay {

absl::StatusOr<std::vector<float>> AgreementByItem(const AgreementInput& input) {
  ASSAY_ASSIGN_OR_RETURN(const ClassDistance distance,
                         ClassDistance::Create(input.labels, input.weights));
  std::vector<float> agreement(input.labels.item_count(), kNoAgreement);
  ClassDistance::Scratch scratch(input.labels.class_count());
  for (size_t item = 0; item < agreement.size(); ++item) {
    const std::span<const uint16_t> classes = input.labels.classes_of(item);
    if (classes.size() >= 2) {
      const auto size = static_cast<double>(classes.size());
      agreement[item] =
          static_cast<float>(1 - distance.ItemSum(classes, scratch) / (size * (size - 1)));
    }
  }
  return agreement;
}

absl::StatusOr<std::vector<ItemDisagreement>> DeepestDisagreements(const AgreementInput& input,
                                                                   size_t limit) {
  ASSAY_ASSIGN_OR_RETURN(const std::vector<float> agreement, AgreementByItem(input));
  std::vector<ItemDisagreement> items;
  for (size_t item = 0; item < agreement.size(); ++item) {
    if (agreement[item] != kNoAgreement && agreement[item] < 1) {
      items.push_back(
          {item, agreement[item], static_cast<int64_t>(input.labels.classes_of(item).size())});
    }
  }
  const size_t count = std::min(limit, items.size());
  std::partial_sort(items.begin(), items.begin() + static_cast<std::ptrdiff_t>(count), items.end(),
                    [](const ItemDisagreement& a, const ItemDisagreement& b) {
                      if (a.agreement != b.agreement) {
                        return a.agreement < b.agreement;
                      }
                      return a.label_count != b.label_count ? a.label_count > b.label_count
                                                            : a.item < b.item;
                    });
  items.resize(count);
  return items;
}

}  // namespace assay
