#include "annotator/measuring/quality_options.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "engine/base/status.h"

namespace assay {

absl::StatusOr<int> CheckThreadCount(int asked, int default_thread_count) {
  constexpr int kMaxThreads = 256;
  if (asked < 0 || asked > kMaxThreads) {
    return MakeError(absl::StatusCode::kInvalidArgument, "BAD_THREAD_COUNT",
                     absl::StrCat("spec.thread_count is ", asked, ", expected 1 to ", kMaxThreads,
                                  ", or 0 for the default"),
                     {{"field", "spec.thread_count"}, {"found", absl::StrCat(asked)}});
  }
  return asked > 0 ? asked : default_thread_count;
}

absl::StatusOr<double> CheckConfidenceLevel(double asked) {
  constexpr double kDefault = 0.95;
  if (asked == 0) {
    return kDefault;
  }
  if (!(asked > 0.5 && asked < 1)) {
    return MakeError(absl::StatusCode::kInvalidArgument, "BAD_CONFIDENCE_LEVEL",
                     absl::StrCat("the confidence level is ", asked,
                                  ", expected a number above 0.5 and below 1, such as 0.95"),
                     {{"field", "spec.confidence_level"},
                      {"found", absl::StrCat(asked)},
                      {"expected", "above 0.5 and below 1"}});
  }
  return asked;
}

}  // namespace assay
