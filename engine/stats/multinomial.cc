#include "engine/stats/multinomial.h"

#include <cstddef>
#include <limits>

#include "boost/random/binomial_distribution.hpp"

namespace assay {
namespace {

// Rng as the random distributions of Boost want it.
class RngEngine {
 public:
  using result_type = uint64_t;
  explicit RngEngine(Rng& rng) : rng_(rng) {}
  static constexpr result_type min() { return 0; }
  static constexpr result_type max() { return std::numeric_limits<result_type>::max(); }
  result_type operator()() { return rng_.Next(); }

 private:
  Rng& rng_;
};

}  // namespace

void DrawBootstrapCounts(std::span<const uint32_t> sizes, Rng& rng, std::span<uint32_t> counts) {
  RngEngine engine(rng);
  uint64_t left = 0;
  for (const uint32_t size : sizes) {
    left += size;
  }
  // Of `left` things in the kinds from j on, `to_draw` are still to be drawn.
  uint64_t to_draw = left;
  for (size_t j = 0; j < sizes.size(); ++j) {
    if (to_draw == 0 || sizes[j] == 0) {
      counts[j] = 0;
      continue;
    }
    if (sizes[j] == left) {
      counts[j] = static_cast<uint32_t>(to_draw);
      to_draw = 0;
      continue;
    }
    const double share = static_cast<double>(sizes[j]) / static_cast<double>(left);
    boost::random::binomial_distribution<int64_t, double> draw(static_cast<int64_t>(to_draw),
                                                               share);
    counts[j] = static_cast<uint32_t>(draw(engine));
    to_draw -= counts[j];
    left -= sizes[j];
  }
}

}  // namespace assay
