#ifndef ASSAY_ANNOTATOR_MEASURING_LABEL_READER_H_
#define ASSAY_ANNOTATOR_MEASURING_LABEL_READER_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "annotator/measuring/campaign_labels.h"
#include "annotator/measuring/label_collector.h"
#include "annotator/measuring/sent_files.h"
#include "assay/v1/quality.pb.h"
#include "engine/base/progress.h"

namespace assay {

// Labels as they were read, before they are laid out as a table.
struct ReadLabelsResult {
  LabelCollector collector;
  // Source and columns only.
  v1::LabelTableInfo info;
};

// Reads labels from the next of the files, from the label log of a stored data set,
// or those that count in a campaign.
//
// Errors: those of the table and of LabelCollector; INVALID_ARGUMENT
//   BAD_LABEL_SOURCE  two of a data set, a campaign and columns of a file.
//   BAD_RESOURCE_NAME the data set is not "datasets/{dataset}".
//   NO_ANNOTATORS     a label of the data set does not say who gave it; metadata row.
//   NOT_A_NUMBER      a time that is none.
//   BAD_AMOUNT        a cost that is no decimal number of 0 or more.
// NOT_FOUND DATASET_NOT_FOUND; CANCELLED.
absl::StatusOr<ReadLabelsResult> ReadLabels(const v1::LabelSource& source, LabelKind kind,
                                            SentFiles& files, const StoredLabels& stored,
                                            ProgressSink& progress);

// A known label of an item, in the order of the file.
struct KnownLabel {
  std::string item;
  std::string label;
  int64_t row = 0;
};

// Reads a table of known labels, one a row.  An item that stands there twice with the same label
// counts once.
//
// Errors: those of the table, and INVALID_ARGUMENT
//   EMPTY_ID, EMPTY_LABEL, ID_TOO_LONG, LABEL_TOO_LONG  as in labels.
//   CONFLICTING_LABEL  an item stands there twice with different labels.
absl::StatusOr<std::vector<KnownLabel>> ReadKnownLabels(const v1::KnownLabels& spec,
                                                        exchange::ByteSource& source,
                                                        ProgressSink& progress);

}  // namespace assay

#endif  // ASSAY_ANNOTATOR_MEASURING_LABEL_READER_H_
