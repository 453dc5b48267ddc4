#include <algorithm>

#include "tests/reference/consensus/consensus_reference.h"

namespace assay::reference {
namespace {

std::vector<double> LabelCounts(const Problem& p) {
  std::vector<double> counts(p.a, 0.0);
  for (const auto& label : p.labels) {
    counts[label.annotator] += 1;
  }
  return counts;
}

std::vector<double> Agreement(const Problem& p, const Matrix& q) {
  std::vector<double> agreement(p.a, 0.0);
  for (const auto& label : p.labels) {
    agreement[label.annotator] += q[label.item][label.value];
  }
  return agreement;
}

double Sigmoid(double x) { return 1 / (1 + std::exp(-x)); }

// One small step up the gradient; returns its length (the sum of the slopes).
double ClimbGlad(const Problem& p, const Matrix& q, std::vector<double>& alpha,
                 std::vector<double>& beta) {
  std::vector<double> to_alpha(p.a);
  std::vector<double> to_beta(p.n);
  for (size_t j = 0; j < p.a; ++j) {
    to_alpha[j] = 1 - alpha[j];
  }
  for (size_t i = 0; i < p.n; ++i) {
    to_beta[i] = 1 - beta[i];
  }
  for (const auto& label : p.labels) {
    const double ease = std::exp(beta[label.item]);
    const double rest = q[label.item][label.value] - Sigmoid(alpha[label.annotator] * ease);
    to_alpha[label.annotator] += rest * ease;
    to_beta[label.item] += rest * alpha[label.annotator] * ease;
  }
  double length = 0;
  for (size_t j = 0; j < p.a; ++j) {
    alpha[j] += 0.003 * to_alpha[j];
    length += std::abs(to_alpha[j]);
  }
  for (size_t i = 0; i < p.n; ++i) {
    beta[i] += 0.003 * to_beta[i];
    length += std::abs(to_beta[i]);
  }
  return length;
}

// E step of MACE: q, and the log-likelihood.
double ExpectMace(const Problem& p, const std::vector<double>& know,
                  const std::vector<double>& spam, const Matrix& xi, Matrix& q) {
  Matrix s(p.n, std::vector<double>(p.k, -std::log(static_cast<double>(p.k))));
  for (const auto& label : p.labels) {
    const double guessed = spam[label.annotator] * xi[label.annotator][label.value];
    for (size_t k = 0; k < p.k; ++k) {
      s[label.item][k] += std::log((k == label.value ? know[label.annotator] : 0.0) + guessed);
    }
  }
  return Softmax(p, s, q);
}

}  // namespace

Matrix Wawa(const Problem& p) {
  const std::vector<double> counts = LabelCounts(p);
  const Matrix plain = Vote(p, std::vector<double>(p.a, 1.0));
  std::vector<double> first = Agreement(p, Harden(plain));
  for (size_t j = 0; j < p.a; ++j) {
    first[j] = std::max(first[j] / counts[j], 1e-6);
  }
  // Among the classes with most votes, those with most weight.
  const Matrix weighted = Vote(p, first);
  Matrix best = Harden(plain);
  for (size_t i = 0; i < p.n; ++i) {
    double max = 0;
    for (size_t k = 0; k < p.k; ++k) {
      max = std::max(max, best[i][k] > 0 ? weighted[i][k] : 0.0);
    }
    for (size_t k = 0; k < p.k; ++k) {
      best[i][k] = best[i][k] > 0 && weighted[i][k] >= max - 1e-9 ? 1.0 : 0.0;
    }
    Normalise(best[i]);
  }
  std::vector<double> last = Agreement(p, best);
  for (size_t j = 0; j < p.a; ++j) {
    last[j] = std::max(last[j] / counts[j], 1e-6);
  }
  return Vote(p, last);
}

Matrix OneCoin(const Problem& p, int rounds, bool even) {
  const std::vector<double> counts = LabelCounts(p);
  Matrix q = Vote(p, std::vector<double>(p.a, 1.0));
  for (int round = 0; round < rounds; ++round) {
    const std::vector<double> agreement = Agreement(p, q);
    std::vector<double> prior(p.k, even ? 1.0 : 1.0 / static_cast<double>(p.k));
    for (size_t i = 0; i < p.n && !even; ++i) {
      for (size_t k = 0; k < p.k && p.Counts(i); ++k) {
        prior[k] += q[i][k];
      }
    }
    Normalise(prior);
    Matrix s = Zeros(p.n, p.k);
    for (size_t i = 0; i < p.n; ++i) {
      for (size_t k = 0; k < p.k; ++k) {
        s[i][k] = std::log(prior[k]);
      }
    }
    for (const auto& label : p.labels) {
      const double right = (agreement[label.annotator] + 4) / (counts[label.annotator] + 6);
      for (size_t k = 0; k < p.k; ++k) {
        s[label.item][k] += k == label.value ? std::log(right)
                                             : std::log((1 - right) / static_cast<double>(p.k - 1));
      }
    }
    Softmax(p, s, q);
  }
  return q;
}

Matrix Bwa(const Problem& p, int rounds) {
  constexpr double kShape = 15;
  const std::vector<double> counts = LabelCounts(p);
  const auto classes = static_cast<double>(p.k);
  const auto label_count = static_cast<double>(p.labels.size());
  Matrix z = Vote(p, std::vector<double>(p.a, 1.0));
  std::vector<double> rate(p.k, 0.0);
  for (const auto& label : p.labels) {
    for (size_t k = 0; k < p.k; ++k) {
      const double share = z[label.item][k];
      rate[k] += kShape * share * (1 - share) / label_count * 4 * (1 - 1 / classes);
    }
  }
  for (int round = 0; round < rounds; ++round) {
    for (size_t k = 0; k < p.k; ++k) {
      double mean = 0;
      double items = 0;
      for (size_t i = 0; i < p.n; ++i) {
        mean += p.Counts(i) ? z[i][k] : 0.0;
        items += p.Counts(i) ? 1.0 : 0.0;
      }
      mean /= items;
      std::vector<double> errors(p.a, rate[k]);
      for (const auto& label : p.labels) {
        errors[label.annotator] += std::pow((label.value == k ? 1 : 0) - z[label.item][k], 2);
      }
      std::vector<double> top(p.n, mean);
      std::vector<double> bottom(p.n, 1.0);
      for (const auto& label : p.labels) {
        const double v = (kShape + counts[label.annotator]) / errors[label.annotator];
        top[label.item] += label.value == k ? v : 0.0;
        bottom[label.item] += v;
      }
      for (size_t i = 0; i < p.n; ++i) {
        z[i][k] = top[i] / bottom[i];
      }
    }
    Clamp(p, z);
  }
  for (auto& row : z) {
    Normalise(row);
  }
  return z;
}

Matrix Glad(const Problem& p, int rounds) {
  Matrix q = Vote(p, std::vector<double>(p.a, 1.0));
  std::vector<double> alpha(p.a, 1.0);
  std::vector<double> beta(p.n, 1.0);
  for (int round = 0; round < rounds; ++round) {
    for (int step = 0; step < 4000 && ClimbGlad(p, q, alpha, beta) >= 1e-7; ++step) {
    }
    Matrix s = Zeros(p.n, p.k);
    for (const auto& label : p.labels) {
      const double right = Sigmoid(alpha[label.annotator] * std::exp(beta[label.item]));
      for (size_t k = 0; k < p.k; ++k) {
        s[label.item][k] +=
            std::log(k == label.value ? right : (1 - right) / static_cast<double>(p.k - 1));
      }
    }
    Softmax(p, s, q);
  }
  return q;
}

MaceFit Mace(const Problem& p, const std::vector<double>& start, int rounds) {
  std::vector<double> know = start;
  std::vector<double> spam(p.a);
  for (size_t j = 0; j < p.a; ++j) {
    spam[j] = 1 - know[j];
  }
  Matrix xi(p.a, std::vector<double>(p.k, 1 / static_cast<double>(p.k)));
  const std::vector<double> counts = LabelCounts(p);
  MaceFit fit{Zeros(p.n, p.k)};
  for (int round = 0; round < rounds; ++round) {
    fit.log_likelihood = ExpectMace(p, know, spam, xi, fit.q);
    std::vector<double> knew(p.a, 0.0);
    Matrix guesses = Zeros(p.a, p.k);
    for (const auto& label : p.labels) {
      const size_t j = label.annotator;
      const double share =
          fit.q[label.item][label.value] * know[j] / (know[j] + spam[j] * xi[j][label.value]);
      knew[j] += share;
      guesses[j][label.value] += 1 - share;
    }
    for (size_t j = 0; j < p.a; ++j) {
      know[j] = std::exp(Digamma(knew[j] + 0.5) - Digamma(counts[j] + 1));
      spam[j] = std::exp(Digamma(counts[j] - knew[j] + 0.5) - Digamma(counts[j] + 1));
      for (double& count : guesses[j]) {
        count += 1;
      }
      Normalise(guesses[j]);
      xi[j] = guesses[j];
    }
  }
  return fit;
}

}  // namespace assay::reference
