#ifndef ASSAY_ENGINE_ANNOTATORS_ACCURACY_H_
#define ASSAY_ENGINE_ANNOTATORS_ACCURACY_H_

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "engine/annotators/judged_label.h"
#include "engine/stats/interval.h"

namespace assay {

// Share of right labels on items with a known class; Wilson's interval.  Absent where there are
// none.  level in (0, 1).  O(n).
std::optional<Interval> AccuracyByGold(std::span<const JudgedLabel> labels, double level);

// Accuracy by the consensus of the others, and how much that knows.
struct AccuracyFit {
  double accuracy = 0;
  // As many labels of known truth would tell as much; in [0, n].
  double effective_count = 0;
  // d log likelihood / d accuracy of each label; they sum to 0 unless accuracy is 0 or 1.
  std::vector<double> scores;
};

// The most likely accuracy a when errors fall on the other classes alike:
//
//   L(a) = sum_i log(a q_i + (1 - a) e_i),   e_i = (1 - q_i) / (K - 1)
//   m = n - sum_i r_i (1 - r_i) / (a (1 - a)),   r_i = a q_i / (a q_i + (1 - a) e_i)
//
// q_i is the probability that label i is right.  The plain mean of q_i would take every doubt of
// the others for an error of his.  m is the information (Louis) in units of a label of known truth.
// labels: not empty.  class_count >= 1.  O(50 n).
//
// Source: T. A. Louis, "Finding the observed information matrix when using the EM algorithm", JRSS
// B 44 (1982).
AccuracyFit FitAccuracy(std::span<const JudgedLabel> labels, size_t class_count);

// The fitted accuracy with Wilson's interval for effective_count labels.  It does not know of
// errors that the others have in common.  Absent where no label can be judged.
std::optional<Interval> AccuracyByOthers(std::span<const JudgedLabel> labels, size_t class_count,
                                         double level);

// Share of labels that are what the others' consensus holds for most probable, ties in expectation;
// Wilson's interval.  Absent as above.  O(n).
std::optional<Interval> AgreementWithOthers(std::span<const JudgedLabel> labels, double level);

}  // namespace assay

#endif  // ASSAY_ENGINE_ANNOTATORS_ACCURACY_H_
