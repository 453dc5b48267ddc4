#ifndef ASSAY_ENGINE_ANNOTATORS_SPEED_H_
#define ASSAY_ENGINE_ANNOTATORS_SPEED_H_

#include <cstdint>
#include <optional>
#include <vector>

namespace assay {

// How long an annotator takes for a label.
struct LabellingSpeed {
  double median_seconds = 0;
  double lower_quartile_seconds = 0;
  double upper_quartile_seconds = 0;
  int64_t label_count = 0;  // labels of which the time is known
};

// Quartiles by linear interpolation between order statistics (Hyndman & Fan's type 7).  NaN and
// negative values are left out; absent where none is left.  O(n).
std::optional<LabellingSpeed> SpeedOf(std::vector<float> seconds);

}  // namespace assay

#endif  // ASSAY_ENGINE_ANNOTATORS_SPEED_H_
