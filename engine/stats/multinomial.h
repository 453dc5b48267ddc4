#ifndef ASSAY_ENGINE_STATS_MULTINOMIAL_H_
#define ASSAY_ENGINE_STATS_MULTINOMIAL_H_

#include <cstdint>
#include <span>

#include "engine/base/rng.h"

namespace assay {

// Draws how often each of P kinds is found when n = sum of `sizes` things are drawn with
// replacement from the n things that there are, sizes[j] of them of kind j: the counts of a
// bootstrap replicate. `counts` has P values, which are overwritten; they sum to n.  sizes sum to
// less than 2^32.
//
// Exact: kind after kind, each a binomial draw from what is left.  O(P), whatever n is.
void DrawBootstrapCounts(std::span<const uint32_t> sizes, Rng& rng, std::span<uint32_t> counts);

}  // namespace assay

#endif  // ASSAY_ENGINE_STATS_MULTINOMIAL_H_
