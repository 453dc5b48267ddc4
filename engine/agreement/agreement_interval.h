#ifndef ASSAY_ENGINE_AGREEMENT_AGREEMENT_INTERVAL_H_
#define ASSAY_ENGINE_AGREEMENT_AGREEMENT_INTERVAL_H_

#include <cstdint>

#include "absl/status/statusor.h"
#include "engine/agreement/agreement_input.h"
#include "engine/agreement/agreement_registry.h"
#include "engine/base/progress.h"
#include "engine/base/worker_pool.h"
#include "engine/stats/interval.h"

namespace assay {

enum class IntervalKind { kBootstrap, kAnalytic };

struct AgreementInterval {
  Interval interval;  // around the coefficient of all items
  IntervalKind kind = IntervalKind::kBootstrap;
  // Bootstrap: how many replicates were drawn, and in how many of them the coefficient is undefined
  // (one class only, ...); these are no part of the interval.
  int replicate_count = 0;
  int undefined_count = 0;
};

struct BootstrapOptions {
  int replicate_count = 1000;  // 2 or more
  double level = 0.95;
  uint64_t seed = 0;
};

// The percentile interval of a coefficient over samples of the items: each replicate draws as many
// items as there are, with replacement, each with all its labels (items with one label too), and
// computes the coefficient; low and high are the (1 -+ level)/2 percentiles of these, widened to
// hold the coefficient itself where it lies outside.  Classes and their distances stay those of the
// table.
//
// The same for any number of threads.
//
// Errors: as AgreementCoefficient::compute for all items, and
//   INVALID_ARGUMENT    LEVEL_OUT_OF_RANGE       level is not in (0, 1).
//   INVALID_ARGUMENT    COUNT_OUT_OF_RANGE       replicate_count is not in [2, 1,000,000]; metadata
//                                                found.
//   FAILED_PRECONDITION TOO_FEW_REPLICATES       fewer than 2 replicates have a value; metadata
//                                                found, expected.
//   CANCELLED           CANCELLED                progress says so.
//
// Items that the coefficient cannot tell apart are drawn together (item_patterns.h): with P
// patterns O(L + replicates (P + work of the coefficient on P items)).  P is at most C(m + K - 1,
// m) for m labels an item where only the counts of the classes matter (2,002 for 5 labels of 10
// classes), and near N where it matters who gave each label and annotators are many: then each
// replicate costs as much as the coefficient.
//
// Source: B. Efron, R. Tibshirani, "An Introduction to the Bootstrap" (1993), ch. 13.
absl::StatusOr<AgreementInterval> BootstrapAgreement(const AgreementCoefficient& coefficient,
                                                     const AgreementInput& input,
                                                     const BootstrapOptions& options,
                                                     WorkerPool& pool, ProgressSink& progress);

// value -+ t standard_error with Student's t on item_count - 1 degrees of freedom, within [-1, 1].
// It is what irrCAC prints.
//
// Errors:
//   INVALID_ARGUMENT    LEVEL_OUT_OF_RANGE  level is not in (0, 1).
//   FAILED_PRECONDITION NO_STANDARD_ERROR   the value has none.
absl::StatusOr<AgreementInterval> AnalyticAgreementInterval(const AgreementValue& value,
                                                            double level = 0.95);

}  // namespace assay

#endif  // ASSAY_ENGINE_AGREEMENT_AGREEMENT_INTERVAL_H_
