#ifndef ASSAY_ENGINE_AUDIT_REVIEW_RANDOM_ENGINE_H_
#define ASSAY_ENGINE_AUDIT_REVIEW_RANDOM_ENGINE_H_

#include <cstdint>
#include <limits>

#include "engine/base/rng.h"

namespace assay {

// An Rng in the shape that Boost.Random's distributions want.  These, unlike the standard
// library's, turn the same bits into the same numbers on every machine.
class RandomEngine {
 public:
  using result_type = uint64_t;

  explicit RandomEngine(Rng rng) : rng_(rng) {}

  static constexpr result_type min() { return 0; }
  static constexpr result_type max() { return std::numeric_limits<uint64_t>::max(); }
  result_type operator()() { return rng_.Next(); }
  Rng& rng() { return rng_; }

 private:
  Rng rng_;
};

}  // namespace assay

#endif  // ASSAY_ENGINE_AUDIT_REVIEW_RANDOM_ENGINE_H_
