#include <cmath>
#include <vector>

#include "engine/agreement/methods/methods.h"
#include "engine/base/status.h"

namespace assay {
namespace {

double Count(size_t count) { return static_cast<double>(count); }

// n_k: labels of each class on items with two or more.
std::vector<double> PairableClassCounts(const AgreementSample& sample) {
  std::vector<uint64_t> counts(sample.labels.class_count(), 0);
  for (size_t item = 0; item < sample.labels.item_count(); ++item) {
    const std::span<const uint16_t> classes = sample.labels.classes_of(item);
    const uint64_t times = sample.multiplicities.empty() ? 1 : sample.multiplicities[item];
    if (classes.size() >= 2 && times != 0) {
      for (const uint16_t k : classes) {
        counts[k] += times;
      }
    }
  }
  return {counts.begin(), counts.end()};
}

// Krippendorff's ordinal distance is the squared difference of mean ranks; here over n.
ClassDistance MeanRankDistance(const std::vector<double>& counts, double label_count) {
  std::vector<double> ranks;
  double below = 0;
  for (const double count : counts) {
    ranks.push_back((below + count / 2) / label_count);
    below += count;
  }
  return ClassDistance::SquaredDifference(std::move(ranks));
}

struct Disagreement {
  double observed = 0;             // sum_kl o_kl d_kl / n
  double expected = 0;             // sum_kl n_k n_l d_kl / n^2
  std::vector<double> from_class;  // sum_l n_l d_kl / n
};

Disagreement Disagree(const AgreementSample& sample, const ClassDistance& distance,
                      std::vector<double> shares, double label_count) {
  Disagreement result;
  ClassDistance::Scratch scratch(sample.labels.class_count());
  for (size_t item = 0; item < sample.labels.item_count(); ++item) {
    const std::span<const uint16_t> classes = sample.labels.classes_of(item);
    const double times = sample.multiplicity(item);
    if (classes.size() >= 2 && times != 0) {
      result.observed += times * distance.ItemSum(classes, scratch) / Count(classes.size() - 1);
    }
  }
  result.observed /= label_count;
  result.from_class.resize(shares.size());
  distance.Apply(shares, result.from_class);
  for (size_t k = 0; k < shares.size(); ++k) {
    result.expected += shares[k] * result.from_class[k];
  }
  return result;
}

double StandardError(const AgreementSample& sample, const ClassDistance& distance,
                     const Disagreement& disagreement, const PairableCounts& pairable) {
  const double item_count = static_cast<double>(pairable.item_count);
  const double mean_labels = static_cast<double>(pairable.label_count) / item_count;
  const double value = 1 - disagreement.observed / disagreement.expected;
  ClassDistance::Scratch scratch(sample.labels.class_count());
  double sum = 0;
  for (size_t item = 0; item < sample.labels.item_count(); ++item) {
    const std::span<const uint16_t> classes = sample.labels.classes_of(item);
    if (classes.size() < 2) {
      continue;
    }
    const double surplus = Count(classes.size()) / mean_labels - 1;
    double expected = 0;
    for (const uint16_t k : classes) {
      expected += disagreement.from_class[k];
    }
    expected = expected / mean_labels - disagreement.expected * surplus;
    const double observed =
        distance.ItemSum(classes, scratch) / (mean_labels * Count(classes.size() - 1)) -
        disagreement.observed * surplus;
    const double linear =
        (disagreement.expected - observed) / disagreement.expected -
        2 * (1 - value) * (disagreement.expected - expected) / disagreement.expected;
    sum += sample.multiplicity(item) * (linear - value) * (linear - value);
  }
  return std::sqrt(sum / (item_count * (item_count - 1)));
}

}  // namespace

absl::StatusOr<AgreementValue> KrippendorffAlpha(const AgreementSample& sample) {
  const PairableCounts pairable = CountPairable(sample);
  ASSAY_RETURN_IF_ERROR(CheckPairable(sample, pairable));
  const double label_count = static_cast<double>(pairable.label_count);
  std::vector<double> shares = PairableClassCounts(sample);
  const bool by_ranks = sample.weights == ClassWeights::kOrdinal;
  const ClassDistance ranks =
      MeanRankDistance(by_ranks ? shares : std::vector<double>(), label_count);
  const ClassDistance& distance = by_ranks ? ranks : sample.distance;
  for (double& share : shares) {
    share /= label_count;
  }
  const Disagreement disagreement = Disagree(sample, distance, std::move(shares), label_count);
  if (!(disagreement.expected > 0)) {
    return OneClassError();
  }
  AgreementValue result;
  const double few_labels = 1 - 1 / label_count;
  result.value = 1 - few_labels * disagreement.observed / disagreement.expected;
  if (!by_ranks) {
    result.observed = 1 - few_labels * disagreement.observed;
    result.expected_by_chance = 1 - disagreement.expected;
    if (sample.with_error && pairable.item_count >= 2) {
      result.standard_error = StandardError(sample, distance, disagreement, pairable);
    }
  }
  result.item_count = pairable.item_count;
  result.label_count = pairable.label_count;
  return result;
}

}  // namespace assay
