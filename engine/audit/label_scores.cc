#include "engine/audit/label_scores.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace assay {
namespace {

template <typename T>
T LargestOther(std::span<const T> row, size_t given) {
  T largest = -std::numeric_limits<T>::infinity();
  for (size_t k = 0; k < row.size(); ++k) {
    if (k != given && row[k] > largest) {
      largest = row[k];
    }
  }
  return largest;
}

template <typename T>
double Entropy(std::span<const T> row) {
  double entropy = 0;
  for (const T p : row) {
    if (p > 0) {
      entropy -= static_cast<double>(p) * std::log(static_cast<double>(p));
    }
  }
  return std::max(entropy, 0.0);
}

}  // namespace

template <typename T>
T SelfConfidence(std::span<const T> row, size_t given) {
  return row[given];
}

template <typename T>
T NormalizedMargin(std::span<const T> row, size_t given) {
  return (row[given] - LargestOther(row, given) + T{1}) / T{2};
}

template <typename T>
T ConfidenceWeightedEntropy(std::span<const T> row, size_t given) {
  constexpr double kSmallest = 1e-6;
  const double normalised = Entropy(row) / std::log(static_cast<double>(row.size()));
  const double x = normalised / std::max(static_cast<double>(row[given]), kSmallest);
  return static_cast<T>(std::log1p(x) / std::max(x, kSmallest));
}

template <typename T>
T LogOdds(std::span<const T> row, size_t given) {
  constexpr T kSmallest = static_cast<T>(1e-30);
  return std::log(std::max(row[given], kSmallest)) -
         std::log(std::max(LargestOther(row, given), kSmallest));
}

template <typename T>
std::vector<T> ScoreItems(const LabelledProbabilities<T>& data, LabelScore score) {
  const auto all = [&](T (*function)(std::span<const T>, size_t)) {
    std::vector<T> scores(data.item_count());
    for (size_t i = 0; i < scores.size(); ++i) {
      scores[i] = function(data.row(i), data.given(i));
    }
    return scores;
  };
  switch (score) {
    case LabelScore::kSelfConfidence:
      return all(&SelfConfidence<T>);
    case LabelScore::kNormalizedMargin:
      return all(&NormalizedMargin<T>);
    case LabelScore::kConfidenceWeightedEntropy:
      return all(&ConfidenceWeightedEntropy<T>);
    case LabelScore::kLogOdds:
      return all(&LogOdds<T>);
  }
  return {};
}

template <typename T>
std::vector<T> AdjustForThresholds(const LabelledProbabilities<T>& data,
                                   std::span<const double> thresholds) {
  const size_t class_count = data.class_count();
  const double largest = *std::max_element(thresholds.begin(), thresholds.end());
  std::vector<T> adjusted(data.item_count() * class_count);
  std::vector<double> row(class_count);
  for (size_t i = 0; i < data.item_count(); ++i) {
    double sum = 0;
    for (size_t k = 0; k < class_count; ++k) {
      row[k] = static_cast<double>(data.row(i)[k]) - thresholds[k] + largest;
      sum += row[k];
    }
    for (size_t k = 0; k < class_count; ++k) {
      adjusted[i * class_count + k] = static_cast<T>(sum > 0 ? row[k] / sum : row[k]);
    }
  }
  return adjusted;
}

template <typename T>
std::vector<size_t> RankFlagged(std::span<const T> scores, std::span<const uint8_t> flags) {
  std::vector<size_t> items;
  for (size_t i = 0; i < flags.size(); ++i) {
    if (flags[i] != 0) {
      items.push_back(i);
    }
  }
  std::stable_sort(items.begin(), items.end(),
                   [&](size_t a, size_t b) { return scores[a] < scores[b]; });
  return items;
}

#define ASSAY_INSTANTIATE_LABEL_SCORES(T)                                          \
  template T SelfConfidence(std::span<const T>, size_t);                           \
  template T NormalizedMargin(std::span<const T>, size_t);                         \
  template T ConfidenceWeightedEntropy(std::span<const T>, size_t);                \
  template T LogOdds(std::span<const T>, size_t);                                  \
  template std::vector<T> ScoreItems(const LabelledProbabilities<T>&, LabelScore); \
  template std::vector<T> AdjustForThresholds(const LabelledProbabilities<T>&,     \
                                              std::span<const double>);            \
  template std::vector<size_t> RankFlagged(std::span<const T>, std::span<const uint8_t>)
ASSAY_INSTANTIATE_LABEL_SCORES(float);
ASSAY_INSTANTIATE_LABEL_SCORES(double);
#undef ASSAY_INSTANTIATE_LABEL_SCORES

}  // namespace assay
