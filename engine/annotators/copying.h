#ifndef ASSAY_ENGINE_ANNOTATORS_COPYING_H_
#define ASSAY_ENGINE_ANNOTATORS_COPYING_H_

#include <cstdint>
#include <span>
#include <vector>

#include "engine/annotators/annotator_input.h"
#include "engine/annotators/left_out_consensus.h"
#include "engine/annotators/soft_confusion.h"

namespace assay {

// Two annotators beside what independence would make of them.
struct CopyingPair {
  uint32_t first = 0;  // < second
  uint32_t second = 0;
  int64_t shared_items = 0;     // items of both that somebody else or gold tells about
  int64_t equal_labels = 0;     // the same label on them
  double equal_errors = 0;      // expected number of the same wrong label
  double chance_errors = 0;     // the same, if they did not know of each other
  double p_value = 1;           // bound on the probability of so many by chance
  double adjusted_p_value = 1;  // among all pairs tested (BenjaminiHochberg)
};

struct CopyingOptions {
  int64_t min_shared_items = 10;
  // At most this many pairs are tested, those with the most items in common.
  int64_t max_pairs = 200'000;
  // Pairs with a larger adjusted_p_value are left out of the answer.
  double max_false_discovery_rate = 0.05;
};

struct CopyingPairs {
  std::vector<CopyingPair> pairs;  // the smallest p_value first
  int64_t tested_pairs = 0;
  int64_t skipped_pairs = 0;  // beyond max_pairs
};

// Pairs of annotators who make the same errors more often than two who do not know of each other.
//
//   x = sum_i [a_i = b_i] (1 - q_i(a_i)),   mu = sum_i sum_k q_i(k) sum_l A_i(k,l) B_i(k,l) (1 -
//   q_i(l)) p_value = exp(x - mu - x log(x / mu)) where x > mu, else 1
//
// over the items of both; q_i is the consensus without the two (LeftOutConsensus), A_i(k, l) the
// larger of T_a(k, l) and (c_l + 10 T_a(k, l)) / (c + 10) with c_l of the c other labels on the
// item being l: where everybody errs alike, nobody is suspected.  p_value is Chernoff's bound for a
// sum of independent terms in [0, 1] with mean mu, so false alarms are rarer than it says, as far
// as the confusion matrices T are right.  Copied right labels leave no trace.
//
// confusions: one for each annotator; tells which classes each says.  Items with more than 200
// labels are left out.  O(sum_i R_i^2) to find the pairs, O(classes of a) for each item of a tested
// pair and each probable class; memory 24 bytes for each pair that shares an item.
//
// Source: Chernoff's bound as in M. Mitzenmacher, E. Upfal, "Probability and Computing" (2005),
// theorem 4.4; the idea in X. Dong, L. Berti-Equille, D. Srivastava, "Integrating conflicting data:
// the role of source dependence", VLDB 2009.
CopyingPairs FindCopying(const AnnotatorInput& input, const LeftOutConsensus& left_out,
                         std::span<const SoftConfusion> confusions, const CopyingOptions& options);

}  // namespace assay

#endif  // ASSAY_ENGINE_ANNOTATORS_COPYING_H_
