#ifndef ASSAY_ENGINE_AUDIT_REVIEW_REVIEW_SAMPLE_H_
#define ASSAY_ENGINE_AUDIT_REVIEW_REVIEW_SAMPLE_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/audit/plausible_errors.h"

namespace assay {

// Chooses items for a person to check, so that EstimateVerifiedErrors says most from that many.
//
// The ranking is cut into `count` strata of equal interest (suspicion_profile.h: much where the
// models cannot say whether labels are wrong, little but some where they are sure), and one item
// of each is drawn, in proportion to its interest.  Where strata are smaller than an item, what is
// missing is drawn again from the rest.
//
// scores: by rank, ascending.  taken: positions not to choose.  Returns min(count, items not taken)
// positions in random order.
//
// Errors:
//   INVALID_ARGUMENT BAD_RANKING        see suspicion_profile.h.
//   INVALID_ARGUMENT BAD_CHECKED_ITEMS  a taken position is outside the ranking.
//
// O(N) a round; one round but for count near N.  Pure; the same items for the same input and seed.
//
// Source: J. Neyman, "On the two different aspects of the representative method", JRSS 97 (1934);
// T. Dalenius, J. L. Hodges, "Minimum variance stratification", JASA 54 (1959).
absl::StatusOr<std::vector<size_t>> ChooseReviewSample(std::span<const double> scores,
                                                       const ErrorRange& plausible,
                                                       std::span<const size_t> taken, size_t count,
                                                       uint64_t seed);

}  // namespace assay

#endif  // ASSAY_ENGINE_AUDIT_REVIEW_REVIEW_SAMPLE_H_
