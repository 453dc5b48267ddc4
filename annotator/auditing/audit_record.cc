#include "annotator/auditing/audit_record.h"

#include <algorithm>
#include <string>
#include <vector>

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

void FillShare(const Interval& interval, v1::Estimate& estimate) {
  FillEstimate(interval, "Wilson score interval", estimate);
}

void FillRule(const AuditResult& result, std::span<const std::string> item_ids,
              const LabelRule& rule, v1::Rule& written) {
  const FeatureMatrix& features = *result.rule_terms;
  for (const uint32_t term : rule.terms) {
    written.add_terms(features.Name(term));
  }
  written.set_match_count(rule.checked_count);
  FillShare(rule.precision, *written.mutable_precision());
  written.set_recall(rule.recall.value);
  written.set_contradiction_count(rule.contradicted_count);
  std::vector<uint32_t> rows = rule.contradicted_rows;
  std::stable_sort(rows.begin(), rows.end(), [&](uint32_t a, uint32_t b) {
    return result.items[a].score < result.items[b].score;
  });
  for (const uint32_t row : rows) {
    written.add_contradicting_item_ids(item_ids[row]);
  }
}

void FillRules(const AuditResult& result, std::span<const std::string> item_ids,
               v1::RuleReport& written) {
  const RuleReport& report = *result.rules;
  for (size_t k = 0; k < report.best.size(); ++k) {
    if (report.best[k].empty()) {
      continue;
    }
    v1::ClassRules& of_class = *written.add_classes();
    of_class.set_label(result.input.class_names[k]);
    for (const size_t rule : report.best[k]) {
      FillRule(result, item_ids, report.rules[rule], *of_class.add_rules());
    }
  }
  FillShare(report.list_accuracy, *written.mutable_rules_accuracy());
  FillShare(report.majority_accuracy, *written.mutable_majority_accuracy());
  if (report.model_accuracy.has_value()) {
    FillShare(*report.model_accuracy, *written.mutable_model_accuracy());
  }
  written.set_held_out_count(report.checked_row_count);
  written.set_verdict(RuleVerdictText(report));
}

// Of similar items only what cannot be read from them later.
void FillSimilar(const AuditResult& result, const SimilarRow& row, v1::SimilarItem& item) {
  item.set_similarity(static_cast<double>(row.similarity));
  item.set_given_label(result.input.class_names[static_cast<size_t>(result.input.given[row.row])]);
}

void FillExplanation(const AuditResult& result, const ItemExplanation& explanation,
                     storage::v1::FindingRecord& record) {
  v1::Finding& finding = *record.mutable_finding();
  for (const Reason& reason : explanation.reasons) {
    v1::Reason& explained = *finding.add_reasons();
    explained.set_code(std::string(reason.code));
    explained.set_text(reason.text);
  }
  const SuspectExplanation& details = explanation.details;
  for (const auto& pulls : {details.for_suggested, details.for_given}) {
    for (const FeaturePull& pull : pulls) {
      v1::FeaturePull& written = *finding.add_pulls();
      written.set_feature(pull.name);
      written.set_pull(static_cast<double>(pull.contribution));
    }
  }
  for (const SimilarRow& row : details.neighbours) {
    FillSimilar(result, row, *finding.add_neighbours());
    record.add_neighbour_indices(row.row);
  }
  for (const SimilarRow& row : details.duplicates) {
    FillSimilar(result, row, *finding.add_duplicates());
    record.add_duplicate_indices(row.row);
  }
  for (const std::string_view signal : details.agreeing_signals) {
    finding.add_agreeing_signals(std::string(signal));
  }
}

void CountDuplicates(const AuditResult& result, v1::Audit& audit) {
  int64_t duplicates = 0;
  int64_t conflicting = 0;
  for (size_t i = 0; i < result.likeness->duplicates.size(); ++i) {
    const DuplicateLabels& labels = result.likeness->duplicates[i];
    duplicates += labels.same_count + labels.other_count > 0 ? 1 : 0;
    conflicting += labels.majority >= 0 && labels.majority != result.input.given[i] ? 1 : 0;
  }
  audit.set_duplicate_count(duplicates);
  audit.set_conflicting_duplicate_count(conflicting);
}

}  // namespace

void FillAudit(const AuditResult& result, std::span<const std::string> item_ids, v1::Audit& audit) {
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
  if (result.rules.has_value() && result.rules->checked_row_count > 0) {
    FillRules(result, item_ids, *audit.mutable_rules());
  }
  if (result.likeness.has_value()) {
    CountDuplicates(result, audit);
  }
  for (const PhaseTime& time : result.timings) {
    (*audit.mutable_timings_s())[std::string(time.phase)] = time.seconds;
  }
  for (const std::string& warning : result.warnings) {
    audit.add_warnings(warning);
  }
}

void FillFinding(const AuditResult& result, size_t position, storage::v1::FindingRecord& record) {
  const size_t index = result.order[position];
  const AuditedItem& item = result.items[index];
  const auto& names = result.input.class_names;
  const auto name = [&](int32_t k) -> const std::string& { return names[static_cast<size_t>(k)]; };
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
    FillExplanation(result, result.Explain(index), record);
  }
  finding.mutable_signal_scores()->Reserve(static_cast<int>(result.signals.size()));
  for (const SignalScores& signal : result.signals) {
    finding.add_signal_scores(signal.scores[index]);
  }
}

}  // namespace assay
