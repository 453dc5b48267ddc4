#include <algorithm>
#include <boost/math/special_functions/digamma.hpp>
#include <cmath>
#include <utility>
#include <vector>

#include "engine/base/rng.h"
#include "engine/base/status.h"
#include "engine/consensus/consensus_checks.h"
#include "engine/consensus/empty_items.h"
#include "engine/consensus/item_slices.h"
#include "engine/consensus/methods/methods.h"
#include "engine/consensus/name_hash.h"
#include "engine/consensus/rounds.h"
#include "engine/consensus/row_math.h"

namespace assay {
namespace {

constexpr int kStarts = 10;
constexpr RoundLimits kLimits{.max_iterations = 50};
// Of the Beta on theta, and pseudo-labels of each class when an annotator guesses.
constexpr double kThetaPrior = 0.5;
constexpr double kGuessPrior = 1.0;

double Psi(double x) { return boost::math::digamma(x); }

// One start of MACE.  Tables are [annotator][class].
class MaceModel {
 public:
  MaceModel(const ConsensusInput& input, WorkerPool& pool, uint64_t seed, int start);

  // E and M step; returns mean |dq|.
  double Round();
  // sum_i log P(labels of i) by the parameters that the last round used.
  double log_likelihood() const { return log_likelihood_; }
  std::vector<float> TakePosterior() { return std::move(posterior_); }
  const std::vector<double>& class_sums() const { return class_sums_; }
  // theta, as shares.
  std::vector<float> Reliability() const;

 private:
  struct Sums {
    std::vector<double> guesses;  // A x K: sum_i P(guessed) [y_ij = k]
    std::vector<double> classes;  // K
    double log_likelihood = 0;
    double change = 0;
  };
  void SetTables(size_t annotator);
  void RunSlice(size_t slice, Sums& sums);
  void RunItem(size_t item, std::vector<float>& row, Sums& sums);
  void Maximise(const std::vector<double>& guesses);

  const ConsensusInput& input_;
  WorkerPool& pool_;
  const size_t class_count_;
  std::vector<size_t> bounds_;
  std::vector<double> label_counts_;
  std::vector<float> posterior_;
  std::vector<double> class_sums_;
  double log_likelihood_ = 0;
  // Parameters: know_ ~ theta, guess_ ~ 1 - theta (unnormalised under VB), xi.
  std::vector<double> know_;
  std::vector<double> guess_;
  std::vector<double> xi_;
  // What a label adds: log((know + guess xi) / (guess xi)) to its class, log(guess xi) to all;
  // and P(knew | right).
  std::vector<float> gain_;
  std::vector<double> log_guess_;
  std::vector<double> knew_;
};

MaceModel::MaceModel(const ConsensusInput& input, WorkerPool& pool, uint64_t seed, int start)
    : input_(input),
      pool_(pool),
      class_count_(input.labels.class_count()),
      bounds_(CutItems(input.labels, 8, 16'384)),
      label_counts_(input.labels.annotator_count(), 0.0),
      posterior_(input.labels.item_count() * class_count_, 0.0f),
      know_(input.labels.annotator_count(), 0.5),
      guess_(input.labels.annotator_count(), 0.5),
      xi_(input.labels.annotator_count() * class_count_, 1.0 / static_cast<double>(class_count_)),
      gain_(xi_.size()),
      log_guess_(xi_.size()),
      knew_(xi_.size()) {
  for (const uint32_t annotator : input.labels.annotators()) {
    label_counts_[annotator] += 1.0;
  }
  for (size_t j = 0; j < know_.size(); ++j) {
    if (start > 0) {
      Rng rng(seed ^ HashOfName(input.labels.annotator_names()[j]), static_cast<uint64_t>(start));
      know_[j] = 0.1 + 0.8 * rng.Uniform();
      guess_[j] = 1.0 - know_[j];
    }
    SetTables(j);
  }
}

void MaceModel::SetTables(size_t annotator) {
  for (size_t k = 0; k < class_count_; ++k) {
    const size_t cell = annotator * class_count_ + k;
    const double guessed = std::max(guess_[annotator] * xi_[cell], 1e-30);
    gain_[cell] = static_cast<float>(std::log1p(know_[annotator] / guessed));
    log_guess_[cell] = std::log(guessed);
    knew_[cell] = know_[annotator] / (know_[annotator] + guessed);
  }
}

void MaceModel::RunItem(size_t item, std::vector<float>& row, Sums& sums) {
  const auto annotators = input_.labels.annotators_of(item);
  const auto classes = input_.labels.classes_of(item);
  const int32_t known = GoldOf(input_, item);
  std::fill(row.begin(), row.end(), 0.0f);
  double log_joint = 0;
  for (size_t label = 0; label < classes.size(); ++label) {
    const size_t cell = annotators[label] * class_count_ + classes[label];
    row[classes[label]] += gain_[cell];
    log_joint += log_guess_[cell];
  }
  if (known != kNoClass) {
    log_joint += static_cast<double>(row[static_cast<size_t>(known)]);
    std::fill(row.begin(), row.end(), 0.0f);
    row[static_cast<size_t>(known)] = 1.0f;
  } else {
    const float max = RowMax(row.data(), class_count_);
    const float sum = RowSoftmax(row.data(), max, class_count_);
    log_joint += static_cast<double>(max) + std::log(static_cast<double>(sum));
  }
  sums.log_likelihood += log_joint - std::log(static_cast<double>(class_count_));
  for (size_t label = 0; label < classes.size(); ++label) {
    const size_t cell = annotators[label] * class_count_ + classes[label];
    sums.guesses[cell] += 1.0 - static_cast<double>(row[classes[label]]) * knew_[cell];
  }
  float* posterior = posterior_.data() + item * class_count_;
  for (size_t k = 0; k < class_count_; ++k) {
    sums.change += static_cast<double>(std::abs(row[k] - posterior[k]));
    sums.classes[k] += static_cast<double>(row[k]);
    posterior[k] = row[k];
  }
}

void MaceModel::RunSlice(size_t slice, Sums& sums) {
  std::vector<float> row(class_count_);
  for (size_t item = bounds_[slice]; item < bounds_[slice + 1]; ++item) {
    if (!input_.labels.classes_of(item).empty() || GoldOf(input_, item) != kNoClass) {
      RunItem(item, row, sums);
    }
  }
}

double MaceModel::Round() {
  const Sums empty{std::vector<double>(xi_.size(), 0.0), std::vector<double>(class_count_, 0.0)};
  std::vector<Sums> parts(bounds_.size() - 1, empty);
  pool_.Run(parts.size(), [&](size_t s) { RunSlice(s, parts[s]); });
  Sums total = empty;
  for (const Sums& part : parts) {
    for (size_t cell = 0; cell < xi_.size(); ++cell) {
      total.guesses[cell] += part.guesses[cell];
    }
    for (size_t k = 0; k < class_count_; ++k) {
      total.classes[k] += part.classes[k];
    }
    total.log_likelihood += part.log_likelihood;
    total.change += part.change;
  }
  class_sums_ = std::move(total.classes);
  log_likelihood_ = total.log_likelihood;
  Maximise(total.guesses);
  return total.change / static_cast<double>(posterior_.size());
}

void MaceModel::Maximise(const std::vector<double>& guesses) {
  for (size_t j = 0; j < know_.size(); ++j) {
    const double* row = guesses.data() + j * class_count_;
    double guessed = 0;
    for (size_t k = 0; k < class_count_; ++k) {
      guessed += row[k];
    }
    const double psi_total = Psi(label_counts_[j] + 2.0 * kThetaPrior);
    know_[j] = std::exp(Psi(std::max(label_counts_[j] - guessed, 0.0) + kThetaPrior) - psi_total);
    guess_[j] = std::exp(Psi(guessed + kThetaPrior) - psi_total);
    const double total = guessed + kGuessPrior * static_cast<double>(class_count_);
    for (size_t k = 0; k < class_count_; ++k) {
      xi_[j * class_count_ + k] = (row[k] + kGuessPrior) / total;
    }
    SetTables(j);
  }
}

std::vector<float> MaceModel::Reliability() const {
  std::vector<float> shares(know_.size());
  for (size_t j = 0; j < know_.size(); ++j) {
    shares[j] = static_cast<float>(know_[j] / (know_[j] + guess_[j]));
  }
  return shares;
}

}  // namespace

absl::StatusOr<ConsensusResult> MaceConsensus(const ConsensusInput& input,
                                              const ConsensusOptions& options, WorkerPool& pool,
                                              ProgressSink& progress) {
  ASSAY_RETURN_IF_ERROR(CheckConsensusInput(input));
  ConsensusResult best;
  double best_likelihood = 0;
  for (int start = 0; start < kStarts; ++start) {
    MaceModel model(input, pool, options.seed, start);
    ASSAY_ASSIGN_OR_RETURN(const RoundsDone done, RunRounds(options, kLimits, progress,
                                                            [&](int) { return model.Round(); }));
    if (start == 0 || model.log_likelihood() > best_likelihood) {
      best_likelihood = model.log_likelihood();
      best.reliability = model.Reliability();
      best.posterior = model.TakePosterior();
      FillEmptyItems(input, model.class_sums(), best.posterior);
      best.iterations = done.iterations;
      best.converged = done.converged;
    }
  }
  return best;
}

}  // namespace assay
