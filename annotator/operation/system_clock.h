#ifndef ASSAY_ANNOTATOR_OPERATION_SYSTEM_CLOCK_H_
#define ASSAY_ANNOTATOR_OPERATION_SYSTEM_CLOCK_H_

#include <chrono>
#include <cstdint>

#include "engine/base/clock.h"

namespace assay {

// The machine's own clocks.
class SystemClock final : public Clock {
 public:
  int64_t WallMicros() const override { return Micros<std::chrono::system_clock>(); }
  int64_t MonotonicMicros() const override { return Micros<std::chrono::steady_clock>(); }

 private:
  template <typename StdClock>
  static int64_t Micros() {
    return std::chrono::duration_cast<std::chrono::microseconds>(StdClock::now().time_since_epoch())
        .count();
  }
};

}  // namespace assay

#endif  // ASSAY_ANNOTATOR_OPERATION_SYSTEM_CLOCK_H_
