#include "annotator/auditing/audit_record.h"

#include <string>

namespace assay {
namespace {

// Below this place in the ranking, an item that is not flagged has no reasons: nobody reads them.
constexpr size_t kAlwaysExplained = 2000;

void FillEstimate(const Interval& interval, std::string_view method, v1::Estimate& estimate) {
  estimate.set_value(interval.value);
  estimate.set_low(interval.low);
  estimate.set_high(interval.high);
  estimate.set_level(interval.level);
  estimate.set_method(std::string(method));
}

void FillClasses(const AuditResult& result, v1::Audit& audit) {
  for (size_t k = 0; k < result.classes.size(); ++k) {
    const ClassFigures& figures = result.classes[k];
    audit.add_classes(result.input.class_names[k]);
    v1::ClassSummary& summary = *audit.add_class_summaries();
    summary.set_label(result.input.class_names[k]);
    summary.set_item_count(figures.item_count);
    summary.set_flagged_count(figures.flagged_count);
    summary.set_recheck_error_count(figures.recheck_error_count);
    summary.set_cv_accuracy(figures.cross_validated_accuracy);
    FillEstimate(figures.estimated_errors, "", *summary.mutable_estimated_errors());
    v1::JointRow& row = *audit.add_confident_joint();
    for (size_t column = 0; column < result.classes.size(); ++column) {
      row.add_counts(
          result.confident_joint(static_cast<Eigen::Index>(k), static_cast<Eigen::Index>(column)));
    }
  }
}

}  // namespace

void FillAudit(const AuditResult& result, v1::Audit& audit) {
  audit.set_item_count(static_cast<int64_t>(result.items.size()));
  audit.set_flagged_count(result.flagged_count);
  audit.set_recheck_error_count(result.recheck_error_count);
  audit.set_cv_accuracy(result.cross_validated_accuracy);
  audit.set_majority_share(result.majority_share);
  FillEstimate(result.estimated_errors, result.estimate_method, *audit.mutable_estimated_errors());
  FillClasses(result, audit);
  for (const SignalScores& signal : result.signals) {
    v1::SignalSummary& summary = *audit.add_signals();
    summary.set_name(std::string(signal.signal->name));
    summary.set_weight(signal.weight);
  }
  for (const PhaseTime& time : result.timings) {
    (*audit.mutable_timings_s())[std::string(time.phase)] = time.seconds;
  }
  for (const std::string& warning : result.warnings) {
    audit.add_warnings(warning);
  }
}

storage::v1::FindingRecord MakeFinding(const AuditResult& result, size_t position) {
  const size_t index = result.order[position];
  const AuditedItem& item = result.items[index];
  const auto& names = result.input.class_names;
  const auto name = [&](int32_t k) { return names[static_cast<size_t>(k)]; };
  storage::v1::FindingRecord record;
  record.set_item_index(index);
  v1::Finding& finding = *record.mutable_finding();
  finding.set_rank(static_cast<int64_t>(position + 1));
  finding.set_given_label(name(result.input.given[index]));
  finding.set_suggested_label(name(item.suggested));
  finding.set_score(item.score);
  finding.set_flagged(item.flagged);
  finding.set_recheck_label(name(item.recheck));
  finding.set_cv_label(name(item.cross_validated));
  finding.set_given_probability(static_cast<double>(item.given_probability));
  finding.set_suggested_probability(static_cast<double>(item.suggested_probability));
  if (item.flagged || position < kAlwaysExplained) {
    for (const Reason& reason : result.Explain(index)) {
      v1::Reason& explained = *finding.add_reasons();
      explained.set_code(std::string(reason.code));
      explained.set_text(reason.text);
    }
  }
  for (const SignalScores& signal : result.signals) {
    finding.add_signal_scores(signal.scores[index]);
  }
  return record;
}

}  // namespace assay
