#ifndef ASSAY_ENGINE_AUDIT_REVIEW_LOGISTIC_H_
#define ASSAY_ENGINE_AUDIT_REVIEW_LOGISTIC_H_

#include <cmath>

namespace assay {

// 1 / (1 + e^-x), in [0, 1] for every number x.
inline double Logistic(double x) { return 1 / (1 + std::exp(-x)); }

// ln(1 + e^x), without overflow.
inline double SoftPlus(double x) {
  return x > 0 ? x + std::log1p(std::exp(-x)) : std::log1p(std::exp(x));
}

}  // namespace assay

#endif  // ASSAY_ENGINE_AUDIT_REVIEW_LOGISTIC_H_
