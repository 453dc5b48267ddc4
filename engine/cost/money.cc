#include "engine/cost/money.h"

#include <algorithm>
#include <limits>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "engine/base/check.h"
#include "engine/base/status.h"

namespace assay {
namespace {

__extension__ using Wide = __int128;

constexpr int kMicroDecimals = 6;

struct Decimals {
  std::string_view code;
  int count;
};

// ISO 4217 list one: the currencies without two decimals.
constexpr Decimals kDecimals[] = {
    {"BHD", 3}, {"BIF", 0}, {"CLF", 4}, {"CLP", 0}, {"DJF", 0}, {"GNF", 0}, {"IQD", 3},
    {"ISK", 0}, {"JOD", 3}, {"JPY", 0}, {"KMF", 0}, {"KRW", 0}, {"KWD", 3}, {"LYD", 3},
    {"OMR", 3}, {"PYG", 0}, {"RWF", 0}, {"TND", 3}, {"UGX", 0}, {"UYI", 0}, {"UYW", 4},
    {"VND", 0}, {"VUV", 0}, {"XAF", 0}, {"XOF", 0}, {"XPF", 0},
};

int64_t PowerOfTen(int exponent) {
  int64_t power = 1;
  for (int i = 0; i < exponent; ++i) {
    power *= 10;
  }
  return power;
}

absl::Status Overflow() {
  return MakeError(absl::StatusCode::kOutOfRange, "AMOUNT_OVERFLOW",
                   "An amount is beyond 63 bits of millionths; expected less than 9.2e12 units");
}

absl::Status BadAmount(std::string_view text) {
  const std::string found(text.substr(0, 40));
  return MakeError(absl::StatusCode::kInvalidArgument, "BAD_AMOUNT",
                   absl::StrCat("'", found,
                                "' is no amount; expected a decimal number with at most six "
                                "decimals, for example 0.105"),
                   {{"found", found}});
}

bool AllDigits(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return absl::ascii_isdigit(static_cast<unsigned char>(c)); });
}

// The number with at least so many decimals, and as many as it needs.
std::string Digits(int64_t micros, int least_decimals) {
  // Unsigned, since the smallest number has no positive twin.
  const uint64_t size =
      micros < 0 ? 0 - static_cast<uint64_t>(micros) : static_cast<uint64_t>(micros);
  std::string decimals = absl::StrCat(size % kMicrosPerUnit);
  decimals.insert(0, kMicroDecimals - decimals.size(), '0');
  while (decimals.size() > static_cast<size_t>(least_decimals) && decimals.back() == '0') {
    decimals.pop_back();
  }
  return absl::StrCat(micros < 0 ? "-" : "", size / kMicrosPerUnit, decimals.empty() ? "" : ".",
                      decimals);
}

std::string WithCode(std::string digits, std::string_view code) {
  if (!code.empty()) {
    digits.append(" ").append(code);
  }
  return digits;
}

int DecimalsOf(std::string_view code) {
  const auto currency = Currency::FromCode(code);
  return currency.ok() ? currency->decimals() : 2;
}

std::string RoundedText(int64_t micros, std::string_view code, int more_decimals) {
  const int decimals = DecimalsOf(code);
  const int64_t unit =
      PowerOfTen(kMicroDecimals - std::min(decimals + more_decimals, kMicroDecimals));
  // The largest amounts have no room to be rounded up.
  const int64_t rounded = ScaleMicros(micros, 1, 1, Rounding::kHalfUp, unit).value_or(micros);
  std::string digits = Digits(rounded, decimals);
  const size_t first = digits.front() == '-' ? 1 : 0;
  for (size_t place = std::min(digits.find('.'), digits.size()); place > first + 3;) {
    place -= 3;
    digits.insert(place, 1, ',');
  }
  return WithCode(std::move(digits), code);
}

absl::StatusOr<int64_t> Narrow(Wide value) {
  if (value > std::numeric_limits<int64_t>::max() || value < std::numeric_limits<int64_t>::min()) {
    return Overflow();
  }
  return static_cast<int64_t>(value);
}

}  // namespace

absl::StatusOr<Currency> Currency::FromCode(std::string_view code) {
  const bool good = code.size() == 3 && std::all_of(code.begin(), code.end(),
                                                    [](char c) { return c >= 'A' && c <= 'Z'; });
  if (!good) {
    const std::string found(code.substr(0, 20));
    return MakeError(
        absl::StatusCode::kInvalidArgument, "BAD_CURRENCY",
        absl::StrCat("'", found, "' is no currency; expected three capital letters as in USD"),
        {{"found", found}});
  }
  Currency currency;
  std::copy(code.begin(), code.end(), currency.letters_.begin());
  return currency;
}

int Currency::decimals() const {
  const auto* row = std::find_if(std::begin(kDecimals), std::end(kDecimals),
                                 [&](const Decimals& known) { return known.code == code(); });
  return row == std::end(kDecimals) ? 2 : row->count;
}

int64_t Currency::minor_unit_micros() const { return kMicrosPerUnit / PowerOfTen(decimals()); }

std::string MoneyText(const Money& money) {
  const bool is_set = money.currency.is_set();
  const int decimals = is_set ? money.currency.decimals() : 0;
  return WithCode(Digits(money.micros, decimals), is_set ? money.currency.code() : "");
}

std::string MoneyText(int64_t micros, std::string_view currency_code) {
  return WithCode(Digits(micros, DecimalsOf(currency_code)), currency_code);
}

std::string ShortMoneyText(int64_t micros, std::string_view currency_code) {
  constexpr int64_t kSmall = 10 * kMicrosPerUnit;
  const bool small = -kSmall < micros && micros < kSmall;
  return RoundedText(micros, currency_code, small ? 2 : 0);
}

std::string CoinMoneyText(int64_t micros, std::string_view currency_code) {
  return RoundedText(micros, currency_code, 0);
}

absl::StatusOr<int64_t> ParseMicros(std::string_view text) {
  std::string_view rest = text;
  const bool negative = !rest.empty() && rest.front() == '-';
  rest.remove_prefix(negative ? 1 : 0);
  const size_t point = rest.find('.');
  const std::string_view whole = rest.substr(0, point);
  const std::string_view decimals =
      point == std::string_view::npos ? std::string_view() : rest.substr(point + 1);
  // Twelve digits of units are a thousandth of what 63 bits of micros hold.
  const bool good = !whole.empty() && whole.size() <= 12 && AllDigits(whole) &&
                    (point == std::string_view::npos || !decimals.empty()) &&
                    decimals.size() <= kMicroDecimals && AllDigits(decimals);
  if (!good) {
    return BadAmount(text);
  }
  int64_t micros = 0;
  for (const char digit : whole) {
    micros = micros * 10 + (digit - '0');
  }
  for (size_t i = 0; i < kMicroDecimals; ++i) {
    micros = micros * 10 + (i < decimals.size() ? decimals[i] - '0' : 0);
  }
  return negative ? -micros : micros;
}

absl::StatusOr<int64_t> ScaleMicros(int64_t amount, int64_t numerator, int64_t denominator,
                                    Rounding rounding, int64_t unit) {
  ASSAY_CHECK(denominator > 0 && unit > 0);
  const Wide product = static_cast<Wide>(amount) * numerator;
  const Wide divisor = static_cast<Wide>(denominator) * unit;
  const Wide size = product < 0 ? -product : product;
  Wide units = size / divisor;
  const Wide rest = size % divisor;
  const bool up = rounding == Rounding::kUp       ? rest > 0
                  : rounding == Rounding::kHalfUp ? rest >= divisor - rest
                                                  : false;
  units += up ? 1 : 0;
  // Before the product with the unit, which could leave 128 bits.
  if (units > std::numeric_limits<int64_t>::max()) {
    return Overflow();
  }
  return Narrow((product < 0 ? -units : units) * unit);
}

absl::StatusOr<int64_t> AddMicros(int64_t a, int64_t b) { return Narrow(static_cast<Wide>(a) + b); }

absl::Status MoneyBag::Add(const Money& money) {
  const auto place = std::lower_bound(
      amounts_.begin(), amounts_.end(), money.currency,
      [](const Money& held, const Currency& currency) { return held.currency < currency; });
  if (place == amounts_.end() || place->currency != money.currency) {
    amounts_.insert(place, money);
    return absl::OkStatus();
  }
  ASSAY_ASSIGN_OR_RETURN(place->micros, AddMicros(place->micros, money.micros));
  return absl::OkStatus();
}

absl::Status MoneyBag::Add(const MoneyBag& other) {
  MoneyBag sum = *this;
  for (const Money& money : other.amounts()) {
    ASSAY_RETURN_IF_ERROR(sum.Add(money));
  }
  *this = std::move(sum);
  return absl::OkStatus();
}

int64_t MoneyBag::MicrosOf(Currency currency) const {
  for (const Money& money : amounts_) {
    if (money.currency == currency) {
      return money.micros;
    }
  }
  return 0;
}

}  // namespace assay
