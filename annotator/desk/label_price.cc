#include "annotator/desk/label_price.h"

#include <algorithm>

#include "engine/base/status.h"

namespace assay {

PriceTerms TermsOf(const Worker& worker) {
  return {worker.label_price_micros, worker.hour_price_micros,
          worker.million_input_tokens_price_micros, worker.million_output_tokens_price_micros};
}

bool IsPaid(const Worker& worker) {
  return worker.label_price_micros > 0 || worker.hour_price_micros > 0 ||
         worker.million_input_tokens_price_micros > 0 ||
         worker.million_output_tokens_price_micros > 0;
}

absl::StatusOr<int64_t> MostCost(const Worker& worker, int64_t lease_us,
                                 const storage::v1::CampaignAnnotatorState& annotator) {
  ASSAY_ASSIGN_OR_RETURN(const int64_t cost, CostOfLabel(TermsOf(worker), {.active_us = lease_us}));
  if (worker.million_input_tokens_price_micros == 0 &&
      worker.million_output_tokens_price_micros == 0) {
    return cost;
  }
  const int64_t count = annotator.label_count() + annotator.all_gold_count();
  const int64_t mean = count > 0 ? annotator.spent_micros() / count : 0;
  return std::max(cost + 1, mean);
}

}  // namespace assay
