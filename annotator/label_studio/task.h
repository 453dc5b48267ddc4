#ifndef ASSAY_ANNOTATOR_LABEL_STUDIO_TASK_H_
#define ASSAY_ANNOTATOR_LABEL_STUDIO_TASK_H_

#include <string>

#include "absl/status/statusor.h"
#include "annotator/label_studio/answer.h"
#include "assay/v1/datasets.pb.h"

namespace assay::label_studio {

// Which item a task of Label Studio is about: what its data has under "assay_item_id", or else
// under the name of the data set's id column, or "id", or "item_id"; a text or a whole number.
//
// Errors: INVALID_ARGUMENT TASK_WITHOUT_ITEM  none of them is there (metadata found, expected).
absl::StatusOr<std::string> ItemOfTask(const Json& task, const std::string& id_column);

// The name of the column with the items' ids; empty: there is none.
std::string IdColumnOf(const v1::Dataset& dataset);

// JSON from a stranger.
//
// Errors: INVALID_ARGUMENT BAD_JSON  no object, or nested too deep (metadata detail).
absl::StatusOr<Json> ParseObject(std::string_view text);

}  // namespace assay::label_studio

#endif  // ASSAY_ANNOTATOR_LABEL_STUDIO_TASK_H_
