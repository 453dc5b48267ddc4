#include "engine/audit/plausible_errors.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "engine/base/check.h"
#include "engine/base/kernel.h"

namespace assay {
namespace {

constexpr size_t kRowsPerTask = 1024;
constexpr double kSureSeparation = 0.35;
constexpr double kWidestFactor = 2.2;
constexpr double kFactorSlope = 3.0;

constexpr std::string_view kMethod =
    "Plausible range from the models alone (confident joint and disagreements); not a confidence "
    "interval. A verified sample corrects it.";

// outvoted[i - begin] = 1 where another class has more than the given one.
ASSAY_KERNEL void FindOutvoted(const ClassMatrix& log_probabilities, const uint32_t* given,
                               size_t begin, size_t end, uint8_t* outvoted) {
  for (size_t i = begin; i < end; ++i) {
    const std::span<const float> row = log_probabilities.row(i);
    const float own = row[given[i]];
    int32_t above = 0;
    for (size_t k = 0; k < row.size(); ++k) {
      above += row[k] > own ? 1 : 0;
    }
    outvoted[i - begin] = above > 0 ? 1 : 0;
  }
}

struct ClassCounts {
  std::vector<double> sizes;
  std::vector<double> disagreements;
};

ClassCounts CountByClass(const ClassMatrix& log_probabilities, std::span<const uint32_t> given,
                         WorkerPool& pool) {
  std::vector<uint8_t> outvoted(given.size());
  pool.ForRanges(given.size(), kRowsPerTask, [&](size_t begin, size_t end) {
    FindOutvoted(log_probabilities, given.data(), begin, end, outvoted.data() + begin);
  });
  const size_t class_count = log_probabilities.class_count();
  ClassCounts counts{std::vector<double>(class_count), std::vector<double>(class_count)};
  for (size_t i = 0; i < given.size(); ++i) {
    counts.sizes[given[i]] += 1;
    counts.disagreements[given[i]] += outvoted[i];
  }
  return counts;
}

// n_g (1 - J[g,g] / sum_k J[g,k]) by given class.
std::vector<double> ConfidentErrors(const CountMatrix& joint, std::span<const double> class_sizes) {
  std::vector<double> errors;
  for (Eigen::Index g = 0; g < joint.rows(); ++g) {
    const int64_t total = joint.row(g).sum();
    const double off = static_cast<double>(total - joint(g, g));
    errors.push_back(
        total == 0 ? 0.0 : class_sizes[static_cast<size_t>(g)] * off / static_cast<double>(total));
  }
  return errors;
}

double Sum(std::span<const double> values) {
  return std::accumulate(values.begin(), values.end(), 0.0);
}

ErrorRange RangeOf(double confident, double disagreements, double expected, double item_count) {
  const double separation = expected / std::max(disagreements, 1.0);
  const double lambda = std::clamp(1.0 - separation / kSureSeparation, 0.0, 1.0);
  const double factor = std::clamp(kWidestFactor - kFactorSlope * separation, 1.0, kWidestFactor);
  const double most = std::max(confident, disagreements);
  ErrorRange range;
  range.high = std::min(factor * most, item_count);
  range.low = std::min(0.5 * std::min(expected, confident), range.high);
  const double centre = std::pow(std::max(confident, 1.0), 1.0 - lambda) *
                        std::pow(std::max(disagreements, 1.0), lambda);
  range.centre = most == 0 ? 0.0 : std::clamp(centre, range.low, range.high);
  return range;
}

// Shares `total` out in proportion to `parts`, none above its cap; what a cap refuses goes to the
// others.  parts > 0 where caps > 0; total <= sum of caps.
std::vector<double> ShareOut(double total, std::span<const double> parts,
                             std::span<const double> caps) {
  std::vector<double> shares(parts.size());
  std::vector<bool> full(parts.size());
  for (bool capped = true; capped;) {
    capped = false;
    double left = total;
    double open = 0;
    for (size_t g = 0; g < parts.size(); ++g) {
      left -= full[g] ? caps[g] : 0.0;
      open += full[g] ? 0.0 : parts[g];
    }
    for (size_t g = 0; g < parts.size(); ++g) {
      const double share = open > 0 ? left * parts[g] / open : 0.0;
      capped = capped || (!full[g] && share > caps[g]);
      full[g] = full[g] || share > caps[g];
      shares[g] = full[g] ? caps[g] : share;
    }
  }
  return shares;
}

}  // namespace

PlausibleErrors EstimatePlausibleErrors(const ClassMatrix& log_probabilities,
                                        std::span<const uint32_t> given, const NoiseEstimate& noise,
                                        const CountMatrix& confident_joint, WorkerPool& pool) {
  ASSAY_CHECK(given.size() == log_probabilities.row_count());
  const ClassCounts counts = CountByClass(log_probabilities, given, pool);
  const std::vector<double> confident = ConfidentErrors(confident_joint, counts.sizes);
  PlausibleErrors errors;
  errors.method = kMethod;
  errors.confident_joint_errors = Sum(confident);
  errors.disagreements = Sum(counts.disagreements);
  errors.expected_errors = noise.expected_errors;
  errors.all = RangeOf(errors.confident_joint_errors, errors.disagreements, errors.expected_errors,
                       static_cast<double>(given.size()));
  std::vector<double> parts = confident;
  for (size_t g = 0; g < parts.size(); ++g) {
    parts[g] += counts.sizes[g] / std::max(static_cast<double>(given.size()), 1.0);
  }
  const std::vector<double> centres = ShareOut(errors.all.centre, parts, counts.sizes);
  for (size_t g = 0; g < centres.size(); ++g) {
    const double scale = errors.all.centre > 0 ? centres[g] / errors.all.centre : 0.0;
    errors.per_class.push_back({.centre = centres[g],
                                .low = scale * errors.all.low,
                                .high = std::min(scale * errors.all.high, counts.sizes[g])});
  }
  return errors;
}

}  // namespace assay
