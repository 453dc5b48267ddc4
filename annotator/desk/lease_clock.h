#ifndef ASSAY_ANNOTATOR_DESK_LEASE_CLOCK_H_
#define ASSAY_ANNOTATOR_DESK_LEASE_CLOCK_H_

#include <algorithm>
#include <cstdint>

#include "engine/base/clock.h"

namespace assay {

// The time by which leases end: begins at the wall clock, or where the campaign has been already,
// and goes on as the machine's steady clock does.  So it never goes back, and a wall clock that is
// set does not move it.  Thread-safe to read.
class LeaseClock {
 public:
  // `seen_us`: the latest time the campaign has seen.
  LeaseClock(const Clock& clock, int64_t seen_us)
      : clock_(&clock),
        begin_us_(std::max(seen_us, clock.WallMicros())),
        steady_begin_us_(clock.MonotonicMicros()) {}

  // Microseconds since 1970, as far as the wall clock was right at the start.
  int64_t Now() const { return begin_us_ + (clock_->MonotonicMicros() - steady_begin_us_); }

 private:
  const Clock* clock_;
  int64_t begin_us_;
  int64_t steady_begin_us_;
};

}  // namespace assay

#endif  // ASSAY_ANNOTATOR_DESK_LEASE_CLOCK_H_
