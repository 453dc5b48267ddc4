#ifndef ASSAY_ENGINE_COST_WAGE_SKETCH_H_
#define ASSAY_ENGINE_COST_WAGE_SKETCH_H_

#include <cstdint>
#include <map>
#include <optional>

namespace assay {

// Quantiles of many amounts >= 0 in little memory: each is counted in a bucket [g^i, g^(i+1)) with
// g = 1.01, so that a quantile is right within 0.5 %.  Not thread-safe.  Some 3,000 buckets at
// most.
//
// Source: C. Masson, J. E. Rim, H. K. Lee, "DDSketch: a fast and fully-mergeable quantile sketch
// with relative-error guarantees", PVLDB 12 (2019).
class WageSketch {
 public:
  // Amounts below 0 count as 0.  O(log buckets).
  void Add(int64_t micros);
  void Add(const WageSketch& other);

  int64_t count() const { return count_; }
  // The amount of rank ceil(share * count), at least 1: the middle of its bucket.  Absent while
  // nothing was added.  share in [0, 1].  O(buckets).
  std::optional<int64_t> Quantile(double share) const;

  friend bool operator==(const WageSketch&, const WageSketch&) = default;

 private:
  std::map<int32_t, int64_t> buckets_;  // the one of 0 is kZero
  int64_t count_ = 0;
};

}  // namespace assay

#endif  // ASSAY_ENGINE_COST_WAGE_SKETCH_H_
