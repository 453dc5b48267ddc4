#ifndef ASSAY_ANNOTATOR_REPORT_FINDINGS_CSV_H_
#define ASSAY_ANNOTATOR_REPORT_FINDINGS_CSV_H_

#include <string>

#include "assay/v1/audits.pb.h"

namespace assay::report {

// Writes findings.csv piece by piece: the header once, then one row per finding, in rank order.
// Whoever streams it empties `out` whenever it has grown enough.
//
//   rank,id,given_label,suggested_label,score,flagged,recheck_label,cv_label,reasons,
//   error_probability
//
// UTF-8 without a byte order mark; lines end in LF; a field is quoted as RFC 4180 says where it
// holds a comma, a quote, CR or LF, and is otherwise left as it is, whatever a spreadsheet may read
// into it.  `score` is the shortest text that reads back as the same double (1.25e-09 for
// very suspicious ones, so that no two ranks tie by rounding), in every locale; `flagged` is true
// or false; `reasons` are the sentences, joined by "; ";
// `error_probability` is written as `score`, and 0 where it is not known.
//
// Pure: no I/O, no locks.  Linear in the size of the finding.
//
// Source: RFC 4180, section 2.
void AppendFindingsCsvHeader(std::string& out);
void AppendFindingsCsvRow(const v1::Finding& finding, std::string& out);

}  // namespace assay::report

#endif  // ASSAY_ANNOTATOR_REPORT_FINDINGS_CSV_H_
