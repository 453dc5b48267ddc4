#ifndef ASSAY_ENGINE_COST_PRICE_MODELS_H_
#define ASSAY_ENGINE_COST_PRICE_MODELS_H_

#include <cstdint>
#include <span>
#include <string_view>

#include "absl/status/statusor.h"
#include "engine/cost/money.h"

namespace assay {

// What somebody is paid for his work, in millionths of one currency; all >= 0.  Several may be set:
// they add up.  None: the work is free.
struct PriceTerms {
  int64_t label_price_micros = 0;
  // An hour of active time.
  int64_t hour_price_micros = 0;
  // A million tokens that a model read, and that it wrote.
  int64_t million_input_tokens_price_micros = 0;
  int64_t million_output_tokens_price_micros = 0;
};

// What went into one label; all >= 0.
struct LabelWork {
  // Time at work on it, microseconds; what is beyond active_limit_us is not paid.
  int64_t active_us = 0;
  // Length of the lease; below 0: no limit.
  int64_t active_limit_us = -1;
  int64_t input_tokens = 0;
  int64_t output_tokens = 0;
};

// A way to pay for labels.
struct PriceModel {
  std::string_view name;         // on the wire and in files, for ever
  std::string_view description;  // one line, for a lead of a labelling team
  // Whether these terms pay this way.
  bool (*applies)(const PriceTerms& terms);
  // Its part of the price of one label, micros; 0 where it does not apply.  A fraction of a micro
  // is rounded to the nearest, the half up.  OUT_OF_RANGE AMOUNT_OVERFLOW.
  absl::StatusOr<int64_t> (*amount)(const PriceTerms& terms, const LabelWork& work);
};

// per_label, per_hour, per_token, free, in this order.  For any terms at least one applies; free
// where no other does.
std::span<const PriceModel> PriceModels();

// NOT_FOUND UNKNOWN_PRICE_MODEL, with the known names in the message; metadata "found".
absl::StatusOr<const PriceModel*> FindPriceModel(std::string_view name);

// What one label costs: the sum over all models.
//
// Errors:
//   INVALID_ARGUMENT NEGATIVE_AMOUNT  a price, a time or a count of tokens is below 0; metadata
//                                     "field", "found".
//   OUT_OF_RANGE     AMOUNT_OVERFLOW  the cost is beyond 63 bits.
//
// O(models).  Pure.
absl::StatusOr<int64_t> CostOfLabel(const PriceTerms& terms, const LabelWork& work);

// What a piece rate came to in an hour: cost * 3600 s / active_us, the nearest micro.  active_us >
// 0 (ASSAY_CHECK).  OUT_OF_RANGE AMOUNT_OVERFLOW.
absl::StatusOr<int64_t> HourlyWage(int64_t cost_micros, int64_t active_us);

}  // namespace assay

#endif  // ASSAY_ENGINE_COST_PRICE_MODELS_H_
