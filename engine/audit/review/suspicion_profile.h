#ifndef ASSAY_ENGINE_AUDIT_REVIEW_SUSPICION_PROFILE_H_
#define ASSAY_ENGINE_AUDIT_REVIEW_SUSPICION_PROFILE_H_

#include <cstddef>
#include <span>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/audit/plausible_errors.h"

namespace assay {

// A ranking as seen by the estimates of how many labels are wrong: each item's suspicion, and how
// much a check of it is expected to teach.
//
//   x_i = clip(ln((1 - s_i) / s_i), -12, 12)                  suspicion of score s_i
//   p_i(t) = 1 / (1 + e^-(a + 0.7 x_i)),  sum_i p_i(t) = t    errors, were there t in all
//   d_i = 0.08 + mean over t of sqrt(p_i(t) (1 - p_i(t)))     interest
//
// t runs over low, sqrt(low * centre), centre, sqrt(centre * high) and high of the plausible range.
// Interest is the density of Neyman's allocation, averaged over what is not known yet; the floor
// has the far end looked at too.  For a and d, items are taken together in at most 2048 runs of
// neighbours.
//
// Immutable, hence thread-safe.  8 N bytes.
class SuspicionProfile {
 public:
  // scores: size N >= 1, by rank, hence ascending.  plausible: see plausible_errors.h; values
  // outside [0.5, N - 0.5] count as that.  O(N).
  //
  // Errors:
  //   INVALID_ARGUMENT BAD_RANKING  no scores, one outside [0, 1], or one below its predecessor.
  static absl::StatusOr<SuspicionProfile> Make(std::span<const double> scores,
                                               ErrorRange plausible);

  size_t item_count() const { return sums_.size() - 1; }
  const ErrorRange& plausible() const { return plausible_; }

  // Mean of x over the positions [begin, end), begin < end.  O(1).
  double MeanSuspicion(size_t begin, size_t end) const {
    return (sums_[end] - sums_[begin]) / static_cast<double>(end - begin);
  }

  // The a at which items with p_i = 1 / (1 + e^-(a + slope x_i)) have `total` errors, 0 < total <
  // N.
  double InterceptFor(double slope, double total) const;

  // d at a position.
  double Interest(size_t position) const;

  // The ends of at most `count` runs of positions, ascending, the last one N, with about equal sums
  // of d.
  std::vector<size_t> EqualInterestEnds(size_t count) const;

 private:
  SuspicionProfile() = default;
  size_t BinBegin(size_t bin) const { return item_count() * bin / interest_.size(); }
  void ComputeInterest(size_t bin_count);

  ErrorRange plausible_;
  std::vector<double> sums_;        // size N + 1: of x over the positions below
  std::vector<double> interest_;    // by bin
  std::vector<double> bin_counts_;  // items, by bin
  std::vector<double> bin_x_;       // mean x, by bin
};

}  // namespace assay

#endif  // ASSAY_ENGINE_AUDIT_REVIEW_SUSPICION_PROFILE_H_
