#ifndef ASSAY_ENGINE_AGREEMENT_AGREEMENT_INPUT_H_
#define ASSAY_ENGINE_AGREEMENT_AGREEMENT_INPUT_H_

#include "engine/labels/label_table.h"

namespace assay {

// How much two different classes disagree.  class_distance.h has the formulas, and how sets and
// spans are written.
enum class ClassWeights {
  kNominal,      // different is different
  kOrdinal,      // by Krippendorff's ordinal distance for alpha; by ranks (Gwet) for the others
  kInterval,     // by the square of the difference; "quadratic" for kappas
  kRatio,        // by the square of the difference over the sum
  kLinear,       // by the difference
  kRadical,      // by the root of the difference
  kCircular,     // as on a clock
  kBipolar,      // interval, stretched where an end is near
  kJaccard,      // classes are sets: 1 - |A n B| / |A u B|
  kMasi,         // classes are sets: Jaccard times how one contains the other
  kSpans,        // classes are lists of spans: 1 - F1
  kGwetOrdinal,  // by ranks (Gwet) for every coefficient, alpha too
};

struct AgreementInput {
  const LabelTable& labels;
  ClassWeights weights = ClassWeights::kNominal;
};

}  // namespace assay

#endif  // ASSAY_ENGINE_AGREEMENT_AGREEMENT_INPUT_H_
