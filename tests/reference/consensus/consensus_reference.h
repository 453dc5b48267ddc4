#ifndef ASSAY_TESTS_REFERENCE_CONSENSUS_CONSENSUS_REFERENCE_H_
#define ASSAY_TESTS_REFERENCE_CONSENSUS_CONSENSUS_REFERENCE_H_

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "engine/consensus/consensus_registry.h"

// Slow and obviously right: whole matrices of doubles, one loop for each sum of the formula.
namespace assay::reference {

using Matrix = std::vector<std::vector<double>>;

struct Problem {
  size_t n = 0;
  size_t a = 0;
  size_t k = 0;
  struct Label {
    size_t item, annotator, value;
  };
  std::vector<Label> labels;
  std::vector<int32_t> gold;  // n

  explicit Problem(const ConsensusInput& input)
      : n(input.labels.item_count()),
        a(input.labels.annotator_count()),
        k(input.labels.class_count()),
        gold(input.gold.begin(), input.gold.end()) {
    gold.resize(n, kNoClass);
    for (size_t i = 0; i < n; ++i) {
      for (size_t t = input.labels.item_begin()[i]; t < input.labels.item_begin()[i + 1]; ++t) {
        labels.push_back({i, input.labels.annotators()[t], input.labels.classes()[t]});
      }
    }
  }

  bool Counts(size_t item) const {
    for (const Label& label : labels) {
      if (label.item == item) {
        return true;
      }
    }
    return gold[item] != kNoClass;
  }
};

inline Matrix Zeros(size_t rows, size_t columns) {
  return Matrix(rows, std::vector<double>(columns, 0.0));
}

inline void Normalise(std::vector<double>& row) {
  double sum = 0;
  for (const double value : row) {
    sum += value;
  }
  for (double& value : row) {
    value = sum > 0 ? value / sum : 0.0;
  }
}

inline void Clamp(const Problem& p, Matrix& q) {
  for (size_t i = 0; i < p.n; ++i) {
    if (p.gold[i] != kNoClass) {
      q[i].assign(p.k, 0.0);
      q[i][static_cast<size_t>(p.gold[i])] = 1.0;
    }
  }
}

// Shares of votes with a weight for each annotator.
inline Matrix Vote(const Problem& p, const std::vector<double>& weight) {
  Matrix q = Zeros(p.n, p.k);
  for (const auto& label : p.labels) {
    q[label.item][label.value] += weight[label.annotator];
  }
  for (auto& row : q) {
    Normalise(row);
  }
  Clamp(p, q);
  return q;
}

// Equal shares for the largest entries.
inline Matrix Harden(const Matrix& q) {
  Matrix hard = q;
  for (auto& row : hard) {
    double max = 0;
    for (const double value : row) {
      max = std::max(max, value);
    }
    for (double& value : row) {
      value = value >= max - 1e-6 ? 1.0 : 0.0;
    }
    Normalise(row);
  }
  return hard;
}

// q_i = softmax(s_i), known items clamped.  Returns sum_i log sum_k exp s_ik (s_i,gold where
// known).
inline double Softmax(const Problem& p, const Matrix& s, Matrix& q) {
  double total = 0;
  for (size_t i = 0; i < p.n; ++i) {
    double max = s[i][0];
    for (const double value : s[i]) {
      max = std::max(max, value);
    }
    double sum = 0;
    for (size_t k = 0; k < p.k; ++k) {
      q[i][k] = std::exp(s[i][k] - max);
      sum += q[i][k];
    }
    for (double& value : q[i]) {
      value /= sum;
    }
    if (p.gold[i] != kNoClass) {
      total += s[i][static_cast<size_t>(p.gold[i])];
    } else if (p.Counts(i)) {
      total += max + std::log(sum);
    }
  }
  Clamp(p, q);
  return total;
}

// What tells the members of the Dawid-Skene family apart.
struct ConfusionModel {
  double off_diagonal = 0;  // b_kl
  double diagonal = 0;
  double clip = 0;
  double class_pseudo_count = 0;
  double pooled_strength = 0;  // s of the hierarchical model: b_kl smooths the pool instead
  bool hard = false;
  bool variational = false;  // exp(psi) in place of shares
};

struct ConfusionFit {
  Matrix q;
  std::vector<Matrix> table;      // T[j][k][l]
  std::vector<double> prior;      // pi
  std::vector<double> objective;  // after each round: log-likelihood + the logs of the priors
};

ConfusionFit FitConfusions(const Problem& p, const ConfusionModel& model, int rounds);

// digamma by its recurrence and asymptotic series, for x > 0.
double Digamma(double x);

Matrix Wawa(const Problem& p);
// even: all classes are equally usual.
Matrix OneCoin(const Problem& p, int rounds, bool even);
Matrix Bwa(const Problem& p, int rounds);
// Each M step climbs by small gradient steps until nothing moves.
Matrix Glad(const Problem& p, int rounds);
struct MaceFit {
  Matrix q;
  double log_likelihood = 0;
};
// From know[j] = P(annotator j knows) and even guesses.
MaceFit Mace(const Problem& p, const std::vector<double>& know, int rounds);

}  // namespace assay::reference

#endif  // ASSAY_TESTS_REFERENCE_CONSENSUS_CONSENSUS_REFERENCE_H_
