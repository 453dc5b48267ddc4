#include "annotator/auditing/training_data.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_cat.h"
#include "annotator/auditing/item_stream.h"
#include "annotator/dataset/label_check.h"
#include "engine/base/status.h"

namespace assay {
namespace {

void NoteAnnotator(const storage::v1::LabelRecord& label,
                   absl::flat_hash_map<std::string, int32_t>& index, TrainingData& data) {
  if (label.annotator().empty()) {
    return;
  }
  data.annotator.resize(data.given.size(), -1);
  const auto [place, is_new] =
      index.try_emplace(label.annotator(), static_cast<int32_t>(data.annotator_names.size()));
  if (is_new) {
    data.annotator_names.push_back(label.annotator());
  }
  data.annotator[label.item_index()] = place->second;
}

absl::Status ReadLabels(const storage::v1::DatasetRecord& record, DatasetRepository& datasets,
                        TrainingData& data) {
  absl::flat_hash_map<std::string, uint32_t> class_index;
  for (const v1::LabelClass& label_class : record.dataset().classes()) {
    class_index.emplace(label_class.label(), static_cast<uint32_t>(data.class_names.size()));
    data.class_names.push_back(label_class.label());
  }
  absl::flat_hash_map<std::string, int32_t> annotator_index;
  data.given.resize(static_cast<size_t>(record.dataset().item_count()));
  // Items that are added meanwhile, and their labels, are no part of it.
  const uint64_t label_count = LogLabelCount(record.dataset());
  uint64_t sequence = 0;
  absl::Status status;
  ASSAY_RETURN_IF_ERROR(
      datasets.ScanLabels(record.dataset_number(), [&](const storage::v1::LabelRecord& label) {
        const auto known = class_index.find(label.label());
        if (known == class_index.end() || label.item_index() >= data.given.size()) {
          status = MakeError(absl::StatusCode::kDataLoss, "STORED_VALUE_DAMAGED",
                             "the label log names an item or a class that the data set lacks");
          return false;
        }
        data.given[label.item_index()] = known->second;
        NoteAnnotator(label, annotator_index, data);
        return ++sequence < label_count;
      }));
  return status;
}

}  // namespace

absl::Status DatasetDeletedError(const v1::Dataset& dataset) {
  return MakeError(absl::StatusCode::kNotFound, "DATASET_NOT_FOUND",
                   "the data set '" + dataset.name() + "' was deleted while it was audited",
                   {{"name", dataset.name()}});
}

absl::StatusOr<TrainingData> LoadTrainingData(const storage::v1::DatasetRecord& record,
                                              DatasetRepository& datasets,
                                              std::optional<FeatureEncoders> encoders,
                                              ProgressSink& progress) {
  TrainingData data;
  ASSAY_RETURN_IF_ERROR(ReadLabels(record, datasets, data));
  absl::StatusOr<FeatureCollector> collector =
      encoders.has_value() ? FeatureCollector::Create(record.dataset(), *std::move(encoders))
                           : FeatureCollector(record.dataset());
  ASSAY_RETURN_IF_ERROR(collector.status());
  const int64_t total = record.dataset().item_count();
  data.item_ids.reserve(static_cast<size_t>(total));
  ItemStream items(datasets, record.dataset_number(), static_cast<uint64_t>(total));
  while (const auto batch = items.Next()) {
    progress.Report("reading", static_cast<int64_t>(data.item_ids.size()), total);
    if (progress.cancelled()) {
      return MakeError(absl::StatusCode::kCancelled, "CANCELLED", "the audit was cancelled");
    }
    for (const storage::v1::ItemRecord& item : *batch) {
      ASSAY_RETURN_IF_ERROR(collector->Add(data.item_ids.size(), item));
      data.item_ids.push_back(item.item_id());
    }
  }
  ASSAY_RETURN_IF_ERROR(items.status());
  if (static_cast<int64_t>(data.item_ids.size()) != total) {
    return DatasetDeletedError(record.dataset());
  }
  data.feature_columns = collector->Descriptions();
  if (collector->has_features()) {
    progress.Report("making features", 0, 0);
    data.features = std::move(*collector).Finish();
  }
  return data;
}

std::string ItemExcerpt(const v1::Dataset& dataset, const storage::v1::ItemRecord& item,
                        size_t max_bytes) {
  const auto gather = [&](bool texts) {
    std::string excerpt;
    for (int i = 0; i < dataset.columns_size() && i < item.cells_size(); ++i) {
      const v1::Column& column = dataset.columns(i);
      const bool is_text = column.role() == v1::Column::ROLE_TEXT;
      const bool is_feature = column.role() == v1::Column::ROLE_NUMERIC ||
                              column.role() == v1::Column::ROLE_CATEGORICAL;
      if (item.cells(i).empty() || (texts ? !is_text : !is_feature) || excerpt.size() > max_bytes) {
        continue;
      }
      absl::StrAppend(&excerpt, excerpt.empty() ? "" : (texts ? " \u2014 " : ", "),
                      texts ? "" : column.name() + " = ", item.cells(i));
    }
    return excerpt;
  };
  std::string excerpt = gather(true);
  if (excerpt.empty()) {
    excerpt = gather(false);
  }
  if (excerpt.size() > max_bytes) {
    size_t end = max_bytes;
    while (end > 0 && (static_cast<unsigned char>(excerpt[end]) & 0xC0) == 0x80) {
      --end;
    }
    excerpt.resize(end);
    excerpt += "\u2026";
  }
  return excerpt;
}

}  // namespace assay
