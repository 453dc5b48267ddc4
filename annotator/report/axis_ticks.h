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

// Ticks of a logarithmic axis that holds low to high: 1, 2 and 5 times the powers of ten, or the
// powers alone where that would be more than ten.  The first is at most low, the last at least
// high. 0 < low <= high (ASSAY_CHECK).  O(decades).
std::vector<double> LogTicks(double low, double high);

}  // namespace assay::report

#endif  // ASSAY_ANNOTATOR_REPORT_AXIS_TICKS_H_
