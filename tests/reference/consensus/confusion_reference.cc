#include <algorithm>

#include "tests/reference/consensus/consensus_reference.h"

namespace assay::reference {
namespace {

// n[j][k][l]
std::vector<Matrix> Count(const Problem& p, const Matrix& q) {
  std::vector<Matrix> n(p.a, Zeros(p.k, p.k));
  for (const auto& label : p.labels) {
    for (size_t k = 0; k < p.k; ++k) {
      n[label.annotator][k][label.value] += q[label.item][k];
    }
  }
  return n;
}

// b[k][l]
Matrix PseudoCounts(const Problem& p, const ConfusionModel& model, const std::vector<Matrix>& n) {
  Matrix b = Zeros(p.k, p.k);
  for (size_t k = 0; k < p.k; ++k) {
    for (size_t l = 0; l < p.k; ++l) {
      b[k][l] = k == l ? model.diagonal : model.off_diagonal;
      for (size_t j = 0; j < p.a && model.pooled_strength > 0; ++j) {
        b[k][l] += n[j][k][l];
      }
    }
    if (model.pooled_strength > 0) {
      Normalise(b[k]);
      for (double& value : b[k]) {
        value *= model.pooled_strength;
      }
    }
  }
  return b;
}

double Share(const ConfusionModel& model, double count, double total, size_t classes) {
  if (model.variational) {
    return std::exp(Digamma(count) - Digamma(total));
  }
  // Less than that is no knowledge of the class at all.
  return total > 1e-30 ? std::max(model.clip, count / total) : 1.0 / static_cast<double>(classes);
}

// T[j][k][l]
std::vector<Matrix> Tables(const Problem& p, const ConfusionModel& model,
                           const std::vector<Matrix>& n, const Matrix& b) {
  std::vector<Matrix> table(p.a, Zeros(p.k, p.k));
  for (size_t j = 0; j < p.a; ++j) {
    for (size_t k = 0; k < p.k; ++k) {
      double total = 0;
      for (size_t l = 0; l < p.k; ++l) {
        total += n[j][k][l] + b[k][l];
      }
      for (size_t l = 0; l < p.k; ++l) {
        table[j][k][l] = Share(model, n[j][k][l] + b[k][l], total, p.k);
      }
    }
  }
  return table;
}

double LogPrior(const Problem& p, const ConfusionModel& model, const Matrix& b,
                const ConfusionFit& fit) {
  double sum = 0;
  for (size_t k = 0; k < p.k; ++k) {
    for (size_t l = 0; l < p.k; ++l) {
      for (size_t j = 0; j < p.a; ++j) {
        sum += b[k][l] > 0 ? b[k][l] * std::log(fit.table[j][k][l]) : 0.0;
      }
    }
    sum += model.class_pseudo_count > 0 ? model.class_pseudo_count * std::log(fit.prior[k]) : 0.0;
  }
  return sum;
}

}  // namespace

double Digamma(double x) {
  double result = 0;
  for (; x < 20; x += 1) {
    result -= 1 / x;
  }
  const double y = 1 / (x * x);
  return result + std::log(x) - 0.5 / x -
         y * (1.0 / 12 - y * (1.0 / 120 - y * (1.0 / 252 - y / 240)));
}

ConfusionFit FitConfusions(const Problem& p, const ConfusionModel& model, int rounds) {
  ConfusionFit fit;
  fit.q = Vote(p, std::vector<double>(p.a, 1.0));
  for (int round = 0; round < rounds; ++round) {
    const Matrix counted = model.hard ? Harden(fit.q) : fit.q;
    const std::vector<Matrix> n = Count(p, counted);
    const Matrix b = PseudoCounts(p, model, n);
    fit.table = Tables(p, model, n, b);
    fit.prior.assign(p.k, model.class_pseudo_count);
    double items = model.class_pseudo_count * static_cast<double>(p.k);
    for (size_t i = 0; i < p.n; ++i) {
      items += p.Counts(i) ? 1.0 : 0.0;
      for (size_t k = 0; k < p.k && p.Counts(i); ++k) {
        fit.prior[k] += counted[i][k];
      }
    }
    for (double& share : fit.prior) {
      share = std::max(Share({.variational = model.variational}, share, items, p.k), 1e-30);
    }
    Matrix s(p.n, std::vector<double>(p.k));
    for (size_t i = 0; i < p.n; ++i) {
      for (size_t k = 0; k < p.k; ++k) {
        s[i][k] = std::log(fit.prior[k]);
      }
    }
    for (const auto& label : p.labels) {
      for (size_t k = 0; k < p.k; ++k) {
        s[label.item][k] += std::log(fit.table[label.annotator][k][label.value]);
      }
    }
    const double likelihood = Softmax(p, s, fit.q);
    fit.objective.push_back(likelihood + LogPrior(p, model, b, fit));
  }
  return fit;
}

}  // namespace assay::reference
