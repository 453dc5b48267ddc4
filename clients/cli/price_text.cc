#include "clients/cli/price_text.h"

#include <algorithm>

#include "engine/base/status.h"

namespace assay::cli {
namespace {

constexpr size_t kWholeDigits = 12;
constexpr size_t kDecimals = 6;
constexpr size_t kDecimalsShown = 2;

bool IsDigits(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

}  // namespace

absl::Status BadPrice(const std::string& option, const std::string& found,
                      const std::string& expected) {
  return MakeError(absl::StatusCode::kInvalidArgument, "BAD_COST",
                   option + ": found '" + found.substr(0, 40) + "', expected " + expected,
                   {{"field", option}, {"found", found.substr(0, 40)}, {"expected", expected}});
}

absl::StatusOr<int64_t> ParsePrice(const std::string& option, const std::string& text) {
  const std::string_view view = text;
  const size_t dot = std::min(view.find('.'), view.size());
  const std::string_view whole = view.substr(0, dot);
  const std::string_view part = dot < view.size() ? view.substr(dot + 1) : std::string_view();
  if ((whole.empty() && part.empty()) || whole.size() > kWholeDigits || part.size() > kDecimals ||
      !IsDigits(whole) || !IsDigits(part)) {
    return BadPrice(option, text, "a price such as 0.05, with at most 6 decimals");
  }
  std::string digits = std::string(whole) + std::string(part);
  digits.append(kDecimals - part.size(), '0');
  return std::stoll(digits);
}

std::string PriceText(int64_t micros, std::string_view currency) {
  std::string digits = std::to_string(micros < 0 ? -micros : micros);
  if (digits.size() <= kDecimals) {
    digits.insert(0, kDecimals + 1 - digits.size(), '0');
  }
  digits.insert(digits.size() - kDecimals, ".");
  const size_t shortest = digits.size() - (kDecimals - kDecimalsShown);
  while (digits.size() > shortest && digits.back() == '0') {
    digits.pop_back();
  }
  return (micros < 0 ? "-" : "") + digits + (currency.empty() ? "" : " ") + std::string(currency);
}

}  // namespace assay::cli
