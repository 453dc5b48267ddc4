#include "engine/consensus/empty_items.h"

#include <numeric>

#include "engine/consensus/consensus_checks.h"

namespace assay {

void FillEmptyItems(const ConsensusInput& input, const std::vector<double>& class_sum,
                    std::vector<float>& posterior) {
  const size_t class_count = input.labels.class_count();
  const double total = std::accumulate(class_sum.begin(), class_sum.end(), 0.0);
  for (size_t item = 0; item < input.labels.item_count(); ++item) {
    if (!input.labels.classes_of(item).empty() || GoldOf(input, item) != kNoClass) {
      continue;
    }
    for (size_t k = 0; k < class_count; ++k) {
      posterior[item * class_count + k] = static_cast<float>(class_sum[k] / total);
    }
  }
}

std::vector<float> SharesOf(const std::vector<double>& part, const std::vector<double>& whole) {
  std::vector<float> shares(part.size(), 0.0f);
  for (size_t i = 0; i < part.size(); ++i) {
    shares[i] = whole[i] > 0 ? static_cast<float>(part[i] / whole[i]) : 0.0f;
  }
  return shares;
}

}  // namespace assay
