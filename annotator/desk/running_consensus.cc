#include "annotator/desk/running_consensus.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "engine/base/check.h"

namespace assay {
namespace {

constexpr double kMicros = 1e6;

struct Candidate {
  uint32_t answer = 0;
  double log_weight = 0;
  size_t votes = 0;
};

// The different answers, ascending.
std::vector<Candidate> Candidates(std::span<const WeighedAnswer> answers) {
  std::vector<Candidate> candidates;
  for (const WeighedAnswer& given : answers) {
    const auto place = std::lower_bound(
        candidates.begin(), candidates.end(), given.answer,
        [](const Candidate& candidate, uint32_t answer) { return candidate.answer < answer; });
    if (place == candidates.end() || place->answer != given.answer) {
      candidates.insert(place, Candidate{.answer = given.answer, .votes = 1});
    } else {
      ++place->votes;
    }
  }
  return candidates;
}

uint32_t Micros(double share) { return static_cast<uint32_t>(std::llround(share * kMicros)); }

}  // namespace

double WeightAccuracy(int64_t right, int64_t count) {
  return (static_cast<double>(right) + 4) / (static_cast<double>(count) + 5);
}

RunningConsensusResult WeighAnswers(std::span<const WeighedAnswer> answers, size_t class_count) {
  ASSAY_CHECK(!answers.empty() && class_count >= 2);
  std::vector<Candidate> candidates = Candidates(answers);
  const double others = static_cast<double>(class_count - 1);
  // In an order of their own, so that the sum does not depend on who came first.
  std::vector<WeighedAnswer> sorted(answers.begin(), answers.end());
  std::sort(sorted.begin(), sorted.end(),
            [](const WeighedAnswer& a, const WeighedAnswer& b) { return a.accuracy < b.accuracy; });
  // Relative to a class that nobody has said, whose log-weight is then 0.
  for (Candidate& candidate : candidates) {
    for (const WeighedAnswer& given : sorted) {
      ASSAY_CHECK(given.answer < class_count);
      if (given.answer == candidate.answer) {
        candidate.log_weight += std::log(given.accuracy * others / (1 - given.accuracy));
      }
    }
  }
  const auto best = std::max_element(
      candidates.begin(), candidates.end(),
      [](const Candidate& a, const Candidate& b) { return a.log_weight < b.log_weight; });
  const double unsaid = static_cast<double>(class_count - candidates.size());
  const double unsaid_weight = std::exp(-best->log_weight);
  double sum = unsaid * unsaid_weight;
  for (const Candidate& candidate : candidates) {
    sum += std::exp(candidate.log_weight - best->log_weight);
  }
  double entropy = unsaid > 0 && unsaid_weight > 0
                       ? -unsaid * (unsaid_weight / sum) * std::log(unsaid_weight / sum)
                       : 0;
  for (const Candidate& candidate : candidates) {
    const double share = std::exp(candidate.log_weight - best->log_weight) / sum;
    entropy -= share > 0 ? share * std::log(share) : 0;
  }
  RunningConsensusResult result;
  result.answer = best->answer;
  result.confidence_micros = Micros(1 / sum);
  result.entropy_micros =
      Micros(std::clamp(entropy / std::log(static_cast<double>(class_count)), 0.0, 1.0));
  return result;
}

RunningConsensusResult CountAnswers(std::span<const WeighedAnswer> answers) {
  ASSAY_CHECK(!answers.empty());
  const std::vector<Candidate> candidates = Candidates(answers);
  const auto best =
      std::max_element(candidates.begin(), candidates.end(),
                       [](const Candidate& a, const Candidate& b) { return a.votes < b.votes; });
  RunningConsensusResult result;
  result.answer = best->answer;
  const double share = static_cast<double>(best->votes) / static_cast<double>(answers.size());
  result.confidence_micros = Micros(share);
  result.entropy_micros = Micros(1 - share);
  return result;
}

}  // namespace assay
