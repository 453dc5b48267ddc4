#include <algorithm>
#include <cmath>
#include <cstddef>
#include <functional>

#include "engine/consensus/consensus_checks.h"
#include "engine/consensus/crowdlab.h"

namespace assay {
namespace {

using Candidates = std::vector<int32_t>;

constexpr double kEqual = 1e-12;

// Leaves the candidates whose score is the largest.
void KeepBest(Candidates& candidates, const std::function<double(size_t)>& score) {
  if (candidates.size() < 2) {
    return;
  }
  std::vector<double> scores;
  for (const int32_t k : candidates) {
    scores.push_back(score(static_cast<size_t>(k)));
  }
  const double floor = *std::max_element(scores.begin(), scores.end()) - kEqual;
  size_t kept = 0;
  for (size_t c = 0; c < candidates.size(); ++c) {
    if (scores[c] >= floor) {
      candidates[kept++] = candidates[c];
    }
  }
  candidates.resize(kept);
}

// Share of an annotator's labels that are the majority, over items that are not tied; their mean
// for an annotator who has none.
std::vector<double> InitialAgreement(const LabelTable& labels,
                                     const std::vector<Candidates>& candidates) {
  std::vector<double> right(labels.annotator_count(), 0);
  std::vector<double> seen(labels.annotator_count(), 0);
  for (size_t item = 0; item < labels.item_count(); ++item) {
    if (candidates[item].size() != 1) {
      continue;
    }
    const auto annotators = labels.annotators_of(item);
    const auto classes = labels.classes_of(item);
    for (size_t i = 0; i < classes.size(); ++i) {
      seen[annotators[i]] += 1;
      right[annotators[i]] += classes[i] == candidates[item].front() ? 1 : 0;
    }
  }
  double sum = 0;
  double count = 0;
  for (size_t a = 0; a < right.size(); ++a) {
    if (seen[a] > 0) {
      right[a] /= seen[a];
      sum += right[a];
      count += 1;
    }
  }
  for (size_t a = 0; a < right.size(); ++a) {
    right[a] = seen[a] > 0 ? right[a] : sum / std::max(count, 1.0);
  }
  return right;
}

double MeanOver(const LabelTable& labels, size_t item, size_t said,
                const std::vector<double>& of_annotator) {
  const auto annotators = labels.annotators_of(item);
  const auto classes = labels.classes_of(item);
  double sum = 0;
  double count = 0;
  for (size_t i = 0; i < classes.size(); ++i) {
    if (classes[i] == said) {
      sum += of_annotator[annotators[i]];
      count += 1;
    }
  }
  return sum / std::max(count, 1.0);
}

// The most frequent classes of each item; among equals those the model holds for more probable,
// then those said less often in all.
std::vector<Candidates> MostSaid(const ConsensusInput& input) {
  const LabelTable& labels = input.labels;
  const size_t class_count = labels.class_count();
  std::vector<double> class_total(class_count, 0);
  for (const uint16_t said : labels.classes()) {
    class_total[said] += 1;
  }
  std::vector<Candidates> result(labels.item_count());
  for (size_t item = 0; item < labels.item_count(); ++item) {
    const auto classes = labels.classes_of(item);
    Candidates& candidates = result[item];
    candidates.assign(classes.begin(), classes.end());
    std::sort(candidates.begin(), candidates.end());
    candidates.erase(std::unique(candidates.begin(), candidates.end()), candidates.end());
    KeepBest(candidates, [&](size_t k) {
      return static_cast<double>(std::count(classes.begin(), classes.end(), k));
    });
    KeepBest(candidates, [&](size_t k) {
      return static_cast<double>(input.model_probabilities[item * class_count + k]);
    });
    KeepBest(candidates, [&](size_t k) { return -class_total[k]; });
  }
  return result;
}

}  // namespace

std::vector<int32_t> CrowdlabMajority(const ConsensusInput& input, uint64_t seed) {
  const LabelTable& labels = input.labels;
  std::vector<Candidates> candidates = MostSaid(input);
  const std::vector<double> agreement = InitialAgreement(labels, candidates);
  // Rows of equal shares let ConsensusLabels break what ties are left.
  ConsensusResult votes;
  votes.posterior.assign(labels.item_count() * labels.class_count(), 0.0f);
  for (size_t item = 0; item < labels.item_count(); ++item) {
    KeepBest(candidates[item],
             [&](size_t said) { return MeanOver(labels, item, said, agreement); });
    for (const int32_t k : candidates[item]) {
      votes.posterior[item * labels.class_count() + static_cast<size_t>(k)] =
          1.0f / static_cast<float>(candidates[item].size());
    }
  }
  return ConsensusLabels(input, votes, seed);
}

}  // namespace assay
