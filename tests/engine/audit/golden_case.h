#ifndef ASSAY_TESTS_ENGINE_AUDIT_GOLDEN_CASE_H_
#define ASSAY_TESTS_ENGINE_AUDIT_GOLDEN_CASE_H_

#include <Eigen/Core>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "engine/audit/confident_learning.h"
#include "engine/audit/probability_matrix.h"

namespace assay {

// One of tests/data/cleanlab: labels, probabilities and the values cleanlab 2.9.0 printed.
struct GoldenCase {
  nlohmann::json values;
  size_t class_count = 0;
  std::vector<int32_t> labels;
  std::vector<double> probabilities;

  LabelledProbabilities<double> Data() const;
};

// Throws where the file is missing or broken.
GoldenCase LoadGoldenCase(const std::string& name);
std::vector<std::string> GoldenCaseNames();

Eigen::MatrixXd JsonToMatrix(const nlohmann::json& rows);
CountMatrix JsonToCounts(const nlohmann::json& rows);

}  // namespace assay

#endif  // ASSAY_TESTS_ENGINE_AUDIT_GOLDEN_CASE_H_
