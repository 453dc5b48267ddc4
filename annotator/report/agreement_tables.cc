#include "annotator/report/agreement_tables.h"

#include <algorithm>
#include <charconv>
#include <numeric>

#include "annotator/exchange/csv_writer.h"
#include "nlohmann/json.hpp"

namespace assay::report {
namespace {

using Json = nlohmann::ordered_json;
using exchange::AppendCsvRow;

constexpr size_t kListedInJson = 1000;

template <typename Real>
std::string Number(Real value) {
  char text[32];
  return {text, std::to_chars(text, text + sizeof(text), value).ptr};
}

std::string Optional(bool is_there, double value) { return is_there ? Number(value) : ""; }

void AddTo(Json& json, const char* name, bool is_there, double value) {
  if (is_there) {
    json[name] = value;
  }
}

Json FigureJson(const v1::AgreementFigure& figure) {
  if (!figure.has_value()) {
    return {{"undefined", figure.undefined_reason()}, {"message", figure.undefined_message()}};
  }
  Json json = {{"value", figure.value()}};
  AddTo(json, "low", figure.has_low(), figure.low());
  AddTo(json, "high", figure.has_high(), figure.high());
  json["n_items"] = figure.item_count();
  json["n_labels"] = figure.label_count();
  AddTo(json, "standard_error", figure.has_standard_error(), figure.standard_error());
  if (figure.interval_method() == v1::AgreementFigure::INTERVAL_METHOD_BOOTSTRAP) {
    json["method"] = "bootstrap";
    json["n_replicates"] = figure.replicate_count();
  } else if (figure.interval_method() == v1::AgreementFigure::INTERVAL_METHOD_ANALYTIC) {
    json["method"] = "analytic";
  }
  AddTo(json, "observed", figure.has_observed(), figure.observed());
  AddTo(json, "expected_by_chance", figure.has_expected_by_chance(), figure.expected_by_chance());
  return json;
}

Json ClassJson(const v1::ClassAgreement& c) {
  Json json = {{"label", c.label()}, {"n_labels", c.label_count()}};
  AddTo(json, "agreement", c.has_agreement(), c.agreement());
  AddTo(json, "fleiss_kappa", c.has_fleiss_kappa(), c.fleiss_kappa());
  AddTo(json, "krippendorff_alpha", c.has_krippendorff_alpha(), c.krippendorff_alpha());
  AddTo(json, "low", c.has_low(), c.low());
  AddTo(json, "high", c.has_high(), c.high());
  return json;
}

Json PairJson(const v1::PairAgreement& pair) {
  Json json = {{"first", pair.first()}, {"second", pair.second()}, {"n_items", pair.item_count()}};
  AddTo(json, "agreement", pair.has_agreement(), pair.agreement());
  AddTo(json, "kappa", pair.has_kappa(), pair.kappa());
  AddTo(json, "low", pair.has_low(), pair.low());
  AddTo(json, "high", pair.has_high(), pair.high());
  return json;
}

Json AnnotatorJson(const v1::AnnotatorFigures& a) {
  Json json = {{"annotator", a.annotator()}, {"n_labels", a.label_count()}};
  AddTo(json, "accuracy", a.has_accuracy(), a.accuracy());
  AddTo(json, "low", a.has_low(), a.low());
  AddTo(json, "high", a.has_high(), a.high());
  AddTo(json, "bias", a.has_bias(), a.bias());
  AddTo(json, "spam_score", a.has_spam_score(), a.spam_score());
  AddTo(json, "value", a.has_value(), a.value());
  AddTo(json, "agreement", a.has_agreement(), a.agreement());
  AddTo(json, "consensus_agreement", a.has_consensus_agreement(), a.consensus_agreement());
  AddTo(json, "reliability", a.has_reliability(), a.reliability());
  AddTo(json, "median_time_s", a.has_median_time_s(), a.median_time_s());
  if (!a.biased_to().empty()) {
    json["biased_to"] = a.biased_to();
  }
  if (!a.shares_errors_with().empty()) {
    json["shares_errors_with"] = a.shares_errors_with();
  }
  return json;
}

template <typename List, typename Make>
Json ListJson(const List& list, const Make& make) {
  Json json = Json::array();
  for (size_t i = 0; i < std::min<size_t>(list.size(), kListedInJson); ++i) {
    json.push_back(make(list[i]));
  }
  return json;
}

}  // namespace

std::string PairsCsv(const AgreementReport& report) {
  std::string out = "first,second,n_items,agreement,kappa,low,high\n";
  for (const v1::PairAgreement& pair : report.pairs) {
    AppendCsvRow(out, std::vector<std::string>{pair.first(), pair.second(),
                                               std::to_string(pair.item_count()),
                                               Optional(pair.has_agreement(), pair.agreement()),
                                               Optional(pair.has_kappa(), pair.kappa()),
                                               Optional(pair.has_low(), pair.low()),
                                               Optional(pair.has_high(), pair.high())});
  }
  return out;
}

std::string ClassesCsv(const AgreementReport& report) {
  std::string out = "label,n_labels,agreement,fleiss_kappa,krippendorff_alpha,low,high\n";
  for (const v1::ClassAgreement& c : report.classes) {
    AppendCsvRow(out, std::vector<std::string>{
                          c.label(), std::to_string(c.label_count()),
                          Optional(c.has_agreement(), c.agreement()),
                          Optional(c.has_fleiss_kappa(), c.fleiss_kappa()),
                          Optional(c.has_krippendorff_alpha(), c.krippendorff_alpha()),
                          Optional(c.has_low(), c.low()), Optional(c.has_high(), c.high())});
  }
  return out;
}

std::string AnnotatorsCsv(std::span<const v1::AnnotatorFigures> annotators) {
  std::string out =
      "annotator,n_labels,accuracy,low,high,bias,spam_score,value,agreement,consensus_agreement,"
      "reliability,median_time_s,n_gold,gold_accuracy,biased_to,shares_errors_with\n";
  for (const v1::AnnotatorFigures& a : annotators) {
    AppendCsvRow(
        out, std::vector<std::string>{
                 a.annotator(), std::to_string(a.label_count()),
                 Optional(a.has_accuracy(), a.accuracy()), Optional(a.has_low(), a.low()),
                 Optional(a.has_high(), a.high()), Optional(a.has_bias(), a.bias()),
                 Optional(a.has_spam_score(), a.spam_score()), Optional(a.has_value(), a.value()),
                 Optional(a.has_agreement(), a.agreement()),
                 Optional(a.has_consensus_agreement(), a.consensus_agreement()),
                 Optional(a.has_reliability(), a.reliability()),
                 Optional(a.has_median_time_s(), a.median_time_s()), std::to_string(a.gold_count()),
                 Optional(a.has_gold_accuracy(), a.gold_accuracy()), a.biased_to(),
                 a.shares_errors_with()});
  }
  return out;
}

ItemsCsv::ItemsCsv(const LabelTable& labels, std::span<const float> agreement)
    : labels_(labels), agreement_(agreement), order_(labels.item_count()) {
  std::iota(order_.begin(), order_.end(), 0U);
  // Without a value goes last; among equals more labels first, as in the list of the page.
  const auto rank = [&](uint32_t item) { return agreement[item] < 0 ? 2.0F : agreement[item]; };
  std::stable_sort(order_.begin(), order_.end(), [&](uint32_t a, uint32_t b) {
    if (rank(a) != rank(b)) {
      return rank(a) < rank(b);
    }
    return labels.classes_of(a).size() > labels.classes_of(b).size();
  });
}

bool ItemsCsv::Append(std::string& out, size_t byte_count) {
  if (has_header_ && next_ == order_.size()) {
    return false;
  }
  if (!has_header_) {
    out += "item,n_labels,disagreement,labels\n";
    has_header_ = true;
  }
  for (; next_ < order_.size() && out.size() < byte_count; ++next_) {
    const uint32_t item = order_[next_];
    const auto annotators = labels_.annotators_of(item);
    const auto classes = labels_.classes_of(item);
    std::string given;
    for (size_t i = 0; i < annotators.size(); ++i) {
      given.append(i == 0 ? "" : "; ").append(labels_.annotator_names()[annotators[i]]);
      given.append("=").append(labels_.class_names()[classes[i]]);
    }
    AppendCsvRow(
        out, std::vector<std::string>{
                 std::string(labels_.item_names()[item]), std::to_string(classes.size()),
                 agreement_[item] >= 0 ? Number(1.0F - agreement_[item]) : std::string(), given});
  }
  return true;
}

std::string AgreementJson(const AgreementReport& report) {
  const v1::LabelTableInfo& table = report.table;
  Json json = {{"file", table.source()},
               {"level", LevelName(report.level)},
               {"confidence_level", report.figures.confidence_level()},
               {"n_items", table.item_count()},
               {"n_annotators", table.annotator_count()},
               {"n_classes", table.class_count()},
               {"n_labels", table.label_count()},
               {"n_rows", table.row_count()},
               {"n_repeats", table.repeat_count()},
               {"n_skipped_rows", table.skipped_row_count()}};
  Json metrics = Json::object();
  for (const v1::AgreementFigure& figure : report.figures.figures()) {
    metrics[figure.name()] = FigureJson(figure);
  }
  json["metrics"] = metrics;
  json["per_class"] = ListJson(report.classes, ClassJson);
  json["n_pairs"] = report.pair_count;
  json["pairs"] = ListJson(report.pairs, PairJson);
  json["annotators"] = ListJson(report.annotators, AnnotatorJson);
  Json columns = Json::object();
  for (const auto& column : table.columns()) {
    columns[column.role()] = {{"name", column.name()}, {"guessed", column.guessed()}};
  }
  json["columns"] = columns;
  json["warnings"] = table.warnings();
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::string LevelName(v1::MeasurementLevel level) {
  const v1::MeasurementLevel named =
      level == v1::MEASUREMENT_LEVEL_UNSPECIFIED ? v1::MEASUREMENT_LEVEL_NOMINAL : level;
  std::string name = v1::MeasurementLevel_Name(named).substr(sizeof("MEASUREMENT_LEVEL_") - 1);
  std::transform(name.begin(), name.end(), name.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return name;
}

}  // namespace assay::report
