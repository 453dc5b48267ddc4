#ifndef ASSAY_ENGINE_LEARN_NEIGHBOURS_TOP_H_
#define ASSAY_ENGINE_LEARN_NEIGHBOURS_TOP_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "engine/learn/neighbours.h"

namespace assay {

// The `limit` best of the rows that are offered, in any order, each once: the largest similarity
// first, of equal ones the smaller row.  Similarities of 0 or less are refused.
class TopRows {
 public:
  explicit TopRows(size_t limit) : limit_(limit) { best_.reserve(limit + 1); }

  void Clear() {
    best_.clear();
    threshold_ = 0;
  }
  std::span<const SimilarRow> best() const { return best_; }
  // What is below it is refused for sure.
  float threshold() const { return threshold_; }

  void Offer(uint32_t row, float similarity) {
    if (similarity < threshold_ || similarity <= 0) {
      return;
    }
    const SimilarRow offered{row, similarity};
    const auto place = std::upper_bound(best_.begin(), best_.end(), offered, &Before);
    if (best_.size() == limit_) {
      if (place == best_.end()) {
        return;
      }
      std::move_backward(place, best_.end() - 1, best_.end());
      *place = offered;
    } else {
      best_.insert(place, offered);
    }
    threshold_ = best_.size() == limit_ ? best_.back().similarity : 0;
  }

 private:
  static bool Before(const SimilarRow& a, const SimilarRow& b) {
    return a.similarity != b.similarity ? a.similarity > b.similarity : a.row < b.row;
  }

  size_t limit_;
  float threshold_ = 0;
  std::vector<SimilarRow> best_;
};

}  // namespace assay

#endif  // ASSAY_ENGINE_LEARN_NEIGHBOURS_TOP_H_
