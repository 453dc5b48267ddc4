#include <algorithm>
#include <span>
#include <vector>

#include "engine/agreement/methods/methods.h"
#include "engine/base/status.h"

namespace assay {
namespace {

double Square(double value) { return value * value; }

absl::Status NoVariationError() {
  return MakeError(absl::StatusCode::kFailedPrecondition, "NO_VARIATION",
                   "the labels do not vary in what the coefficient compares with, expected items "
                   "or labels that differ");
}

// Sums of squares around means, of items that count.
struct Squares {
  double item_count = 0;
  double label_count = 0;
  double item_size_squares = 0;  // sum n_i^2
  double items = 0;
  double within = 0;
  double annotators = 0;
};

// Every annotator has labelled the item, once.
bool IsComplete(const AgreementSample& sample, size_t item) {
  const std::span<const uint32_t> annotators = sample.labels.annotators_of(item);
  if (annotators.size() != sample.labels.annotator_count()) {
    return false;
  }
  for (size_t a = 0; a < annotators.size(); ++a) {
    if (annotators[a] != a) {
      return false;
    }
  }
  return true;
}

// How often the item counts.
double TimesCounted(const AgreementSample& sample, size_t item, bool complete_only) {
  const bool counts =
      complete_only ? IsComplete(sample, item) : !sample.labels.classes_of(item).empty();
  return counts ? sample.multiplicity(item) : 0;
}

double ItemMean(const AgreementSample& sample, size_t item) {
  double sum = 0;
  for (const uint16_t k : sample.labels.classes_of(item)) {
    sum += sample.labels.class_values()[k];
  }
  return sum / static_cast<double>(sample.labels.classes_of(item).size());
}

Squares SumSquares(const AgreementSample& sample, bool complete_only) {
  Squares squares;
  double mean = 0;
  for (size_t item = 0; item < sample.labels.item_count(); ++item) {
    const double times = TimesCounted(sample, item, complete_only);
    const double size = static_cast<double>(sample.labels.classes_of(item).size());
    if (times > 0) {
      squares.item_count += times;
      squares.label_count += times * size;
      squares.item_size_squares += times * size * size;
      mean += times * size * ItemMean(sample, item);
    }
  }
  mean /= squares.label_count;
  std::vector<double> annotator_sums(complete_only ? sample.labels.annotator_count() : 0, 0.0);
  for (size_t item = 0; item < sample.labels.item_count(); ++item) {
    const double times = TimesCounted(sample, item, complete_only);
    if (times == 0) {
      continue;
    }
    const std::span<const uint16_t> classes = sample.labels.classes_of(item);
    const double item_mean = ItemMean(sample, item);
    squares.items += times * static_cast<double>(classes.size()) * Square(item_mean - mean);
    for (size_t at = 0; at < classes.size(); ++at) {
      const double value = sample.labels.class_values()[classes[at]];
      squares.within += times * Square(value - item_mean);
      if (complete_only) {
        annotator_sums[at] += times * (value - mean);
      }
    }
  }
  for (const double sum : annotator_sums) {
    squares.annotators += Square(sum) / squares.item_count;
  }
  return squares;
}

absl::Status CheckItems(const AgreementSample& sample, const PairableCounts& pairable,
                        bool complete_only) {
  ASSAY_RETURN_IF_ERROR(CheckPairable(sample, pairable));
  if (!complete_only) {
    return pairable.item_count < 2 ? TooFewItemsError(pairable.item_count) : absl::OkStatus();
  }
  double count = 0;
  for (size_t item = 0; item < sample.labels.item_count(); ++item) {
    count += TimesCounted(sample, item, true);
  }
  return count < 2 ? TooFewItemsError(static_cast<int64_t>(count)) : absl::OkStatus();
}

absl::StatusOr<AgreementValue> Ratio(double numerator, double divisor, double item_count,
                                     double label_count) {
  if (!(divisor > 0)) {
    return NoVariationError();
  }
  AgreementValue result;
  result.value = numerator / divisor;
  result.item_count = static_cast<int64_t>(item_count);
  result.label_count = static_cast<int64_t>(label_count);
  return result;
}

absl::StatusOr<AgreementValue> TwoWay(const AgreementSample& sample, bool absolute) {
  ASSAY_RETURN_IF_ERROR(CheckItems(sample, CountPairable(sample), true));
  const Squares squares = SumSquares(sample, true);
  const double items = squares.item_count;
  const double annotators = static_cast<double>(sample.labels.annotator_count());
  const double between_items = squares.items / (items - 1);
  const double between_annotators = squares.annotators / (annotators - 1);
  const double rest =
      std::max(squares.within - squares.annotators, 0.0) / ((items - 1) * (annotators - 1));
  double divisor = between_items + (annotators - 1) * rest;
  if (absolute) {
    divisor += annotators * (between_annotators - rest) / items;
  }
  return Ratio(between_items - rest, divisor, items, squares.label_count);
}

}  // namespace

absl::StatusOr<AgreementValue> IccOneWay(const AgreementSample& sample) {
  const PairableCounts pairable = CountPairable(sample);
  ASSAY_RETURN_IF_ERROR(CheckItems(sample, pairable, false));
  const Squares squares = SumSquares(sample, false);
  const double between = squares.items / (squares.item_count - 1);
  const double within = squares.within / (squares.label_count - squares.item_count);
  const double mean_size = (squares.label_count - squares.item_size_squares / squares.label_count) /
                           (squares.item_count - 1);
  return Ratio(between - within, between + (mean_size - 1) * within,
               static_cast<double>(pairable.item_count), static_cast<double>(pairable.label_count));
}

absl::StatusOr<AgreementValue> IccAgreement(const AgreementSample& sample) {
  return TwoWay(sample, true);
}

absl::StatusOr<AgreementValue> IccConsistency(const AgreementSample& sample) {
  return TwoWay(sample, false);
}

}  // namespace assay
