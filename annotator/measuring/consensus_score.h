#ifndef ASSAY_ANNOTATOR_MEASURING_CONSENSUS_SCORE_H_
#define ASSAY_ANNOTATOR_MEASURING_CONSENSUS_SCORE_H_

#include <cstdint>
#include <span>

#include "assay/v1/quality.pb.h"

namespace assay {

// A true class that is none of the classes of the labels: no answer can be right.
inline constexpr int32_t kClassOfNoLabel = -2;

// Adds to `score` how probabilities of classes compare with the truth.
//
//   accuracy           mean over items of [truth among the most probable] / how many those are
//                      (equal within 1e-6)
//   log_loss           mean of -ln max(p(truth), 1e-12)
//   calibration_error  sum over ten bins of equal width of the greatest probability c: share of the
//                      items in it times |mean c - mean accuracy|
//
// posterior: N x K, row-major.  truth: N values, kNoClass (engine/labels) where it is not known;
// such items are left out, and nothing is set where no item is left.  O(N K).
void ScoreClasses(std::span<const float> posterior, size_t class_count,
                  std::span<const int32_t> truth, v1::ConsensusScore& score);

// The same for numbers: root of the mean squared and mean absolute difference.  NaN: not known.
void ScoreNumbers(std::span<const double> values, std::span<const double> truth,
                  v1::ConsensusScore& score);

}  // namespace assay

#endif  // ASSAY_ANNOTATOR_MEASURING_CONSENSUS_SCORE_H_
