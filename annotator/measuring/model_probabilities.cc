#include "annotator/measuring/model_probabilities.h"

#include <algorithm>
#include <numeric>
#include <span>

#include "absl/strings/str_cat.h"
#include "annotator/dataset/matrix_classes.h"
#include "annotator/exchange/npy_check.h"
#include "annotator/exchange/npy_stream.h"
#include "annotator/exchange/table_error.h"
#include "engine/base/status.h"

namespace assay {
namespace {

absl::Status CheckRowCount(const std::string& name, uint64_t row_count,
                           const LabelCollector& collector) {
  if (row_count == collector.builder().item_count()) {
    return absl::OkStatus();
  }
  const std::string found = absl::StrCat(row_count, " rows");
  const std::string expected =
      absl::StrCat(collector.builder().item_count(), ", one for each item of the labels");
  return exchange::TableError(name, {}, "MATRIX_ROW_COUNT",
                              absl::StrCat("found ", found, ", expected ", expected),
                              {{"found", found}, {"expected", expected}});
}

}  // namespace

absl::StatusOr<ModelProbabilities> ModelProbabilities::Read(const v1::InferConsensusSpec& spec,
                                                            const LabelCollector& collector,
                                                            SentFiles& files,
                                                            const MatrixRepository& matrices) {
  if (spec.sends_probabilities() && !spec.probabilities().empty()) {
    return MakeError(absl::StatusCode::kInvalidArgument, "CONFLICTING_OPTIONS",
                     "found both a file and a stored matrix of probabilities, expected one",
                     {{"field", "spec.probabilities"}});
  }
  ModelProbabilities model;
  if (spec.sends_probabilities()) {
    ASSAY_RETURN_IF_ERROR(model.ReadFile(spec, collector, files.Next()));
  } else if (!spec.probabilities().empty()) {
    ASSAY_RETURN_IF_ERROR(model.ReadStored(spec, collector, matrices));
  }
  return model;
}

absl::Status ModelProbabilities::ReadFile(const v1::InferConsensusSpec& spec,
                                          const LabelCollector& collector,
                                          exchange::ByteSource& source) {
  const std::string& name = spec.probabilities_file_name();
  ASSAY_ASSIGN_OR_RETURN(const auto stream, exchange::NpyStream::Open(name, source));
  const uint64_t columns = stream->header().column_count;
  ASSAY_RETURN_IF_ERROR(CheckRowCount(name, stream->header().row_count, collector));
  ASSAY_ASSIGN_OR_RETURN(
      MatrixClasses settled,
      SettleMatrixClasses(name, columns,
                          {spec.probability_classes().begin(), spec.probability_classes().end()},
                          collector.SortedClasses()));
  classes_ = std::move(settled.classes);
  values_.resize(stream->header().row_count * columns);
  uint64_t row_count = 0;
  while (row_count < stream->header().row_count) {
    ASSAY_ASSIGN_OR_RETURN(const uint64_t more,
                           stream->ReadRows(std::span(values_).subspan(row_count * columns)));
    row_count += more;
  }
  return exchange::CheckProbabilityRows(name, 1, values_, columns);
}

absl::Status ModelProbabilities::ReadStored(const v1::InferConsensusSpec& spec,
                                            const LabelCollector& collector,
                                            const MatrixRepository& matrices) {
  ASSAY_ASSIGN_OR_RETURN(const auto record, matrices.Get(spec.probabilities()));
  if (record.matrix().kind() != v1::Matrix::KIND_PREDICTED_PROBABILITIES ||
      !spec.probabilities().starts_with(spec.labels().dataset() + "/")) {
    return MakeError(absl::StatusCode::kInvalidArgument, "WRONG_MATRIX_KIND",
                     absl::StrCat("found the matrix '", spec.probabilities(),
                                  "', expected predicted probabilities of the data set '",
                                  spec.labels().dataset(), "'"),
                     {{"field", "spec.probabilities"}, {"found", spec.probabilities()}});
  }
  ASSAY_RETURN_IF_ERROR(CheckRowCount(
      spec.probabilities(), static_cast<uint64_t>(record.matrix().row_count()), collector));
  classes_.assign(record.matrix().classes().begin(), record.matrix().classes().end());
  ASSAY_ASSIGN_OR_RETURN(values_, matrices.Read(record));
  return absl::OkStatus();
}

absl::Status ModelProbabilities::AddClasses(LabelCollector& collector) const {
  for (const std::string& name : classes_) {
    ASSAY_RETURN_IF_ERROR(collector.AddClass(name));
  }
  return absl::OkStatus();
}

std::vector<float> ModelProbabilities::Take(const LabelTable& table) && {
  if (classes_.empty()) {
    return {};
  }
  // For each class of the table its column; a gold answer may be a class without one.
  std::vector<size_t> source;
  for (size_t k = 0; k < table.class_count(); ++k) {
    source.push_back(static_cast<size_t>(
        std::find(classes_.begin(), classes_.end(), table.class_names()[k]) - classes_.begin()));
  }
  const size_t columns = classes_.size();
  std::vector<float> ordered(table.item_count() * source.size(), 0.0F);
  for (size_t i = 0; i < table.item_count(); ++i) {
    const std::span<const float> row = std::span(values_).subspan(i * columns, columns);
    const std::span<float> out = std::span(ordered).subspan(i * source.size(), source.size());
    for (size_t k = 0; k < source.size(); ++k) {
      out[k] = source[k] < columns ? std::max(row[source[k]], 0.0F) : 0.0F;
    }
    const float sum = std::accumulate(out.begin(), out.end(), 0.0F);
    std::transform(out.begin(), out.end(), out.begin(), [sum](float p) { return p / sum; });
  }
  return ordered;
}

}  // namespace assay
