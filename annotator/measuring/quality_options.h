#ifndef ASSAY_ANNOTATOR_MEASURING_QUALITY_OPTIONS_H_
#define ASSAY_ANNOTATOR_MEASURING_QUALITY_OPTIONS_H_

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace assay {

// The number of threads that a request asks for, or the default.
// INVALID_ARGUMENT BAD_THREAD_COUNT: not in 0 to 256.
absl::StatusOr<int> CheckThreadCount(int asked, int default_thread_count);

// The confidence level that a request asks for, 0.95 for 0.
// INVALID_ARGUMENT BAD_CONFIDENCE_LEVEL: not above 0.5 and below 1.
absl::StatusOr<double> CheckConfidenceLevel(double asked);

}  // namespace assay

#endif  // ASSAY_ANNOTATOR_MEASURING_QUALITY_OPTIONS_H_
