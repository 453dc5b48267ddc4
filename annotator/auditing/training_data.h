#ifndef ASSAY_ANNOTATOR_AUDITING_TRAINING_DATA_H_
#define ASSAY_ANNOTATOR_AUDITING_TRAINING_DATA_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "annotator/auditing/feature_collector.h"
#include "assay/storage/v1/records.pb.h"
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
  // Size N: who gave the label, an index into annotator_names, -1 where the log does not say; empty
  // where it never does.
  std::vector<int32_t> annotator;
  // In the order of their first labels.
  std::vector<std::string> annotator_names;
  std::optional<CollectedFeatures> features;
  // "title (text)", in the order of the file.
  std::vector<std::string> feature_columns;
};

// Reads all items and labels of a data set once and turns its feature columns into features.  The
// label that counts is the last one of each item in the label log.  `encoders`, where there are
// any, make the features as they did for the data set that they were fitted to.
//
// Memory: that of FeatureCollector, and the ids.
//
// Errors: those of the store and of FeatureCollector; NOT_FOUND DATASET_NOT_FOUND where items are
// missing; CANCELLED.
absl::StatusOr<TrainingData> LoadTrainingData(const storage::v1::DatasetRecord& record,
                                              DatasetRepository& datasets,
                                              std::optional<FeatureEncoders> encoders,
                                              ProgressSink& progress);

// NOT_FOUND DATASET_NOT_FOUND: somebody deleted the data set while it was read.
absl::Status DatasetDeletedError(const v1::Dataset& dataset);

// What a person needs to see of an item to judge its label: its texts, or else its features by
// name.  At most about `max_bytes`, cut between code points.
std::string ItemExcerpt(const v1::Dataset& dataset, const storage::v1::ItemRecord& item,
                        size_t max_bytes);

}  // namespace assay

#endif  // ASSAY_ANNOTATOR_AUDITING_TRAINING_DATA_H_
