#ifndef ASSAY_ANNOTATOR_REPORT_PAGE_DATA_H_
#define ASSAY_ANNOTATOR_REPORT_PAGE_DATA_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "annotator/report/finding_tally.h"
#include "assay/v1/audits.pb.h"

namespace assay::report {

// The most classes a heat map shows.
inline constexpr std::size_t kHeatMapClassLimit = 20;

// Counts of flagged items: rows by given, columns by suggested label, both in the order of
// `label_indexes`.
struct HeatMap {
  std::vector<std::size_t> label_indexes;
  std::vector<std::vector<std::int64_t>> counts;
};

// All classes where there are at most kHeatMapClassLimit; else the classes of the strongest pairs,
// as many pairs, strongest first, as fit.  Label order.
HeatMap BuildHeatMap(const v1::Audit& audit, const FindingTally& tally);

// What the scripts of the page need, as JSON: {labels, suspects, signals, histogram {flagged,
// rest}, heat_map {labels, counts}, figures {items, flagged, recheck, estimate}}.  Labels are
// indexes into `labels`; probabilities and scores have at most six decimals.
std::string PageDataJson(const v1::Audit& audit, const FindingTally& tally);

}  // namespace assay::report

#endif  // ASSAY_ANNOTATOR_REPORT_PAGE_DATA_H_
