#include "engine/agreement/class_distance.h"

#include <algorithm>
#include <cmath>
#include <memory>
#include <numbers>
#include <string>
#include <utility>

#include "engine/agreement/element_lists.h"
#include "engine/base/status.h"

namespace assay {
namespace {

constexpr size_t kMaxMatrixClassCount = 2048;
constexpr size_t kMaxMeetingCount = size_t{1} << 24;

double Square(double value) { return value * value; }

double Over(double value, double scale) { return scale > 0 ? value / scale : 0; }

// The distances of numbers x, y in [low, high], before they are scaled.
double NumberDistance(ClassWeights weights, double x, double y, double low, double high) {
  const double difference = std::abs(x - y);
  switch (weights) {
    case ClassWeights::kLinear:
      return difference;
    case ClassWeights::kRadical:
      return std::sqrt(difference);
    case ClassWeights::kRatio:
      return difference == 0 ? 0 : Square(difference / (x + y));
    case ClassWeights::kCircular:
      return Square(std::sin(std::numbers::pi * difference / (high - low + 1)));
    case ClassWeights::kBipolar:
      return difference == 0 ? 0 : Square(difference) / ((x + y - 2 * low) * (2 * high - x - y));
    default:
      return Square(difference);
  }
}

// The greatest distance, for the weights whose greatest is not that of the ends.
double GreatestDistance(ClassWeights weights, const std::vector<double>& values) {
  const double low = values.front();
  const double high = values.back();
  if (weights != ClassWeights::kCircular && weights != ClassWeights::kBipolar) {
    return NumberDistance(weights, low, high, low, high);
  }
  double greatest = 0;
  for (size_t k = 0; k < values.size(); ++k) {
    for (size_t l = 0; l < k; ++l) {
      greatest = std::max(greatest, NumberDistance(weights, values[k], values[l], low, high));
    }
  }
  return greatest;
}

double RankDistance(size_t k, size_t l, size_t class_count) {
  const double ranks = static_cast<double>(k > l ? k - l : l - k);
  const double all = static_cast<double>(class_count);
  return Over(ranks * (ranks + 1), all * (all - 1));
}

bool IsOrdinal(ClassWeights weights) {
  return weights == ClassWeights::kOrdinal || weights == ClassWeights::kGwetOrdinal;
}

}  // namespace

absl::Status CheckClassesAreNumbers(const LabelTable& labels) {
  if (!labels.class_values().empty() || labels.class_count() == 0) {
    return absl::OkStatus();
  }
  // Not every class need be at fault: the first that no number begins is the best example.
  std::string found(labels.class_names()[0]);
  for (size_t k = 0; k < labels.class_count(); ++k) {
    const std::string_view name = labels.class_names()[k];
    if (name.find_first_of("0123456789") == std::string_view::npos) {
      found = std::string(name);
      break;
    }
  }
  return MakeError(absl::StatusCode::kFailedPrecondition, "CLASSES_NOT_NUMBERS",
                   "found the label \"" + found +
                       "\", expected every label to be a number, each written in one way",
                   {{"found", found}});
}

absl::StatusOr<ClassDistance> ClassDistance::Create(const LabelTable& labels,
                                                    ClassWeights weights) {
  const size_t class_count = labels.class_count();
  if (weights == ClassWeights::kNominal) {
    return ClassDistance(Kind::kEqual, class_count);
  }
  if (weights == ClassWeights::kJaccard || weights == ClassWeights::kMasi ||
      weights == ClassWeights::kSpans) {
    return OfSets(labels, weights);
  }
  return OfNumbers(labels, weights);
}

absl::StatusOr<ClassDistance> ClassDistance::OfSets(const LabelTable& labels,
                                                    ClassWeights weights) {
  const bool spans = weights == ClassWeights::kSpans;
  ASSAY_ASSIGN_OR_RETURN(ElementLists read, spans ? ReadSpanLists(labels.class_names())
                                                  : ReadSets(labels.class_names()));
  const auto distance_of =
      spans ? &F1Distance : (weights == ClassWeights::kMasi ? &MasiDistance : &JaccardDistance);
  const auto lists = std::make_shared<const ElementLists>(std::move(read));
  ClassDistance distance = FromRule(labels.class_count(), [lists, distance_of](size_t k, size_t l) {
    return distance_of((*lists)[k], (*lists)[l]);
  });
  if (distance.kind_ == Kind::kRule) {
    distance.meeting_ = SetsThatMeet(*lists, kMaxMeetingCount);
    for (size_t k = 0; k + 1 < distance.meeting_.begin.size(); ++k) {
      for (const uint32_t l : distance.meeting_[k]) {
        distance.similarities_.push_back(1 - distance(k, l));
      }
    }
  }
  return distance;
}

absl::StatusOr<ClassDistance> ClassDistance::OfNumbers(const LabelTable& labels,
                                                       ClassWeights weights) {
  const size_t class_count = labels.class_count();
  ASSAY_RETURN_IF_ERROR(CheckClassesAreNumbers(labels));
  if (IsOrdinal(weights)) {
    return FromRule(class_count,
                    [class_count](size_t k, size_t l) { return RankDistance(k, l, class_count); });
  }
  std::vector<double> values(labels.class_values().begin(), labels.class_values().end());
  if (values.empty()) {
    return ClassDistance(Kind::kEqual, class_count);
  }
  if (weights == ClassWeights::kRatio && values.front() < 0) {
    const std::string found(labels.class_names()[0]);
    return MakeError(absl::StatusCode::kFailedPrecondition, "CLASSES_BELOW_ZERO",
                     "found the label \"" + found + "\", expected no negative number for ratios",
                     {{"found", found}});
  }
  if (weights == ClassWeights::kInterval) {
    const double range = values.back() - values.front();
    for (double& value : values) {
      value = Over(value, range);
    }
    return SquaredDifference(std::move(values));
  }
  const double greatest = GreatestDistance(weights, values);
  return FromRule(class_count, [weights, greatest, values](size_t k, size_t l) {
    return Over(NumberDistance(weights, values[k], values[l], values.front(), values.back()),
                greatest);
  });
}

ClassDistance ClassDistance::SquaredDifference(std::vector<double> values) {
  ClassDistance distance(Kind::kSquare, values.size());
  distance.values_ = std::move(values);
  return distance;
}

ClassDistance ClassDistance::FromRule(size_t class_count, Rule rule) {
  if (class_count > kMaxMatrixClassCount) {
    ClassDistance distance(Kind::kRule, class_count);
    distance.rule_ = std::move(rule);
    return distance;
  }
  ClassDistance distance(Kind::kMatrix, class_count);
  distance.matrix_.resize(class_count * class_count);
  for (size_t k = 0; k < class_count; ++k) {
    for (size_t l = 0; l < k; ++l) {
      const double value = rule(k, l);
      distance.matrix_[k * class_count + l] = value;
      distance.matrix_[l * class_count + k] = value;
    }
  }
  return distance;
}

double ClassDistance::operator()(size_t k, size_t l) const {
  switch (kind_) {
    case Kind::kEqual:
      return k == l ? 0 : 1;
    case Kind::kSquare:
      return Square(values_[k] - values_[l]);
    case Kind::kMatrix:
      return matrix_[k * class_count_ + l];
    case Kind::kRule:
      return k == l ? 0 : rule_(k, l);
  }
  return 0;
}

void ClassDistance::Apply(std::span<const double> shares, std::span<double> result) const {
  double total = 0;
  for (const double share : shares) {
    total += share;
  }
  if (kind_ == Kind::kSquare) {
    ApplySquares(shares, total, result);
    return;
  }
  for (size_t k = 0; k < class_count_; ++k) {
    if (kind_ == Kind::kEqual) {
      result[k] = total - shares[k];
    } else if (!meeting_.begin.empty()) {
      double similar = 0;
      for (uint64_t at = meeting_.begin[k]; at < meeting_.begin[k + 1]; ++at) {
        similar += shares[meeting_.elements[at]] * similarities_[at];
      }
      result[k] = total - similar;
    } else {
      double sum = 0;
      for (size_t l = 0; l < class_count_; ++l) {
        sum += shares[l] == 0 ? 0 : shares[l] * (*this)(k, l);
      }
      result[k] = sum;
    }
  }
}

void ClassDistance::ApplySquares(std::span<const double> shares, double total,
                                 std::span<double> result) const {
  // Around the mean, so that nothing is lost to cancellation; the mean from one of the classes that
  // are there, so that it is exact where there is only one.
  const auto used = std::find_if(shares.begin(), shares.end(), [](double s) { return s != 0; });
  const double origin =
      used == shares.end() ? 0 : values_[static_cast<size_t>(used - shares.begin())];
  double mean = 0;
  for (size_t k = 0; k < class_count_; ++k) {
    mean += shares[k] * (values_[k] - origin);
  }
  mean = origin + (total == 0 ? 0 : mean / total);
  double spread = 0;
  for (size_t k = 0; k < class_count_; ++k) {
    spread += shares[k] * Square(values_[k] - mean);
  }
  for (size_t k = 0; k < class_count_; ++k) {
    result[k] = total * Square(values_[k] - mean) + spread;
  }
}

double ClassDistance::Total() const {
  const std::vector<double> ones(class_count_, 1.0);
  std::vector<double> sums(class_count_);
  Apply(ones, sums);
  double total = 0;
  for (const double sum : sums) {
    total += sum;
  }
  return total;
}

double ClassDistance::ItemSum(std::span<const uint16_t> classes, Scratch& scratch) const {
  const size_t label_count = classes.size();
  if (kind_ == Kind::kSquare) {
    double mean = 0;
    for (const uint16_t k : classes) {
      mean += values_[k];
    }
    mean /= static_cast<double>(label_count);
    double spread = 0;
    for (const uint16_t k : classes) {
      spread += Square(values_[k] - mean);
    }
    return 2 * static_cast<double>(label_count) * spread;
  }
  if (kind_ == Kind::kEqual) {
    uint64_t equal_pairs = 0;
    for (const uint16_t k : classes) {
      equal_pairs += scratch.counts[k]++;
    }
    for (const uint16_t k : classes) {
      scratch.counts[k] = 0;
    }
    return static_cast<double>(label_count * (label_count - 1) - 2 * equal_pairs);
  }
  return ItemSumOfClasses(classes, scratch);
}

double ClassDistance::ItemSumOfClasses(std::span<const uint16_t> classes, Scratch& scratch) const {
  scratch.seen.clear();
  for (const uint16_t k : classes) {
    if (scratch.counts[k]++ == 0) {
      scratch.seen.push_back(k);
    }
  }
  double sum = 0;
  for (size_t a = 1; a < scratch.seen.size(); ++a) {
    const uint16_t k = scratch.seen[a];
    for (size_t b = 0; b < a; ++b) {
      const uint16_t l = scratch.seen[b];
      sum += static_cast<double>(scratch.counts[k]) * scratch.counts[l] * (*this)(k, l);
    }
  }
  for (const uint16_t k : scratch.seen) {
    scratch.counts[k] = 0;
  }
  return 2 * sum;
}

double ClassDistance::ProductSum(std::span<const uint16_t> row_classes,
                                 std::span<const double> rows,
                                 std::span<const uint16_t> column_classes,
                                 std::span<const double> columns) const {
  double sum = 0;
  if (kind_ == Kind::kEqual) {
    double row_total = 0;
    double column_total = 0;
    for (const uint16_t k : row_classes) {
      row_total += rows[k];
      sum -= rows[k] * columns[k];
    }
    for (const uint16_t l : column_classes) {
      column_total += columns[l];
    }
    return row_total * column_total + sum;
  }
  for (const uint16_t k : row_classes) {
    for (const uint16_t l : column_classes) {
      sum += rows[k] * columns[l] * (*this)(k, l);
    }
  }
  return sum;
}

}  // namespace assay
