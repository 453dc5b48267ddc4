#ifndef ASSAY_ANNOTATOR_DESK_RUNNING_CONSENSUS_H_
#define ASSAY_ANNOTATOR_DESK_RUNNING_CONSENSUS_H_

#include <cstddef>
#include <cstdint>
#include <span>

namespace assay {

// How often an annotator is right, as far as is known: with `right` of `count` comparisons,
//
//   a = (right + 4) / (count + 5)
//
// that is, .8 before anything is known, and never 0 or 1.
double WeightAccuracy(int64_t right, int64_t count);

struct WeighedAnswer {
  uint32_t answer = 0;
  double accuracy = 0.8;  // in (0, 1)
};

struct RunningConsensusResult {
  uint32_t answer = 0;             // the smallest of equals
  uint32_t confidence_micros = 0;  // its probability in millionths
  uint32_t entropy_micros = 0;     // of the distribution, as a share of log K, in millionths
};

// The most probable of K classes, of an item with at least one answer, by one coin for each
// annotator:
//
//   P(k) ~ prod_j (a_j if j said k, else (1 - a_j) / (K - 1))
//
// K >= 2; answers < K (ASSAY_CHECK).  O(R^2) for R answers, whatever K is.
RunningConsensusResult WeighAnswers(std::span<const WeighedAnswer> answers, size_t class_count);

// Of answers that are not classes (spans, numbers): the most frequent, and its share.
RunningConsensusResult CountAnswers(std::span<const WeighedAnswer> answers);

}  // namespace assay

#endif  // ASSAY_ANNOTATOR_DESK_RUNNING_CONSENSUS_H_
