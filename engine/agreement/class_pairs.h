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
  uint32_t item;
  uint16_t first;
  uint16_t second;
  double weight;  // over the pairs of one item of these two annotators: how often the item counts
};

// All pairs of the labels of `annotator` with labels of others that have higher numbers, sorted by
// the other one.  `pairs` is overwritten.  sample.by_annotator is set.  O(P log P) for P pairs.
void CollectPairs(const AgreementSample& sample, uint32_t annotator, std::vector<ClassPair>& pairs);

// The first pairs that have one other annotator.
std::span<const ClassPair> FirstGroup(std::span<const ClassPair> pairs);

// All pairs of a table, grouped by the two annotators; 24 bytes a pair.  For many samples of its
// items: collecting them again costs more than reading them.
struct PairIndex {
  std::vector<ClassPair> pairs;  // weight: as if each item counted once
  std::vector<uint64_t> begin;   // of each group, and the end
};

// O(P log P) for P pairs.  Multiplicities do not count.
PairIndex IndexPairs(AgreementSample sample);

// Calls visit(pairs of one pair of annotators) for all that have common items which count.
template <typename Visit>
void ForEachAnnotatorPair(const AgreementSample& sample, Visit visit) {
  std::vector<ClassPair> pairs;
  if (sample.pairs != nullptr) {
    for (size_t group = 0; group + 1 < sample.pairs->begin.size(); ++group) {
      pairs.clear();
      for (uint64_t at = sample.pairs->begin[group]; at < sample.pairs->begin[group + 1]; ++at) {
        pairs.push_back(sample.pairs->pairs[at]);
        pairs.back().weight *= sample.multiplicity(pairs.back().item);
      }
      std::erase_if(pairs, [](const ClassPair& pair) { return pair.weight == 0; });
      if (!pairs.empty()) {
        visit(std::span<const ClassPair>(pairs));
      }
    }
    return;
  }
  for (uint32_t a = 0; a < sample.labels.annotator_count(); ++a) {
    CollectPairs(sample, a, pairs);
    for (std::span<const ClassPair> rest = pairs; !rest.empty();) {
      const std::span<const ClassPair> group = FirstGroup(rest);
      visit(group);
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
