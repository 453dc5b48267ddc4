#ifndef ASSAY_ANNOTATOR_AUDITING_MODEL_RECORD_H_
#define ASSAY_ANNOTATOR_AUDITING_MODEL_RECORD_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "annotator/auditing/feature_collector.h"
#include "assay/storage/v1/records.pb.h"
#include "engine/audit/audit_scorer.h"

namespace assay {

// What scores the rows of other data sets as an audit would have.
struct StoredModel {
  std::vector<std::string> class_names;
  FeatureEncoders encoders;
  AuditScorer scorer;
};

// The model as it is stored.  `collected` made the features that the scorer's models were trained
// on.
storage::v1::ModelRecord PackModel(const std::vector<std::string>& class_names,
                                   const CollectedFeatures& collected, const AuditScorer& scorer);

// The other way round.
//
// Errors:
//   DATA_LOSS STORED_VALUE_DAMAGED  the figures do not fit together.
absl::StatusOr<StoredModel> UnpackModel(const storage::v1::ModelRecord& record);

}  // namespace assay

#endif  // ASSAY_ANNOTATOR_AUDITING_MODEL_RECORD_H_
