#ifndef ASSAY_TESTS_ENGINE_AUDIT_LOG_PROBABILITY_CASE_H_
#define ASSAY_TESTS_ENGINE_AUDIT_LOG_PROBABILITY_CASE_H_

#include <cmath>
#include <cstdint>
#include <numeric>
#include <span>
#include <vector>

#include "engine/base/rng.h"
#include "engine/learn/class_matrix.h"

namespace assay {

inline ClassMatrix MatrixOf(const std::vector<std::vector<double>>& rows) {
  ClassMatrix matrix(rows.size(), rows[0].size());
  for (size_t i = 0; i < rows.size(); ++i) {
    for (size_t k = 0; k < rows[i].size(); ++k) {
      matrix.row(i)[k] = static_cast<float>(rows[i][k]);
    }
  }
  return matrix;
}

inline ClassMatrix LogMatrixOf(std::vector<std::vector<double>> rows) {
  for (std::vector<double>& row : rows) {
    for (double& value : row) {
      value = std::log(value);
    }
  }
  return MatrixOf(rows);
}

// Log-probabilities of a model that knows the true class fairly well, and labels of which a fifth
// is wrong, mostly towards the next class.
struct LogProbabilityCase {
  ClassMatrix log_probabilities;
  std::vector<uint32_t> given;

  LogProbabilityCase(size_t item_count, size_t class_count, uint64_t seed)
      : log_probabilities(item_count, class_count) {
    Rng rng(seed);
    for (size_t i = 0; i < item_count; ++i) {
      const auto truth = static_cast<uint32_t>(rng.Below(class_count));
      const double draw = rng.Uniform();
      const auto next = static_cast<uint32_t>((truth + 1) % class_count);
      const auto any = static_cast<uint32_t>(rng.Below(class_count));
      given.push_back(draw < 0.15 ? next : draw < 0.2 ? any : truth);
      FillRow(rng, truth, log_probabilities.row(i));
    }
  }

  LogProbabilityCase(ClassMatrix matrix, std::vector<uint32_t> labels)
      : log_probabilities(std::move(matrix)), given(std::move(labels)) {}

  size_t class_count() const { return log_probabilities.class_count(); }

  // Row i of the result is row order[i].
  LogProbabilityCase WithRows(std::span<const uint32_t> order) const {
    LogProbabilityCase result(ClassMatrix(given.size(), class_count()), {});
    for (size_t i = 0; i < order.size(); ++i) {
      result.given.push_back(given[order[i]]);
      for (size_t k = 0; k < class_count(); ++k) {
        result.log_probabilities.row(i)[k] = log_probabilities.row(order[i])[k];
      }
    }
    return result;
  }

  // Class k of the result is class order[k].
  LogProbabilityCase WithClasses(std::span<const uint32_t> order) const {
    LogProbabilityCase result(ClassMatrix(given.size(), class_count()), given);
    for (size_t i = 0; i < given.size(); ++i) {
      for (uint32_t k = 0; k < class_count(); ++k) {
        result.log_probabilities.row(i)[k] = log_probabilities.row(i)[order[k]];
        result.given[i] = order[k] == given[i] ? k : result.given[i];
      }
    }
    return result;
  }

 private:
  static void FillRow(Rng& rng, uint32_t truth, std::span<float> row) {
    double sum = 0;
    for (size_t k = 0; k < row.size(); ++k) {
      row[k] = static_cast<float>(6 * rng.Uniform() + (k == truth ? 4.0 : 0.0));
      sum += std::exp(static_cast<double>(row[k]));
    }
    for (float& value : row) {
      value -= static_cast<float>(std::log(sum));
    }
  }
};

inline std::vector<uint32_t> RandomOrder(size_t count, uint64_t seed) {
  std::vector<uint32_t> order(count);
  std::iota(order.begin(), order.end(), 0u);
  Rng rng(seed);
  rng.Shuffle(std::span<uint32_t>(order));
  return order;
}

}  // namespace assay

#endif  // ASSAY_TESTS_ENGINE_AUDIT_LOG_PROBABILITY_CASE_H_
