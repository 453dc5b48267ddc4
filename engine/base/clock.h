#ifndef ASSAY_ENGINE_BASE_CLOCK_H_
#define ASSAY_ENGINE_BASE_CLOCK_H_

#include <cstdint>

namespace assay {

// The engine never asks the machine for the time; it is handed a clock.  Thread-safe.
class Clock {
 public:
  virtual ~Clock() = default;
  // Microseconds since 1970-01-01 00:00 UTC.
  virtual int64_t WallMicros() const = 0;
  // Microseconds since an arbitrary point; never goes backwards.  For measuring durations.
  virtual int64_t MonotonicMicros() const = 0;
};

}  // namespace assay

#endif  // ASSAY_ENGINE_BASE_CLOCK_H_
