#include "clients/cli/price_group_option.h"

#include <charconv>

#include "clients/cli/price_text.h"
#include "engine/base/status.h"

namespace assay::cli {
namespace {

constexpr char kOption[] = "--group";

// Takes what stands before `mark` off the front of `text`, or all of it.
std::string TakeUntil(std::string& text, char mark) {
  const size_t place = text.find(mark);
  std::string head = text.substr(0, place);
  text = place == std::string::npos ? "" : text.substr(place + 1);
  return head;
}

absl::StatusOr<int64_t> ParseTokens(const std::string& text) {
  int64_t count = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, count);
  if (text.empty() || error != std::errc() || stop != end || count < 0) {
    return BadPrice(kOption, text, "tokens of a label, as in 3/input*400");
  }
  return count;
}

// One PRICE.
absl::Status AddPrice(std::string price, v1::PriceGroup& group) {
  std::string unit = price;
  ASSAY_ASSIGN_OR_RETURN(const int64_t micros, ParsePrice(kOption, TakeUntil(unit, '/')));
  if (unit.empty()) {
    group.set_label_price_micros(micros);
    return absl::OkStatus();
  }
  if (unit == "hour") {
    group.set_hour_price_micros(micros);
    return absl::OkStatus();
  }
  const std::string word = TakeUntil(unit, '*');
  if (word != "input" && word != "output") {
    return BadPrice(kOption, price, "0.05, 18/hour, 3/input*400 or 15/output*20");
  }
  ASSAY_ASSIGN_OR_RETURN(const int64_t tokens, ParseTokens(unit));
  if (word == "input") {
    group.set_million_input_tokens_price_micros(micros);
    group.set_label_input_tokens(tokens);
  } else {
    group.set_million_output_tokens_price_micros(micros);
    group.set_label_output_tokens(tokens);
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<v1::PriceGroup> ParsePriceGroup(const std::string& option) {
  v1::PriceGroup group;
  std::string rest = option;
  group.set_name(TakeUntil(rest, '='));
  std::string prices = TakeUntil(rest, ':');
  while (!rest.empty()) {
    group.add_annotators(TakeUntil(rest, ','));
  }
  std::string amounts = TakeUntil(prices, '@');
  group.set_fee_table(prices);
  if (group.name().empty() || amounts.empty() || amounts.back() == '+') {
    return BadPrice(kOption, option, kPriceGroupForm);
  }
  while (!amounts.empty()) {
    ASSAY_RETURN_IF_ERROR(AddPrice(TakeUntil(amounts, '+'), group));
  }
  return group;
}

}  // namespace assay::cli
