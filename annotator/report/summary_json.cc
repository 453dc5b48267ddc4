#include "annotator/report/summary_json.h"

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

Json PerClassJson(const v1::Audit& audit) {
  Json rows = Json::array();
  for (const v1::ClassSummary& summary : audit.class_summaries()) {
    rows.push_back({{"label", summary.label()},
                    {"n_items", summary.item_count()},
                    {"n_flagged", summary.flagged_count()},
                    {"n_recheck_errors", summary.recheck_error_count()},
                    {"cv_accuracy", summary.cv_accuracy()},
                    {"estimated_errors", EstimateJson(summary.estimated_errors())}});
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

Json OptionsJson(const v1::AuditOptions& options) {
  return {{"fold_count", options.fold_count()},
          {"seed", options.seed()},
          {"thread_count", options.thread_count()}};
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
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace assay::report
