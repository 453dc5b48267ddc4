#ifndef ASSAY_TESTS_REFERENCE_AUDIT_SUSPICION_REFERENCE_H_
#define ASSAY_TESTS_REFERENCE_AUDIT_SUSPICION_REFERENCE_H_

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numeric>
#include <vector>

#include "engine/learn/class_matrix.h"

namespace assay::reference {

// Slow and literal: doubles, one item at a time, rows in their own order, bisection.

using Row = std::vector<double>;
using Rows = std::vector<Row>;

inline Rows ToRows(const ClassMatrix& matrix) {
  Rows rows;
  for (size_t i = 0; i < matrix.row_count(); ++i) {
    rows.emplace_back(matrix.row(i).begin(), matrix.row(i).end());
  }
  return rows;
}

inline double Total(const Row& row) { return std::accumulate(row.begin(), row.end(), 0.0); }

inline void Normalise(Row& row) {
  const double total = Total(row);
  for (double& value : row) {
    value /= total;
  }
}

inline Row Softmax(const Row& scores, double tau) {
  const double max = *std::max_element(scores.begin(), scores.end());
  Row result;
  for (const double score : scores) {
    result.push_back(std::exp(tau * (score - max)));
  }
  Normalise(result);
  return result;
}

inline Rows MixedProbabilities(const std::vector<Rows>& legs, const Row& weights) {
  Rows mixed;
  for (size_t i = 0; i < legs[0].size(); ++i) {
    Row scores(legs[0][i].size());
    for (size_t m = 0; m < legs.size(); ++m) {
      for (size_t k = 0; k < scores.size(); ++k) {
        scores[k] += weights[m] * std::max(legs[m][i][k], std::log(1e-30));
      }
    }
    mixed.push_back(Softmax(scores, 1));
  }
  return mixed;
}

inline Rows PosteriorSums(const Rows& probabilities, const std::vector<uint32_t>& given,
                          const Rows& transition, double prior) {
  const size_t class_count = transition.size();
  Rows counts(class_count, Row(class_count, prior));
  for (size_t i = 0; i < given.size(); ++i) {
    Row posterior;
    for (size_t y = 0; y < class_count; ++y) {
      posterior.push_back(probabilities[i][y] * transition[given[i]][y]);
    }
    Normalise(posterior);
    for (size_t y = 0; y < class_count; ++y) {
      counts[given[i]][y] += posterior[y];
    }
  }
  return counts;
}

inline Rows NoiseCounts(const Rows& log_probabilities, const std::vector<uint32_t>& given,
                        size_t class_count, double tau) {
  const auto size = static_cast<double>(class_count);
  Rows probabilities;
  for (const Row& row : log_probabilities) {
    probabilities.push_back(Softmax(row, tau));
  }
  Rows transition(class_count, Row(class_count, 0.1 / (size - 1)));
  for (size_t k = 0; k < class_count; ++k) {
    transition[k][k] = 0.9;
  }
  for (int round = 0; round < 12; ++round) {
    const Rows counts = PosteriorSums(probabilities, given, transition, 1 / size);
    for (size_t y = 0; y < class_count; ++y) {
      double column = 0;
      for (size_t g = 0; g < class_count; ++g) {
        column += counts[g][y];
      }
      for (size_t g = 0; g < class_count; ++g) {
        transition[g][y] = counts[g][y] / column;
      }
    }
  }
  return PosteriorSums(probabilities, given, transition, 0);
}

inline double OffDiagonal(const Rows& counts) {
  double sum = 0;
  for (size_t g = 0; g < counts.size(); ++g) {
    for (size_t k = 0; k < counts.size(); ++k) {
      sum += g == k ? 0 : counts[g][k];
    }
  }
  return sum;
}

inline Rows Direction(const Rows& counts) {
  const size_t class_count = counts.size();
  Rows excess(class_count, Row(class_count));
  Row sizes;
  for (size_t g = 0; g < class_count; ++g) {
    sizes.push_back(Total(counts[g]));
    for (size_t k = 0; k < class_count; ++k) {
      excess[g][k] = std::max(counts[g][k] - counts[k][g], 0.0);
    }
  }
  const double item_count = Total(sizes);
  const double symmetric = OffDiagonal(counts) - OffDiagonal(excess);
  Rows apparent = excess;
  Row columns(class_count);
  for (size_t g = 0; g < class_count; ++g) {
    for (size_t k = 0; k < class_count; ++k) {
      apparent[g][k] += symmetric * sizes[g] * sizes[k] / (item_count * item_count);
      apparent[g][k] = g == k ? counts[g][k] : apparent[g][k];
      columns[k] += apparent[g][k];
    }
  }
  Rows direction(class_count, Row(class_count));
  for (size_t g = 0; g < class_count; ++g) {
    for (size_t k = 0; k < class_count; ++k) {
      const double share = (apparent[g][k] + 1 / static_cast<double>(class_count));
      direction[g][k] = g == k ? 0 : share / (columns[k] + 1);
    }
    Normalise(direction[g]);
    for (size_t k = 0; k < class_count; ++k) {
      direction[g][k] = g == k ? 0 : std::max(direction[g][k], 1e-6);
    }
  }
  return direction;
}

// sum_{k != g} p_k R[g,k]^power / p_g of one row; with the best k, of equal ones the first.
struct Rivals {
  double odds = 0;
  double best_odds = -1;
  uint32_t best = 0;
};

inline Rivals FindRivals(const Row& log_probabilities, uint32_t given, const Row& shares,
                         double tau, double power) {
  Rivals rivals;
  for (uint32_t k = 0; k < log_probabilities.size(); ++k) {
    if (k != given) {
      const double odds = std::exp(tau * (log_probabilities[k] - log_probabilities[given])) *
                          std::pow(shares[k], power);
      rivals.odds += odds;
      if (odds > rivals.best_odds) {
        rivals.best_odds = odds;
        rivals.best = k;
      }
    }
  }
  return rivals;
}

inline double Quality(const Row& log_probabilities, uint32_t given, const Row& shares,
                      double direction_share = 0.5) {
  const double directed = FindRivals(log_probabilities, given, shares, 1, 1).odds;
  const Rivals plain = FindRivals(log_probabilities, given, shares, 1, 0);
  const auto rival_count = static_cast<double>(log_probabilities.size() - 1);
  return 1 / (1 + std::pow(directed * rival_count, direction_share) *
                      std::pow(plain.odds * plain.best_odds, (1 - direction_share) / 2));
}

inline double Kappa(const Rows& log_probabilities, const std::vector<uint32_t>& given,
                    const Rows& direction, double tau, double expected_errors) {
  double low = -20;
  double high = 20;
  for (int step = 0; step < 80; ++step) {
    const double middle = (low + high) / 2;
    double sum = 0;
    for (size_t i = 0; i < given.size(); ++i) {
      const double odds =
          std::exp(middle) *
          FindRivals(log_probabilities[i], given[i], direction[given[i]], tau, 1).odds;
      sum += odds / (1 + odds);
    }
    (sum < expected_errors ? low : high) = middle;
  }
  return std::exp(low);
}

}  // namespace assay::reference

#endif  // ASSAY_TESTS_REFERENCE_AUDIT_SUSPICION_REFERENCE_H_
