#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include "engine/base/status.h"
#include "engine/consensus/consensus_checks.h"
#include "engine/consensus/empty_items.h"
#include "engine/consensus/methods/methods.h"
#include "engine/consensus/rounds.h"
#include "engine/consensus/vote_em.h"

namespace assay {
namespace {

constexpr double kShape = 15.0;  // a: pseudo-labels of each annotator
constexpr double kPull = 1.0;    // lambda: what the mean of a class weighs, in votes

// The state of the K one-against-the-rest problems.  Tables are [annotator][class].
class BwaProblem {
 public:
  explicit BwaProblem(const ConsensusInput& input, std::vector<float> shares)
      : input_(input),
        class_count_(input.labels.class_count()),
        value_(std::move(shares)),
        precision_(input.labels.annotator_count() * class_count_) {
    SetRates();
  }

  // v from z, then z from v; returns mean |dz|.
  double Round();

  std::vector<float> TakeValues() { return std::move(value_); }
  // Each annotator's precision, averaged over classes, next to the highest.
  std::vector<float> Reliability() const;

 private:
  // b_k = a sum_i n_i z_i(1 - z_i) / L * 4 (1 - 1/K): the prior holds annotators to be as precise
  // as the votes look.
  void SetRates();
  void UpdatePrecisions();
  double UpdateItem(size_t item, const std::vector<double>& means, std::vector<double>& sums);

  const ConsensusInput& input_;
  const size_t class_count_;
  std::vector<float> value_;
  std::vector<double> precision_;
  std::vector<double> rate_;
};

void BwaProblem::SetRates() {
  const LabelTable& labels = input_.labels;
  rate_.assign(class_count_, 0.0);
  for (size_t item = 0; item < labels.item_count(); ++item) {
    const auto count = static_cast<double>(labels.classes_of(item).size());
    for (size_t k = 0; k < class_count_; ++k) {
      const double z = static_cast<double>(value_[item * class_count_ + k]);
      rate_[k] += count * z * (1.0 - z);
    }
  }
  const double spread = 4.0 * (1.0 - 1.0 / static_cast<double>(class_count_));
  for (double& rate : rate_) {
    rate = std::max(1e-9, kShape * rate / static_cast<double>(labels.label_count()) * spread);
  }
}

void BwaProblem::UpdatePrecisions() {
  const LabelTable& labels = input_.labels;
  std::vector<double> count(labels.annotator_count(), kShape);
  for (size_t j = 0; j < count.size(); ++j) {
    std::copy(rate_.begin(), rate_.end(),
              precision_.begin() + static_cast<ptrdiff_t>(j * class_count_));
  }
  for (size_t item = 0; item < labels.item_count(); ++item) {
    const auto annotators = labels.annotators_of(item);
    const auto classes = labels.classes_of(item);
    const float* z = value_.data() + item * class_count_;
    for (size_t label = 0; label < classes.size(); ++label) {
      count[annotators[label]] += 1.0;
      double* errors = precision_.data() + annotators[label] * class_count_;
      for (size_t k = 0; k < class_count_; ++k) {
        const double error = static_cast<double>(z[k]) - (classes[label] == k ? 1.0 : 0.0);
        errors[k] += error * error;
      }
    }
  }
  for (size_t cell = 0; cell < precision_.size(); ++cell) {
    precision_[cell] = count[cell / class_count_] / precision_[cell];
  }
}

double BwaProblem::UpdateItem(size_t item, const std::vector<double>& means,
                              std::vector<double>& sums) {
  const auto annotators = input_.labels.annotators_of(item);
  const auto classes = input_.labels.classes_of(item);
  std::fill(sums.begin(), sums.end(), kPull);
  float* z = value_.data() + item * class_count_;
  std::vector<double> votes(class_count_);
  for (size_t k = 0; k < class_count_; ++k) {
    votes[k] = kPull * means[k];
  }
  for (size_t label = 0; label < classes.size(); ++label) {
    const double* v = precision_.data() + annotators[label] * class_count_;
    for (size_t k = 0; k < class_count_; ++k) {
      sums[k] += v[k];
    }
    votes[classes[label]] += v[classes[label]];
  }
  double change = 0;
  for (size_t k = 0; k < class_count_; ++k) {
    const double next = votes[k] / sums[k];
    change += std::abs(next - static_cast<double>(z[k]));
    z[k] = static_cast<float>(next);
  }
  return change;
}

double BwaProblem::Round() {
  const LabelTable& labels = input_.labels;
  UpdatePrecisions();
  std::vector<double> means(class_count_, 0.0);
  double counted = 0;
  const auto is_counted = [&](size_t item) {
    return !labels.classes_of(item).empty() || GoldOf(input_, item) != kNoClass;
  };
  for (size_t item = 0; item < labels.item_count(); ++item) {
    if (is_counted(item)) {
      counted += 1;
      for (size_t k = 0; k < class_count_; ++k) {
        means[k] += static_cast<double>(value_[item * class_count_ + k]);
      }
    }
  }
  for (double& mean : means) {
    mean /= counted;
  }
  double change = 0;
  std::vector<double> sums(class_count_);
  for (size_t item = 0; item < labels.item_count(); ++item) {
    if (GoldOf(input_, item) == kNoClass) {
      change += UpdateItem(item, means, sums);
    }
  }
  return change / static_cast<double>(value_.size());
}

std::vector<float> BwaProblem::Reliability() const {
  std::vector<float> mean(input_.labels.annotator_count(), 0.0f);
  for (size_t cell = 0; cell < precision_.size(); ++cell) {
    mean[cell / class_count_] += static_cast<float>(precision_[cell]);
  }
  const float highest = *std::max_element(mean.begin(), mean.end());
  for (float& value : mean) {
    value /= highest;
  }
  return mean;
}

}  // namespace

absl::StatusOr<ConsensusResult> BwaConsensus(const ConsensusInput& input,
                                             const ConsensusOptions& options, WorkerPool& pool,
                                             ProgressSink& progress) {
  ASSAY_RETURN_IF_ERROR(CheckConsensusInput(input));
  VoteEm votes(input, pool);
  votes.CountVotes();
  BwaProblem problem(input, votes.TakePosterior());
  ASSAY_ASSIGN_OR_RETURN(const RoundsDone done,
                         RunRounds(options, {}, progress, [&](int) { return problem.Round(); }));
  ConsensusResult result;
  result.reliability = problem.Reliability();
  result.posterior = problem.TakeValues();
  for (size_t item = 0; item < input.labels.item_count(); ++item) {
    ShareRow(std::span(result.posterior)
                 .subspan(item * input.labels.class_count(), input.labels.class_count()));
  }
  result.iterations = done.iterations;
  result.converged = done.converged;
  return result;
}

}  // namespace assay
