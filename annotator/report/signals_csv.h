#ifndef ASSAY_ANNOTATOR_REPORT_SIGNALS_CSV_H_
#define ASSAY_ANNOTATOR_REPORT_SIGNALS_CSV_H_

#include <string>

#include "assay/v1/audits.pb.h"

namespace assay::report {

// Appends the header of signals.csv: id, score, and the name of each signal of the audit.
void AppendSignalsCsvHeader(const v1::Audit& audit, std::string& out);

// Appends one row: the item's id, its score in the ranking, and its score by each signal, all in
// [0, 1], low = suspicious.
void AppendSignalsCsvRow(const v1::Finding& finding, std::string& out);

}  // namespace assay::report

#endif  // ASSAY_ANNOTATOR_REPORT_SIGNALS_CSV_H_
