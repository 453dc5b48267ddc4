#ifndef ASSAY_TESTS_ANNOTATOR_REPORT_SAMPLE_AUDIT_H_
#define ASSAY_TESTS_ANNOTATOR_REPORT_SAMPLE_AUDIT_H_

#include <string>
#include <string_view>
#include <vector>

#include "assay/v1/audits.pb.h"

namespace assay::report {

// An audit with its findings in rank order.  All of it is made up; the figures agree with the
// findings.
struct SampleAudit {
  v1::Audit audit;
  std::vector<v1::Finding> findings;
};

// 10,000 news texts, 4 classes, a fifth of the labels wrong, with all that newer audits have
// (Explain).
SampleAudit NewsSample();

// The same with 100,000 texts.
SampleAudit LargeSample();

// 13,000 questions to a bank, 77 classes; as older audits are.
SampleAudit IntentSample();

// 3,000 items, 1,000 classes with long names.
SampleAudit ManyClassSample();

// 150 items, 3 classes, nothing flagged, no text.
SampleAudit CleanSample();

// Texts, labels, ids, names and warnings that try to become markup, break lines, turn the reading
// direction or are very long.
SampleAudit HostileSample();

// By name; throws std::out_of_range.
SampleAudit SampleByName(std::string_view name);

// The names, with | between them.
std::string SampleNames();

// The page of a sample.
std::string RenderSample(const SampleAudit& sample);

}  // namespace assay::report

#endif  // ASSAY_TESTS_ANNOTATOR_REPORT_SAMPLE_AUDIT_H_
