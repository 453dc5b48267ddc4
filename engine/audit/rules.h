#ifndef ASSAY_ENGINE_AUDIT_RULES_H_
#define ASSAY_ENGINE_AUDIT_RULES_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/worker_pool.h"
#include "engine/learn/csr_matrix.h"
#include "engine/stats/interval.h"

namespace assay {

// Would a rule do?  Rules of the kind "rows with 'iphone' are 'Mobile Phones'", honestly measured.

struct RuleOptions {
  uint64_t seed = 0;
  // Rows that a rule must match among those it is chosen on, at least 1.
  int64_t min_support = 5;
  // Rules are chosen on at most this many rows, a random half of all where there are fewer.
  size_t largest_choice = 50'000;
  size_t rules_per_class = 3;
};

// All rows that hold these terms get this class.
struct LabelRule {
  std::vector<uint32_t> terms;  // one or two columns, ascending
  int32_t class_index = 0;

  // On rows that the rule was not chosen on: how many it matches, how many of those carry the class
  // (precision; [0, 1] and 0 where it matches none), and how much of the class it matches (recall).
  int64_t checked_count = 0;
  Interval precision = {};
  Interval recall = {};
  double coverage = 0;  // checked_count / checked rows

  // Rows, of all, that the rule matches and that carry another label; the first 20 of them.
  int64_t contradicted_count = 0;
  std::vector<uint32_t> contradicted_rows = {};
};

enum class RuleVerdict {
  kNothingBeatsMajority,  // neither the rules nor the model beat the largest class
  kRulesSuffice,          // rules beat it, and the model is at most .02 more accurate, surely
  kModelNeeded,           // the model is more accurate, surely, and by .02 or more
  kUndecided,             // too few rows to tell, or a small difference
  kNotCompared,           // the answers of a model were not given
};

struct RuleReport {
  std::vector<LabelRule> rules;
  // Indices of rules, in the order in which they are tried: the first that matches a row gives its
  // class; the majority class where none does.
  std::vector<size_t> list;
  // For each class, the indices of its best rules, best first.  A rule that matches almost the same
  // rows as a better one of its class is left out.
  std::vector<std::vector<size_t>> best;
  int32_t majority_class = 0;

  // Shares of the given labels that each reproduces, on the rows that no rule was chosen on.
  int64_t checked_row_count = 0;
  Interval list_accuracy;
  Interval majority_accuracy;
  std::optional<Interval> model_accuracy;
  // Differences of accuracy on the same rows, in [-1, 1].
  Interval list_over_majority;
  std::optional<Interval> model_over_majority;
  std::optional<Interval> model_over_list;
  RuleVerdict verdict = RuleVerdict::kNotCompared;
};

// Finds the rules of one and of two terms that predict the labels best.
//
// A row (a seeded hash of its index decides) takes part in the choice or in the check, never in
// both.  Terms are valued by the lower end of Wilson's 95 % interval of their precision, and by
// the rows they explain beyond the share of the class; pairs are formed of the 12 terms of a class
// that explain most, and kept where the lower end of their 99.9 % interval is above the precision
// of both terms.  The list takes the rules in the order of their lower ends, each if it is worth
// more than the majority class on the rows that are left.  All figures are from the check.  What
// predicts *wrong* labels well counts as a good rule: the given labels are all there is to measure
// with.
//
// terms: N x D; a row holds a term where the entry is not 0 (FeatureViews::counts).  given: N
// labels in [0, class_count).  model: N answers of a model to rows it has not seen, or empty.
// Fewer than two rows, or none to check, give an empty report.
//
// O(entries + K * 5 million / K) time; 4 bytes an entry of the rows of the choice, 4 (N + D) bytes.
// The same for any number of threads.
//
// Source: greedy lists as R. Rivest, "Learning decision lists", Machine Learning 2 (1987); weighted
// relative accuracy: N. Lavrac, P. Flach, B. Zupan, ILP (1999).  Differences: paired, normal
// (McNemar).
RuleReport FindRules(const CsrMatrix& terms, std::span<const int32_t> given, size_t class_count,
                     std::span<const int32_t> model, const RuleOptions& options, WorkerPool& pool);

// "rows with 'credit card' and 'stolen' are 'Lost card'"; `name` as FeatureMatrix::Name.
std::string RuleText(const LabelRule& rule, const std::function<std::string(uint32_t)>& name,
                     std::span<const std::string> class_names);

// One sentence for people, with the figures and their intervals, without the full stop.
std::string RuleVerdictText(const RuleReport& report);

}  // namespace assay

#endif  // ASSAY_ENGINE_AUDIT_RULES_H_
