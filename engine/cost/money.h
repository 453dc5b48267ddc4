#ifndef ASSAY_ENGINE_COST_MONEY_H_
#define ASSAY_ENGINE_COST_MONEY_H_

#include <array>
#include <compare>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace assay {

// Millionths of a whole unit: of a dollar, a yen.
inline constexpr int64_t kMicrosPerUnit = 1'000'000;

// A currency by its ISO 4217 code: three capital letters.  Codes that nobody has registered are
// fine; they have two decimals.  The default is "XXX", ISO's code for no currency.
class Currency {
 public:
  constexpr Currency() = default;

  // INVALID_ARGUMENT BAD_CURRENCY  not three capital letters; metadata "found".
  static absl::StatusOr<Currency> FromCode(std::string_view code);

  std::string_view code() const { return {letters_.data(), letters_.size()}; }
  // Whether it is a currency at all, not "XXX".
  bool is_set() const { return *this != Currency(); }
  // Decimals of its smallest coin: 2 for USD, 0 for JPY, 3 for KWD.
  int decimals() const;
  // That coin in micros: 10,000 for USD.
  int64_t minor_unit_micros() const;

  friend constexpr auto operator<=>(const Currency&, const Currency&) = default;

 private:
  std::array<char, 3> letters_ = {'X', 'X', 'X'};
};

// An amount of one currency.
struct Money {
  int64_t micros = 0;
  Currency currency;

  friend bool operator==(const Money&, const Money&) = default;
};

// The amount as text, with the decimals of the currency and more where they are needed, never
// rounded: "0.10 USD", "-3.125 USD", "12 JPY".  Without a currency the number alone.
std::string MoneyText(const Money& money);

// The same with the code as it came: as above where it is an ISO code, else with at least two
// decimals; without a code the number alone.  "0.05 USD", "2.00".
std::string MoneyText(int64_t micros, std::string_view currency_code);

// For people, to read and not to add up: "1,234.57 USD", "0.0625 USD", "12 JPY".  Rounded to the
// currency's coin (two decimals without an ISO code), below ten whole units to a hundredth of it,
// the half away from zero; commas between thousands.
std::string ShortMoneyText(int64_t micros, std::string_view currency_code);
// The same to the coin, however small: wages, sums.
std::string CoinMoneyText(int64_t micros, std::string_view currency_code);

// Reads "12", "0.105", "-3.5" exactly.
//
// Errors:
//   INVALID_ARGUMENT BAD_AMOUNT  not a decimal number, more than six decimals, or beyond 63 bits;
//                                metadata "found".
absl::StatusOr<int64_t> ParseMicros(std::string_view text);

// How a share of an amount becomes a whole number of units.
enum class Rounding { kDown, kHalfUp, kUp };

// amount * numerator / denominator in units of `unit`: a whole multiple of it.  kHalfUp takes the
// half away from zero.  The product is taken in 128 bits.
//
// denominator > 0, unit > 0 (ASSAY_CHECK).
//
// Errors:
//   OUT_OF_RANGE AMOUNT_OVERFLOW  the result is beyond 63 bits.
absl::StatusOr<int64_t> ScaleMicros(int64_t amount, int64_t numerator, int64_t denominator,
                                    Rounding rounding, int64_t unit = 1);

// a + b.  OUT_OF_RANGE AMOUNT_OVERFLOW.
absl::StatusOr<int64_t> AddMicros(int64_t a, int64_t b);

// Amounts of several currencies side by side; they are never added up to one.  Ordered by code. Not
// thread-safe.
class MoneyBag {
 public:
  // OUT_OF_RANGE AMOUNT_OVERFLOW  the bag stays as it was.
  absl::Status Add(const Money& money);
  absl::Status Add(const MoneyBag& other);

  // One amount of each currency that was added, zero ones included, ascending by code.
  const std::vector<Money>& amounts() const { return amounts_; }
  // Of one currency; 0 where none was added.
  int64_t MicrosOf(Currency currency) const;

  friend bool operator==(const MoneyBag&, const MoneyBag&) = default;

 private:
  std::vector<Money> amounts_;
};

}  // namespace assay

#endif  // ASSAY_ENGINE_COST_MONEY_H_
