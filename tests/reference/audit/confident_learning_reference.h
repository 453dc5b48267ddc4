#ifndef ASSAY_TESTS_REFERENCE_AUDIT_CONFIDENT_LEARNING_REFERENCE_H_
#define ASSAY_TESTS_REFERENCE_AUDIT_CONFIDENT_LEARNING_REFERENCE_H_

#include <algorithm>
#include <cstdint>
#include <vector>

#include "engine/audit/confident_learning.h"
#include "engine/audit/label_issues.h"

namespace assay::reference {

// Slow and literal: one item at a time, whole sorts, no blocks and no selection.

template <typename T>
std::vector<double> Thresholds(const LabelledProbabilities<T>& data) {
  std::vector<double> thresholds;
  for (size_t k = 0; k < data.class_count(); ++k) {
    double sum = 0;
    int count = 0;
    for (size_t i = 0; i < data.item_count(); ++i) {
      if (data.given(i) == k) {
        sum += data.row(i)[k];
        ++count;
      }
    }
    thresholds.push_back(count == 0 ? kUnreachableThreshold : std::max(sum / count, 2e-6));
  }
  return thresholds;
}

template <typename T>
CountMatrix ConfidentCounts(const LabelledProbabilities<T>& data) {
  const auto size = static_cast<Eigen::Index>(data.class_count());
  const std::vector<double> thresholds = Thresholds(data);
  CountMatrix counts = CountMatrix::Zero(size, size);
  for (size_t i = 0; i < data.item_count(); ++i) {
    const auto row = data.row(i);
    std::vector<size_t> candidates;
    for (size_t k = 0; k < data.class_count(); ++k) {
      if (row[k] >= static_cast<T>(thresholds[k] - 1e-6)) {
        candidates.push_back(k);
      }
    }
    if (candidates.empty()) {
      continue;
    }
    const auto largest = std::max_element(row.begin(), row.end()) - row.begin();
    const auto chosen =
        candidates.size() == 1 ? static_cast<std::ptrdiff_t>(candidates[0]) : largest;
    ++counts(static_cast<Eigen::Index>(data.given(i)), chosen);
  }
  for (Eigen::Index k = 0; k < size; ++k) {
    counts(k, k) = std::max<int64_t>(counts(k, k), 1);
  }
  return counts;
}

// The items given `given` whose key is below that of the (count+1)-th lowest.
template <typename T, typename Key>
void FlagBelow(const LabelledProbabilities<T>& data, size_t given, int64_t count, const Key& key,
               std::vector<uint8_t>& flags) {
  std::vector<T> keys;
  for (size_t i = 0; i < data.item_count(); ++i) {
    if (data.given(i) == given) {
      keys.push_back(key(i));
    }
  }
  std::sort(keys.begin(), keys.end());
  for (size_t i = 0; i < data.item_count(); ++i) {
    const bool all = count >= static_cast<int64_t>(keys.size());
    if (data.given(i) == given && (all || key(i) < keys[static_cast<size_t>(count)])) {
      flags[i] = 1;
    }
  }
}

template <typename T>
void KeepWhereGivenIsLargest(const LabelledProbabilities<T>& data, std::vector<uint8_t>& flags) {
  for (size_t i = 0; i < data.item_count(); ++i) {
    const auto row = data.row(i);
    if (row[data.given(i)] == *std::max_element(row.begin(), row.end())) {
      flags[i] = 0;
    }
  }
}

// With noise_share 1 and min_items_per_class 0.
template <typename T>
std::vector<uint8_t> PruneByNoiseRate(const LabelledProbabilities<T>& data,
                                      const CountMatrix& calibrated) {
  std::vector<uint8_t> flags(data.item_count(), 0);
  for (size_t g = 0; g < data.class_count(); ++g) {
    for (size_t j = 0; j < data.class_count(); ++j) {
      const int64_t count = calibrated(static_cast<Eigen::Index>(g), static_cast<Eigen::Index>(j));
      if (j != g && count > 0) {
        FlagBelow(
            data, g, count, [&](size_t i) { return data.row(i)[g] - data.row(i)[j]; }, flags);
      }
    }
  }
  KeepWhereGivenIsLargest(data, flags);
  return flags;
}

template <typename T>
std::vector<uint8_t> PruneByClass(const LabelledProbabilities<T>& data,
                                  const CountMatrix& calibrated) {
  std::vector<uint8_t> flags(data.item_count(), 0);
  for (size_t g = 0; g < data.class_count(); ++g) {
    const auto diagonal = static_cast<Eigen::Index>(g);
    const int64_t count = data.class_sizes()[g] - calibrated(diagonal, diagonal);
    if (count > 0) {
      FlagBelow(
          data, g, count, [&](size_t i) { return data.row(i)[g]; }, flags);
    }
  }
  KeepWhereGivenIsLargest(data, flags);
  return flags;
}

}  // namespace assay::reference

#endif  // ASSAY_TESTS_REFERENCE_AUDIT_CONFIDENT_LEARNING_REFERENCE_H_
