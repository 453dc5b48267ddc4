#ifndef ASSAY_ENGINE_AGREEMENT_METHODS_TWO_ANNOTATORS_H_
#define ASSAY_ENGINE_AGREEMENT_METHODS_TWO_ANNOTATORS_H_

#include <vector>

#include "absl/status/statusor.h"
#include "engine/agreement/agreement_sample.h"
#include "engine/agreement/agreement_value.h"
#include "engine/agreement/class_pairs.h"

namespace assay {

// Shares of the classes that chance draws the labels of the two annotators from; K values each.
struct ChanceShares {
  std::vector<double> first, second;
};

// (pa - pe) / (1 - pe) of two annotators, pe = sum_kl w_kl first[k] second[l].  Errors and standard
// error as CohenKappa (methods.h).
absl::StatusOr<AgreementValue> TwoAnnotatorKappa(const AgreementSample& sample,
                                                 ChanceShares (*shares)(const PairTable& table));

}  // namespace assay

#endif  // ASSAY_ENGINE_AGREEMENT_METHODS_TWO_ANNOTATORS_H_
