#ifndef ASSAY_ENGINE_COST_COUNT_LIKELIHOOD_H_
#define ASSAY_ENGINE_COST_COUNT_LIKELIHOOD_H_

#include <cstdint>
#include <span>
#include <vector>

#include "engine/cost/vote_paths.h"

namespace assay {

// log P(labels of an item | its true class, law) for each class that could be the true one: one
// value for each place of `counts`, and at the end one for a class that nobody named (minus
// infinity where every class was named).
//
// counts: of the classes that were named, all >= 1, at most class_count of them; the labels in one
// order, so without the multinomial factor.  class_count >= 2.  O(classes named ^ 2 + labels).
std::vector<double> LogCountLikelihood(std::span<const uint32_t> counts, const AnswerLaw& law,
                                       size_t class_count);

}  // namespace assay

#endif  // ASSAY_ENGINE_COST_COUNT_LIKELIHOOD_H_
