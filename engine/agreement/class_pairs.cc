#include "engine/agreement/class_pairs.h"

#include <algorithm>
#include <cmath>

namespace assay {
namespace {

// How many labels of the annotator at `at` stand around it; the labels of an item are sorted.
size_t RepeatCount(std::span<const uint32_t> annotators, size_t at) {
  const auto [first, last] = std::equal_range(annotators.begin(), annotators.end(), annotators[at]);
  return static_cast<size_t>(last - first);
}

void AddItemPairs(const AgreementSample& sample, uint32_t item, uint32_t annotator, uint16_t said,
                  std::vector<ClassPair>& pairs) {
  const double times = sample.multiplicity(item);
  if (times == 0) {
    return;
  }
  const std::span<const uint32_t> annotators = sample.labels.annotators_of(item);
  const std::span<const uint16_t> classes = sample.labels.classes_of(item);
  const auto [own_begin, own_end] =
      std::equal_range(annotators.begin(), annotators.end(), annotator);
  const auto own_count = static_cast<size_t>(own_end - own_begin);
  for (auto at = static_cast<size_t>(own_end - annotators.begin()); at < annotators.size(); ++at) {
    const auto shared = static_cast<double>(own_count * RepeatCount(annotators, at));
    pairs.push_back({annotators[at], item, said, classes[at], times / shared});
  }
}

}  // namespace

void CollectPairs(const AgreementSample& sample, uint32_t annotator,
                  std::vector<ClassPair>& pairs) {
  pairs.clear();
  const LabelsByAnnotator& grouped = *sample.by_annotator;
  for (uint64_t at = grouped.annotator_begin[annotator];
       at < grouped.annotator_begin[annotator + 1]; ++at) {
    AddItemPairs(sample, grouped.items[at], annotator, grouped.classes[at], pairs);
  }
  std::stable_sort(pairs.begin(), pairs.end(), [](const ClassPair& a, const ClassPair& b) {
    return a.annotator < b.annotator;
  });
}

std::span<const ClassPair> FirstGroup(std::span<const ClassPair> pairs) {
  const auto end = std::find_if(pairs.begin(), pairs.end(), [&](const ClassPair& pair) {
    return pair.annotator != pairs.front().annotator;
  });
  return pairs.first(static_cast<size_t>(end - pairs.begin()));
}

PairIndex IndexPairs(AgreementSample sample) {
  sample.multiplicities = {};
  sample.pairs = nullptr;
  PairIndex index;
  index.begin.push_back(0);
  ForEachAnnotatorPair(sample, [&](std::span<const ClassPair> group) {
    index.pairs.insert(index.pairs.end(), group.begin(), group.end());
    index.begin.push_back(index.pairs.size());
  });
  return index;
}

void PairTable::Fill(std::span<const ClassPair> pairs, const ClassDistance& distance) {
  for (const uint16_t k : row_classes) {
    rows[k] = 0;
  }
  for (const uint16_t k : column_classes) {
    columns[k] = 0;
  }
  row_classes.clear();
  column_classes.clear();
  total = 0;
  disagreement = 0;
  for (const ClassPair& pair : pairs) {
    if (rows[pair.first] == 0) {
      row_classes.push_back(pair.first);
    }
    if (columns[pair.second] == 0) {
      column_classes.push_back(pair.second);
    }
    rows[pair.first] += pair.weight;
    columns[pair.second] += pair.weight;
    total += pair.weight;
    disagreement += pair.weight * distance(pair.first, pair.second);
  }
  disagreement /= total;
  for (const uint16_t k : row_classes) {
    rows[k] /= total;
  }
  for (const uint16_t k : column_classes) {
    columns[k] /= total;
  }
}

double PairTable::ChanceDisagreement(const ClassDistance& distance) const {
  return distance.ProductSum(row_classes, rows, column_classes, columns);
}

double PairTableError(std::span<const ClassPair> pairs, const ClassDistance& distance, double value,
                      double chance, std::span<const double> row_chance,
                      std::span<const double> column_chance) {
  double total = 0;
  double squares = 0;
  for (const ClassPair& pair : pairs) {
    const double agreement = 1 - distance(pair.first, pair.second);
    const double expected = 2 - row_chance[pair.first] - column_chance[pair.second];
    const double difference = agreement - (1 - value) * expected;
    total += pair.weight;
    squares += pair.weight * difference * difference;
  }
  const double centre = value - (1 - chance) * (1 - value);
  const double variance = (squares / total - centre * centre) / (total * chance * chance);
  return std::sqrt(std::max(variance, 0.0));
}

}  // namespace assay
