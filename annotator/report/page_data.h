#ifndef ASSAY_ANNOTATOR_REPORT_PAGE_DATA_H_
#define ASSAY_ANNOTATOR_REPORT_PAGE_DATA_H_

#include <cstddef>
#include <string>
#include <vector>

#include "annotator/report/finding_tally.h"
#include "assay/v1/audits.pb.h"

namespace assay::report {

// The most classes that the heat map shows at first.
inline constexpr std::size_t kHeatMapClassLimit = 20;
// The most pairs of labels that the page knows; the strongest.
inline constexpr std::size_t kPairLimit = 20'000;

// Classes to look at first: all where there are at most kHeatMapClassLimit; else those of the
// strongest pairs, as many pairs, strongest first, as fit.  Label order.
std::vector<std::size_t> MostConfusedLabels(const v1::Audit& audit,
                                            const std::vector<FindingTally::Move>& moves);

// Counts of the confident joint off its diagonal, strongest first; equal counts in the order of the
// labels.
std::vector<FindingTally::Move> JointMoves(const v1::Audit& audit);

// What the scripts of the page need, as JSON (start.js and items.js say what becomes of it):
//
//   file_name, labels, signals, class_count, figures {items, flagged, recheck, estimate},
//   items {count, ids, and the columns of ItemColumns as base64; evidence_names [name, is_signal]},
//   verified [[item, true label or -1]], suspects [one per item with text], histogram,
//   heat_map {focus, flagged [given, suggested, count, ...], joint [...]},
//   review {...} and rules {...} where the audit has them.
//
// Labels are indexes into `labels`.  Suspects have one-letter keys: t excerpt, and where they are
// whole g and s given and suggested probability, k recheck and c out-of-sample label, r reasons, v
// signal scores, p pulls [feature, pull], n neighbours and d duplicates [id, label, similarity,
// excerpt], a annotator.  What is empty is left out.
std::string PageDataJson(const v1::Audit& audit, const FindingTally& tally);

}  // namespace assay::report

#endif  // ASSAY_ANNOTATOR_REPORT_PAGE_DATA_H_
