#include "annotator/dataset/label_check.h"

#include <algorithm>

#include "engine/base/status.h"

namespace assay {

bool HasLabels(const v1::Dataset& dataset) {
  return std::any_of(
      dataset.columns().begin(), dataset.columns().end(),
      [](const v1::Column& column) { return column.role() == v1::Column::ROLE_LABEL; });
}

uint64_t LogLabelCount(const v1::Dataset& dataset) {
  const bool is_noted = dataset.label_count() > 0 || !HasLabels(dataset);
  return static_cast<uint64_t>(is_noted ? dataset.label_count() : dataset.item_count());
}

absl::Status CheckHasLabels(const v1::Dataset& dataset) {
  if (HasLabels(dataset)) {
    return absl::OkStatus();
  }
  return MakeError(absl::StatusCode::kFailedPrecondition, "NO_LABELS",
                   dataset.name() +
                       " was imported without labels, and labels are needed: have its items "
                       "labelled in a campaign and name the campaign, or import a table that has "
                       "a label column",
                   {{"name", dataset.name()}});
}

}  // namespace assay
