#include "annotator/report/page_data.h"

#include <algorithm>
#include <cmath>
#include <set>

#include "annotator/report/html_text.h"
#include "nlohmann/json.hpp"

namespace assay::report {
namespace {

using Json = nlohmann::ordered_json;
using SimilarItems = google::protobuf::RepeatedPtrField<v1::SimilarItem>;

double SixDecimals(double value) { return std::round(value * 1e6) / 1e6; }
double ThreeDecimals(double value) { return std::round(value * 1e3) / 1e3; }

Json EstimateJson(const v1::Estimate& estimate) {
  return {SixDecimals(estimate.value()), SixDecimals(estimate.low()), SixDecimals(estimate.high())};
}

Json SimilarItemsJson(const SimilarItems& similar_items, const std::vector<std::size_t>& labels) {
  Json list = Json::array();
  for (int i = 0; i < similar_items.size(); ++i) {
    const v1::SimilarItem& similar = similar_items[i];
    list.push_back({CutText(similar.item_id(), FindingTally::kLabelLimit),
                    labels[static_cast<std::size_t>(i)], ThreeDecimals(similar.similarity()),
                    similar.excerpt()});
  }
  return list;
}

void SetUnlessEmpty(const char* key, Json list, Json& object) {
  if (!list.empty()) object[key] = std::move(list);
}

Json SuspectJson(const FindingTally::Suspect& suspect) {
  const v1::Finding& finding = suspect.finding;
  Json json = {{"t", finding.excerpt()}};
  if (!suspect.is_whole) return json;
  json["g"] = SixDecimals(finding.given_probability());
  json["s"] = SixDecimals(finding.suggested_probability());
  json["k"] = suspect.recheck_index;
  json["c"] = suspect.cv_index;
  Json reasons = Json::array();
  for (const v1::Reason& reason : finding.reasons()) reasons.push_back(reason.text());
  SetUnlessEmpty("r", std::move(reasons), json);
  Json signals = Json::array();
  for (const float score : finding.signal_scores()) {
    signals.push_back(ThreeDecimals(static_cast<double>(score)));
  }
  SetUnlessEmpty("v", std::move(signals), json);
  Json pulls = Json::array();
  for (const v1::FeaturePull& pull : finding.pulls()) {
    pulls.push_back({pull.feature(), ThreeDecimals(pull.pull())});
  }
  SetUnlessEmpty("p", std::move(pulls), json);
  SetUnlessEmpty("n", SimilarItemsJson(finding.neighbours(), suspect.neighbour_indexes), json);
  SetUnlessEmpty("d", SimilarItemsJson(finding.duplicates(), suspect.duplicate_indexes), json);
  if (!finding.annotator().empty()) json["a"] = finding.annotator();
  return json;
}

Json SuspectsJson(const FindingTally& tally) {
  Json suspects = Json::array();
  for (const FindingTally::Suspect& suspect : tally.suspects()) {
    suspects.push_back(SuspectJson(suspect));
  }
  return suspects;
}

Json ItemsJson(const ItemColumns& items) {
  Json names = Json::array();
  for (const ItemColumns::Evidence& evidence : items.evidence()) {
    names.push_back({CutText(evidence.name, FindingTally::kLabelLimit), evidence.is_signal});
  }
  Json json = {{"count", items.size()},
               {"ids", items.ids()},
               {"given", items.GivenColumn()},
               {"suggested", items.SuggestedColumn()},
               {"score", items.ScoreColumn()},
               {"given_p", items.GivenProbabilityColumn()},
               {"suggested_p", items.SuggestedProbabilityColumn()},
               {"flagged", items.FlaggedColumn()},
               {"evidence", items.EvidenceColumn()},
               {"evidence_names", std::move(names)}};
  if (items.has_error_probability()) json["error"] = items.ErrorColumn();
  return json;
}

Json VerifiedJson(const ItemColumns& items) {
  Json verdicts = Json::array();
  for (const ItemColumns::Verdict& verdict : items.verdicts()) {
    verdicts.push_back({verdict.item_index, verdict.true_index});
  }
  return verdicts;
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

Json PairsJson(const std::vector<FindingTally::Move>& moves) {
  Json flat = Json::array();
  for (std::size_t i = 0; i < std::min(moves.size(), kPairLimit); ++i) {
    flat.push_back(moves[i].given_index);
    flat.push_back(moves[i].suggested_index);
    flat.push_back(moves[i].count);
  }
  return flat;
}

Json ReviewJson(const v1::ReviewCurve& review) {
  Json points = Json::array();
  for (const v1::DepthPoint& point : review.points()) {
    points.push_back({point.depth(), SixDecimals(point.expected_errors()), SixDecimals(point.low()),
                      SixDecimals(point.high()), SixDecimals(point.marginal_precision())});
  }
  Json json = {{"points", std::move(points)}, {"verified", review.verified()}};
  if (!review.has_costs()) return json;
  json["stop_depth"] = review.stop_depth();
  json["net_saving_micros"] = {review.net_saving_micros(), review.net_saving_low_micros(),
                               review.net_saving_high_micros()};
  json["review_cost_micros"] = review.costs().review_cost_micros();
  json["error_cost_micros"] = review.costs().error_cost_micros();
  json["currency"] = review.costs().currency_code();
  return json;
}

Json RulesJson(const v1::RuleReport& rules) {
  Json contradictions = Json::array();
  for (const v1::ClassRules& of_class : rules.classes()) {
    for (const v1::Rule& rule : of_class.rules()) {
      contradictions.push_back(Json(rule.contradicting_item_ids()));
    }
  }
  return {{"majority", EstimateJson(rules.majority_accuracy())},
          {"rules", EstimateJson(rules.rules_accuracy())},
          {"model", EstimateJson(rules.model_accuracy())},
          {"contradictions", std::move(contradictions)}};
}

}  // namespace

std::vector<std::size_t> MostConfusedLabels(const v1::Audit& audit,
                                            const std::vector<FindingTally::Move>& moves) {
  std::set<std::size_t> shown;
  const auto class_count = static_cast<std::size_t>(audit.classes_size());
  if (class_count <= kHeatMapClassLimit) {
    for (std::size_t index = 0; index < class_count; ++index) shown.insert(index);
  } else {
    for (const FindingTally::Move& move : moves) {
      std::set<std::size_t> more = shown;
      more.insert(move.given_index);
      more.insert(move.suggested_index);
      if (more.size() > kHeatMapClassLimit) break;
      shown = std::move(more);
    }
  }
  return {shown.begin(), shown.end()};
}

std::vector<FindingTally::Move> JointMoves(const v1::Audit& audit) {
  std::vector<FindingTally::Move> moves;
  for (int row = 0; row < audit.confident_joint_size(); ++row) {
    const v1::JointRow& joint_row = audit.confident_joint(row);
    for (int column = 0; column < joint_row.counts_size(); ++column) {
      if (row == column || joint_row.counts(column) == 0) continue;
      moves.push_back({static_cast<std::size_t>(row), static_cast<std::size_t>(column),
                       joint_row.counts(column)});
    }
  }
  std::sort(moves.begin(), moves.end(), FindingTally::IsStronger);
  return moves;
}

std::string PageDataJson(const v1::Audit& audit, const FindingTally& tally) {
  const std::vector<FindingTally::Move> moves = tally.SortedMoves();
  Json signals = Json::array();
  for (const v1::SignalSummary& signal : audit.signals()) signals.push_back(signal.name());
  Json data = {{"file_name", CutText(audit.file_name(), FindingTally::kLabelLimit)},
               {"labels", tally.labels()},
               {"class_count", audit.classes_size()},
               {"figures", FiguresJson(audit)},
               {"histogram", {{"flagged", tally.flagged_bins()}, {"rest", tally.unflagged_bins()}}},
               {"heat_map",
                {{"focus", MostConfusedLabels(audit, moves)},
                 {"flagged", PairsJson(moves)},
                 {"joint", PairsJson(JointMoves(audit))}}},
               {"signals", std::move(signals)},
               {"items", ItemsJson(tally.items())},
               {"verified", VerifiedJson(tally.items())},
               {"suspects", SuspectsJson(tally)}};
  if (!audit.review().points().empty()) data["review"] = ReviewJson(audit.review());
  if (audit.has_rules()) data["rules"] = RulesJson(audit.rules());
  return data.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace assay::report
