#include "engine/cost/price_models.h"

#include <algorithm>
#include <string>

#include "absl/strings/str_cat.h"
#include "engine/base/check.h"
#include "engine/base/status.h"
#include "engine/cost/amount_checks.h"

namespace assay {
namespace {

constexpr int64_t kMicrosecondsPerHour = int64_t{3600} * 1'000'000;
constexpr int64_t kTokensPerPrice = 1'000'000;

bool PaysByLabel(const PriceTerms& terms) { return terms.label_price_micros != 0; }
bool PaysByHour(const PriceTerms& terms) { return terms.hour_price_micros != 0; }
bool PaysByToken(const PriceTerms& terms) {
  return terms.million_input_tokens_price_micros != 0 ||
         terms.million_output_tokens_price_micros != 0;
}
bool PaysNothing(const PriceTerms& terms) {
  return !PaysByLabel(terms) && !PaysByHour(terms) && !PaysByToken(terms);
}

absl::StatusOr<int64_t> LabelAmount(const PriceTerms& terms, const LabelWork&) {
  return terms.label_price_micros;
}

absl::StatusOr<int64_t> HourAmount(const PriceTerms& terms, const LabelWork& work) {
  const int64_t paid_us =
      work.active_limit_us < 0 ? work.active_us : std::min(work.active_us, work.active_limit_us);
  return ScaleMicros(terms.hour_price_micros, paid_us, kMicrosecondsPerHour, Rounding::kHalfUp);
}

absl::StatusOr<int64_t> TokenAmount(const PriceTerms& terms, const LabelWork& work) {
  ASSAY_ASSIGN_OR_RETURN(const int64_t read,
                         ScaleMicros(terms.million_input_tokens_price_micros, work.input_tokens,
                                     kTokensPerPrice, Rounding::kHalfUp));
  ASSAY_ASSIGN_OR_RETURN(const int64_t written,
                         ScaleMicros(terms.million_output_tokens_price_micros, work.output_tokens,
                                     kTokensPerPrice, Rounding::kHalfUp));
  return AddMicros(read, written);
}

absl::StatusOr<int64_t> NoAmount(const PriceTerms&, const LabelWork&) { return 0; }

// To add a way to pay: its terms and work above, and one line here.
constexpr PriceModel kPriceModels[] = {
    {"per_label", "A fixed price for each label", &PaysByLabel, &LabelAmount},
    {"per_hour", "Active time, at most the length of the lease, by the hour", &PaysByHour,
     &HourAmount},
    {"per_token", "Tokens that a model reads and writes, by the million", &PaysByToken,
     &TokenAmount},
    {"free", "Rules, and people who are not paid for it", &PaysNothing, &NoAmount},
};

}  // namespace

std::span<const PriceModel> PriceModels() { return kPriceModels; }

absl::StatusOr<const PriceModel*> FindPriceModel(std::string_view name) {
  std::string known;
  for (const PriceModel& model : kPriceModels) {
    if (model.name == name) {
      return &model;
    }
    known.append(known.empty() ? "" : ", ").append(model.name);
  }
  const std::string found(name.substr(0, 40));
  return MakeError(absl::StatusCode::kNotFound, "UNKNOWN_PRICE_MODEL",
                   absl::StrCat("'", found, "' is no way to pay; expected one of ", known),
                   {{"found", found}});
}

absl::StatusOr<int64_t> CostOfLabel(const PriceTerms& terms, const LabelWork& work) {
  ASSAY_RETURN_IF_ERROR(CheckNotNegative(
      {{"label_price_micros", terms.label_price_micros},
       {"hour_price_micros", terms.hour_price_micros},
       {"million_input_tokens_price_micros", terms.million_input_tokens_price_micros},
       {"million_output_tokens_price_micros", terms.million_output_tokens_price_micros},
       {"active_us", work.active_us},
       {"input_tokens", work.input_tokens},
       {"output_tokens", work.output_tokens}}));
  int64_t sum = 0;
  for (const PriceModel& model : kPriceModels) {
    ASSAY_ASSIGN_OR_RETURN(const int64_t amount, model.amount(terms, work));
    ASSAY_ASSIGN_OR_RETURN(sum, AddMicros(sum, amount));
  }
  return sum;
}

absl::StatusOr<int64_t> HourlyWage(int64_t cost_micros, int64_t active_us) {
  ASSAY_CHECK(active_us > 0);
  return ScaleMicros(cost_micros, kMicrosecondsPerHour, active_us, Rounding::kHalfUp);
}

}  // namespace assay
