#ifndef ASSAY_ENGINE_AUDIT_EXPLANATION_H_
#define ASSAY_ENGINE_AUDIT_EXPLANATION_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/audit/audit_evidence.h"
#include "engine/audit/rules.h"
#include "engine/learn/duplicates.h"
#include "engine/learn/feature_matrix.h"
#include "engine/learn/softmax_regression.h"

namespace assay {

// What a feature of a row adds to the logit of one class against another.
struct FeaturePull {
  std::string name;
  float contribution = 0;  // x_j (W_j,suggested - W_j,given)
};

// What one signal scores the suspect's label with.
struct SignalVote {
  std::string_view name;
  float score = 0;  // in [0, 1], below 1/2: against the label
};

// What to show to somebody who decides on one suspect.
struct SuspectExplanation {
  // The features that speak most for either label, strongest first, at most 3 each: positive
  // contributions for the suggested one, negative ones for the given one.
  std::vector<FeaturePull> for_suggested = {};
  std::vector<FeaturePull> for_given = {};

  // The most similar rows that carry the suggested label, at most 3; and how many of all
  // neighbours there are, carry the suggested and the given label.
  std::vector<SimilarRow> neighbours = {};
  size_t neighbour_count = 0;
  size_t neighbours_suggesting = 0;
  size_t neighbours_keeping = 0;

  // Equal rows (similarity 1), then nearly equal ones, that carry another label than the given
  // one, at most 3.
  std::vector<SimilarRow> duplicates = {};

  // Names of the signals that speak against the given label.
  std::vector<std::string_view> agreeing_signals = {};
};

// What explanations of one audit read.  Views.
struct ExplanationSources {
  const AuditEvidence& evidence;
  // The model that tells what features pull, and its features; null where nothing was trained.
  const FeatureMatrix* features = nullptr;
  const SoftmaxRegression* model = nullptr;
  const EqualRows* equal = nullptr;  // null where equal rows were not looked for
};

// The features of `item` that pull most towards `suggested` and towards `given`, as in
// SuspectExplanation.  Features without a name say
// nothing to people and are left out; and a feature whose name contains the name of a stronger one,
// or is contained in it, is left out: "oil prices" adds nothing to "oil".  O(n log n) for n
// features of the item. Thread-safe.
void FindFeaturePulls(const FeatureMatrix& features, const SoftmaxRegression& model, size_t item,
                      size_t suggested, size_t given, SuspectExplanation* explanation);

// Explains why `suggested` may be right for an item; votes: of the signals that vote
// (SuspicionSignal::votes).  O(n log n) for n features, plus the number of its equal rows.
// Thread-safe.
SuspectExplanation ExplainItem(const ExplanationSources& sources, size_t item, size_t suggested,
                               std::span<const SignalVote> votes);

// The rule that most surely gives `suggested` to an item labelled otherwise: of those that hold on
// it, were checked on 5 rows or more and are right more often than not (lower end of the interval
// above 1/2), the one with the highest lower end.  Null where there is none.  terms: as for
// FindRules.  O(rules).
const LabelRule* FindRuleAgainst(const RuleReport& report, const CsrMatrix& terms, size_t item,
                                 size_t suggested);

}  // namespace assay

#endif  // ASSAY_ENGINE_AUDIT_EXPLANATION_H_
