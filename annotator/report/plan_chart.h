#ifndef ASSAY_ANNOTATOR_REPORT_PLAN_CHART_H_
#define ASSAY_ANNOTATOR_REPORT_PLAN_CHART_H_

#include <string>

#include "assay/v1/costs.pb.h"

namespace assay::report {

// The options of a plan as an SVG with its key: accuracy with its interval by cost, a colour for
// each group, the frontier as a line, a budget and a target as lines.  For PlanPage, whose styles
// it uses.  Text is escaped.
std::string PlanChart(const v1::CostPlan& plan);

}  // namespace assay::report

#endif  // ASSAY_ANNOTATOR_REPORT_PLAN_CHART_H_
