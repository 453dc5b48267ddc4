#ifndef ASSAY_ENGINE_AUDIT_LABEL_ISSUES_H_
#define ASSAY_ENGINE_AUDIT_LABEL_ISSUES_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "engine/audit/confident_learning.h"
#include "engine/audit/probability_matrix.h"
#include "engine/base/worker_pool.h"

namespace assay {

// Rules that turn out-of-sample probabilities into a set of items whose label is probably wrong.
// All of them leave an item alone whose given class has the largest probability (ties favour the
// given label).
enum class IssueFilter {
  // For each given class g and other class j: the items with the largest p_j - p_g, as many as
  // the calibrated confident joint has at [g][j].
  kPruneByNoiseRate,
  // For each given class g: the items with the smallest p_g, as many as row g of the calibrated
  // confident joint has off the diagonal.
  kPruneByClass,
  // Items that both rules above flag.
  kBoth,
  // The items counted off the diagonal of the uncalibrated confident joint.
  kConfidentLearning,
  // Every item where another class has a larger probability than the given one.
  kPredictedNeqGiven,
  // The items with the lowest self-confidence, or the lowest normalised margin, as many as
  // kConfidentLearning flags.
  kLowSelfConfidence,
  kLowNormalizedMargin,
};

struct IssueFilterOptions {
  // Share of the estimated errors to flag, in (0, 1].  kPruneByNoiseRate, kPruneByClass, kBoth.
  double noise_share = 1.0;
  // kPruneByNoiseRate and kPruneByClass leave classes of at most this size alone, and leave this
  // many items of every other class unflagged.
  int64_t min_items_per_class = 1;
};

// Flags suspicious labels: one entry per item, 1 = flagged.
//
// Items that tie with the last one that a count would include are left unflagged, so the flags do
// not depend on the order of the items.
//
// learned: LearnConfidently(data).  O(N*K) expected time, O(N + K^2) memory.  Pure; the same for
// any number of threads. Source: Northcutt, Jiang, Chuang, "Confident Learning", JAIR 70 (2021),
// section 3.2.
template <typename T>
std::vector<uint8_t> FindLabelIssues(const LabelledProbabilities<T>& data,
                                     const ConfidentLearning& learned, IssueFilter filter,
                                     const IssueFilterOptions& options, WorkerPool& pool);
// On the caller's thread.
template <typename T>
std::vector<uint8_t> FindLabelIssues(const LabelledProbabilities<T>& data,
                                     const ConfidentLearning& learned, IssueFilter filter,
                                     const IssueFilterOptions& options = {});

// How many items of each given class a rule flags, by the class they would be moved to:
// row = other class, column = given class, as kPruneByNoiseRate and kPruneByClass use it.
//
//   Off the diagonal: the transposed calibrated counts; in a column whose diagonal is below
//   min_items_per_class every non-zero entry gives up the same share of what is missing; then
//   times noise_share; rounded down.  On the diagonal what the column loses, rounded down.
//
// O(K^2).  Pure.
CountMatrix IssueCounts(const CountMatrix& calibrated, const IssueFilterOptions& options);

}  // namespace assay

#endif  // ASSAY_ENGINE_AUDIT_LABEL_ISSUES_H_
