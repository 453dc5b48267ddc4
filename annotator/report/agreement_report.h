#ifndef ASSAY_ANNOTATOR_REPORT_AGREEMENT_REPORT_H_
#define ASSAY_ANNOTATOR_REPORT_AGREEMENT_REPORT_H_

#include <cstdint>
#include <vector>

#include "assay/v1/quality.pb.h"

namespace assay::report {

// All that a measurement of agreement found, as it is served.
struct AgreementReport {
  v1::LabelTableInfo table;
  v1::MeasurementLevel level = v1::MEASUREMENT_LEVEL_UNSPECIFIED;
  v1::AgreementFigures figures;
  std::vector<v1::ClassAgreement> classes;       // in their order
  std::vector<v1::AnnotatorFigures> annotators;  // in the order of their first labels
  std::vector<v1::PairAgreement> pairs;          // most common items first
  int64_t pair_count = 0;                        // also those that are not listed
  std::vector<v1::ItemDisagreement> items;       // deepest disagreement first
};

}  // namespace assay::report

#endif  // ASSAY_ANNOTATOR_REPORT_AGREEMENT_REPORT_H_
