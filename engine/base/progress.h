#ifndef ASSAY_ENGINE_BASE_PROGRESS_H_
#define ASSAY_ENGINE_BASE_PROGRESS_H_

#include <cstdint>
#include <string_view>

namespace assay {

// Where long work says how far it is, and learns whether anybody still wants it.  Thread-safe.
class ProgressSink {
 public:
  virtual ~ProgressSink() = default;
  // `phase` is a short phrase for people ("training fold 2 of 5").  0 <= done <= total; total = 0
  // where the amount of work is not known.
  virtual void Report(std::string_view phase, int64_t done, int64_t total) = 0;
  // Long loops poll this and return CANCELLED soon after it turns true.
  virtual bool cancelled() const = 0;
};

// For callers that do not care.
class NullProgress final : public ProgressSink {
 public:
  void Report(std::string_view, int64_t, int64_t) override {}
  bool cancelled() const override { return false; }
};

}  // namespace assay

#endif  // ASSAY_ENGINE_BASE_PROGRESS_H_
