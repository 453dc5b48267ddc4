#include "engine/cost/route_comparison.h"

#include <algorithm>
#include <string>

#include "absl/strings/str_cat.h"
#include "engine/base/status.h"
#include "engine/cost/amount_checks.h"

namespace assay {
namespace {

absl::Status CheckRange(const char* field, const Interval& interval, double most) {
  if (interval.low >= 0 && interval.low <= interval.value && interval.value <= interval.high &&
      interval.high <= most) {
    return absl::OkStatus();
  }
  return MakeError(absl::StatusCode::kInvalidArgument, "COUNT_OUT_OF_RANGE",
                   absl::StrCat(field, " is ", interval.value, " (", interval.low, " to ",
                                interval.high, "); expected ascending numbers from 0 to ", most),
                   {{"field", field}});
}

absl::Status Check(const RouteInput& input) {
  ASSAY_RETURN_IF_ERROR(CheckNotNegative({{"item_count", input.item_count},
                                          {"check_price_micros", input.check_price_micros},
                                          {"relabel_total_micros", input.relabel_total_micros},
                                          {"check_seconds", input.check_seconds < 0 ? -1 : 0},
                                          {"relabel_hours", input.relabel_hours < 0 ? -1 : 0}}));
  const auto items = static_cast<double>(input.item_count);
  const auto checked = static_cast<double>(input.checked_count);
  ASSAY_RETURN_IF_ERROR(CheckRange("checked_count", {checked, checked, checked}, items));
  ASSAY_RETURN_IF_ERROR(CheckRange("error_count", input.error_count, items));
  ASSAY_RETURN_IF_ERROR(CheckRange("found_error_count", input.found_error_count, checked));
  return CheckRange("relabel_accuracy", input.relabel_accuracy, 1);
}

}  // namespace

absl::StatusOr<RouteComparison> CompareRoutes(const RouteInput& input) {
  ASSAY_RETURN_IF_ERROR(Check(input));
  const auto items = static_cast<double>(input.item_count);
  const auto left = [](double errors, double found) { return std::max(0.0, errors - found); };
  RouteComparison routes;
  ASSAY_ASSIGN_OR_RETURN(
      routes.audit.total_micros,
      ScaleMicros(input.check_price_micros, input.checked_count, 1, Rounding::kDown));
  routes.audit.hours = static_cast<double>(input.checked_count) * input.check_seconds / 3600;
  routes.audit.errors_left = {left(input.error_count.value, input.found_error_count.value),
                              left(input.error_count.low, input.found_error_count.high),
                              left(input.error_count.high, input.found_error_count.low),
                              input.error_count.level};
  routes.relabel.total_micros = input.relabel_total_micros;
  routes.relabel.hours = input.relabel_hours;
  const Interval& accuracy = input.relabel_accuracy;
  routes.relabel.errors_left = {(1 - accuracy.value) * items, (1 - accuracy.high) * items,
                                (1 - accuracy.low) * items, accuracy.level};
  ASSAY_ASSIGN_OR_RETURN(routes.saved_micros,
                         AddMicros(input.relabel_total_micros, -routes.audit.total_micros));
  routes.saved_hours = routes.relabel.hours - routes.audit.hours;
  return routes;
}

}  // namespace assay
