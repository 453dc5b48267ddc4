#ifndef ASSAY_ANNOTATOR_REPORT_AXIS_TICKS_H_
#define ASSAY_ANNOTATOR_REPORT_AXIS_TICKS_H_

#include <vector>

namespace assay::report {

// Round numbers for an axis.
struct AxisTicks {
  double step = 1;             // 1, 2 or 5 times a power of ten
  std::vector<double> values;  // multiples of the step within the range, ascending
  int decimal_count = 0;       // that tell them apart
};

// About `count` ticks from low to high, as d3.ticks gives them.  high > low, count >= 1
// (ASSAY_CHECK).  O(ticks).
AxisTicks NiceTicks(double low, double high, int count);

}  // namespace assay::report

#endif  // ASSAY_ANNOTATOR_REPORT_AXIS_TICKS_H_
