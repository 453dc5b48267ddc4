#include "engine/cost/vote_fit.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <numeric>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/base/check.h"
#include "engine/base/status.h"
#include "engine/cost/count_likelihood.h"
#include "engine/cost/vote_forecast.h"

namespace assay {
namespace {

// Items with the same counts, whatever the classes are called, have the same likelihoods.
struct Pattern {
  std::vector<uint32_t> counts;  // ascending
  // Of each item: log P(z) of the classes named, in the order of counts, and of all others
  // together; minus infinity but for one entry where the true class is known.
  std::vector<std::vector<double>> log_weights;
};

struct Pilot {
  std::vector<Pattern> patterns;
  size_t item_count = 0;
  size_t pair_item_count = 0;
  size_t gold_item_count = 0;
  size_t telling_item_count = 0;
  double effective_annotator_count = 0;
};

bool Counts(const PilotInput& input, uint32_t annotator) {
  return input.counts.empty() || input.counts[annotator] != 0;
}

absl::Status BadSize(const char* field, size_t found, size_t expected) {
  return MakeError(
      absl::StatusCode::kInvalidArgument, "SIZE_MISMATCH",
      absl::StrCat(field, " has ", found, " entries; expected ", expected),
      {{"field", field}, {"found", absl::StrCat(found)}, {"expected", absl::StrCat(expected)}});
}

absl::Status CheckInput(const PilotInput& input, const ForecastOptions& options) {
  if (!input.gold.empty() && input.gold.size() != input.labels.item_count()) {
    return BadSize("gold", input.gold.size(), input.labels.item_count());
  }
  if (!input.counts.empty() && input.counts.size() != input.labels.annotator_count()) {
    return BadSize("counts", input.counts.size(), input.labels.annotator_count());
  }
  for (const int32_t gold : input.gold) {
    if (gold < kNoClass || gold >= static_cast<int32_t>(input.labels.class_count())) {
      return MakeError(absl::StatusCode::kInvalidArgument, "GOLD_OUT_OF_RANGE",
                       absl::StrCat("A known class has the number ", gold, "; expected -1 to ",
                                    static_cast<int64_t>(input.labels.class_count()) - 1),
                       {{"found", absl::StrCat(gold)}});
    }
  }
  if (options.item_count < 0) {
    return MakeError(
        absl::StatusCode::kInvalidArgument, "COUNT_OUT_OF_RANGE",
        absl::StrCat(options.item_count, " items are to be labelled; expected 0 or more"),
        {{"field", "item_count"}, {"found", absl::StrCat(options.item_count)}});
  }
  if (!(options.level > 0 && options.level < 1)) {
    return MakeError(absl::StatusCode::kInvalidArgument, "LEVEL_OUT_OF_RANGE",
                     absl::StrCat("The level is ", options.level, "; expected between 0 and 1"),
                     {{"found", absl::StrCat(options.level)}});
  }
  return absl::OkStatus();
}

// P(z): shares of the labels, half a label more for each class.
std::vector<double> ClassShares(const PilotInput& input) {
  const LabelTable& labels = input.labels;
  std::vector<double> shares(labels.class_count(), 0.5);
  for (size_t place = 0; place < labels.label_count(); ++place) {
    shares[labels.classes()[place]] += Counts(input, labels.annotators()[place]) ? 1 : 0;
  }
  const double total = std::accumulate(shares.begin(), shares.end(), 0.0);
  for (double& share : shares) {
    share /= total;
  }
  return shares;
}

double EffectiveAnnotators(const PilotInput& input) {
  std::vector<double> counts(input.labels.annotator_count(), 0);
  double total = 0;
  for (const uint32_t annotator : input.labels.annotators()) {
    const double one = Counts(input, annotator) ? 1 : 0;
    counts[annotator] += one;
    total += one;
  }
  double squares = 0;
  for (const double count : counts) {
    squares += count * count;
  }
  return squares > 0 ? total * total / squares : 0;
}

// What an item said: how often each class was named, ascending by the count.
using NamedClasses = std::vector<std::pair<uint32_t, uint16_t>>;

NamedClasses NamedBy(const PilotInput& input, size_t item) {
  std::map<uint16_t, uint32_t> counts;
  const auto classes = input.labels.classes_of(item);
  const auto annotators = input.labels.annotators_of(item);
  for (size_t i = 0; i < classes.size(); ++i) {
    if (Counts(input, annotators[i])) {
      ++counts[classes[i]];
    }
  }
  NamedClasses named;
  for (const auto& [name, count] : counts) {
    named.push_back({count, name});
  }
  std::sort(named.begin(), named.end());
  return named;
}

std::vector<double> LogWeights(const NamedClasses& named, int32_t gold,
                               std::span<const double> shares) {
  constexpr double kNever = -std::numeric_limits<double>::infinity();
  std::vector<double> weights(named.size() + 1, kNever);
  double unnamed = 1;
  bool gold_named = false;
  for (size_t i = 0; i < named.size(); ++i) {
    const uint16_t name = named[i].second;
    unnamed -= shares[name];
    if (gold == kNoClass || gold == name) {
      weights[i] = gold == kNoClass ? std::log(shares[name]) : 0;
      gold_named = gold_named || gold == name;
    }
  }
  if (gold == kNoClass) {
    weights.back() = named.size() < shares.size() ? std::log(std::max(unnamed, 1e-300)) : kNever;
  } else if (!gold_named) {
    weights.back() = 0;
  }
  return weights;
}

Pilot ReadPilot(const PilotInput& input) {
  const std::vector<double> shares = ClassShares(input);
  Pilot pilot;
  std::map<std::vector<uint32_t>, size_t> places;
  for (size_t item = 0; item < input.labels.item_count(); ++item) {
    const NamedClasses named = NamedBy(input, item);
    if (named.empty()) {
      continue;
    }
    const int32_t gold = input.gold.empty() ? kNoClass : input.gold[item];
    std::vector<uint32_t> counts;
    uint64_t total = 0;
    for (const auto& [count, name] : named) {
      counts.push_back(count);
      total += count;
    }
    ++pilot.item_count;
    pilot.pair_item_count += total > 1 ? 1 : 0;
    pilot.gold_item_count += gold != kNoClass ? 1 : 0;
    pilot.telling_item_count += total > 1 || gold != kNoClass ? 1 : 0;
    const auto [place, is_new] = places.try_emplace(counts, pilot.patterns.size());
    if (is_new) {
      pilot.patterns.push_back({counts, {}});
    }
    pilot.patterns[place->second].log_weights.push_back(LogWeights(named, gold, shares));
  }
  pilot.effective_annotator_count = EffectiveAnnotators(input);
  return pilot;
}

double LogLikelihood(const Pilot& pilot, const AnswerLaw& law, size_t class_count) {
  double sum = 0;
  for (const Pattern& pattern : pilot.patterns) {
    const std::vector<double> of_class = LogCountLikelihood(pattern.counts, law, class_count);
    const double most = *std::max_element(of_class.begin(), of_class.end());
    for (const std::vector<double>& weights : pattern.log_weights) {
      double probability = 0;
      for (size_t i = 0; i < weights.size(); ++i) {
        probability += std::exp(of_class[i] - most + weights[i]);
      }
      // A known class that the law makes all but impossible must not end the sum.
      sum += most + std::log(std::max(probability, 1e-300));
    }
  }
  return sum;
}

std::vector<double> Posterior(const Pilot& pilot, const VoteGrid& grid, WorkerPool& pool) {
  std::vector<double> weights(grid.laws().size());
  pool.Run(weights.size(), [&](size_t law) {
    weights[law] =
        grid.log_priors()[law] + LogLikelihood(pilot, grid.laws()[law], grid.class_count());
  });
  const double most = *std::max_element(weights.begin(), weights.end());
  for (double& weight : weights) {
    weight = std::exp(weight - most);
  }
  return weights;
}

}  // namespace

absl::StatusOr<PilotFit> FitPilot(const PilotInput& input, const VoteGrid& grid,
                                  const ForecastOptions& options, WorkerPool& pool) {
  ASSAY_RETURN_IF_ERROR(CheckInput(input, options));
  ASSAY_CHECK(grid.class_count() == input.labels.class_count());
  const Pilot pilot = ReadPilot(input);
  if (pilot.telling_item_count < kLeastPilotItems) {
    return MakeError(absl::StatusCode::kFailedPrecondition, "PILOT_TOO_SMALL",
                     absl::StrCat("The pilot has ", pilot.telling_item_count,
                                  " items with two labels, or one and a known class; expected ",
                                  kLeastPilotItems, ", better 50"),
                     {{"found", absl::StrCat(pilot.telling_item_count)},
                      {"expected", absl::StrCat(kLeastPilotItems)}});
  }
  const std::vector<double> posterior = Posterior(pilot, grid, pool);
  PilotFit fit = DrawForecasts(
      grid, posterior,
      {pilot.effective_annotator_count, pilot.gold_item_count, options.same_annotators}, options);
  fit.item_count = pilot.item_count;
  fit.pair_item_count = pilot.pair_item_count;
  fit.gold_item_count = pilot.gold_item_count;
  fit.effective_annotator_count = pilot.effective_annotator_count;
  return fit;
}

}  // namespace assay
