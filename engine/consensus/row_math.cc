#include "engine/consensus/row_math.h"

#include <cmath>

namespace assay {

void LogSum::Add(double term) {
  product_ *= term;
  // 2^(16 * 32) is well inside the range of a double.
  if (++pending_ == 32) {
    sum_ += std::log(product_);
    product_ = 1;
    pending_ = 0;
  }
}

double LogSum::value() {
  sum_ += std::log(product_);
  product_ = 1;
  pending_ = 0;
  return sum_;
}

}  // namespace assay
