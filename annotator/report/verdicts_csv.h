#ifndef ASSAY_ANNOTATOR_REPORT_VERDICTS_CSV_H_
#define ASSAY_ANNOTATOR_REPORT_VERDICTS_CSV_H_

#include <string>

#include "assay/storage/v1/records.pb.h"

namespace assay::report {

// verdicts.csv, as documented at ExportAuditRequest.FORMAT_VERDICTS_CSV: a long table that says who
// decided what of which item, so that agreement and consensus can be computed of it.

void AppendVerdictsCsvHeader(std::string& out);

// The rows of one item: what was superseded, and what counts.
void AppendVerdictsCsvRows(const std::string& given_label,
                           const storage::v1::VerifiedRecord& record, std::string& out);

}  // namespace assay::report

#endif  // ASSAY_ANNOTATOR_REPORT_VERDICTS_CSV_H_
