#ifndef ASSAY_ANNOTATOR_REPORT_PLAN_PAGE_H_
#define ASSAY_ANNOTATOR_REPORT_PLAN_PAGE_H_

#include <string>

#include "assay/v1/costs.pb.h"

namespace assay::report {

// A plan of labels as one self-contained page for people: what each number of labels from each
// group costs and how accurate it is, with intervals, as a chart with the frontier and as a table;
// what a budget buys, what reaches a target, where another label no longer pays; the audit beside
// relabelling.
//
// Nothing is loaded, there is no script, nothing of the data is interpreted.  The same input gives
// the same bytes.
std::string PlanPage(const v1::CostPlan& plan);

}  // namespace assay::report

#endif  // ASSAY_ANNOTATOR_REPORT_PLAN_PAGE_H_
