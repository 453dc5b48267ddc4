#include "annotator/report/page_data.h"

#include <cmath>
#include <map>
#include <set>

#include "nlohmann/json.hpp"

namespace assay::report {
namespace {

using Json = nlohmann::ordered_json;

double SixDecimals(double value) { return std::round(value * 1e6) / 1e6; }

Json SuspectJson(const FindingTally::Suspect& suspect) {
  const v1::Finding& finding = suspect.finding;
  Json reasons = Json::array();
  for (const v1::Reason& reason : finding.reasons()) reasons.push_back(reason.text());
  Json signals = Json::array();
  for (const float score : finding.signal_scores()) {
    signals.push_back(std::round(static_cast<double>(score) * 1e3) / 1e3);
  }
  return {{"rank", finding.rank()},
          {"id", finding.item_id()},
          {"given", suspect.given_index},
          {"suggested", suspect.suggested_index},
          {"score", SixDecimals(finding.score())},
          {"flagged", finding.flagged()},
          {"given_p", SixDecimals(finding.given_probability())},
          {"suggested_p", SixDecimals(finding.suggested_probability())},
          {"recheck", suspect.recheck_index},
          {"cv", suspect.cv_index},
          {"reasons", std::move(reasons)},
          {"signals", std::move(signals)},
          {"excerpt", finding.excerpt()}};
}

Json FiguresJson(const v1::Audit& audit) {
  Json figures = {{"items", audit.item_count()},
                  {"flagged", audit.flagged_count()},
                  {"recheck", audit.recheck_error_count()}};
  if (audit.has_estimated_errors()) {
    const v1::Estimate& estimate = audit.estimated_errors();
    figures["estimate"] = {{"value", SixDecimals(estimate.value())},
                           {"low", SixDecimals(estimate.low())},
                           {"high", SixDecimals(estimate.high())}};
  }
  return figures;
}

std::set<std::size_t> HeatMapLabels(const v1::Audit& audit,
                                    const std::vector<FindingTally::Move>& moves) {
  std::set<std::size_t> shown;
  const auto class_count = static_cast<std::size_t>(audit.classes_size());
  if (class_count <= kHeatMapClassLimit) {
    for (std::size_t index = 0; index < class_count; ++index) shown.insert(index);
    return shown;
  }
  for (const FindingTally::Move& move : moves) {
    std::set<std::size_t> more = shown;
    more.insert(move.given_index);
    more.insert(move.suggested_index);
    if (more.size() > kHeatMapClassLimit) break;
    shown = std::move(more);
  }
  return shown;
}

}  // namespace

HeatMap BuildHeatMap(const v1::Audit& audit, const FindingTally& tally) {
  const std::vector<FindingTally::Move> moves = tally.SortedMoves();
  const std::set<std::size_t> shown = HeatMapLabels(audit, moves);
  HeatMap map;
  std::map<std::size_t, std::size_t> place;
  for (const std::size_t label_index : shown) {
    place[label_index] = map.label_indexes.size();
    map.label_indexes.push_back(label_index);
  }
  map.counts.assign(place.size(), std::vector<std::int64_t>(place.size(), 0));
  for (const FindingTally::Move& move : moves) {
    const auto row = place.find(move.given_index);
    const auto column = place.find(move.suggested_index);
    if (row == place.end() || column == place.end()) continue;
    map.counts[row->second][column->second] = move.count;
  }
  return map;
}

std::string PageDataJson(const v1::Audit& audit, const FindingTally& tally) {
  const HeatMap heat_map = BuildHeatMap(audit, tally);
  Json suspects = Json::array();
  for (const FindingTally::Suspect& suspect : tally.suspects()) {
    suspects.push_back(SuspectJson(suspect));
  }
  Json signals = Json::array();
  for (const v1::SignalSummary& signal : audit.signals()) signals.push_back(signal.name());
  const Json data = {
      {"labels", tally.labels()},
      {"figures", FiguresJson(audit)},
      {"histogram", {{"flagged", tally.flagged_bins()}, {"rest", tally.unflagged_bins()}}},
      {"heat_map", {{"labels", heat_map.label_indexes}, {"counts", heat_map.counts}}},
      {"signals", std::move(signals)},
      {"suspects", std::move(suspects)}};
  return data.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace assay::report
