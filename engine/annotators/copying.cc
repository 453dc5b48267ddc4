#include "engine/annotators/copying.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <unordered_map>

#include "engine/stats/multiple_testing.h"

namespace assay {
namespace {

constexpr size_t kMostLabels = 200;
constexpr double kItemWeight = 10;
constexpr double kLeastProbability = 1e-3;

uint64_t KeyOf(uint32_t first, uint32_t second) { return (uint64_t{first} << 32) | second; }

// Calls body(item, i, j) for the labels i < j of different annotators on an item.
template <typename Body>
void ForLabelPairs(const LabelTable& labels, const Body& body) {
  for (size_t item = 0; item < labels.item_count(); ++item) {
    const auto annotators = labels.annotators_of(item);
    for (size_t i = 0; annotators.size() <= kMostLabels && i < annotators.size(); ++i) {
      for (size_t j = i + 1; j < annotators.size(); ++j) {
        if (annotators[i] != annotators[j]) {
          body(item, i, j);
        }
      }
    }
  }
}

// Adds what an item tells about pairs.
class PairJudge {
 public:
  PairJudge(const AnnotatorInput& input, const LeftOutConsensus& left_out,
            std::span<const SoftConfusion> confusions)
      : input_(input),
        left_out_(left_out),
        confusions_(confusions),
        truth_(input.labels.class_count()),
        votes_(input.labels.class_count(), 0) {}

  void Judge(size_t item, size_t i, size_t j, CopyingPair& pair) {
    const auto annotators = input_.labels.annotators_of(item);
    const auto classes = input_.labels.classes_of(item);
    const std::array<GivenLabel, 2> both = {GivenLabel{annotators[i], classes[i]},
                                            GivenLabel{annotators[j], classes[j]}};
    if (!left_out_.Write(item, both, truth_)) {
      return;
    }
    ++pair.shared_items;
    if (classes[i] == classes[j]) {
      ++pair.equal_labels;
      pair.equal_errors += 1 - truth_[classes[i]];
    }
    CountOthers(classes, i, j, 1);
    const auto others = static_cast<double>(classes.size() - 2);
    for (size_t k = 0; k < truth_.size(); ++k) {
      if (truth_[k] >= kLeastProbability) {
        pair.chance_errors += truth_[k] * EqualErrors(both, k, others);
      }
    }
    CountOthers(classes, i, j, -1);
  }

 private:
  void CountOthers(std::span<const uint16_t> classes, size_t i, size_t j, double sign) {
    for (size_t at = 0; at < classes.size(); ++at) {
      votes_[classes[at]] += at == i || at == j ? 0 : sign;
    }
  }

  double Probability(uint32_t annotator, size_t truth, size_t said, double others) const {
    const double own = left_out_.confusions().probability(annotator, truth, said);
    return std::max(own, (votes_[said] + kItemWeight * own) / (others + kItemWeight));
  }

  // sum_l A(k, l) B(k, l) (1 - q(l)), over the classes that both ever say.
  double EqualErrors(const std::array<GivenLabel, 2>& both, size_t truth, double others) const {
    double sum = 0;
    for (const uint16_t said : confusions_[both[0].annotator].said()) {
      if (!left_out_.confusions().ever_said(both[1].annotator, said)) {
        continue;
      }
      sum += Probability(both[0].annotator, truth, said, others) *
             Probability(both[1].annotator, truth, said, others) * (1 - truth_[said]);
    }
    return sum;
  }

  const AnnotatorInput& input_;
  const LeftOutConsensus& left_out_;
  std::span<const SoftConfusion> confusions_;
  std::vector<double> truth_;
  std::vector<double> votes_;
};

// The pairs worth testing, by the number of items in common and then by who they are.
std::vector<CopyingPair> ChoosePairs(const LabelTable& labels, const CopyingOptions& options,
                                     int64_t& skipped) {
  std::unordered_map<uint64_t, int64_t> shared;
  ForLabelPairs(labels, [&](size_t item, size_t i, size_t j) {
    const auto annotators = labels.annotators_of(item);
    ++shared[KeyOf(annotators[i], annotators[j])];
  });
  std::vector<CopyingPair> pairs;
  for (const auto& [key, count] : shared) {
    if (count >= options.min_shared_items) {
      CopyingPair pair;
      pair.first = static_cast<uint32_t>(key >> 32);
      pair.second = static_cast<uint32_t>(key);
      pair.shared_items = count;
      pairs.push_back(pair);
    }
  }
  std::sort(pairs.begin(), pairs.end(), [](const CopyingPair& a, const CopyingPair& b) {
    return a.shared_items != b.shared_items ? a.shared_items > b.shared_items
                                            : KeyOf(a.first, a.second) < KeyOf(b.first, b.second);
  });
  const auto kept = std::min(pairs.size(), static_cast<size_t>(options.max_pairs));
  skipped = static_cast<int64_t>(pairs.size() - kept);
  pairs.resize(kept);
  return pairs;
}

double ChernoffBound(double found, double mean) {
  return found > mean ? std::exp(found - mean - found * std::log(found / mean)) : 1;
}

}  // namespace

CopyingPairs FindCopying(const AnnotatorInput& input, const LeftOutConsensus& left_out,
                         std::span<const SoftConfusion> confusions, const CopyingOptions& options) {
  CopyingPairs result;
  std::vector<CopyingPair> pairs = ChoosePairs(input.labels, options, result.skipped_pairs);
  std::unordered_map<uint64_t, size_t> place;
  for (size_t p = 0; p < pairs.size(); ++p) {
    pairs[p].shared_items = 0;
    place.emplace(KeyOf(pairs[p].first, pairs[p].second), p);
  }
  PairJudge judge(input, left_out, confusions);
  ForLabelPairs(input.labels, [&](size_t item, size_t i, size_t j) {
    const auto annotators = input.labels.annotators_of(item);
    const auto found = place.find(KeyOf(annotators[i], annotators[j]));
    if (found != place.end()) {
      judge.Judge(item, i, j, pairs[found->second]);
    }
  });
  std::erase_if(
      pairs, [&](const CopyingPair& pair) { return pair.shared_items < options.min_shared_items; });
  std::vector<double> p_values;
  for (CopyingPair& pair : pairs) {
    pair.p_value = ChernoffBound(pair.equal_errors, pair.chance_errors);
    p_values.push_back(pair.p_value);
  }
  const std::vector<double> adjusted = BenjaminiHochberg(p_values);
  result.tested_pairs = static_cast<int64_t>(pairs.size());
  for (size_t p = 0; p < pairs.size(); ++p) {
    pairs[p].adjusted_p_value = adjusted[p];
    if (adjusted[p] <= options.max_false_discovery_rate) {
      result.pairs.push_back(pairs[p]);
    }
  }
  std::stable_sort(
      result.pairs.begin(), result.pairs.end(),
      [](const CopyingPair& a, const CopyingPair& b) { return a.p_value < b.p_value; });
  return result;
}

}  // namespace assay
