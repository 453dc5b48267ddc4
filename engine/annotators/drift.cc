#include "engine/annotators/drift.h"

#include <algorithm>
#include <boost/math/distributions/students_t.hpp>
#include <cmath>
#include <cstddef>
#include <vector>

#include "engine/annotators/accuracy.h"

namespace assay {
namespace {

constexpr size_t kLeastLabels = 10;

// Of labels sorted by time; equal times share their mean.
std::vector<double> Ranks(const std::vector<JudgedLabel>& sorted) {
  std::vector<double> ranks(sorted.size());
  for (size_t begin = 0; begin < sorted.size();) {
    size_t end = begin + 1;
    while (end < sorted.size() && sorted[end].time == sorted[begin].time) {
      ++end;
    }
    std::fill(ranks.begin() + static_cast<ptrdiff_t>(begin),
              ranks.begin() + static_cast<ptrdiff_t>(end),
              0.5 * static_cast<double>(begin + end - 1));
    begin = end;
  }
  return ranks;
}

double Correlation(const std::vector<double>& x, const std::vector<double>& y) {
  const auto count = static_cast<double>(x.size());
  double mean_x = 0;
  double mean_y = 0;
  for (size_t i = 0; i < x.size(); ++i) {
    mean_x += x[i] / count;
    mean_y += y[i] / count;
  }
  double xx = 0;
  double xy = 0;
  double yy = 0;
  for (size_t i = 0; i < x.size(); ++i) {
    xx += (x[i] - mean_x) * (x[i] - mean_x);
    xy += (x[i] - mean_x) * (y[i] - mean_y);
    yy += (y[i] - mean_y) * (y[i] - mean_y);
  }
  return xx > 0 && yy > 1e-18 ? std::clamp(xy / std::sqrt(xx * yy), -1.0, 1.0) : 0;
}

double MeanRight(std::span<const JudgedLabel> labels) {
  double sum = 0;
  for (const JudgedLabel& label : labels) {
    sum += label.right;
  }
  return sum / static_cast<double>(labels.size());
}

}  // namespace

std::optional<AnnotatorDrift> DriftOf(std::span<const JudgedLabel> labels, size_t class_count) {
  std::vector<JudgedLabel> sorted(labels.begin(), labels.end());
  std::erase_if(sorted, [](const JudgedLabel& label) { return std::isnan(label.time); });
  if (sorted.size() < kLeastLabels) {
    return std::nullopt;
  }
  std::stable_sort(sorted.begin(), sorted.end(),
                   [](const JudgedLabel& a, const JudgedLabel& b) { return a.time < b.time; });
  AnnotatorDrift drift;
  const std::span<const JudgedLabel> all(sorted);
  drift.early = MeanRight(all.first(sorted.size() / 2));
  drift.late = MeanRight(all.subspan(sorted.size() / 2));
  drift.trend = Correlation(Ranks(sorted), FitAccuracy(sorted, class_count).scores);
  const double freedom = static_cast<double>(sorted.size()) - 2;
  const double rest = 1 - drift.trend * drift.trend;
  if (rest <= 0) {
    drift.p_value = 0;
  } else {
    const double t = std::abs(drift.trend) * std::sqrt(freedom / rest);
    drift.p_value =
        2 * boost::math::cdf(boost::math::complement(boost::math::students_t(freedom), t));
  }
  drift.p_value = std::clamp(drift.p_value, 0.0, 1.0);
  drift.adjusted_p_value = drift.p_value;
  return drift;
}

}  // namespace assay
