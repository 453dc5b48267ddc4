#include "tests/engine/audit/golden_case.h"

#include <zlib.h>

#include <filesystem>
#include <stdexcept>

#include "tests/support/test_data.h"

namespace assay {
namespace {

std::string ReadMaybeGzipped(const std::filesystem::path& path) {
  // gzread passes plain files through.
  gzFile file = gzopen(path.c_str(), "rb");
  if (file == nullptr) {
    throw std::runtime_error("cannot open " + path.string());
  }
  std::string content;
  char buffer[1 << 16];
  int count = 0;
  while ((count = gzread(file, buffer, sizeof buffer)) > 0) {
    content.append(buffer, static_cast<size_t>(count));
  }
  gzclose(file);
  if (count < 0) {
    throw std::runtime_error("cannot read " + path.string());
  }
  return content;
}

}  // namespace

LabelledProbabilities<double> GoldenCase::Data() const {
  return LabelledProbabilities<double>::Create(labels, {probabilities, class_count}).value();
}

GoldenCase LoadGoldenCase(const std::string& name) {
  std::filesystem::path path = TestData("cleanlab/single_" + name + ".json");
  if (!std::filesystem::exists(path)) {
    path += ".gz";
  }
  GoldenCase golden;
  golden.values = nlohmann::json::parse(ReadMaybeGzipped(path));
  golden.class_count = golden.values.at("K");
  golden.labels = golden.values.at("labels").get<std::vector<int32_t>>();
  for (const nlohmann::json& row : golden.values.at("pred_probs")) {
    for (const nlohmann::json& value : row) {
      golden.probabilities.push_back(value);
    }
  }
  return golden;
}

std::vector<std::string> GoldenCaseNames() {
  return {"balanced_k4", "binary_k2",    "hard_onehot_k3",   "imbalanced_k3",
          "large_k10",   "many_k20",     "missing_class_k5", "singleton_class_k3",
          "ties_k4",     "weak_model_k3"};
}

Eigen::MatrixXd JsonToMatrix(const nlohmann::json& rows) {
  Eigen::MatrixXd matrix(rows.size(), rows.at(0).size());
  for (Eigen::Index i = 0; i < matrix.rows(); ++i) {
    for (Eigen::Index j = 0; j < matrix.cols(); ++j) {
      matrix(i, j) = rows.at(static_cast<size_t>(i)).at(static_cast<size_t>(j));
    }
  }
  return matrix;
}

CountMatrix JsonToCounts(const nlohmann::json& rows) {
  return JsonToMatrix(rows).array().round().cast<int64_t>().matrix();
}

}  // namespace assay
