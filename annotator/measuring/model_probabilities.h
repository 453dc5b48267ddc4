#ifndef ASSAY_ANNOTATOR_MEASURING_MODEL_PROBABILITIES_H_
#define ASSAY_ANNOTATOR_MEASURING_MODEL_PROBABILITIES_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "annotator/measuring/label_collector.h"
#include "annotator/measuring/sent_files.h"
#include "assay/v1/quality.pb.h"
#include "engine/labels/label_table.h"
#include "engine/store/matrix_repository.h"

namespace assay {

// The probabilities of the classes by a model, as they came.
class ModelProbabilities {
 public:
  // Reads those that the spec names: the next of the files, or a stored matrix.  Nothing where it
  // names none.
  //
  // Errors, INVALID_ARGUMENT: those of an npy file and of its rows (annotator/exchange), those of
  // SettleMatrixClasses (annotator/dataset), and
  //   MATRIX_ROW_COUNT     not a row for each item.
  //   CONFLICTING_OPTIONS  both a file and a stored matrix.
  //   WRONG_MATRIX_KIND    vectors, or a matrix of another data set.
  // NOT_FOUND MATRIX_NOT_FOUND.
  static absl::StatusOr<ModelProbabilities> Read(const v1::InferConsensusSpec& spec,
                                                 const LabelCollector& collector, SentFiles& files,
                                                 const MatrixRepository& matrices);

  // Makes the classes of the columns classes of the table, also those that no annotator said.
  absl::Status AddClasses(LabelCollector& collector) const;

  // N x K in the order of the table, each row summing to 1; empty where there are none.
  std::vector<float> Take(const LabelTable& table) &&;

 private:
  absl::Status ReadFile(const v1::InferConsensusSpec& spec, const LabelCollector& collector,
                        exchange::ByteSource& source);
  absl::Status ReadStored(const v1::InferConsensusSpec& spec, const LabelCollector& collector,
                          const MatrixRepository& matrices);

  std::vector<float> values_;
  std::vector<std::string> classes_;
};

}  // namespace assay

#endif  // ASSAY_ANNOTATOR_MEASURING_MODEL_PROBABILITIES_H_
