#include "engine/consensus/crowdlab.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <utility>

#include "engine/base/status.h"
#include "engine/consensus/consensus_checks.h"

namespace assay {
namespace {

constexpr double kFloor = 1e-6;
constexpr double kEqual = 1e-12;

size_t MostProbable(std::span<const float> row) {
  return static_cast<size_t>(std::max_element(row.begin(), row.end()) - row.begin());
}

// Share of pairs with another label of the same item that agree; annotators without such pairs have
// the mean of the others.
std::vector<double> PairAgreement(const LabelTable& labels) {
  std::vector<double> equal(labels.annotator_count(), 0);
  std::vector<double> pairs(labels.annotator_count(), 0);
  std::vector<uint32_t> votes(labels.class_count(), 0);
  for (size_t item = 0; item < labels.item_count(); ++item) {
    const auto annotators = labels.annotators_of(item);
    const auto classes = labels.classes_of(item);
    for (const uint16_t said : classes) {
      ++votes[said];
    }
    for (size_t i = 0; i < classes.size(); ++i) {
      equal[annotators[i]] += votes[classes[i]] - 1;
      pairs[annotators[i]] += static_cast<double>(classes.size() - 1);
    }
    for (const uint16_t said : classes) {
      votes[said] = 0;
    }
  }
  double sum = 0;
  double count = 0;
  for (size_t a = 0; a < equal.size(); ++a) {
    if (pairs[a] > 0) {
      equal[a] /= pairs[a];
      sum += equal[a];
      count += 1;
    }
  }
  for (size_t a = 0; a < equal.size(); ++a) {
    equal[a] = pairs[a] > 0 ? equal[a] : sum / std::max(count, 1.0);
  }
  return equal;
}

// One consensus, scored.
class Scorer {
 public:
  explicit Scorer(const ConsensusInput& input)
      : input_(input),
        labels_(input.labels),
        class_count_(labels_.class_count()),
        pair_agreement_(PairAgreement(labels_)),
        row_(class_count_) {
    for (size_t item = 0; item < labels_.item_count(); ++item) {
      const size_t count = labels_.classes_of(item).size();
      labelled_items_ += count > 0 ? 1 : 0;
      shared_items_ += count > 1 ? 1 : 0;
    }
  }

  double shared_items() const { return shared_items_; }
  double labels_an_item() const {
    return static_cast<double>(labels_.label_count()) / labelled_items_;
  }

  // Weights and posterior that follow from scores.consensus.
  void Weigh(CrowdlabScores& scores) {
    double model_error = 0;
    double agreement = 0;
    std::vector<double> consensus_count(class_count_, 0);
    scores.agreement.assign(labels_.item_count(), 0);
    for (size_t item = 0; item < labels_.item_count(); ++item) {
      const auto classes = labels_.classes_of(item);
      const int32_t consensus = scores.consensus[item];
      if (classes.empty()) {
        continue;
      }
      scores.agreement[item] =
          static_cast<double>(std::count(classes.begin(), classes.end(), consensus)) /
          static_cast<double>(classes.size());
      if (classes.size() > 1) {
        agreement += scores.agreement[item];
        consensus_count[static_cast<size_t>(consensus)] += 1;
        model_error += static_cast<int32_t>(MostProbable(ModelRow(item))) == consensus ? 0 : 1;
      }
    }
    likelihood_ = agreement / shared_items_;
    const double common = *std::max_element(consensus_count.begin(), consensus_count.end());
    const double error = std::max(kFloor, 1 - common / shared_items_);
    scores.model_weight =
        std::max(kFloor, 1 - model_error / shared_items_ / error) * std::sqrt(labels_an_item());
    scores.annotator_weight.resize(labels_.annotator_count());
    for (size_t a = 0; a < labels_.annotator_count(); ++a) {
      scores.annotator_weight[a] = std::max(kFloor, 1 - (1 - pair_agreement_[a]) / error);
    }
  }

  // The posterior of an item; valid until the next call.
  std::span<const double> Posterior(const CrowdlabScores& scores, size_t item) {
    const int32_t gold = GoldOf(input_, item);
    if (gold != kNoClass) {
      std::fill(row_.begin(), row_.end(), 0.0);
      row_[static_cast<size_t>(gold)] = 1;
      return row_;
    }
    const double other =
        class_count_ > 1 ? (1 - likelihood_) / static_cast<double>(class_count_ - 1) : 0;
    const auto annotators = labels_.annotators_of(item);
    const auto classes = labels_.classes_of(item);
    const auto model = ModelRow(item);
    double total = scores.model_weight;
    for (const uint32_t annotator : annotators) {
      total += scores.annotator_weight[annotator];
    }
    const double everywhere = (total - scores.model_weight) * other;
    for (size_t k = 0; k < class_count_; ++k) {
      row_[k] = scores.model_weight * static_cast<double>(model[k]) + everywhere;
    }
    for (size_t i = 0; i < classes.size(); ++i) {
      row_[classes[i]] += scores.annotator_weight[annotators[i]] * (likelihood_ - other);
    }
    for (double& value : row_) {
      value /= total;
    }
    return row_;
  }

 private:
  std::span<const float> ModelRow(size_t item) const {
    return input_.model_probabilities.subspan(item * class_count_, class_count_);
  }

  const ConsensusInput& input_;
  const LabelTable& labels_;
  size_t class_count_;
  std::vector<double> pair_agreement_;
  std::vector<double> row_;
  double labelled_items_ = 0;
  double shared_items_ = 0;
  double likelihood_ = 0;
};

// The most probable class of each item; where several are, the majority stands.
void ChooseBest(Scorer& scorer, CrowdlabScores& scores) {
  for (size_t item = 0; item < scores.consensus.size(); ++item) {
    const auto row = scorer.Posterior(scores, item);
    const double floor = *std::max_element(row.begin(), row.end()) - kEqual;
    const auto is_best = [&](double p) { return p >= floor; };
    if (scores.consensus[item] != kNoClass && std::count_if(row.begin(), row.end(), is_best) == 1) {
      scores.consensus[item] =
          static_cast<int32_t>(std::find_if(row.begin(), row.end(), is_best) - row.begin());
    }
  }
}

void FillItems(const LabelTable& labels, Scorer& scorer, CrowdlabScores& scores) {
  scores.posterior.reserve(labels.item_count() * labels.class_count());
  scores.label_quality.reserve(labels.label_count());
  for (size_t item = 0; item < labels.item_count(); ++item) {
    const auto row = scorer.Posterior(scores, item);
    const int32_t consensus = scores.consensus[item];
    scores.consensus_quality.push_back(consensus == kNoClass
                                           ? *std::max_element(row.begin(), row.end())
                                           : row[static_cast<size_t>(consensus)]);
    for (const double value : row) {
      scores.posterior.push_back(static_cast<float>(value));
    }
    for (const uint16_t said : labels.classes_of(item)) {
      scores.label_quality.push_back(static_cast<float>(row[said]));
    }
  }
}

// Sums over the labels of an annotator, all of them and class by class.
struct ClassTally {
  double count = 0;
  double right = 0;
  double consensus_quality = 0;
};

// The class of which the smallest share is right; among equals the one said most, then the one
// whose items have the surest consensus, then the first.
int32_t WorstClass(std::span<const ClassTally> tallies) {
  int32_t worst = kNoClass;
  for (size_t k = 0; k < tallies.size(); ++k) {
    const ClassTally& tally = tallies[k];
    if (tally.count == 0) {
      continue;
    }
    if (worst == kNoClass) {
      worst = static_cast<int32_t>(k);
      continue;
    }
    const ClassTally& best = tallies[static_cast<size_t>(worst)];
    const double by_share = best.right * tally.count - tally.right * best.count;
    const double by_count = tally.count - best.count;
    // Both counts are the same where this decides, so that sums compare as means do.
    const double by_quality = tally.consensus_quality - best.consensus_quality;
    if (by_share > 0 || (by_share == 0 && by_count > 0) ||
        (by_share == 0 && by_count == 0 && by_quality > kEqual)) {
      worst = static_cast<int32_t>(k);
    }
  }
  return worst;
}

void FillAnnotators(const LabelTable& labels, double labels_an_item, CrowdlabScores& scores) {
  double weight_sum = 0;
  for (const double weight : scores.annotator_weight) {
    weight_sum += weight;
  }
  const double annotators = static_cast<double>(labels.annotator_count());
  const double model_share =
      scores.model_weight / (scores.model_weight + weight_sum * labels_an_item / annotators);

  const LabelsByAnnotator grouped = GroupByAnnotator(labels);
  std::vector<ClassTally> tallies(labels.class_count());
  for (size_t a = 0; a < labels.annotator_count(); ++a) {
    std::fill(tallies.begin(), tallies.end(), ClassTally());
    double quality = 0;
    double right = 0;
    double shared = 0;
    double shared_right = 0;
    const uint64_t begin = grouped.annotator_begin[a];
    const uint64_t end = grouped.annotator_begin[a + 1];
    for (uint64_t at = begin; at < end; ++at) {
      const size_t item = grouped.items[at];
      const size_t said = grouped.classes[at];
      const double is_right = scores.consensus[item] == static_cast<int32_t>(said) ? 1 : 0;
      quality += static_cast<double>(scores.posterior[item * labels.class_count() + said]);
      right += is_right;
      if (labels.classes_of(item).size() > 1) {
        shared += 1;
        shared_right += is_right;
      }
      tallies[said].count += 1;
      tallies[said].right += is_right;
      tallies[said].consensus_quality += scores.consensus_quality[item];
    }
    const double count = std::max(1.0, static_cast<double>(end - begin));
    const double by_model = quality / count;
    scores.annotator_agreement.push_back(right / count);
    scores.annotator_quality.push_back(
        shared > 0 ? model_share * by_model + (1 - model_share) * shared_right / shared : by_model);
    scores.worst_class.push_back(WorstClass(tallies));
  }
}

}  // namespace

absl::StatusOr<CrowdlabScores> ScoreCrowdlab(const ConsensusInput& input, uint64_t seed) {
  ASSAY_RETURN_IF_ERROR(CheckConsensusInput(input));
  if (input.model_probabilities.empty()) {
    return MakeError(absl::StatusCode::kFailedPrecondition, "MODEL_NEEDED",
                     "CROWDLAB needs the probabilities of a model, and there are none");
  }
  Scorer scorer(input);
  if (scorer.shared_items() == 0) {
    return MakeError(absl::StatusCode::kFailedPrecondition, "NO_OVERLAP",
                     "no item has two labels, expected some, to tell whom to trust");
  }
  CrowdlabScores scores;
  scores.consensus = CrowdlabMajority(input, seed);
  scorer.Weigh(scores);
  ChooseBest(scorer, scores);
  scorer.Weigh(scores);
  FillItems(input.labels, scorer, scores);
  FillAnnotators(input.labels, scorer.labels_an_item(), scores);
  return scores;
}

absl::StatusOr<ConsensusResult> CrowdlabConsensus(const ConsensusInput& input,
                                                  const ConsensusOptions& options, WorkerPool&,
                                                  ProgressSink& progress) {
  progress.Report("weighing annotators and the model", 0, 0);
  ASSAY_ASSIGN_OR_RETURN(CrowdlabScores scores, ScoreCrowdlab(input, options.seed));
  if (progress.cancelled()) {
    return MakeError(absl::StatusCode::kCancelled, "CANCELLED", "the consensus was cancelled");
  }
  ConsensusResult result;
  result.posterior = std::move(scores.posterior);
  result.reliability.assign(scores.annotator_quality.begin(), scores.annotator_quality.end());
  result.iterations = 2;
  return result;
}

}  // namespace assay
