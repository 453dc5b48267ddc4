#include "annotator/measuring/consensus_score.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "engine/labels/label_table.h"

namespace assay {
namespace {

constexpr double kTieWidth = 1e-6;
constexpr double kLeastProbability = 1e-12;
constexpr size_t kBins = 10;

struct Bin {
  double confidence = 0;
  double accuracy = 0;
};

// 1 where the true class alone is the most probable, 1 / n where it is one of n.
double ExpectedHit(std::span<const float> row, double most, int32_t truth) {
  if (truth < 0 || row[static_cast<size_t>(truth)] < most - kTieWidth) {
    return 0;
  }
  const auto tied =
      std::count_if(row.begin(), row.end(), [most](float p) { return p >= most - kTieWidth; });
  return 1.0 / static_cast<double>(tied);
}

}  // namespace

void ScoreClasses(std::span<const float> posterior, size_t class_count,
                  std::span<const int32_t> truth, v1::ConsensusScore& score) {
  std::array<Bin, kBins> bins;
  double hits = 0;
  double loss = 0;
  int64_t count = 0;
  for (size_t i = 0; i < truth.size(); ++i) {
    if (truth[i] == kNoClass) {
      continue;
    }
    const std::span<const float> row = posterior.subspan(i * class_count, class_count);
    const double most = *std::max_element(row.begin(), row.end());
    const double hit = ExpectedHit(row, most, truth[i]);
    const double probability = truth[i] < 0 ? 0 : row[static_cast<size_t>(truth[i])];
    hits += hit;
    loss -= std::log(std::max(probability, kLeastProbability));
    Bin& bin = bins[std::min(kBins - 1, static_cast<size_t>(most * kBins))];
    bin.confidence += most;
    bin.accuracy += hit;
    ++count;
  }
  score.set_item_count(count);
  if (count == 0) {
    return;
  }
  double error = 0;
  for (const Bin& bin : bins) {
    error += std::abs(bin.confidence - bin.accuracy);
  }
  const auto n = static_cast<double>(count);
  score.set_accuracy(hits / n);
  score.set_log_loss(loss / n);
  score.set_calibration_error(error / n);
}

void ScoreNumbers(std::span<const double> values, std::span<const double> truth,
                  v1::ConsensusScore& score) {
  double squares = 0;
  double absolute = 0;
  int64_t count = 0;
  for (size_t i = 0; i < truth.size(); ++i) {
    if (!std::isfinite(truth[i]) || !std::isfinite(values[i])) {
      continue;
    }
    squares += (values[i] - truth[i]) * (values[i] - truth[i]);
    absolute += std::abs(values[i] - truth[i]);
    ++count;
  }
  score.set_item_count(count);
  if (count > 0) {
    score.set_root_mean_squared_error(std::sqrt(squares / static_cast<double>(count)));
    score.set_mean_absolute_error(absolute / static_cast<double>(count));
  }
}

}  // namespace assay
