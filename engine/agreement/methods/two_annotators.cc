#include "engine/agreement/methods/two_annotators.h"

#include "engine/base/status.h"

namespace assay {
namespace {

// Labels on the items of both.
int64_t CommonLabelCount(const AgreementSample& sample) {
  double count = 0;
  for (size_t item = 0; item < sample.labels.item_count(); ++item) {
    const std::span<const uint32_t> annotators = sample.labels.annotators_of(item);
    if (!annotators.empty() && annotators.front() != annotators.back()) {
      count += sample.multiplicity(item) * static_cast<double>(annotators.size());
    }
  }
  return static_cast<int64_t>(count);
}

}  // namespace

absl::StatusOr<AgreementValue> TwoAnnotatorKappa(const AgreementSample& sample,
                                                 ChanceShares (*shares_of)(const PairTable&)) {
  ASSAY_RETURN_IF_ERROR(CheckTwoAnnotators(sample));
  ASSAY_RETURN_IF_ERROR(CheckPairable(sample, CountPairable(sample)));
  std::vector<ClassPair> pairs;
  CollectPairs(sample, 0, pairs);
  if (pairs.empty()) {
    return NoOverlapError();
  }
  const size_t class_count = sample.labels.class_count();
  PairTable table(class_count);
  table.Fill(pairs, sample.distance);
  const ChanceShares shares = shares_of(table);
  // Chance of disagreeing, of each class that the other annotator may meet.
  std::vector<double> row_chance(class_count);
  std::vector<double> column_chance(class_count);
  sample.distance.Apply(shares.second, row_chance);
  sample.distance.Apply(shares.first, column_chance);
  double chance = 0;
  for (size_t k = 0; k < class_count; ++k) {
    chance += shares.first[k] * row_chance[k];
  }
  if (!(chance > 0)) {
    return OneClassError();
  }
  AgreementValue result;
  result.value = 1 - table.disagreement / chance;
  result.observed = 1 - table.disagreement;
  result.expected_by_chance = 1 - chance;
  result.item_count = static_cast<int64_t>(table.total + 0.5);
  result.label_count = CommonLabelCount(sample);
  if (sample.with_error && result.item_count >= 2) {
    result.standard_error =
        PairTableError(pairs, sample.distance, result.value, chance, row_chance, column_chance);
  }
  return result;
}

}  // namespace assay
