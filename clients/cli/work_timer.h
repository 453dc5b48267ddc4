#ifndef ASSAY_CLIENTS_CLI_WORK_TIMER_H_
#define ASSAY_CLIENTS_CLI_WORK_TIMER_H_

#include <algorithm>
#include <chrono>

namespace assay::cli {

// How long an item took: the wall time since it was shown, and the part of it in which somebody was
// at work.  A pause without a key counts for kMaxPause at most.
class WorkTimer {
 public:
  using Time = std::chrono::steady_clock::time_point;
  using Span = std::chrono::milliseconds;
  static constexpr Span kMaxPause{60'000};

  void Start(Time now) {
    start_ = last_ = now;
    active_ = Span(0);
  }
  // A key was pressed.
  void Touch(Time now) {
    active_ += std::min(std::chrono::duration_cast<Span>(now - last_), kMaxPause);
    last_ = now;
  }
  // As of the last key.
  Span wall() const { return std::chrono::duration_cast<Span>(last_ - start_); }
  Span active() const { return active_; }

 private:
  Time start_;
  Time last_;
  Span active_{0};
};

}  // namespace assay::cli

#endif  // ASSAY_CLIENTS_CLI_WORK_TIMER_H_
