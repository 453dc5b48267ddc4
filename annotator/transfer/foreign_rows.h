#ifndef ASSAY_ANNOTATOR_TRANSFER_FOREIGN_ROWS_H_
#define ASSAY_ANNOTATOR_TRANSFER_FOREIGN_ROWS_H_

#include <memory>

#include "absl/status/statusor.h"
#include "annotator/exchange/byte_source.h"
#include "annotator/formats/foreign_format.h"
#include "annotator/schema/label_schema.h"
#include "annotator/transfer/label_rows.h"
#include "assay/v1/campaigns.pb.h"

namespace assay {

// Labels of a file of another tool, brought into the kind of the schema where they say the same.
// Names that annotators may not have are changed, and counted.  `schema` and `source` must outlive
// it.  INVALID_ARGUMENT: what ForeignReader says.
absl::StatusOr<std::unique_ptr<LabelRows>> OpenForeignLabels(const v1::ImportLabelsSpec& spec,
                                                             const formats::ForeignFormat& format,
                                                             const LabelSchema& schema,
                                                             exchange::ByteSource& source);

}  // namespace assay

#endif  // ASSAY_ANNOTATOR_TRANSFER_FOREIGN_ROWS_H_
