#include "annotator/campaign/rule_matcher.h"

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "engine/base/status.h"
#include "engine/store/codec.h"
#include "re2/re2.h"

namespace assay {
namespace {

constexpr int64_t kMaxExpressionBytes = int64_t{8} << 20;

absl::Status BadRule(std::string_view field, const std::string& found,
                     const std::string& expected) {
  return MakeError(
      absl::StatusCode::kInvalidArgument, "BAD_ANNOTATOR",
      absl::StrCat("found ", found, " as ", std::string(field), ", expected ", expected),
      {{"field", std::string(field)}, {"found", found}, {"expected", expected}});
}

// White space is matched as such, everything else as it stands.
std::string TermExpression(std::string_view term) {
  std::string quoted;
  for (size_t begin = 0; begin < term.size();) {
    if (absl::ascii_isspace(static_cast<unsigned char>(term[begin]))) {
      quoted += R"([\s\pZ]+)";
      while (begin < term.size() && absl::ascii_isspace(static_cast<unsigned char>(term[begin]))) {
        ++begin;
      }
      continue;
    }
    size_t end = begin;
    while (end < term.size() && !absl::ascii_isspace(static_cast<unsigned char>(term[end]))) {
      ++end;
    }
    quoted += RE2::QuoteMeta(re2::StringPiece(term.data() + begin, end - begin));
    begin = end;
  }
  constexpr std::string_view kNoWord = R"([^\pL\pN\pM_])";
  return absl::StrCat("(?:^|", std::string(kNoWord), ")", quoted, "(?:$|", std::string(kNoWord),
                      ")");
}

absl::Status CheckPattern(std::string_view field, const std::string& pattern) {
  if (pattern.empty() || pattern.size() > RuleMatcher::kMaxPatternBytes) {
    return BadRule(field, absl::StrCat(pattern.size(), " bytes"),
                   absl::StrCat("1 to ", RuleMatcher::kMaxPatternBytes));
  }
  return IsUtf8(pattern) ? absl::OkStatus() : BadRule(field, "other bytes than UTF-8", "UTF-8");
}

}  // namespace

RuleMatcher::RuleMatcher(std::unique_ptr<re2::RE2> expression)
    : expression_(std::move(expression)) {}
RuleMatcher::RuleMatcher(RuleMatcher&&) noexcept = default;
RuleMatcher& RuleMatcher::operator=(RuleMatcher&&) noexcept = default;
RuleMatcher::~RuleMatcher() = default;

absl::StatusOr<RuleMatcher> RuleMatcher::Make(const v1::Annotator::Rule& rule) {
  if (rule.label_class().empty()) {
    return BadRule("rule.label_class", "nothing", "a class");
  }
  RE2::Options options;
  options.set_log_errors(false);
  options.set_max_mem(kMaxExpressionBytes);
  std::string expression;
  std::string_view field;
  if (rule.pattern_case() == v1::Annotator::Rule::kTerm) {
    field = "rule.term";
    const std::string term(absl::StripAsciiWhitespace(rule.term()));
    ASSAY_RETURN_IF_ERROR(CheckPattern(field, term));
    options.set_case_sensitive(false);
    expression = TermExpression(term);
  } else {
    field = "rule.regular_expression";
    ASSAY_RETURN_IF_ERROR(CheckPattern(field, rule.regular_expression()));
    expression = rule.regular_expression();
  }
  auto compiled = std::make_unique<RE2>(expression, options);
  if (!compiled->ok()) {
    return BadRule(field, absl::StrCat("'", rule.regular_expression().substr(0, 100), "'"),
                   absl::StrCat("a regular expression in RE2's syntax: ", compiled->error()));
  }
  return RuleMatcher(std::move(compiled));
}

bool RuleMatcher::Matches(std::string_view text) const {
  return RE2::PartialMatch(re2::StringPiece(text.data(), text.size()), *expression_);
}

absl::StatusOr<ItemRule> ItemRule::Make(const v1::Annotator::Rule& rule,
                                        const v1::Dataset& dataset) {
  ASSAY_ASSIGN_OR_RETURN(RuleMatcher matcher, RuleMatcher::Make(rule));
  std::vector<int> columns;
  for (int i = 0; i < dataset.columns_size(); ++i) {
    const v1::Column& column = dataset.columns(i);
    if (rule.column().empty() ? column.role() == v1::Column::ROLE_TEXT
                              : column.name() == rule.column()) {
      columns.push_back(i);
    }
  }
  if (columns.empty()) {
    return MakeError(
        absl::StatusCode::kInvalidArgument, "UNKNOWN_COLUMN",
        rule.column().empty()
            ? absl::StrCat(dataset.name(), " has no text column; name the rule's column")
            : absl::StrCat(dataset.name(), " has no column '", rule.column(), "' for the rule"),
        {{"field", "rule.column"}, {"column", rule.column()}});
  }
  return ItemRule(std::move(matcher), std::move(columns));
}

bool ItemRule::Matches(const storage::v1::ItemRecord& item) const {
  return std::any_of(columns_.begin(), columns_.end(), [&](int column) {
    return column < item.cells_size() && matcher_.Matches(item.cells(column));
  });
}

}  // namespace assay
