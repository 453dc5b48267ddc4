#ifndef ASSAY_ENGINE_AGREEMENT_METHODS_METHODS_H_
#define ASSAY_ENGINE_AGREEMENT_METHODS_METHODS_H_

#include "absl/status/statusor.h"
#include "engine/agreement/agreement_sample.h"
#include "engine/agreement/agreement_value.h"

namespace assay {

// The coefficients, one source file each.  p_k: share of class k, w = 1 - d: how far two classes
// agree (class_distance.h), K classes of the table, used or not.  Values are at most 1; 1 is
// perfect and 0 is what chance gives, except for PercentAgreement and SpanF1, which are in [0, 1].
//
// Every function: errors ONE_ANNOTATOR and NO_OVERLAP, and ONE_CLASS where 1 - pe = 0; undefined
// otherwise only as said.  O(L + K^2) unless said otherwise.  Pure.
// Repeated labels of one annotator on an item count as labels of different annotators.

// pa of chance_corrected.h; pe = 0.
absl::StatusOr<AgreementValue> PercentAgreement(const AgreementSample& sample);

// Two annotators, items with labels of both: p_kl = share of items where one says k and the other
// l.
//
//   pa = sum_kl w_kl p_kl,   pe = sum_kl w_kl p_k+ p_+l
//
// Standard error: Fleiss, Cohen, Everitt, Psychological Bulletin 72 (1969), for the case that
// agreement is not 0.  Repeated labels: the pairs of an item share one vote.
// Errors: NOT_TWO_ANNOTATORS; NO_OVERLAP also where no item has labels of both.
// Source: J. Cohen, Educational and Psychological Measurement 20 (1960); Psych. Bulletin 70 (1968).
absl::StatusOr<AgreementValue> CohenKappa(const AgreementSample& sample);

// As CohenKappa with pe = sum_kl w_kl p_k p_l, p_k = (p_k+ + p_+k) / 2.
// Source: W. A. Scott, Public Opinion Quarterly 19 (1955).
absl::StatusOr<AgreementValue> ScottPi(const AgreementSample& sample);

// pe = sum_kl w_kl p_k p_l, p_k the mean over items of the share of class k among its labels.
// Source: J. L. Fleiss, Psychological Bulletin 76 (1971); missing labels and standard error as
// Gwet.
absl::StatusOr<AgreementValue> FleissKappa(const AgreementSample& sample);

// pe = mean over pairs of different annotators g, h of sum_kl w_kl p_gk p_hl, p_gk the share of
// class k among the labels of g.  Equals CohenKappa for two annotators who both labelled every
// item. O(L + A + K^2) for nominal classes; otherwise and with a standard error O(sum over
// annotators of the square of the number of their classes) more. Source: A. J. Conger,
// Psychological Bulletin 88 (1980); missing labels and standard error: Gwet.
absl::StatusOr<AgreementValue> CongerKappa(const AgreementSample& sample);

// Mean of CohenKappa over the pairs of annotators with common items; pairs whose kappa is undefined
// (one class) are left out.  No standard error.  O(sum_i n_i^2 log).  Errors: ONE_CLASS where
// no pair has a kappa.
// Source: R. J. Light, Psychological Bulletin 76 (1971).
absl::StatusOr<AgreementValue> LightKappa(const AgreementSample& sample);

// Items with n_i >= 2 labels, n = sum n_i, o_kl = sum_i (ordered pairs k, l of item i) / (n_i - 1):
//
//   alpha = 1 - (n - 1) sum_kl o_kl d_kl / sum_kl n_k n_l d_kl
//
// With ClassWeights::kOrdinal the distance is Krippendorff's: the square of the difference of the
// mean ranks of k and l among the n labels.  Standard error as Gwet's; none for that distance,
// which depends on the labels.  Duplicating every item changes alpha a little: n - 1 corrects for
// few labels. Source: K. Krippendorff, "Computing Krippendorff's Alpha-Reliability" (2011).
absl::StatusOr<AgreementValue> KrippendorffAlpha(const AgreementSample& sample);

// pe = (sum_kl w_kl) / (K (K - 1)) sum_k p_k (1 - p_k).  One class in the table: ONE_CLASS. GwetAc1
// is the same, nominal.
// Source: K. L. Gwet, British Journal of Math. and Stat. Psychology 61 (2008); Handbook (2014).
absl::StatusOr<AgreementValue> GwetAc(const AgreementSample& sample);

// pe = sum_kl w_kl / K^2.  Bennett's S; Randolph's free-marginal kappa.
// Source: R. L. Brennan, D. J. Prediger, Educational and Psych. Measurement 41 (1981).
absl::StatusOr<AgreementValue> BrennanPrediger(const AgreementSample& sample);

// Intraclass correlations of numbers; no standard errors.
//
// IccOneWay, ICC(1), any numbers of labels: (MSB - MSW) / (MSB + (n0 - 1) MSW), MSB and MSW the
// mean squares between and within items, n0 = (L - sum n_i^2 / L) / (N - 1). IccAgreement,
// ICC(A,1), and IccConsistency, ICC(C,1), from the items that every one of the A annotators
// labelled once:
//
//   A: (MSR - MSE) / (MSR + (A - 1) MSE + A (MSC - MSE) / N),   C: (MSR - MSE) / (MSR + (A - 1)
//   MSE)
//
// MSR, MSC, MSE the mean squares of items, annotators and the rest.
// Errors: TOO_FEW_COMPARABLE_ITEMS: fewer than two items with two labels (labels of all);
// NO_VARIATION: the divisor is 0.  O(L). Source: K. O. McGraw, S. P. Wong, Psychological Methods 1
// (1996); P. E. Shrout, J. L. Fleiss, Psychological Bulletin 86 (1979).
absl::StatusOr<AgreementValue> IccOneWay(const AgreementSample& sample);
absl::StatusOr<AgreementValue> IccAgreement(const AgreementSample& sample);
absl::StatusOr<AgreementValue> IccConsistency(const AgreementSample& sample);

// Mean over items of the mean F1 of the pairs of its labels, which are lists of spans; two empty
// lists agree.
// Source: G. Hripcsak, A. S. Rothschild, JAMIA 12 (2005).
absl::StatusOr<AgreementValue> SpanF1(const AgreementSample& sample);

}  // namespace assay

#endif  // ASSAY_ENGINE_AGREEMENT_METHODS_METHODS_H_
