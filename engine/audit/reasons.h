#ifndef ASSAY_ENGINE_AUDIT_REASONS_H_
#define ASSAY_ENGINE_AUDIT_REASONS_H_

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/audit/audit_evidence.h"
#include "engine/audit/confident_learning.h"
#include "engine/audit/rules.h"

namespace assay {

// Why a label is suspected, for the person who will look at it.
struct Reason {
  // For programs; one of the kReason... below.
  std::string_view code;
  // One clause without a full stop, in plain words; at most about 320 bytes.
  std::string text;
};

// Models that have not seen the row prefer another label.
inline constexpr std::string_view kReasonModelDisagrees = "model_disagrees";
// They prefer the given label, but not clearly.
inline constexpr std::string_view kReasonModelUnsure = "model_unsure";
// Even the model trained on the row with its label answers another one.
inline constexpr std::string_view kReasonRecheckDisagrees = "recheck_disagrees";
// Naive Bayes prefers another label.
inline constexpr std::string_view kReasonWordsDisagree = "words_disagree";
// What in the row points to the suggested label.
inline constexpr std::string_view kReasonTellingFeatures = "telling_features";
// While it was trained, the model kept preferring other labels.
inline constexpr std::string_view kReasonHardToLearn = "hard_to_learn";
// How many signals speak against the label.
inline constexpr std::string_view kReasonSignalsAgree = "signals_agree";
// The given label often stands where the suggested one is right.
inline constexpr std::string_view kReasonCommonConfusion = "common_confusion";
// No label fits the row well.
inline constexpr std::string_view kReasonNoLabelFits = "no_label_fits";
// Too few rows carry the given label for the models to know it.
inline constexpr std::string_view kReasonRareLabel = "rare_label";
// Nothing in the row occurs in other rows.
inline constexpr std::string_view kReasonNothingKnown = "nothing_known";

// The most similar rows carry the suggested label rather than the given one.
inline constexpr std::string_view kReasonNeighboursDisagree = "neighbours_disagree";
// Equal or nearly equal rows carry another label.
inline constexpr std::string_view kReasonDuplicatesConflict = "duplicates_conflict";
// Whoever gave the label is wrong with labels like it more often than others.
inline constexpr std::string_view kReasonAnnotatorPattern = "annotator_pattern";
// A rule that is mostly right says the suggested label.
inline constexpr std::string_view kReasonRuleContradicts = "rule_contradicts";

// What is said about every suspect of one audit.  Views: the caller keeps what they show alive.
struct ReasonContext {
  const AuditEvidence& evidence;
  std::span<const std::string> class_names;  // size K
  const CountMatrix& calibrated;             // calibrated confident joint, K x K
  // Whether naive Bayes read words ("its words ...") or other features.
  bool features_are_words = true;
};

// What is particular to one suspect.
struct Suspect {
  size_t item = 0;
  size_t suggested = 0;  // class; may be the given one
  // Signals that vote (SuspicionSignal::votes) and were available, and how many of them prefer
  // another class.
  int votes_cast = 0;
  int votes_against = 0;
  bool has_features = true;
  // Names of what in the row speaks most for the suggested label against the given one, at most 3.
  std::vector<std::string> telling_features = {};

  // How many neighbours were found, and carry the suggested and the given label.
  size_t neighbour_count = 0;
  size_t neighbours_suggesting = 0;
  size_t neighbours_keeping = 0;
  // AnnotatorPatterns::log_odds; 0 where nothing is known.
  float annotator_log_odds = 0;
  // FindRuleAgainst, or null; then the names of its terms too.
  const LabelRule* rule_against = nullptr;
  std::vector<std::string> rule_terms = {};
};

// The reasons that hold for a suspect, the most telling first; at most 6.  At least one where the
// evidence has out-of-fold or combined probabilities.
//
// Class names are shown in quotes and cut after 40 characters.  Percentages are rounded to whole
// ones, with "under 1 %" and "over 99 %" at the ends.  O(K).  Pure.
std::vector<Reason> ExplainSuspect(const ReasonContext& context, const Suspect& suspect);

}  // namespace assay

#endif  // ASSAY_ENGINE_AUDIT_REASONS_H_
