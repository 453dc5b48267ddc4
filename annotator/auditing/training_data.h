#ifndef ASSAY_ANNOTATOR_AUDITING_TRAINING_DATA_H_
#define ASSAY_ANNOTATOR_AUDITING_TRAINING_DATA_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "assay/storage/v1/records.pb.h"
#include "engine/audit/audit_models.h"
#include "engine/base/progress.h"
#include "engine/store/dataset_repository.h"

namespace assay {

// A stored data set as the models want it.
struct TrainingData {
  // Size N: the items' ids.
  std::vector<std::string> item_ids;
  // Size N: the class of each item's given label, an index into class_names.
  std::vector<uint32_t> given;
  // Size K, sorted by bytes, as Dataset.classes.
  std::vector<std::string> class_names;
  std::optional<AuditFeatures> features;
  // "title (text)", in the order of the file.
  std::vector<std::string> feature_columns;
};

// Reads all items and labels of a data set once and turns its feature columns into features.  The
// label that counts is the last one of each item in the label log.
//
// Memory: that of the features (engine/learn/text_features.h), 12 bytes a numeric cell, and the
// categorical cells; texts are not kept.  Trees see numbers as they are, and of each categorical
// column the most frequent categories, a column each.
//
// Errors: those of the store; INVALID_ARGUMENT NOT_A_NUMBER where a numeric column holds text;
// NOT_FOUND DATASET_NOT_FOUND where items are missing; CANCELLED.
absl::StatusOr<TrainingData> LoadTrainingData(const storage::v1::DatasetRecord& record,
                                              DatasetRepository& datasets, ProgressSink& progress);

// NOT_FOUND DATASET_NOT_FOUND: somebody deleted the data set while it was read.
absl::Status DatasetDeletedError(const v1::Dataset& dataset);

// What a person needs to see of an item to judge its label: its texts, or else its features by
// name.  At most about `max_bytes`, cut between code points.
std::string ItemExcerpt(const v1::Dataset& dataset, const storage::v1::ItemRecord& item,
                        size_t max_bytes);

}  // namespace assay

#endif  // ASSAY_ANNOTATOR_AUDITING_TRAINING_DATA_H_
