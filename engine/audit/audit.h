#ifndef ASSAY_ENGINE_AUDIT_AUDIT_H_
#define ASSAY_ENGINE_AUDIT_AUDIT_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/audit/annotator_patterns.h"
#include "engine/audit/audit_models.h"
#include "engine/audit/audit_scorer.h"
#include "engine/audit/confident_learning.h"
#include "engine/audit/explanation.h"
#include "engine/audit/likeness.h"
#include "engine/audit/phase_timer.h"
#include "engine/audit/reasons.h"
#include "engine/audit/rules.h"
#include "engine/audit/signal_registry.h"
#include "engine/base/clock.h"
#include "engine/base/progress.h"
#include "engine/base/worker_pool.h"
#include "engine/learn/feature_matrix.h"
#include "engine/stats/interval.h"

namespace assay {

// N labelled items of K classes.
struct AuditInput {
  std::vector<int32_t> given;            // size N, in [0, K)
  std::vector<std::string> class_names;  // size K
  // N rows.  May be absent where probabilities are given; else the models learn from them.
  std::optional<AuditFeatures> features = {};
  // Who gave each label: in [0, annotator_count), -1 where it is not known; size N, or empty.
  std::vector<int32_t> annotator = {};
  size_t annotator_count = 0;
  // N x K out-of-sample probabilities of the user's own model, each in [0, 1]: they take
  // the place of the audit's models, nothing is trained.  Empty: none.
  ClassMatrix given_probabilities = {};
  // What the models of an earlier audit say of the rows: as above, but taken as it is.
  std::optional<ScoredRows> scored = {};
};

struct AuditOptions {
  uint32_t fold_count = 5;  // 2 to 20
  uint64_t seed = 0;
  // More classes than this are refused: a column of ids was probably taken for the label.
  size_t max_class_count = 1000;
};

struct AuditedItem {
  // See suspicion_score.h; in [0, 1], low = suspicious.
  double score = 0;
  // By the mixture.
  float given_probability = 0;
  float suggested_probability = 0;
  // What to put in the given class's place where the score is below 1/2, else the given class.
  int32_t suggested = 0;
  // The classes with the largest probability by the model trained on all items, and by models that
  // had not seen the item.  The given class where it ties with them.  Both by the given
  // probabilities where there are any.
  int32_t recheck = 0;
  int32_t cross_validated = 0;
  bool flagged = false;
};

struct SignalScores {
  const SuspicionSignal* signal = nullptr;
  double weight = 0;          // share in the score, in [0, 1]
  std::vector<float> scores;  // size N
};

struct ItemExplanation {
  std::vector<Reason> reasons = {};  // the most telling first
  SuspectExplanation details = {};
};

struct ClassFigures {
  int64_t item_count = 0;
  int64_t flagged_count = 0;
  int64_t recheck_error_count = 0;
  double cross_validated_accuracy = 0;  // 0 where the class has no items
  Interval estimated_errors;
};

// Owns everything it tells about; large: 20 N K bytes and more.
struct AuditResult {
  AuditInput input;
  AuditModels models;
  // Empty where there are no features.
  std::optional<Likeness> likeness = {};
  // Who makes which errors; absent where nobody is named.
  std::optional<AnnotatorPatterns> annotators = {};
  // What simple rules on the features could do, and the terms that they are made of; absent where
  // there are no features.
  std::optional<RuleReport> rules = {};
  std::optional<FeatureMatrix> rule_terms = {};
  // The audit's own models for other data sets; absent where nothing was trained.
  std::optional<AuditScorer> scorer = {};
  std::vector<AuditedItem> items = {};     // size N, in the order of the input
  std::vector<size_t> order = {};          // the items, most suspicious first; ties in input order
  std::vector<SignalScores> signals = {};  // of the available signals, in the registry's order
  std::vector<ClassFigures> classes = {};  // size K
  // Calibrated, of the mixture; row = given, column = true class.
  CountMatrix confident_joint = {};
  Interval estimated_errors = {};         // see plausible_errors.h; level 0: none is claimed
  std::string_view estimate_method = {};  // how, in words
  int64_t flagged_count = 0;
  int64_t recheck_error_count = 0;
  double cross_validated_accuracy = 0;
  double majority_share = 0;  // of the items, in the largest class
  std::vector<std::string> warnings = {};
  std::vector<PhaseTime> timings = {};

  // What the models and the likeness of the items have to say.  Views of this object.
  AuditEvidence Evidence() const;

  // Why an item is suspicious; empty where its own label is suggested.  O(K + n log n + rules) for
  // n features of the item, plus the number of its equals.  Thread-safe.
  ItemExplanation Explain(size_t item) const;

 private:
  void AddDetails(const SuspectExplanation& details, Suspect& suspect) const;
};

// Finds the labels that are probably wrong.
//
// Trains models on the given labels, asks for each item those that have not seen it, ranks all
// items (where annotators are named, with 3/4 of what sets each of them apart added to the log-odds
// of an error: docs/decisions/0003), and flags the first round(estimated_errors.value) of them as
// long as their scores are below 1/2.
//
// Errors:
//   INVALID_ARGUMENT SIZE_MISMATCH       labels, feature rows or rows of given probabilities differ
//                                        in number, or columns of the latter and classes.
//   INVALID_ARGUMENT LABEL_OUT_OF_RANGE  a label is not in [0, K).
//   INVALID_ARGUMENT BAD_FOLD_COUNT      fold_count is not in [2, 20].
//   INVALID_ARGUMENT TOO_FEW_ITEMS       fewer items than folds.
//   INVALID_ARGUMENT ONE_CLASS_ONLY      all items have the same label.
//   INVALID_ARGUMENT TOO_MANY_CLASSES    K > max_class_count.
//   INVALID_ARGUMENT NO_USABLE_FEATURES  all rows have the same features, or none, and no
//                                        probabilities are given.
//   CANCELLED        CANCELLED           progress.cancelled() turned true.
//
// The same input, options and machine give the same result for any number of threads, times
// apart.  Cost: that of TrainAuditModels, plus O(N*K).
absl::StatusOr<AuditResult> RunAudit(AuditInput input, const AuditOptions& options,
                                     WorkerPool& pool, ProgressSink& progress, const Clock& clock);

}  // namespace assay

#endif  // ASSAY_ENGINE_AUDIT_AUDIT_H_
