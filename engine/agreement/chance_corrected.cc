#include "engine/agreement/chance_corrected.h"

#include <cmath>
#include <optional>
#include <span>

#include "engine/base/status.h"

namespace assay {
namespace {

double Count(size_t count) { return static_cast<double>(count); }

// 1 - pa.
double ObservedDisagreement(const AgreementSample& sample, double pairable_count) {
  double sum = 0;
  ClassDistance::Scratch scratch(sample.labels.class_count());
  for (size_t item = 0; item < sample.labels.item_count(); ++item) {
    const std::span<const uint16_t> classes = sample.labels.classes_of(item);
    const double times = sample.multiplicity(item);
    if (classes.size() >= 2 && times != 0) {
      sum += times * sample.distance.ItemSum(classes, scratch) /
             (Count(classes.size()) * Count(classes.size() - 1));
    }
  }
  return sum / pairable_count;
}

// How much more the item expects chance to disagree than items do on average.
double Influence(const ChanceDisagreement& chance, size_t item, std::span<const uint16_t> classes) {
  if (!chance.by_item.empty()) {
    return chance.by_item[item];
  }
  if (chance.by_class.empty()) {
    return 0;
  }
  double expected = 0;
  for (const uint16_t k : classes) {
    expected += chance.by_class[k];
  }
  return expected / Count(classes.size()) - chance.value;
}

std::optional<double> StandardError(const AgreementSample& sample, double pairable_count,
                                    const ChanceDisagreement& chance, double value) {
  const double count = LabelledItemCount(sample);
  if (!sample.with_error || count < 2) {
    return std::nullopt;
  }
  ClassDistance::Scratch scratch(sample.labels.class_count());
  double sum = 0;
  for (size_t item = 0; item < sample.labels.item_count(); ++item) {
    const std::span<const uint16_t> classes = sample.labels.classes_of(item);
    if (classes.empty()) {
      continue;
    }
    const double label_count = Count(classes.size());
    double linear = 0;
    if (classes.size() >= 2) {
      const double disagreement =
          sample.distance.ItemSum(classes, scratch) / (label_count * (label_count - 1));
      linear = count / pairable_count * (chance.value - disagreement) / chance.value;
    }
    const double expected_above_mean = Influence(chance, item, classes);
    linear += 2 * (1 - value) * expected_above_mean / chance.value;
    sum += sample.multiplicity(item) * (linear - value) * (linear - value);
  }
  return std::sqrt(sum / (count * (count - 1)));
}

}  // namespace

double LabelledItemCount(const AgreementSample& sample) {
  double count = 0;
  const std::span<const uint64_t> begin = sample.labels.item_begin();
  for (size_t item = 0; item + 1 < begin.size(); ++item) {
    count += begin[item] == begin[item + 1] ? 0 : sample.multiplicity(item);
  }
  return count;
}

std::vector<double> ClassShares(const AgreementSample& sample) {
  std::vector<double> shares(sample.labels.class_count(), 0.0);
  for (size_t item = 0; item < sample.labels.item_count(); ++item) {
    const std::span<const uint16_t> classes = sample.labels.classes_of(item);
    const double times = classes.empty() ? 0 : sample.multiplicity(item);
    if (times == 0) {
      continue;
    }
    const double part = times / Count(classes.size());
    for (const uint16_t k : classes) {
      shares[k] += part;
    }
  }
  const double count = LabelledItemCount(sample);
  for (double& share : shares) {
    share = count > 0 ? share / count : 0;
  }
  return shares;
}

absl::StatusOr<AgreementValue> ChanceCorrected(const AgreementSample& sample,
                                               const ChanceDisagreement& chance) {
  const PairableCounts pairable = CountPairable(sample);
  ASSAY_RETURN_IF_ERROR(CheckPairable(sample, pairable));
  const double pairable_count = static_cast<double>(pairable.item_count);
  const double disagreement = ObservedDisagreement(sample, pairable_count);
  if (!(chance.value > 0)) {
    return OneClassError();
  }
  AgreementValue result;
  result.value = 1 - disagreement / chance.value;
  result.standard_error = StandardError(sample, pairable_count, chance, result.value);
  result.observed = 1 - disagreement;
  result.expected_by_chance = 1 - chance.value;
  result.item_count = pairable.item_count;
  result.label_count = pairable.label_count;
  return result;
}

}  // namespace assay
