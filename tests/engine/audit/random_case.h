#ifndef ASSAY_TESTS_ENGINE_AUDIT_RANDOM_CASE_H_
#define ASSAY_TESTS_ENGINE_AUDIT_RANDOM_CASE_H_

#include <cmath>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "engine/audit/probability_matrix.h"
#include "engine/base/rng.h"

namespace assay {

// Labels and the probabilities of a model that knows the true class fairly well; some of the
// labels are wrong.  Owns what LabelledProbabilities only views.
template <typename T>
struct RandomCase {
  size_t class_count = 0;
  std::vector<int32_t> labels;
  std::vector<int32_t> true_classes;
  std::vector<T> probabilities;

  RandomCase(size_t item_count, size_t classes, uint64_t seed, double noise = 0.2)
      : class_count(classes) {
    Rng rng(seed);
    for (size_t i = 0; i < item_count; ++i) {
      const auto truth = static_cast<int32_t>(rng.Below(classes));
      const bool wrong = rng.Uniform() < noise;
      true_classes.push_back(truth);
      labels.push_back(wrong ? static_cast<int32_t>(rng.Below(classes)) : truth);
      AppendRow(rng, static_cast<size_t>(truth));
    }
  }

  ProbabilityMatrix<T> Matrix() const { return {probabilities, class_count}; }
  LabelledProbabilities<T> Data() const {
    return LabelledProbabilities<T>::Create(labels, Matrix()).value();
  }

 private:
  void AppendRow(Rng& rng, size_t truth) {
    std::vector<double> row(class_count);
    double sum = 0;
    for (size_t k = 0; k < class_count; ++k) {
      row[k] = std::exp(3 * rng.Uniform() + (k == truth ? 2.5 : 0.0));
      sum += row[k];
    }
    for (const double value : row) {
      probabilities.push_back(static_cast<T>(value / sum));
    }
  }
};

}  // namespace assay

#endif  // ASSAY_TESTS_ENGINE_AUDIT_RANDOM_CASE_H_
