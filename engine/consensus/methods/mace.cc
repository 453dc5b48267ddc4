#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include "engine/base/rng.h"
#include "engine/base/status.h"
#include "engine/consensus/consensus_checks.h"
#include "engine/consensus/digamma.h"
#include "engine/consensus/empty_items.h"
#include "engine/consensus/item_slices.h"
#include "engine/consensus/methods/methods.h"
#include "engine/consensus/name_hash.h"
#include "engine/consensus/rounds.h"
#include "engine/consensus/row_math.h"

namespace assay {
namespace {

constexpr int kStarts = 10;
constexpr size_t kFewLabels = size_t{1} << 18;
constexpr RoundLimits kLimits{.max_iterations = 50};
// Of the Beta on theta, and pseudo-labels of each class when an annotator guesses.
constexpr double kThetaPrior = 0.5;
constexpr double kGuessPrior = 1.0;

// What all starts share.  Tables are [annotator][class].
struct MaceLabels {
  const ConsensusInput& input;
  std::vector<size_t> bounds;
  std::vector<uint32_t> cells;       // L: annotator K + class
  std::vector<double> cell_counts;   // A x K
  std::vector<double> label_counts;  // A

  explicit MaceLabels(const ConsensusInput& from);
};

MaceLabels::MaceLabels(const ConsensusInput& from)
    : input(from),
      bounds(CutItems(from.labels, 8, 16'384)),
      cells(from.labels.label_count()),
      cell_counts(from.labels.annotator_count() * from.labels.class_count(), 0.0),
      label_counts(from.labels.annotator_count(), 0.0) {
  for (size_t label = 0; label < cells.size(); ++label) {
    const size_t annotator = from.labels.annotators()[label];
    const size_t cell = annotator * from.labels.class_count() + from.labels.classes()[label];
    cells[label] = static_cast<uint32_t>(cell);
    cell_counts[cell] += 1.0;
    label_counts[annotator] += 1.0;
  }
}

// One start.
class MaceModel {
 public:
  MaceModel(const MaceLabels& shared, WorkerPool& pool, uint64_t seed, int start);

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
    std::vector<double> right;    // A x K: sum_i q_i(k) [y_ij = k]
    std::vector<double> classes;  // K
    double log_likelihood = 0;    // without what the guesses of all labels add
    double counted_items = 0;
    double change = 0;
  };
  void SetTables(size_t annotator);
  void RunSlice(size_t slice, Sums& sums);
  void RunItem(size_t item, std::vector<float>& row, Sums& sums, LogSum& log_sum);
  void Maximise(const std::vector<double>& right);

  const MaceLabels& shared_;
  const ConsensusInput& input_;
  WorkerPool& pool_;
  const size_t class_count_;
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

MaceModel::MaceModel(const MaceLabels& shared, WorkerPool& pool, uint64_t seed, int start)
    : shared_(shared),
      input_(shared.input),
      pool_(pool),
      class_count_(input_.labels.class_count()),
      posterior_(input_.labels.item_count() * class_count_, 0.0f),
      know_(input_.labels.annotator_count(), 0.5),
      guess_(input_.labels.annotator_count(), 0.5),
      xi_(input_.labels.annotator_count() * class_count_, 1.0 / static_cast<double>(class_count_)),
      gain_(xi_.size()),
      log_guess_(xi_.size()),
      knew_(xi_.size()) {
  for (size_t j = 0; j < know_.size(); ++j) {
    if (start > 0) {
      Rng rng(seed ^ HashOfName(input_.labels.annotator_names()[j]), static_cast<uint64_t>(start));
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
    log_guess_[cell] = std::log(guessed);
    gain_[cell] = static_cast<float>(std::log(know_[annotator] + guessed) - log_guess_[cell]);
    knew_[cell] = know_[annotator] / (know_[annotator] + guessed);
  }
}

void MaceModel::RunItem(size_t item, std::vector<float>& row, Sums& sums, LogSum& log_sum) {
  const size_t begin = input_.labels.item_begin()[item];
  const size_t end = input_.labels.item_begin()[item + 1];
  const uint16_t* classes = input_.labels.classes().data();
  const int32_t known = GoldOf(input_, item);
  std::fill(row.begin(), row.end(), 0.0f);
  for (size_t label = begin; label < end; ++label) {
    row[classes[label]] += gain_[shared_.cells[label]];
  }
  if (known != kNoClass) {
    sums.log_likelihood += static_cast<double>(row[static_cast<size_t>(known)]);
    std::fill(row.begin(), row.end(), 0.0f);
    row[static_cast<size_t>(known)] = 1.0f;
  } else {
    const float max = RowMax(row.data(), class_count_);
    sums.log_likelihood += static_cast<double>(max);
    log_sum.Add(static_cast<double>(RowSoftmax(row.data(), max, class_count_)));
  }
  for (size_t label = begin; label < end; ++label) {
    sums.right[shared_.cells[label]] += static_cast<double>(row[classes[label]]);
  }
  for (size_t k = 0; k < class_count_; ++k) {
    sums.classes[k] += static_cast<double>(row[k]);
  }
  sums.change += static_cast<double>(
      MoveRow(row.data(), class_count_, posterior_.data() + item * class_count_));
}

void MaceModel::RunSlice(size_t slice, Sums& sums) {
  std::vector<float> row(class_count_);
  LogSum log_sum;
  for (size_t item = shared_.bounds[slice]; item < shared_.bounds[slice + 1]; ++item) {
    if (!input_.labels.classes_of(item).empty() || GoldOf(input_, item) != kNoClass) {
      RunItem(item, row, sums, log_sum);
      sums.counted_items += 1.0;
    }
  }
  sums.log_likelihood += log_sum.value();
}

double MaceModel::Round() {
  const Sums empty{std::vector<double>(xi_.size(), 0.0), std::vector<double>(class_count_, 0.0)};
  std::vector<Sums> parts(shared_.bounds.size() - 1, empty);
  pool_.Run(parts.size(), [&](size_t s) { RunSlice(s, parts[s]); });
  Sums total = empty;
  for (const Sums& part : parts) {
    for (size_t cell = 0; cell < xi_.size(); ++cell) {
      total.right[cell] += part.right[cell];
    }
    for (size_t k = 0; k < class_count_; ++k) {
      total.classes[k] += part.classes[k];
    }
    total.log_likelihood += part.log_likelihood;
    total.counted_items += part.counted_items;
    total.change += part.change;
  }
  class_sums_ = std::move(total.classes);
  log_likelihood_ =
      total.log_likelihood - total.counted_items * std::log(static_cast<double>(class_count_));
  for (size_t cell = 0; cell < xi_.size(); ++cell) {
    log_likelihood_ += shared_.cell_counts[cell] * log_guess_[cell];
  }
  Maximise(total.right);
  return total.change / static_cast<double>(posterior_.size());
}

void MaceModel::Maximise(const std::vector<double>& right) {
  std::vector<double> guesses(class_count_);
  for (size_t j = 0; j < know_.size(); ++j) {
    const double label_count = shared_.label_counts[j];
    double guessed = 0;
    for (size_t k = 0; k < class_count_; ++k) {
      const size_t cell = j * class_count_ + k;
      guesses[k] = std::max(shared_.cell_counts[cell] - right[cell] * knew_[cell], 0.0);
      guessed += guesses[k];
    }
    const double psi_total = Digamma(label_count + 2.0 * kThetaPrior);
    know_[j] = std::exp(Digamma(std::max(label_count - guessed, 0.0) + kThetaPrior) - psi_total);
    guess_[j] = std::exp(Digamma(guessed + kThetaPrior) - psi_total);
    const double total = guessed + kGuessPrior * static_cast<double>(class_count_);
    for (size_t k = 0; k < class_count_; ++k) {
      xi_[j * class_count_ + k] = (guesses[k] + kGuessPrior) / total;
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

// How a start ended.
struct Ending {
  ConsensusResult result;
  double log_likelihood = 0;
};

absl::StatusOr<Ending> RunStart(const MaceLabels& shared, const ConsensusOptions& options,
                                int start, WorkerPool& pool, ProgressSink& progress) {
  MaceModel model(shared, pool, options.seed, start);
  ASSAY_ASSIGN_OR_RETURN(const RoundsDone done,
                         RunRounds(options, kLimits, progress, [&](int) { return model.Round(); }));
  Ending ending;
  ending.log_likelihood = model.log_likelihood();
  ending.result.reliability = model.Reliability();
  ending.result.posterior = model.TakePosterior();
  FillEmptyItems(shared.input, model.class_sums(), ending.result.posterior);
  ending.result.iterations = done.iterations;
  ending.result.converged = done.converged;
  return ending;
}

}  // namespace

absl::StatusOr<ConsensusResult> MaceConsensus(const ConsensusInput& input,
                                              const ConsensusOptions& options, WorkerPool& pool,
                                              ProgressSink& progress) {
  ASSAY_RETURN_IF_ERROR(CheckConsensusInput(input));
  const MaceLabels shared(input);
  std::vector<absl::StatusOr<Ending>> endings(kStarts, Ending{});
  // Few labels: starts side by side.  Many: slices of items side by side, one start after another.
  const bool side_by_side = input.labels.label_count() <= kFewLabels;
  if (side_by_side) {
    pool.Run(kStarts, [&](size_t start) {
      WorkerPool alone(1);
      endings[start] = RunStart(shared, options, static_cast<int>(start), alone, progress);
    });
  }
  Ending best;
  for (int start = 0; start < kStarts; ++start) {
    ASSAY_ASSIGN_OR_RETURN(Ending ending, side_by_side
                                              ? std::move(endings[static_cast<size_t>(start)])
                                              : RunStart(shared, options, start, pool, progress));
    if (start == 0 || ending.log_likelihood > best.log_likelihood) {
      best = std::move(ending);
    }
  }
  return std::move(best.result);
}

}  // namespace assay
