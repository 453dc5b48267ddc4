#include "engine/annotators/soft_confusion.h"

#include <algorithm>

namespace assay {

void SoftConfusion::Add(uint16_t said, std::span<const double> truth) {
  const auto place =
      static_cast<size_t>(std::find(said_.begin(), said_.end(), said) - said_.begin());
  if (place == said_.size()) {
    said_.push_back(said);
    counts_.resize(counts_.size() + class_count_, 0);
  }
  for (size_t k = 0; k < class_count_; ++k) {
    counts_[place * class_count_ + k] += truth[k];
  }
  total_ += 1;
}

double SoftConfusion::count(size_t truth, size_t said) const {
  const auto found = std::find(said_.begin(), said_.end(), said);
  return found == said_.end()
             ? 0
             : counts_[static_cast<size_t>(found - said_.begin()) * class_count_ + truth];
}

std::vector<double> SoftConfusion::truth_totals() const {
  std::vector<double> totals(class_count_, 0);
  for (size_t at = 0; at < counts_.size(); ++at) {
    totals[at % class_count_] += counts_[at];
  }
  return totals;
}

}  // namespace assay
