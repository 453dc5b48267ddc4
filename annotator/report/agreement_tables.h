#ifndef ASSAY_ANNOTATOR_REPORT_AGREEMENT_TABLES_H_
#define ASSAY_ANNOTATOR_REPORT_AGREEMENT_TABLES_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "annotator/report/agreement_report.h"
#include "engine/labels/label_table.h"

namespace assay::report {

// The figures of agreement as files for programs.  Numbers have the shortest text that reads back
// as the same number; a cell is empty, and a key absent, where there is no such figure.  Column and
// key names are a contract: more may come, none goes.

// pairs.csv: first,second,n_items,agreement,kappa,low,high.
std::string PairsCsv(const AgreementReport& report);
// classes.csv: label,n_labels,agreement,fleiss_kappa,krippendorff_alpha,low,high.
std::string ClassesCsv(const AgreementReport& report);
// annotators.csv: annotator,n_labels,accuracy,low,high,bias,spam_score,value,agreement,
// consensus_agreement,reliability,median_time_s,n_gold,gold_accuracy,biased_to,
// shares_errors_with.
std::string AnnotatorsCsv(std::span<const v1::AnnotatorFigures> annotators);

// items.csv: item,n_labels,disagreement,labels; every item, deepest disagreement first, then those
// on which all agree, then (with an empty cell) those with fewer than two labels.  `labels` is
// "annotator=label" with "; " between them.
class ItemsCsv {
 public:
  // agreement: AgreementByItem (engine/agreement): N values, negative with fewer than two labels.
  // Both must outlive this.
  ItemsCsv(const LabelTable& labels, std::span<const float> agreement);

  // Appends the next rows, about `byte_count`, the header first; false where there are no more.
  bool Append(std::string& out, size_t byte_count);

 private:
  const LabelTable& labels_;
  const std::span<const float> agreement_;
  std::vector<uint32_t> order_;
  size_t next_ = 0;
  bool has_header_ = false;
};

// summary.json: one JSON object, indented, in UTF-8, ending in LF.
//
//   file, level, confidence_level, n_items, n_annotators, n_classes, n_labels, n_rows, n_repeats,
//   n_skipped_rows,
//   metrics {name: {value, low, high, n_items, n_labels, standard_error, method ("bootstrap" or
//     "analytic": of the interval), observed, expected_by_chance, n_replicates,
//     undefined, message}}   (undefined: the reason; then there is no value),
//   per_class [{label, n_labels, agreement, fleiss_kappa, krippendorff_alpha, low, high}],
//   n_pairs, pairs [...]  (up to 1000: first, second, n_items, agreement, kappa, low, high),
//   annotators [...]      (up to 1000: as annotators.csv),
//   columns {role: {name, guessed}}, warnings [...]
std::string AgreementJson(const AgreementReport& report);

// "nominal", "ordinal", ...
std::string LevelName(v1::MeasurementLevel level);

}  // namespace assay::report

#endif  // ASSAY_ANNOTATOR_REPORT_AGREEMENT_TABLES_H_
