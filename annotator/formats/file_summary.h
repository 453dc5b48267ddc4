#ifndef ASSAY_ANNOTATOR_FORMATS_FILE_SUMMARY_H_
#define ASSAY_ANNOTATOR_FORMATS_FILE_SUMMARY_H_

#include <cstdint>

#include "absl/status/statusor.h"
#include "annotator/exchange/byte_source.h"
#include "annotator/formats/foreign_format.h"
#include "assay/v1/label_values.pb.h"

namespace assay::formats {

// What a campaign must be to hold a file's labels.
struct FileSummary {
  // The kind that all labels have; the classes in the order of their first label.
  v1::LabelSchema schema;
  int64_t item_count = 0;  // records; an item may be in several
  int64_t label_count = 0;
};

// Reads the whole file.
//
// Errors: those of ForeignReader; INVALID_ARGUMENT BAD_FOREIGN_FILE  there is no label, or labels
// of kinds that no one campaign can hold.
absl::StatusOr<FileSummary> SummariseFile(const ForeignFormat& format, const ReadOptions& options,
                                          exchange::ByteSource& source);

}  // namespace assay::formats

#endif  // ASSAY_ANNOTATOR_FORMATS_FILE_SUMMARY_H_
