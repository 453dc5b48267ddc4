#include "engine/consensus/correlated_fit.h"

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include "engine/base/kernel.h"
#include "engine/base/rng.h"
#include "engine/base/status.h"
#include "engine/consensus/consensus_checks.h"
#include "engine/consensus/digamma.h"
#include "engine/consensus/empty_items.h"
#include "engine/consensus/item_slices.h"
#include "engine/consensus/name_hash.h"
#include "engine/consensus/rounds.h"
#include "engine/consensus/row_math.h"

namespace assay {
namespace {

constexpr int kMostKinds = 3;
constexpr int kStarts = 2;
constexpr RoundLimits kLimits{.max_iterations = 100, .tolerance = 1e-5};
constexpr double kOnDiagonal = 4.0;
constexpr double kOffDiagonal = 1.0;
constexpr double kClassPrior = 1.0;
constexpr double kKindPrior = 0.1;

// Thread-safe, which std::lgamma need not be.
double LogGamma(double x) {
  int sign = 0;
  return lgamma_r(x, &sign);
}

// What a cell of a Dirichlet posterior adds to its divergence from the prior; the totals add theirs
// with the other sign.
double DivergenceOfCell(double posterior, double prior, double log_mean) {
  return LogGamma(prior) - LogGamma(posterior) + (posterior - prior) * log_mean;
}

ASSAY_KERNEL void AddTo(const float* __restrict from, size_t count, float* __restrict to) {
  for (size_t s = 0; s < count; ++s) {
    to[s] += from[s];
  }
}

ASSAY_KERNEL void CountIn(const float* __restrict from, size_t count, double* __restrict to) {
  for (size_t s = 0; s < count; ++s) {
    to[s] += static_cast<double>(from[s]);
  }
}

// row := softmax(row); returns log sum exp.
ASSAY_KERNEL double TakeSoftmax(float* __restrict row, size_t count) {
  const float max = RowMax(row, count);
  return static_cast<double>(max) + std::log(static_cast<double>(RowSoftmax(row, max, count)));
}

// The labels, with one row of the tables for each (annotator, label) that there is.
struct LabelledRows {
  explicit LabelledRows(const ConsensusInput& from);

  const ConsensusInput& input;
  std::vector<size_t> bounds;
  std::vector<uint32_t> row_of_label;   // L
  std::vector<size_t> annotator_begin;  // A + 1: rows of each annotator
  std::vector<uint16_t> class_of_row;
};

LabelledRows::LabelledRows(const ConsensusInput& from)
    : input(from), bounds(CutItems(from.labels, 8, 16'384)) {
  const LabelTable& labels = from.labels;
  const size_t class_count = labels.class_count();
  std::vector<uint32_t> row_of_pair(labels.annotator_count() * class_count, 0);
  for (size_t i = 0; i < labels.label_count(); ++i) {
    row_of_pair[labels.annotators()[i] * class_count + labels.classes()[i]] = 1;
  }
  for (size_t pair = 0; pair < row_of_pair.size(); ++pair) {
    if (pair % class_count == 0) {
      annotator_begin.push_back(class_of_row.size());
    }
    if (row_of_pair[pair] != 0) {
      row_of_pair[pair] = static_cast<uint32_t>(class_of_row.size());
      class_of_row.push_back(static_cast<uint16_t>(pair % class_count));
    }
  }
  annotator_begin.push_back(class_of_row.size());
  row_of_label.reserve(labels.label_count());
  for (size_t i = 0; i < labels.label_count(); ++i) {
    row_of_label.push_back(row_of_pair[labels.annotators()[i] * class_count + labels.classes()[i]]);
  }
}

// One start.  A state is a class and a kind: state = class * M + kind.
class CorrelatedModel {
 public:
  CorrelatedModel(const LabelledRows& rows, int kind_count, int start, uint64_t seed,
                  WorkerPool& pool);

  // E step and counts; returns mean |dq|.
  double Round();
  // Lower bound of the log marginal likelihood, up to what does not depend on kinds.
  double LowerBound();
  std::vector<float> TakePosterior() { return std::move(posterior_); }
  std::vector<double> ClassSums() const;

 private:
  // Row r of a table is [r * states_, ...); the last row sums the items themselves.
  struct Sums {
    std::vector<double> counts;
    double log_likelihood = 0;
    double change = 0;
  };

  size_t row_count() const { return rows_.class_of_row.size(); }
  void DealVotes(size_t item, std::vector<float>& row) const;
  void Respond(size_t item, std::vector<float>& row, double& log_likelihood) const;
  void RunSlice(size_t slice, bool first, Sums& sums);
  double RunAll(bool first);
  void SetTables();
  void SetAnnotator(size_t annotator, double& divergence);
  void SetStates();

  const LabelledRows& rows_;
  const ConsensusInput& input_;
  const size_t class_count_;
  const size_t kinds_;
  const size_t states_;
  const uint64_t seed_;
  const uint64_t start_;
  WorkerPool& pool_;
  std::vector<float> posterior_;
  std::vector<double> counts_;
  std::vector<float> logs_;
  std::vector<float> log_state_;
  double divergence_ = 0;
  double log_likelihood_ = 0;
};

CorrelatedModel::CorrelatedModel(const LabelledRows& rows, int kind_count, int start, uint64_t seed,
                                 WorkerPool& pool)
    : rows_(rows),
      input_(rows.input),
      class_count_(input_.labels.class_count()),
      kinds_(static_cast<size_t>(kind_count)),
      states_(class_count_ * kinds_),
      seed_(seed),
      start_(static_cast<uint64_t>(start)),
      pool_(pool),
      posterior_(input_.labels.item_count() * class_count_, 0.0f),
      counts_((row_count() + 1) * states_, 0.0),
      logs_(row_count() * states_, 0.0f),
      log_state_(states_, 0.0f) {
  RunAll(/*first=*/true);
}

// Shares of the votes, each dealt to the kinds of its class in random parts.
void CorrelatedModel::DealVotes(size_t item, std::vector<float>& row) const {
  std::fill(row.begin(), row.end(), 0.0f);
  const auto classes = input_.labels.classes_of(item);
  const int32_t known = GoldOf(input_, item);
  if (known != kNoClass) {
    row[static_cast<size_t>(known) * kinds_] = 1.0f;
  } else {
    for (const uint16_t said : classes) {
      row[said * kinds_] += 1.0f / static_cast<float>(classes.size());
    }
  }
  for (size_t k = 0; kinds_ > 1 && k < class_count_; ++k) {
    const float share = row[k * kinds_];
    if (share == 0.0f) {
      continue;
    }
    Rng rng(seed_ ^ HashOfName(input_.labels.item_names()[item]) ^
                (HashOfName(input_.labels.class_names()[k]) << 1),
            start_);
    float total = 0;
    for (size_t m = 0; m < kinds_; ++m) {
      // Dirichlet(1, ..., 1).
      row[k * kinds_ + m] = static_cast<float>(-std::log(1.0 - rng.Uniform()));
      total += row[k * kinds_ + m];
    }
    for (size_t m = 0; m < kinds_; ++m) {
      row[k * kinds_ + m] *= share / total;
    }
  }
}

void CorrelatedModel::Respond(size_t item, std::vector<float>& row, double& log_likelihood) const {
  std::copy(log_state_.begin(), log_state_.end(), row.begin());
  const LabelTable& labels = input_.labels;
  for (size_t i = labels.item_begin()[item]; i < labels.item_begin()[item + 1]; ++i) {
    AddTo(logs_.data() + rows_.row_of_label[i] * states_, states_, row.data());
  }
  const int32_t known = GoldOf(input_, item);
  if (known == kNoClass) {
    log_likelihood += TakeSoftmax(row.data(), states_);
    return;
  }
  const size_t begin = static_cast<size_t>(known) * kinds_;
  log_likelihood += TakeSoftmax(row.data() + begin, kinds_);
  for (size_t s = 0; s < states_; ++s) {
    row[s] = s < begin || s >= begin + kinds_ ? 0.0f : row[s];
  }
}

void CorrelatedModel::RunSlice(size_t slice, bool first, Sums& sums) {
  const LabelTable& labels = input_.labels;
  std::vector<float> row(states_);
  double* const item_sums = sums.counts.data() + row_count() * states_;
  for (size_t item = rows_.bounds[slice]; item < rows_.bounds[slice + 1]; ++item) {
    if (labels.classes_of(item).empty() && GoldOf(input_, item) == kNoClass) {
      continue;
    }
    first ? DealVotes(item, row) : Respond(item, row, sums.log_likelihood);
    for (size_t i = labels.item_begin()[item]; i < labels.item_begin()[item + 1]; ++i) {
      CountIn(row.data(), states_, sums.counts.data() + rows_.row_of_label[i] * states_);
    }
    CountIn(row.data(), states_, item_sums);
    for (size_t k = 0; k < class_count_; ++k) {
      float share = 0;
      for (size_t s = k * kinds_; s < (k + 1) * kinds_; ++s) {
        share += row[s];
      }
      float& q = posterior_[item * class_count_ + k];
      sums.change += static_cast<double>(std::abs(share - q));
      q = share;
    }
  }
}

double CorrelatedModel::RunAll(bool first) {
  std::vector<Sums> parts(rows_.bounds.size() - 1);
  pool_.Run(parts.size(), [&](size_t slice) {
    parts[slice].counts.assign(counts_.size(), 0.0);
    RunSlice(slice, first, parts[slice]);
  });
  std::fill(counts_.begin(), counts_.end(), 0.0);
  double change = 0;
  log_likelihood_ = 0;
  for (const Sums& part : parts) {
    for (size_t cell = 0; cell < counts_.size(); ++cell) {
      counts_[cell] += part.counts[cell];
    }
    log_likelihood_ += part.log_likelihood;
    change += part.change;
  }
  return change / static_cast<double>(std::max<size_t>(posterior_.size(), 1));
}

// E log v_j under its posterior, and how far that is from the prior.
void CorrelatedModel::SetAnnotator(size_t annotator, double& divergence) {
  const size_t begin = rows_.annotator_begin[annotator];
  const size_t end = rows_.annotator_begin[annotator + 1];
  const double prior_total = kOnDiagonal + kOffDiagonal * static_cast<double>(class_count_ - 1);
  for (size_t s = 0; s < states_; ++s) {
    double total = prior_total;
    for (size_t row = begin; row < end; ++row) {
      total += counts_[row * states_ + s];
    }
    const double psi_total = Digamma(total);
    divergence += LogGamma(total) - LogGamma(prior_total);
    for (size_t row = begin; row < end; ++row) {
      const double prior = rows_.class_of_row[row] == s / kinds_ ? kOnDiagonal : kOffDiagonal;
      const double posterior = counts_[row * states_ + s] + prior;
      const double log_mean = Digamma(posterior) - psi_total;
      logs_[row * states_ + s] = static_cast<float>(log_mean);
      divergence += DivergenceOfCell(posterior, prior, log_mean);
    }
  }
}

// E log tau_k + E log pi_km.
void CorrelatedModel::SetStates() {
  const double* const sums = counts_.data() + row_count() * states_;
  const double kind_prior = kKindPrior / static_cast<double>(kinds_);
  const double prior_total = kClassPrior * static_cast<double>(class_count_);
  double all = prior_total;
  for (size_t s = 0; s < states_; ++s) {
    all += sums[s];
  }
  divergence_ += LogGamma(all) - LogGamma(prior_total);
  for (size_t k = 0; k < class_count_; ++k) {
    double total = 0;
    for (size_t m = 0; m < kinds_; ++m) {
      total += sums[k * kinds_ + m];
    }
    const double log_class = Digamma(total + kClassPrior) - Digamma(all);
    divergence_ += DivergenceOfCell(total + kClassPrior, kClassPrior, log_class);
    const double psi_kinds = Digamma(total + kKindPrior);
    divergence_ += LogGamma(total + kKindPrior) - LogGamma(kKindPrior);
    for (size_t m = 0; m < kinds_; ++m) {
      const double posterior = sums[k * kinds_ + m] + kind_prior;
      const double log_kind = Digamma(posterior) - psi_kinds;
      divergence_ += DivergenceOfCell(posterior, kind_prior, log_kind);
      log_state_[k * kinds_ + m] = static_cast<float>(log_class + log_kind);
    }
  }
}

void CorrelatedModel::SetTables() {
  constexpr size_t kGrain = 16;
  const size_t annotator_count = input_.labels.annotator_count();
  std::vector<double> divergences(annotator_count, 0.0);
  pool_.ForRanges(annotator_count, kGrain, [&](size_t begin, size_t end) {
    for (size_t annotator = begin; annotator < end; ++annotator) {
      SetAnnotator(annotator, divergences[annotator]);
    }
  });
  divergence_ = 0;
  for (const double divergence : divergences) {
    divergence_ += divergence;
  }
  SetStates();
}

double CorrelatedModel::Round() {
  SetTables();
  return RunAll(/*first=*/false);
}

double CorrelatedModel::LowerBound() { return log_likelihood_ - divergence_; }

std::vector<double> CorrelatedModel::ClassSums() const {
  std::vector<double> sums(class_count_, 0.0);
  for (size_t s = 0; s < states_; ++s) {
    sums[s / kinds_] += counts_[row_count() * states_ + s];
  }
  return sums;
}

// Of each annotator the mean probability of what they said.
std::vector<float> MeanProbabilities(const LabelTable& labels, std::span<const float> posterior) {
  std::vector<double> right(labels.annotator_count(), 0.0);
  std::vector<double> said(labels.annotator_count(), 0.0);
  for (size_t item = 0; item < labels.item_count(); ++item) {
    for (size_t i = labels.item_begin()[item]; i < labels.item_begin()[item + 1]; ++i) {
      right[labels.annotators()[i]] += std::min(
          1.0, static_cast<double>(posterior[item * labels.class_count() + labels.classes()[i]]));
      said[labels.annotators()[i]] += 1.0;
    }
  }
  return SharesOf(right, said);
}

}  // namespace

absl::StatusOr<CorrelatedFit> FitCorrelated(const ConsensusInput& input,
                                            const ConsensusOptions& options, WorkerPool& pool,
                                            ProgressSink& progress) {
  ASSAY_RETURN_IF_ERROR(CheckConsensusInput(input));
  const LabelledRows rows(input);
  CorrelatedFit best;
  double independent = 0;
  double highest = -INFINITY;
  for (int kinds = 1; kinds <= kMostKinds; ++kinds) {
    for (int start = 0; start < (kinds == 1 ? 1 : kStarts); ++start) {
      CorrelatedModel model(rows, kinds, start, options.seed, pool);
      ASSAY_ASSIGN_OR_RETURN(const RoundsDone done, RunRounds(options, kLimits, progress,
                                                              [&](int) { return model.Round(); }));
      const double bound = model.LowerBound();
      independent = kinds == 1 ? bound : independent;
      if (bound <= highest) {
        continue;
      }
      highest = bound;
      best.kind_count = kinds;
      best.result.posterior = model.TakePosterior();
      best.result.iterations = done.iterations;
      best.result.converged = done.converged;
      FillEmptyItems(input, model.ClassSums(), best.result.posterior);
    }
  }
  best.evidence = highest - independent;
  best.result.reliability = MeanProbabilities(input.labels, best.result.posterior);
  return best;
}

}  // namespace assay
