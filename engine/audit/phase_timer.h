#ifndef ASSAY_ENGINE_AUDIT_PHASE_TIMER_H_
#define ASSAY_ENGINE_AUDIT_PHASE_TIMER_H_

#include <cstdint>
#include <string_view>
#include <vector>

#include "engine/base/clock.h"

namespace assay {

// Seconds of wall time of one phase.  `phase` is lower_snake_case and a literal.
struct PhaseTime {
  std::string_view phase;
  double seconds = 0;
};

// Tells how long consecutive phases take: each lasts from the end of the one before.
// Not thread-safe; the clock must outlive it.
class PhaseTimer {
 public:
  explicit PhaseTimer(const Clock& clock) : clock_(clock), start_(clock.MonotonicMicros()) {}

  void End(std::string_view phase) {
    const int64_t now = clock_.MonotonicMicros();
    times_.push_back({phase, static_cast<double>(now - start_) * 1e-6});
    start_ = now;
  }
  const std::vector<PhaseTime>& times() const { return times_; }

 private:
  const Clock& clock_;
  int64_t start_;
  std::vector<PhaseTime> times_;
};

}  // namespace assay

#endif  // ASSAY_ENGINE_AUDIT_PHASE_TIMER_H_
