#include "engine/annotators/accuracy.h"

#include <algorithm>
#include <boost/math/distributions/normal.hpp>
#include <cmath>

namespace assay {
namespace {

// Accuracies closer to 0 or 1 are not told apart.
constexpr double kEdge = 1e-9;
constexpr int kSteps = 50;

// Wilson's interval for a share of `count` trials, neither of them necessarily whole.
Interval IntervalOf(double share, double count, double level) {
  const double z = boost::math::quantile(boost::math::normal(), 0.5 * (1 + level));
  const double scale = 1 + z * z / count;
  const double centre = (share + z * z / (2 * count)) / scale;
  const double half =
      z * std::sqrt(share * (1 - share) / count + z * z / (4 * count * count)) / scale;
  return {.value = share,
          .low = std::clamp(centre - half, 0.0, share),
          .high = std::clamp(centre + half, share, 1.0),
          .level = level};
}

}  // namespace

std::optional<Interval> AccuracyByGold(std::span<const JudgedLabel> labels, double level) {
  double right = 0;
  double count = 0;
  for (const JudgedLabel& label : labels) {
    right += label.by_gold ? label.right : 0;
    count += label.by_gold ? 1 : 0;
  }
  if (count == 0) {
    return std::nullopt;
  }
  return IntervalOf(right / count, count, level);
}

AccuracyFit FitAccuracy(std::span<const JudgedLabel> labels, size_t class_count) {
  const auto others = static_cast<double>(std::max<size_t>(class_count, 2) - 1);
  AccuracyFit fit;
  fit.scores.resize(labels.size());
  const auto score_at = [&](double accuracy) {
    double sum = 0;
    for (size_t i = 0; i < labels.size(); ++i) {
      const double right = labels[i].right;
      const double wrong = (1 - right) / others;
      fit.scores[i] = (right - wrong) / (accuracy * right + (1 - accuracy) * wrong);
      sum += fit.scores[i];
    }
    return sum;
  };
  // The likelihood is concave: bisect for the zero of its derivative.
  double low = kEdge;
  double high = 1 - kEdge;
  for (int step = 0; step < kSteps; ++step) {
    const double middle = 0.5 * (low + high);
    (score_at(middle) > 0 ? low : high) = middle;
  }
  fit.accuracy = 0.5 * (low + high);
  score_at(fit.accuracy);
  double missing = 0;
  for (const JudgedLabel& label : labels) {
    const double right = fit.accuracy * label.right;
    const double wrong = (1 - fit.accuracy) * (1 - label.right) / others;
    const double share = right / (right + wrong);
    missing += share * (1 - share);
  }
  const auto count = static_cast<double>(labels.size());
  fit.effective_count =
      std::clamp(count - missing / (fit.accuracy * (1 - fit.accuracy)), 0.0, count);
  return fit;
}

std::optional<Interval> AccuracyByOthers(std::span<const JudgedLabel> labels, size_t class_count,
                                         double level) {
  if (labels.empty()) {
    return std::nullopt;
  }
  const AccuracyFit fit = FitAccuracy(labels, class_count);
  return IntervalOf(fit.accuracy, std::max(fit.effective_count, 1e-9), level);
}

std::optional<Interval> AgreementWithOthers(std::span<const JudgedLabel> labels, double level) {
  if (labels.empty()) {
    return std::nullopt;
  }
  double sum = 0;
  for (const JudgedLabel& label : labels) {
    sum += label.agrees;
  }
  const auto count = static_cast<double>(labels.size());
  return IntervalOf(std::clamp(sum / count, 0.0, 1.0), count, level);
}

}  // namespace assay
