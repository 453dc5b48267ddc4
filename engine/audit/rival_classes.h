#ifndef ASSAY_ENGINE_AUDIT_RIVAL_CLASSES_H_
#define ASSAY_ENGINE_AUDIT_RIVAL_CLASSES_H_

#include <cstddef>
#include <cstdint>
#include <span>

#include "engine/learn/aligned_floats.h"
#include "engine/learn/class_matrix.h"

namespace assay {

// How strongly the classes other than the given one speak for themselves in one row, relative to
// the given class g.  p = softmax(tau * log-probabilities), R = noise direction.
struct RivalClasses {
  double log_odds = 0;           // ln sum_{k != g} p_k / p_g
  double largest_log_odds = 0;   // ln max_{k != g} p_k / p_g
  double directed_log_odds = 0;  // ln sum_{k != g} p_k R[g,k] / p_g
  uint32_t best = 0;             // argmax_{k != g} p_k R[g,k]^power, of equal ones the first
  double best_log_odds = 0;      // ln p_best R[g,best]^power / p_g
};

// Finds the rivals of rows.  Everything is kept as logarithms of ratios to p_g, computed from the
// sum over the others: neither a tiny p_g nor a tiny 1 - p_g loses digits.
//
// Keeps two K x K copies of the direction.  Immutable; may be shared by threads.
class RivalFinder {
 public:
  // direction: of NoiseDirection, K x K, K >= 2.  power in [0, 1], tau > 0.
  RivalFinder(const ClassMatrix& direction, double tau, double power);

  // Writes the rivals of rows [begin, end) to the first end - begin of `rivals`.
  // log_probabilities: N x K, finite, need not be normalised; given[i] in [0, K).
  // O((end - begin) * K).
  void Find(const ClassMatrix& log_probabilities, std::span<const uint32_t> given, size_t begin,
            size_t end, std::span<RivalClasses> rivals) const;

 private:
  size_t class_count_;
  size_t stride_;  // K rounded up to whole vectors; the rest of each row is 0
  float tau_;
  AlignedFloats shares_;
  AlignedFloats powered_shares_;
};

}  // namespace assay

#endif  // ASSAY_ENGINE_AUDIT_RIVAL_CLASSES_H_
