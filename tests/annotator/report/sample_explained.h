#ifndef ASSAY_TESTS_ANNOTATOR_REPORT_SAMPLE_EXPLAINED_H_
#define ASSAY_TESTS_ANNOTATOR_REPORT_SAMPLE_EXPLAINED_H_

#include "tests/annotator/report/sample_audit.h"

namespace assay::report {

// Prices and verified labels: one check costs 0.05 EUR, an error that stays 0.25 EUR.
inline constexpr double kSampleReviewCost = 0.05;
inline constexpr double kSampleErrorCost = 0.25;
inline constexpr int kSampleVerifiedCount = 40;

// Adds to a sample what only newer audits have: error probabilities, pulls, similar items, agreeing
// signals and annotators of the findings; the review curve with prices, verified labels, duplicates
// and rules of the audit.  Strings are taken from the findings themselves, so that a hostile sample
// stays hostile everywhere.
void Explain(SampleAudit& sample);

}  // namespace assay::report

#endif  // ASSAY_TESTS_ANNOTATOR_REPORT_SAMPLE_EXPLAINED_H_
