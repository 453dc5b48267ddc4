#include "engine/audit/rules.h"

#include <algorithm>
#include <cmath>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "engine/audit/rules_search.h"
#include "engine/base/check.h"

namespace assay {
namespace {

constexpr double kNormalQuantile = 1.959963984540054;
constexpr double kTolerance = 0.02;
constexpr size_t kShownRows = 20;
constexpr size_t kRowsPerTask = 16384;
constexpr uint32_t kNoPlace = 0xFFFFFFFF;

Interval Proportion(int64_t right_count, int64_t count) {
  return count > 0 ? WilsonInterval(right_count, count).value() : Interval{0, 0, 1, 0.95};
}

// What one task sees of one rule.
struct RuleTally {
  int64_t checked = 0;
  int64_t right = 0;
  int64_t contradicted = 0;
  std::vector<uint32_t> contradicted_rows;
};

// Which rules hold on a row: terms point to their rules.
class RuleMatcher {
 public:
  RuleMatcher(const std::vector<LabelRule>& rules, size_t column_count)
      : rules_(rules), first_(column_count + 1, 0) {
    for (const LabelRule& rule : rules) {
      for (const uint32_t term : rule.terms) {
        ++first_[term + 1];
      }
    }
    for (size_t column = 0; column < column_count; ++column) {
      first_[column + 1] += first_[column];
    }
    rules_of_.resize(first_.back());
    std::vector<uint32_t> next(first_.begin(), first_.end() - 1);
    for (size_t rule = 0; rule < rules.size(); ++rule) {
      for (const uint32_t term : rules[rule].terms) {
        rules_of_[next[term]++] = static_cast<uint32_t>(rule);
      }
    }
  }

  // `found`: one 0 for each rule; it is left so.
  template <typename Visit>
  void ForRulesOf(const CsrMatrix::Row& row, std::vector<uint8_t>& found, Visit visit) const {
    for (size_t entry = 0; entry < row.columns.size(); ++entry) {
      for (uint32_t at = first_[row.columns[entry]]; at < first_[row.columns[entry] + 1]; ++at) {
        const uint32_t rule = rules_of_[at];
        if (row.values[entry] != 0 && ++found[rule] == rules_[rule].terms.size()) {
          visit(rule);
        }
      }
    }
    for (const uint32_t column : row.columns) {
      for (uint32_t at = first_[column]; at < first_[column + 1]; ++at) {
        found[rules_of_[at]] = 0;
      }
    }
  }

 private:
  const std::vector<LabelRule>& rules_;
  std::vector<uint32_t> first_;
  std::vector<uint32_t> rules_of_;
};

class RuleCheck {
 public:
  RuleCheck(const CsrMatrix& terms, std::span<const int32_t> given, uint64_t seed,
            RuleReport* report)
      : terms_(terms),
        given_(given),
        seed_(seed),
        report_(report),
        matcher_(report->rules, terms.column_count),
        place_(report->rules.size(), kNoPlace),
        answers_(given.size(), report->majority_class) {
    for (size_t place = 0; place < report->list.size(); ++place) {
      place_[report->list[place]] = static_cast<uint32_t>(place);
    }
  }

  // What the list answers to each row.
  std::vector<int32_t> Run(std::span<const int64_t> class_sizes, WorkerPool& pool) {
    const size_t task_count = (given_.size() + kRowsPerTask - 1) / kRowsPerTask;
    std::vector<std::vector<RuleTally>> tallies(task_count);
    pool.Run(task_count, [&](size_t task) {
      tallies[task].resize(report_->rules.size());
      CheckRows(task * kRowsPerTask, std::min(given_.size(), (task + 1) * kRowsPerTask),
                tallies[task]);
    });
    for (size_t rule = 0; rule < report_->rules.size(); ++rule) {
      RuleTally all;
      for (const std::vector<RuleTally>& tally : tallies) {
        all.checked += tally[rule].checked;
        all.right += tally[rule].right;
        all.contradicted += tally[rule].contradicted;
        for (const uint32_t row : tally[rule].contradicted_rows) {
          if (all.contradicted_rows.size() < kShownRows) {
            all.contradicted_rows.push_back(row);
          }
        }
      }
      Describe(std::move(all), class_sizes, report_->rules[rule]);
    }
    return std::move(answers_);
  }

 private:
  void CheckRows(size_t begin, size_t end, std::vector<RuleTally>& tallies) {
    std::vector<uint8_t> found(report_->rules.size(), 0);
    for (size_t i = begin; i < end; ++i) {
      const bool checked = !IsRowOfChoice(i, seed_);
      uint32_t first = kNoPlace;
      matcher_.ForRulesOf(terms_.row(i), found, [&](uint32_t rule) {
        RuleTally& tally = tallies[rule];
        const bool right = report_->rules[rule].class_index == given_[i];
        first = std::min(first, place_[rule]);
        tally.checked += checked ? 1 : 0;
        tally.right += checked && right ? 1 : 0;
        tally.contradicted += right ? 0 : 1;
        if (!right && tally.contradicted_rows.size() < kShownRows) {
          tally.contradicted_rows.push_back(static_cast<uint32_t>(i));
        }
      });
      if (first != kNoPlace) {
        answers_[i] = report_->rules[report_->list[first]].class_index;
      }
    }
  }

  void Describe(RuleTally tally, std::span<const int64_t> class_sizes, LabelRule& rule) const {
    rule.checked_count = tally.checked;
    rule.precision = Proportion(tally.right, tally.checked);
    rule.recall = Proportion(tally.right, class_sizes[static_cast<size_t>(rule.class_index)]);
    rule.coverage =
        static_cast<double>(tally.checked) / static_cast<double>(report_->checked_row_count);
    rule.contradicted_count = tally.contradicted;
    rule.contradicted_rows = std::move(tally.contradicted_rows);
  }

  const CsrMatrix& terms_;
  const std::span<const int32_t> given_;
  const uint64_t seed_;
  RuleReport* report_;
  const RuleMatcher matcher_;
  std::vector<uint32_t> place_;
  std::vector<int32_t> answers_;
};

// Two ways to answer the same rows.
struct Comparison {
  int64_t count = 0;
  int64_t first_right = 0;
  int64_t second_right = 0;
  int64_t only_first = 0;
  int64_t only_second = 0;

  void Add(bool first, bool second) {
    ++count;
    first_right += first ? 1 : 0;
    second_right += second ? 1 : 0;
    only_first += first && !second ? 1 : 0;
    only_second += second && !first ? 1 : 0;
  }
  // Accuracy of the first minus that of the second.
  Interval Difference() const {
    const auto n = static_cast<double>(count);
    const auto gain = static_cast<double>(only_first - only_second);
    const auto changed = static_cast<double>(only_first + only_second);
    const double value = gain / n;
    // Half a row more on either side: no certainty from agreement on a few rows.
    const double half = (kNormalQuantile * std::sqrt(changed + 1 - gain * gain / n) + 0.5) / n;
    return {value, std::max(value - half, -1.0), std::min(value + half, 1.0), 0.95};
  }
};

RuleVerdict Judge(const RuleReport& report) {
  const bool rules_help = report.list_over_majority.low > 0;
  const bool model_helps = report.model_over_majority && report.model_over_majority->low > 0;
  if (!rules_help && !model_helps) {
    return RuleVerdict::kNothingBeatsMajority;
  }
  if (!report.model_over_list) {
    return RuleVerdict::kNotCompared;
  }
  if (rules_help && report.model_over_list->high <= kTolerance) {
    return RuleVerdict::kRulesSuffice;
  }
  const bool surely = report.model_over_list->low > 0;
  return surely && report.model_over_list->value >= kTolerance ? RuleVerdict::kModelNeeded
                                                               : RuleVerdict::kUndecided;
}

void CompareAnswers(std::span<const int32_t> given, std::span<const int32_t> list,
                    std::span<const int32_t> model, uint64_t seed, RuleReport* report) {
  Comparison list_majority;
  Comparison model_majority;
  Comparison model_list;
  for (size_t i = 0; i < given.size(); ++i) {
    if (!IsRowOfChoice(i, seed)) {
      const bool list_right = list[i] == given[i];
      const bool majority_right = report->majority_class == given[i];
      const bool model_right = !model.empty() && model[i] == given[i];
      list_majority.Add(list_right, majority_right);
      model_majority.Add(model_right, majority_right);
      model_list.Add(model_right, list_right);
    }
  }
  report->list_accuracy = Proportion(list_majority.first_right, list_majority.count);
  report->majority_accuracy = Proportion(list_majority.second_right, list_majority.count);
  report->list_over_majority = list_majority.Difference();
  if (!model.empty()) {
    report->model_accuracy = Proportion(model_list.first_right, model_list.count);
    report->model_over_majority = model_majority.Difference();
    report->model_over_list = model_list.Difference();
  }
  report->verdict = Judge(*report);
}

std::string PercentRange(const Interval& interval) {
  return absl::StrFormat("%.1f %% (%.1f to %.1f)", 100 * interval.value, 100 * interval.low,
                         100 * interval.high);
}

}  // namespace

RuleReport FindRules(const CsrMatrix& terms, std::span<const int32_t> given, size_t class_count,
                     std::span<const int32_t> model, const RuleOptions& options, WorkerPool& pool) {
  ASSAY_CHECK(terms.row_count() == given.size());
  ASSAY_CHECK(model.empty() || model.size() == given.size());
  RuleReport report;
  std::vector<int64_t> class_sizes(class_count, 0);
  for (size_t i = 0; i < given.size(); ++i) {
    const int64_t checked = IsRowOfChoice(i, options.seed) ? 0 : 1;
    class_sizes[static_cast<size_t>(given[i])] += checked;
    report.checked_row_count += checked;
  }
  if (report.checked_row_count == 0 ||
      report.checked_row_count == static_cast<int64_t>(given.size())) {
    return {};
  }
  ChosenRules chosen = ChooseRules(terms, given, class_count, options);
  for (RuleCandidate& rule : chosen.rules) {
    report.rules.push_back({.terms = std::move(rule.terms), .class_index = rule.class_index});
  }
  report.list = std::move(chosen.list);
  report.best = std::move(chosen.best);
  report.majority_class = chosen.majority_class;
  const std::vector<int32_t> answers =
      RuleCheck(terms, given, options.seed, &report).Run(class_sizes, pool);
  CompareAnswers(given, answers, model, options.seed, &report);
  return report;
}

std::string RuleText(const LabelRule& rule, const std::function<std::string(uint32_t)>& name,
                     std::span<const std::string> class_names) {
  std::string text = "rows with ";
  for (size_t i = 0; i < rule.terms.size(); ++i) {
    absl::StrAppend(&text, i > 0 ? " and '" : "'", name(rule.terms[i]), "'");
  }
  return absl::StrCat(text, " are '", class_names[static_cast<size_t>(rule.class_index)], "'");
}

std::string RuleVerdictText(const RuleReport& report) {
  const std::string rows = absl::StrCat(" (", report.checked_row_count, " rows)");
  const std::string rules =
      absl::StrCat(report.list.size(), " rules reproduce ", PercentRange(report.list_accuracy));
  const std::string model = report.model_accuracy
                                ? absl::StrCat(", the model ", PercentRange(*report.model_accuracy))
                                : "";
  const std::string majority =
      absl::StrCat(", always the largest class ", PercentRange(report.majority_accuracy));
  const std::string figures = absl::StrCat(": ", rules, model, majority, " of the labels", rows);
  switch (report.verdict) {
    case RuleVerdict::kNothingBeatsMajority:
      return "nothing beats always naming the largest class" + figures;
    case RuleVerdict::kRulesSuffice:
      return "rules do as well as the model" + figures;
    case RuleVerdict::kModelNeeded:
      return "the model is needed" + figures;
    case RuleVerdict::kUndecided:
      return "rules may do as well as the model; it is too close to tell" + figures;
    case RuleVerdict::kNotCompared:
      break;
  }
  return "no model was asked" + figures;
}

}  // namespace assay
