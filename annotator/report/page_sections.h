#ifndef ASSAY_ANNOTATOR_REPORT_PAGE_SECTIONS_H_
#define ASSAY_ANNOTATOR_REPORT_PAGE_SECTIONS_H_

#include <map>
#include <string>

#include "annotator/report/finding_tally.h"
#include "assay/v1/audits.pb.h"

namespace assay::report {

// The sections of the page as HTML, in its order.  Each can be read without JavaScript; elements
// with a data-chart attribute wait for the scripts in page/.  All input is escaped.

// The links to the sections that the page has.
std::string Navigation(const v1::Audit& audit);

// What was audited, the warnings (they say whether to believe what follows), the headline, the key
// figures.
std::string SummarySection(const v1::Audit& audit);

// How many findings to check: what the review curve rests on, its advice, some of its points as a
// table, and the place of its pictures and inputs.  Empty where the audit has no curve.
std::string ReviewSection(const v1::Audit& audit);

// The first `static_count` suspects; page/suspects.js replaces them by pages of such elements.
std::string SuspectSection(const v1::Audit& audit, const FindingTally& tally, int static_count);

// One row per class, highest estimated share of errors first.
std::string ClassSection(const v1::Audit& audit);

// The strongest pairs of given and suggested label, and the place of their heat map.
std::string ConfusionSection(const v1::Audit& audit, const FindingTally& tally);

// Whether rules would do in a model's place, and the rules.  Empty where the audit has none.
std::string RuleSection(const v1::Audit& audit);

// The histogram of scores as a table, and the place of its picture.
std::string ScoreSection(const FindingTally& tally);

// How to read the page, what the ranking is made of, how the audit was run.
std::string MethodSection(const v1::Audit& audit,
                          const std::map<std::string, std::string>& signal_descriptions);

}  // namespace assay::report

#endif  // ASSAY_ANNOTATOR_REPORT_PAGE_SECTIONS_H_
