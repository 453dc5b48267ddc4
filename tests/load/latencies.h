#ifndef ASSAY_TESTS_LOAD_LATENCIES_H_
#define ASSAY_TESTS_LOAD_LATENCIES_H_

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstddef>
#include <vector>

namespace assay::load {

// How long things took, each kept, so that percentiles are exact.
class Latencies {
 public:
  void Add(std::chrono::nanoseconds duration) {
    micros_.push_back(static_cast<double>(duration.count()) / 1000);
  }
  size_t count() const { return micros_.size(); }
  // The smallest value that at least `share` of all do not exceed, in microseconds; 0 without
  // values.  share in (0, 1].
  double Percentile(double share) const {
    if (micros_.empty()) {
      return 0;
    }
    std::vector<double> values = micros_;
    const double place = std::ceil(share * static_cast<double>(values.size()));
    const auto rank = static_cast<std::ptrdiff_t>(std::max(place, 1.0)) - 1;
    std::nth_element(values.begin(), values.begin() + rank, values.end());
    return values[static_cast<size_t>(rank)];
  }

 private:
  std::vector<double> micros_;
};

}  // namespace assay::load

#endif  // ASSAY_TESTS_LOAD_LATENCIES_H_
