#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include "engine/base/status.h"
#include "engine/consensus/consensus_checks.h"
#include "engine/consensus/empty_items.h"
#include "engine/consensus/item_slices.h"
#include "engine/consensus/methods/methods.h"
#include "engine/consensus/rounds.h"
#include "engine/consensus/row_math.h"
#include "engine/consensus/vote_em.h"

namespace assay {
namespace {

constexpr double kAbilityMean = 1.0;
constexpr double kEaseMean = 1.0;
constexpr double kMaxEase = 10.0;
constexpr int kStepsOfRound = 5;
constexpr RoundLimits kLimits{.max_iterations = 100};

double Sigmoid(double x) { return 1.0 / (1.0 + std::exp(-x)); }

// Half a Newton step, bounded: the other unknowns move at the same time.
double Damped(double gradient, double curvature) {
  return 0.5 * std::clamp(gradient / curvature, -1.0, 1.0);
}

class GladModel {
 public:
  GladModel(const ConsensusInput& input, WorkerPool& pool, std::vector<float> shares)
      : input_(input),
        pool_(pool),
        bounds_(CutItems(input.labels, 8, 8'192)),
        posterior_(std::move(shares)),
        ability_(input.labels.annotator_count(), kAbilityMean),
        ease_(input.labels.item_count(), kEaseMean) {}

  // M and E step; returns mean |dq|.
  double Round() {
    for (int step = 0; step < kStepsOfRound; ++step) {
      Climb();
    }
    return Expect();
  }
  std::vector<float> TakePosterior() { return std::move(posterior_); }
  std::vector<double> ClassSums() const;
  // Mean P(right) over the labels of each annotator.
  std::vector<float> Reliability() const;

 private:
  struct Sums {
    std::vector<double> gradient;   // A, for ability
    std::vector<double> curvature;  // A
  };
  void Climb();
  void ClimbSlice(size_t slice, Sums& sums);
  double Expect();
  double ExpectItem(size_t item, std::vector<float>& row);

  const ConsensusInput& input_;
  WorkerPool& pool_;
  std::vector<size_t> bounds_;
  std::vector<float> posterior_;
  std::vector<double> ability_;
  std::vector<double> ease_;  // beta
};

// dQ/dalpha_j = sum_i (q_i(y_ij) - sigma_ij) e^beta_i - (alpha_j - 1)
// dQ/dbeta_i = sum_j (q_i(y_ij) - sigma_ij) alpha_j e^beta_i - (beta_i - 1)
void GladModel::ClimbSlice(size_t slice, Sums& sums) {
  const size_t class_count = input_.labels.class_count();
  for (size_t item = bounds_[slice]; item < bounds_[slice + 1]; ++item) {
    const auto annotators = input_.labels.annotators_of(item);
    const auto classes = input_.labels.classes_of(item);
    const double scale = std::exp(ease_[item]);
    double gradient = kEaseMean - ease_[item];
    double curvature = 1.0;
    for (size_t label = 0; label < classes.size(); ++label) {
      const size_t j = annotators[label];
      const double x = ability_[j] * scale;
      const double right = Sigmoid(x);
      const double q = static_cast<double>(posterior_[item * class_count + classes[label]]);
      const double spread = right * (1.0 - right);
      gradient += (q - right) * x;
      curvature += spread * x * x;
      sums.gradient[j] += (q - right) * scale;
      sums.curvature[j] += spread * scale * scale;
    }
    ease_[item] = std::clamp(ease_[item] + Damped(gradient, curvature), -kMaxEase, kMaxEase);
  }
}

void GladModel::Climb() {
  const Sums empty{std::vector<double>(ability_.size(), 0.0),
                   std::vector<double>(ability_.size(), 1.0)};
  std::vector<Sums> parts(bounds_.size() - 1, empty);
  pool_.Run(parts.size(), [&](size_t s) { ClimbSlice(s, parts[s]); });
  for (size_t j = 0; j < ability_.size(); ++j) {
    double gradient = kAbilityMean - ability_[j];
    double curvature = 1.0;
    for (const Sums& part : parts) {
      gradient += part.gradient[j];
      curvature += part.curvature[j] - 1.0;
    }
    ability_[j] += Damped(gradient, curvature);
  }
}

double GladModel::ExpectItem(size_t item, std::vector<float>& row) {
  const size_t class_count = row.size();
  const auto annotators = input_.labels.annotators_of(item);
  const auto classes = input_.labels.classes_of(item);
  const double scale = std::exp(ease_[item]);
  const double others = std::log(static_cast<double>(std::max<size_t>(class_count - 1, 1)));
  std::fill(row.begin(), row.end(), 0.0f);
  for (size_t label = 0; label < classes.size(); ++label) {
    // log sigma(x) - log((1 - sigma(x)) / (K - 1)) = x + log(K - 1)
    row[classes[label]] += static_cast<float>(ability_[annotators[label]] * scale + others);
  }
  RowSoftmax(row.data(), RowMax(row.data(), class_count), class_count);
  float* posterior = posterior_.data() + item * class_count;
  double change = 0;
  for (size_t k = 0; k < class_count; ++k) {
    change += static_cast<double>(std::abs(row[k] - posterior[k]));
    posterior[k] = row[k];
  }
  return change;
}

double GladModel::Expect() {
  std::vector<double> changes(bounds_.size() - 1, 0.0);
  pool_.Run(changes.size(), [&](size_t s) {
    std::vector<float> row(input_.labels.class_count());
    for (size_t item = bounds_[s]; item < bounds_[s + 1]; ++item) {
      if (GoldOf(input_, item) == kNoClass && !input_.labels.classes_of(item).empty()) {
        changes[s] += ExpectItem(item, row);
      }
    }
  });
  double change = 0;
  for (const double part : changes) {
    change += part;
  }
  return change / static_cast<double>(posterior_.size());
}

std::vector<double> GladModel::ClassSums() const {
  const size_t class_count = input_.labels.class_count();
  std::vector<double> sums(class_count, 0.0);
  for (size_t item = 0; item < ease_.size(); ++item) {
    if (!input_.labels.classes_of(item).empty() || GoldOf(input_, item) != kNoClass) {
      for (size_t k = 0; k < class_count; ++k) {
        sums[k] += static_cast<double>(posterior_[item * class_count + k]);
      }
    }
  }
  return sums;
}

std::vector<float> GladModel::Reliability() const {
  std::vector<double> right(ability_.size(), 0.0);
  std::vector<double> count(ability_.size(), 0.0);
  for (size_t item = 0; item < ease_.size(); ++item) {
    const double scale = std::exp(ease_[item]);
    for (const uint32_t annotator : input_.labels.annotators_of(item)) {
      right[annotator] += Sigmoid(ability_[annotator] * scale);
      count[annotator] += 1.0;
    }
  }
  return SharesOf(right, count);
}

}  // namespace

absl::StatusOr<ConsensusResult> GladConsensus(const ConsensusInput& input,
                                              const ConsensusOptions& options, WorkerPool& pool,
                                              ProgressSink& progress) {
  ASSAY_RETURN_IF_ERROR(CheckConsensusInput(input));
  VoteEm votes(input, pool);
  votes.CountVotes();
  GladModel model(input, pool, votes.TakePosterior());
  ASSAY_ASSIGN_OR_RETURN(const RoundsDone done,
                         RunRounds(options, kLimits, progress, [&](int) { return model.Round(); }));
  ConsensusResult result;
  result.reliability = model.Reliability();
  const std::vector<double> class_sums = model.ClassSums();
  result.posterior = model.TakePosterior();
  FillEmptyItems(input, class_sums, result.posterior);
  result.iterations = done.iterations;
  result.converged = done.converged;
  return result;
}

}  // namespace assay
