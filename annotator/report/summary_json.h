#ifndef ASSAY_ANNOTATOR_REPORT_SUMMARY_JSON_H_
#define ASSAY_ANNOTATOR_REPORT_SUMMARY_JSON_H_

#include <string>

#include "assay/v1/audits.pb.h"

namespace assay::report {

// summary.json: the figures of an audit as one JSON object, indented, in UTF-8, ending in LF.
//
//   audit, dataset, file_name, create_time (RFC 3339; left out where unknown),
//   n_items, n_classes, n_flagged,
//   estimated_errors {value, low, high, level, method},
//   recheck {n_errors}, cv_accuracy, majority_share,
//   per_class [{label, n_items, n_flagged, n_recheck_errors, cv_accuracy, estimated_errors {...},
//     error_rate {value, low, high, level}}],
//   classes [...], confident_joint [[...]], signals [{name, weight}], feature_columns [...],
//   options {fold_count, seed, thread_count, predicted_probabilities, vectors, against, costs
//   {...}}, warnings [...], timings_s {...}, peak_rss_bytes, verified {n, n_wrong}, duplicates
//   {n_items, n_conflicting}, has_model, and where the audit has them: model_estimated_errors
//   {value, low, high, level, method}, review {verified, advice, costs {review_cost_micros,
//   error_cost_micros, currency_code},
//     stop_depth, net_saving_micros {value, low, high}, points [{depth, expected_errors, low, high,
//     marginal_precision}]} (costs, stop_depth and net_saving_micros only with prices),
//   rules {verdict, rules_accuracy {...}, majority_accuracy {...}, model_accuracy {...},
//   n_held_out,
//     classes [{label, rules [{terms, n_matches, precision {...}, recall, n_contradictions,
//     contradicting_item_ids}]}]}
//
// The keys are a contract: more may come, none goes.  Per-class lists are in the order of
// `classes`.  Numbers that are not finite become null.  `timings_s` is sorted by name, so that the
// same audit gives the same bytes.
//
// Pure: no I/O, no locks.  Linear in the size of the audit.
std::string SummaryJson(const v1::Audit& audit);

}  // namespace assay::report

#endif  // ASSAY_ANNOTATOR_REPORT_SUMMARY_JSON_H_
