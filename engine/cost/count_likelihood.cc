#include "engine/cost/count_likelihood.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace assay {
namespace {

// log of alpha (alpha + 1) ... (alpha + count - 1).
double LogRising(double alpha, uint64_t count) {
  double sum = 0;
  for (uint64_t i = 0; i < count; ++i) {
    sum += std::log(alpha + static_cast<double>(i));
  }
  return sum;
}

double LogSum(std::span<const double> logs) {
  const double most = *std::max_element(logs.begin(), logs.end());
  if (most == -std::numeric_limits<double>::infinity()) {
    return most;
  }
  double sum = 0;
  for (const double value : logs) {
    sum += std::exp(value - most);
  }
  return most + std::log(sum);
}

// log mean over the classes that could be the rival of exp(base + what the rival adds).
double LogOverRivals(double base, std::span<const double> gains, size_t truth, size_t unnamed_count,
                     size_t class_count) {
  std::vector<double> logs;
  logs.reserve(gains.size() + 1);
  for (size_t rival = 0; rival < gains.size(); ++rival) {
    if (rival != truth) {
      logs.push_back(base + gains[rival]);
    }
  }
  if (unnamed_count > 0) {
    logs.push_back(base + std::log(static_cast<double>(unnamed_count)));
  }
  return logs.empty() ? -std::numeric_limits<double>::infinity()
                      : LogSum(logs) - std::log(static_cast<double>(class_count - 1));
}

}  // namespace

std::vector<double> LogCountLikelihood(std::span<const uint32_t> counts, const AnswerLaw& law,
                                       size_t class_count) {
  const Masses masses = MassesOf(law, class_count);
  const size_t named = counts.size();
  uint64_t label_count = 0;
  std::vector<double> right(named);
  std::vector<double> other(named);
  std::vector<double> gains(named);  // of being the rival instead of any other class
  // With two classes the wrong one is the rival in any case.
  const double other_mass = class_count == 2 ? masses.rival : masses.other;
  double others = 0;
  for (size_t i = 0; i < named; ++i) {
    label_count += counts[i];
    right[i] = LogRising(masses.right, counts[i]);
    other[i] = LogRising(other_mass, counts[i]);
    gains[i] = LogRising(masses.rival, counts[i]) - other[i];
    others += other[i];
  }
  const double all = LogRising(law.concentration, label_count);
  const size_t unnamed = class_count - named;
  std::vector<double> result(named + 1, -std::numeric_limits<double>::infinity());
  for (size_t truth = 0; truth < named; ++truth) {
    const double base = others - other[truth] + right[truth] - all;
    result[truth] = LogOverRivals(base, gains, truth, unnamed, class_count);
  }
  if (unnamed > 0) {
    result[named] = LogOverRivals(others - all, gains, named, unnamed - 1, class_count);
  }
  return result;
}

}  // namespace assay
