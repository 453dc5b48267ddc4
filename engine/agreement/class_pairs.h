#ifndef ASSAY_ENGINE_AGREEMENT_CLASS_PAIRS_H_
#define ASSAY_ENGINE_AGREEMENT_CLASS_PAIRS_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "engine/agreement/agreement_sample.h"
#include "engine/agreement/class_distance.h"

namespace assay {

// What two annotators said about one item.
struct ClassPair {
  uint32_t annotator;  // the second of the two
  uint16_t first;
  uint16_t second;
  double weight;  // over the pairs of one item of these two annotators: how often the item counts
};

// All pairs of the labels of `annotator` with labels of others that have higher numbers, sorted by
// the other one.  `pairs` is overwritten.  sample.by_annotator is set.  O(P log P) for P pairs.
void CollectPairs(const AgreementSample& sample, uint32_t annotator, std::vector<ClassPair>& pairs);

// The first pairs that have one other annotator.
std::span<const ClassPair> FirstGroup(std::span<const ClassPair> pairs);

// Calls visit(first annotator, pairs of one second annotator) for all pairs of annotators with
// common items.
template <typename Visit>
void ForEachAnnotatorPair(const AgreementSample& sample, Visit visit) {
  std::vector<ClassPair> pairs;
  for (uint32_t a = 0; a < sample.labels.annotator_count(); ++a) {
    CollectPairs(sample, a, pairs);
    for (std::span<const ClassPair> rest = pairs; !rest.empty();) {
      const std::span<const ClassPair> group = FirstGroup(rest);
      visit(a, group);
      rest = rest.subspan(group.size());
    }
  }
}

// The table of what two annotators said, as shares of its total.
struct PairTable {
  double total = 0;                                   // items
  double disagreement = 0;                            // sum_kl p_kl d(k, l)
  std::vector<uint16_t> row_classes, column_classes;  // those with a share
  std::vector<double> rows, columns;                  // p_k+, p_+k; K values

  explicit PairTable(size_t class_count) : rows(class_count, 0), columns(class_count, 0) {}
  // In place of what it held; `pairs` of one pair of annotators.  O(pairs).
  void Fill(std::span<const ClassPair> pairs, const ClassDistance& distance);
  // sum_kl p_k+ p_+l d(k, l).
  double ChanceDisagreement(const ClassDistance& distance) const;
};

// The standard error of (pa - pe) / (1 - pe) of a table of two annotators by the delta method,
// where a label k of the first annotator expects to disagree with chance by row_chance[k], l of the
// second by column_chance[l], and 1 - pe = chance:
//
//   se^2 = (sum_kl p_kl (w_kl - (1 - value) (2 - row_chance[k] - column_chance[l]))^2
//           - (value - pe (1 - value))^2) / (N (1 - pe)^2)
double PairTableError(std::span<const ClassPair> pairs, const ClassDistance& distance, double value,
                      double chance, std::span<const double> row_chance,
                      std::span<const double> column_chance);

}  // namespace assay

#endif  // ASSAY_ENGINE_AGREEMENT_CLASS_PAIRS_H_
