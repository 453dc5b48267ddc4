#include "annotator/report/summary_json.h"

#include <algorithm>
#include <cstdint>
#include <map>
#include <utility>

#include "annotator/report/number_text.h"
#include "nlohmann/json.hpp"

namespace assay::report {
namespace {

using Json = nlohmann::ordered_json;

Json EstimateJson(const v1::Estimate& estimate) {
  return {{"value", estimate.value()},
          {"low", estimate.low()},
          {"high", estimate.high()},
          {"level", estimate.level()},
          {"method", estimate.method()}};
}

Json ErrorRateJson(const v1::ClassSummary& summary) {
  const auto items = static_cast<double>(std::max<std::int64_t>(1, summary.item_count()));
  const v1::Estimate& errors = summary.estimated_errors();
  return {{"value", errors.value() / items},
          {"low", errors.low() / items},
          {"high", errors.high() / items},
          {"level", errors.level()}};
}

Json PerClassJson(const v1::Audit& audit) {
  Json rows = Json::array();
  for (const v1::ClassSummary& summary : audit.class_summaries()) {
    rows.push_back({{"label", summary.label()},
                    {"n_items", summary.item_count()},
                    {"n_flagged", summary.flagged_count()},
                    {"n_recheck_errors", summary.recheck_error_count()},
                    {"cv_accuracy", summary.cv_accuracy()},
                    {"estimated_errors", EstimateJson(summary.estimated_errors())},
                    {"error_rate", ErrorRateJson(summary)}});
  }
  return rows;
}

Json ConfidentJointJson(const v1::Audit& audit) {
  Json rows = Json::array();
  for (const v1::JointRow& row : audit.confident_joint()) {
    rows.push_back(Json(row.counts()));
  }
  return rows;
}

Json SignalsJson(const v1::Audit& audit) {
  Json rows = Json::array();
  for (const v1::SignalSummary& signal : audit.signals()) {
    rows.push_back({{"name", signal.name()}, {"weight", signal.weight()}});
  }
  return rows;
}

Json CostsJson(const v1::ReviewCosts& costs) {
  return {{"review_cost_micros", costs.review_cost_micros()},
          {"error_cost_micros", costs.error_cost_micros()},
          {"currency_code", costs.currency_code()}};
}

Json OptionsJson(const v1::AuditOptions& options) {
  Json json = {{"fold_count", options.fold_count()},
               {"seed", options.seed()},
               {"thread_count", options.thread_count()},
               {"predicted_probabilities", options.predicted_probabilities()},
               {"vectors", options.vectors()},
               {"against", options.against()}};
  if (options.has_costs()) json["costs"] = CostsJson(options.costs());
  return json;
}

Json ReviewJson(const v1::ReviewCurve& review) {
  Json points = Json::array();
  for (const v1::DepthPoint& point : review.points()) {
    points.push_back({{"depth", point.depth()},
                      {"expected_errors", point.expected_errors()},
                      {"low", point.low()},
                      {"high", point.high()},
                      {"marginal_precision", point.marginal_precision()}});
  }
  Json json = {{"verified", review.verified()}, {"advice", review.advice()}};
  if (review.has_costs()) {
    json["costs"] = CostsJson(review.costs());
    json["stop_depth"] = review.stop_depth();
    json["net_saving_micros"] = {{"value", review.net_saving_micros()},
                                 {"low", review.net_saving_low_micros()},
                                 {"high", review.net_saving_high_micros()}};
  }
  json["points"] = std::move(points);
  return json;
}

Json RuleJson(const v1::Rule& rule) {
  return {{"terms", Json(rule.terms())},
          {"n_matches", rule.match_count()},
          {"precision", EstimateJson(rule.precision())},
          {"recall", rule.recall()},
          {"n_contradictions", rule.contradiction_count()},
          {"contradicting_item_ids", Json(rule.contradicting_item_ids())}};
}

Json RulesJson(const v1::RuleReport& report) {
  Json classes = Json::array();
  for (const v1::ClassRules& of_class : report.classes()) {
    Json rules = Json::array();
    for (const v1::Rule& rule : of_class.rules()) rules.push_back(RuleJson(rule));
    classes.push_back({{"label", of_class.label()}, {"rules", std::move(rules)}});
  }
  return {{"verdict", report.verdict()},
          {"rules_accuracy", EstimateJson(report.rules_accuracy())},
          {"majority_accuracy", EstimateJson(report.majority_accuracy())},
          {"model_accuracy", EstimateJson(report.model_accuracy())},
          {"n_held_out", report.held_out_count()},
          {"classes", std::move(classes)}};
}

// What audits did not always have; left out where this one has none.
void AddOptionalParts(const v1::Audit& audit, Json& json) {
  json["verified"] = {{"n", audit.verified_count()}, {"n_wrong", audit.verified_error_count()}};
  if (audit.has_model_estimated_errors()) {
    json["model_estimated_errors"] = EstimateJson(audit.model_estimated_errors());
  }
  json["duplicates"] = {{"n_items", audit.duplicate_count()},
                        {"n_conflicting", audit.conflicting_duplicate_count()}};
  json["has_model"] = audit.has_model();
  if (audit.has_review()) json["review"] = ReviewJson(audit.review());
  if (audit.has_rules()) json["rules"] = RulesJson(audit.rules());
}

}  // namespace

std::string SummaryJson(const v1::Audit& audit) {
  Json json;
  json["audit"] = audit.name();
  json["dataset"] = audit.dataset();
  json["file_name"] = audit.file_name();
  if (audit.has_create_time()) json["create_time"] = Rfc3339Text(audit.create_time());
  json["n_items"] = audit.item_count();
  json["n_classes"] = audit.classes_size();
  json["n_flagged"] = audit.flagged_count();
  json["estimated_errors"] = EstimateJson(audit.estimated_errors());
  json["recheck"] = {{"n_errors", audit.recheck_error_count()}};
  json["cv_accuracy"] = audit.cv_accuracy();
  json["majority_share"] = audit.majority_share();
  json["per_class"] = PerClassJson(audit);
  json["classes"] = Json(audit.classes());
  json["confident_joint"] = ConfidentJointJson(audit);
  json["signals"] = SignalsJson(audit);
  json["feature_columns"] = Json(audit.feature_columns());
  json["options"] = OptionsJson(audit.options());
  json["warnings"] = Json(audit.warnings());
  json["timings_s"] =
      std::map<std::string, double>(audit.timings_s().begin(), audit.timings_s().end());
  json["peak_rss_bytes"] = audit.peak_rss_bytes();
  AddOptionalParts(audit, json);
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace assay::report
