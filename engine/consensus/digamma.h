#ifndef ASSAY_ENGINE_CONSENSUS_DIGAMMA_H_
#define ASSAY_ENGINE_CONSENSUS_DIGAMMA_H_

#include <boost/math/special_functions/digamma.hpp>

namespace assay {

// d/dx log Gamma(x), x > 0, in doubles throughout: the library's long doubles cost five times that.
inline double Digamma(double x) {
  using Policy = boost::math::policies::policy<boost::math::policies::promote_double<false>>;
  return boost::math::digamma(x, Policy());
}

}  // namespace assay

#endif  // ASSAY_ENGINE_CONSENSUS_DIGAMMA_H_
