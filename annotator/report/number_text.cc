#include "annotator/report/number_text.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cmath>
#include <cstdio>

namespace assay::report {
namespace {

constexpr std::array<const char*, 12> kMonths = {"January",   "February", "March",    "April",
                                                 "May",       "June",     "July",     "August",
                                                 "September", "October",  "November", "December"};

struct UtcTime {
  int year;
  unsigned month;
  unsigned day;
  int hour;
  int minute;
  int second;
};

UtcTime ToUtc(const google::protobuf::Timestamp& time) {
  const std::chrono::sys_seconds instant{std::chrono::seconds(time.seconds())};
  const auto midnight = std::chrono::floor<std::chrono::days>(instant);
  const std::chrono::year_month_day date{midnight};
  const int second_of_day = static_cast<int>((instant - midnight).count());
  return {static_cast<int>(date.year()),     static_cast<unsigned>(date.month()),
          static_cast<unsigned>(date.day()), second_of_day / 3600,
          second_of_day / 60 % 60,           second_of_day % 60};
}

}  // namespace

std::string FixedText(double value, int decimal_count) {
  // 309 digits before the point is the most a double needs.
  std::array<char, 384> buffer;
  const auto result = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value,
                                    std::chars_format::fixed, decimal_count);
  return {buffer.data(), result.ptr};
}

std::string CountText(std::int64_t count) {
  const std::string plain = std::to_string(count);
  const std::size_t digit_begin = count < 0 ? 1 : 0;
  std::string grouped;
  for (std::size_t i = 0; i < plain.size(); ++i) {
    if (i > digit_begin && (plain.size() - i) % 3 == 0) grouped += ',';
    grouped += plain[i];
  }
  return grouped;
}

std::string CountText(double count) {
  if (std::isnan(count)) return "0";
  constexpr double kLimit = 9.0e18;
  return CountText(static_cast<std::int64_t>(std::llround(std::clamp(count, -kLimit, kLimit))));
}

std::string PercentText(double share) {
  if (std::isnan(share) || share == 0) return "0%";
  if (share == 1) return "100%";
  if (share > 0 && share < 0.0005) return "<0.1%";
  if (share < 1 && share >= 0.9995) return ">99.9%";
  return FixedText(100 * share, 1) + "%";
}

std::string PercentText(double count, double total) {
  return PercentText(total > 0 ? count / total : 0.0);
}

std::string ScoreText(double score) {
  return score > 0 && score < 0.0005 ? "<0.001" : FixedText(score, 3);
}

std::string DateText(const google::protobuf::Timestamp& time) {
  const UtcTime utc = ToUtc(time);
  std::array<char, 64> buffer;
  std::snprintf(buffer.data(), buffer.size(), "%u %s %d, %02d:%02d UTC", utc.day,
                kMonths[utc.month - 1], utc.year, utc.hour, utc.minute);
  return buffer.data();
}

std::string Rfc3339Text(const google::protobuf::Timestamp& time) {
  const UtcTime utc = ToUtc(time);
  std::array<char, 64> buffer;
  std::snprintf(buffer.data(), buffer.size(), "%04d-%02u-%02uT%02d:%02d:%02dZ", utc.year, utc.month,
                utc.day, utc.hour, utc.minute, utc.second);
  return buffer.data();
}

}  // namespace assay::report
