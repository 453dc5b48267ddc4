#include "engine/cost/vote_forecast.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numbers>
#include <numeric>
#include <vector>

#include "engine/base/rng.h"
#include "engine/stats/percentile.h"

namespace assay {
namespace {

constexpr size_t kDrawCount = 4000;
// Between annotators of one crowd, on the logit scale.
constexpr double kAnnotatorDeviation = 0.7;
// Share of items that all get wrong: Beta(1, kTrapPrior + gold items), half of the times.
constexpr double kTrapPrior = 7;

double Normal(Rng& rng) {
  const double radius = std::sqrt(-2 * std::log1p(-rng.Uniform()));
  return radius * std::cos(2 * std::numbers::pi * rng.Uniform());
}

// A law between two of the grid: shares of the outcomes of `low` and of the next accuracy.
struct DrawnLaw {
  size_t low = 0;
  size_t high = 0;
  double high_share = 0;
  double trapped = 0;  // share of items that every vote gets wrong
  double accuracy = 0;

  double Mix(double at_low, double at_high) const {
    return at_low + (at_high - at_low) * high_share;
  }
};

class LawDrawer {
 public:
  LawDrawer(const VoteGrid& grid, std::span<const double> posterior, const PilotReach& reach)
      : grid_(grid),
        cumulated_(posterior.size()),
        deviation_(reach.same_annotators
                       ? 0
                       : kAnnotatorDeviation / std::sqrt(reach.effective_annotator_count)),
        trap_power_(1 / (kTrapPrior + static_cast<double>(reach.gold_item_count))) {
    std::partial_sum(posterior.begin(), posterior.end(), cumulated_.begin());
  }

  DrawnLaw Draw(Rng& rng) const {
    const double point = rng.Uniform() * cumulated_.back();
    const auto found = std::upper_bound(cumulated_.begin(), cumulated_.end(), point);
    const auto law =
        std::min(static_cast<size_t>(found - cumulated_.begin()), cumulated_.size() - 1);
    const size_t block = VoteGrid::kConcentrationCount * grid_.rival_count();
    const double chance = 1 / static_cast<double>(grid_.class_count());
    // Anywhere in the cell of the grid, and then moved by who happened to be in the pilot.
    const double scaled = (static_cast<double>(law / block) + rng.Uniform()) / kCells;
    const double accuracy = chance + (1 - chance) * scaled;
    const double logit = std::log(accuracy / (1 - accuracy)) + Normal(rng) * deviation_;
    DrawnLaw drawn;
    drawn.accuracy = 1 / (1 + std::exp(-logit));
    const double place =
        std::clamp((drawn.accuracy - chance) / (1 - chance) * kCells - 0.5, 0.0, kCells - 1.001);
    const auto low = static_cast<size_t>(place);
    drawn.low = low * block + law % block;
    drawn.high = drawn.low + block;
    drawn.high_share = place - static_cast<double>(low);
    // Beta(1, b) by its inverse.
    const double trapped = 1 - std::pow(1 - rng.Uniform(), trap_power_);
    drawn.trapped = rng.Uniform() < 0.5 ? 0 : trapped;
    return drawn;
  }

 private:
  static constexpr double kCells = static_cast<double>(VoteGrid::kAccuracyCount);

  const VoteGrid& grid_;
  std::vector<double> cumulated_;
  const double deviation_;
  const double trap_power_;
};

// Share of right ones among `item_count` items, each right with probability p.
double ShareRight(double p, int64_t item_count, Rng& rng) {
  if (item_count == 0) {
    return p;
  }
  const auto n = static_cast<double>(item_count);
  if (n * p * (1 - p) > 25) {
    return std::clamp(p + Normal(rng) * std::sqrt(p * (1 - p) / n), 0.0, 1.0);
  }
  // Rare ones are counted by the gaps between them.
  const double rare = std::min(p, 1 - p);
  int64_t count = 0;
  if (rare > 0) {
    double place = 0;
    while (true) {
      place += std::floor(std::log1p(-rng.Uniform()) / std::log1p(-rare)) + 1;
      if (place > n) {
        break;
      }
      ++count;
    }
  }
  const double share = static_cast<double>(count) / n;
  return p <= 0.5 ? share : 1 - share;
}

Interval Summary(double mean, std::vector<double>& shares, double level) {
  std::sort(shares.begin(), shares.end());
  const double low = Percentile(shares, (1 - level) / 2);
  const double high = Percentile(shares, (1 + level) / 2);
  return {std::clamp(mean, low, high), low, high, level};
}

}  // namespace

PilotFit DrawForecasts(const VoteGrid& grid, std::span<const double> posterior,
                       const PilotReach& reach, const ForecastOptions& options) {
  const LawDrawer drawer(grid, posterior, reach);
  const auto vote_count = static_cast<size_t>(grid.max_label_count());
  std::vector<std::vector<double>> shares(vote_count + 1);
  std::vector<double> means(vote_count + 1, 0);
  std::vector<double> label_counts(vote_count, 0);
  PilotFit fit;
  Rng rng(options.seed);
  for (size_t draw = 0; draw < kDrawCount; ++draw) {
    const DrawnLaw law = drawer.Draw(rng);
    const VoteOutcome& low = grid.outcomes()[law.low];
    const VoteOutcome& high = grid.outcomes()[law.high];
    for (size_t vote = 0; vote < vote_count; ++vote) {
      const double p = (1 - law.trapped) * law.Mix(low.accuracy[vote], high.accuracy[vote]);
      means[vote] += p / kDrawCount;
      shares[vote].push_back(ShareRight(p, options.item_count, rng));
      label_counts[vote] +=
          law.Mix(low.mean_label_count[vote], high.mean_label_count[vote]) / kDrawCount;
    }
    const double label_accuracy = (1 - law.trapped) * law.accuracy;
    means[vote_count] += label_accuracy / kDrawCount;
    shares[vote_count].push_back(label_accuracy);
    fit.agreement_accuracy += law.accuracy / kDrawCount;
  }
  fit.label_accuracy = Summary(means[vote_count], shares[vote_count], options.level);
  for (size_t vote = 0; vote < vote_count; ++vote) {
    fit.votes.push_back({static_cast<int>(vote) + 1,
                         Summary(means[vote], shares[vote], options.level), label_counts[vote]});
  }
  return fit;
}

}  // namespace assay
