#include <iomanip>
#include <iostream>
#include <string>

#include "clients/cli/campaign_commands.h"
#include "clients/cli/campaign_text.h"
#include "clients/cli/message_json.h"
#include "clients/cli/price_text.h"
#include "clients/cli/text.h"
#include "engine/base/status.h"
#include "engine/cost/money.h"
#include "nlohmann/json.hpp"

namespace assay::cli {
namespace {

using Json = nlohmann::ordered_json;
using Paths = std::vector<std::string>;

v1::Annotator::Kind KindOf(const std::string& word) {
  if (word == "crowd") {
    return v1::Annotator::KIND_CROWD;
  }
  if (word == "rule") {
    return v1::Annotator::KIND_RULE;
  }
  return word == "model" ? v1::Annotator::KIND_MODEL : v1::Annotator::KIND_EXPERT;
}

// What was said about the kind that is not what it needs.
absl::Status CheckKind(const AnnotatorOptions& options, v1::Annotator::Kind kind) {
  const bool has_pattern = !options.term.empty() || !options.regex.empty();
  std::string expected;
  if (kind == v1::Annotator::KIND_RULE && (!has_pattern || options.label_class.empty())) {
    expected = "--term or --regex, and --class, of a rule";
  } else if (kind == v1::Annotator::KIND_MODEL && options.audit.empty()) {
    expected = "--audit of a model";
  } else if (kind != v1::Annotator::KIND_RULE && (has_pattern || !options.label_class.empty())) {
    expected = "--kind rule with --term, --regex and --class";
  } else if (kind != v1::Annotator::KIND_MODEL && !options.audit.empty()) {
    expected = "--kind model with --audit";
  } else {
    return absl::OkStatus();
  }
  return MakeError(absl::StatusCode::kInvalidArgument, "BAD_ARGUMENTS", "expected " + expected,
                   {{"expected", expected}});
}

absl::StatusOr<Paths> ApplyPrices(const AnnotatorOptions& options, v1::Annotator& annotator) {
  Paths paths;
  if (options.label_price.has_value()) {
    ASSAY_ASSIGN_OR_RETURN(const int64_t price,
                           ParsePrice("--price-per-label", *options.label_price));
    annotator.set_label_price_micros(price);
    paths.push_back("label_price_micros");
  }
  if (options.hour_price.has_value()) {
    ASSAY_ASSIGN_OR_RETURN(const int64_t price,
                           ParsePrice("--price-per-hour", *options.hour_price));
    annotator.set_hour_price_micros(price);
    paths.push_back("hour_price_micros");
  }
  if (options.input_tokens_price.has_value()) {
    ASSAY_ASSIGN_OR_RETURN(const int64_t price, ParsePrice("--price-per-million-input-tokens",
                                                           *options.input_tokens_price));
    annotator.set_million_input_tokens_price_micros(price);
    paths.push_back("million_input_tokens_price_micros");
  }
  if (options.output_tokens_price.has_value()) {
    ASSAY_ASSIGN_OR_RETURN(const int64_t price, ParsePrice("--price-per-million-output-tokens",
                                                           *options.output_tokens_price));
    annotator.set_million_output_tokens_price_micros(price);
    paths.push_back("million_output_tokens_price_micros");
  }
  if (options.currency.has_value()) {
    annotator.set_currency_code(*options.currency);
    paths.push_back("currency_code");
  }
  if (options.display_name.has_value()) {
    annotator.set_display_name(*options.display_name);
    paths.push_back("display_name");
  }
  if (options.disabled.has_value()) {
    annotator.set_disabled(*options.disabled);
    paths.push_back("disabled");
  }
  return paths;
}

void SetMachine(const AnnotatorOptions& options, v1::Annotator& annotator) {
  if (annotator.kind() == v1::Annotator::KIND_RULE) {
    v1::Annotator::Rule& rule = *annotator.mutable_rule();
    rule.set_column(options.column);
    rule.set_label_class(options.label_class);
    if (!options.regex.empty()) {
      rule.set_regular_expression(options.regex);
    } else {
      rule.set_term(options.term);
    }
  }
  if (annotator.kind() == v1::Annotator::KIND_MODEL) {
    annotator.set_audit(options.audit.starts_with("audits/") ? options.audit
                                                             : "audits/" + options.audit);
  }
}

std::string PricesText(const v1::Annotator& annotator) {
  std::string text;
  const auto add = [&](int64_t micros, const char* of_what) {
    if (micros > 0) {
      text += "  " + MoneyText(micros, annotator.currency_code()) + of_what;
    }
  };
  add(annotator.label_price_micros(), " a label");
  add(annotator.hour_price_micros(), " an hour");
  add(annotator.million_input_tokens_price_micros(), " a million tokens read");
  add(annotator.million_output_tokens_price_micros(), " a million tokens written");
  return text;
}

void PrintText(const v1::Annotator& annotator) {
  std::cout << std::left << std::setw(30) << annotator.name() << std::setw(8)
            << EnumWord(v1::Annotator::Kind_Name(annotator.kind()), "KIND_")
            << (annotator.disabled() ? "disabled" : "") << PricesText(annotator);
  if (annotator.has_rule()) {
    const v1::Annotator::Rule& rule = annotator.rule();
    std::cout << "  "
              << OneLine(rule.has_term() ? "'" + rule.term() + "'"
                                         : "/" + rule.regular_expression() + "/",
                         60)
              << (rule.column().empty() ? "" : " in " + OneLine(rule.column(), 40)) << " => "
              << OneLine(rule.label_class(), 40);
  }
  std::cout << (annotator.audit().empty() ? "" : "  " + annotator.audit()) << "\n";
}

absl::Status Print(Session& session, const absl::StatusOr<v1::Annotator>& annotator) {
  ASSAY_RETURN_IF_ERROR(annotator.status());
  if (session.options().json) {
    PrintJson(MessageJson(*annotator));
  } else {
    PrintText(*annotator);
    std::cout << std::flush;
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status RunAnnotatorAdd(Session& session, const AnnotatorOptions& options) {
  v1::Annotator annotator;
  annotator.set_kind(KindOf(options.kind.value_or("expert")));
  ASSAY_RETURN_IF_ERROR(CheckKind(options, annotator.kind()));
  ASSAY_RETURN_IF_ERROR(ApplyPrices(options, annotator).status());
  SetMachine(options, annotator);
  ASSAY_ASSIGN_OR_RETURN(const client::Client client, session.Client());
  return Print(session, client.annotators().Create(ShortName(options.name), annotator));
}

absl::Status RunAnnotatorList(Session& session) {
  ASSAY_ASSIGN_OR_RETURN(const client::Client client, session.Client());
  ASSAY_ASSIGN_OR_RETURN(const auto annotators, client.annotators().List());
  if (session.options().json) {
    Json list = Json::array();
    for (const v1::Annotator& annotator : annotators) {
      list.push_back(MessageJson(annotator));
    }
    PrintJson({{"annotators", list}});
    return absl::OkStatus();
  }
  for (const v1::Annotator& annotator : annotators) {
    PrintText(annotator);
  }
  if (annotators.empty()) {
    std::cout << "No annotators yet. `assay annotator add NAME` adds one.\n";
  }
  std::cout << std::flush;
  return absl::OkStatus();
}

absl::Status RunAnnotatorShow(Session& session, const AnnotatorOptions& options) {
  ASSAY_ASSIGN_OR_RETURN(const client::Client client, session.Client());
  return Print(session, client.annotators().Get(options.name));
}

absl::Status RunAnnotatorUpdate(Session& session, const AnnotatorOptions& options) {
  v1::Annotator annotator;
  annotator.set_name(options.name);
  ASSAY_ASSIGN_OR_RETURN(const Paths paths, ApplyPrices(options, annotator));
  if (paths.empty()) {
    return MakeError(absl::StatusCode::kInvalidArgument, "BAD_ARGUMENTS",
                     "found nothing to change, expected at least one option such as --disable");
  }
  ASSAY_ASSIGN_OR_RETURN(const client::Client client, session.Client());
  return Print(session, client.annotators().Update(annotator, paths));
}

}  // namespace assay::cli
