#include "annotator/mturk/mturk_time.h"

#include <array>
#include <chrono>
#include <cstdint>
#include <cstdio>

#include "annotator/schema/label_time.h"

namespace assay::mturk {
namespace {

// A word of three letters as a number, for a file has millions of them to be told apart.
constexpr uint32_t Letters(std::string_view word) {
  return word.size() != 3 ? 0
                          : (static_cast<uint32_t>(static_cast<unsigned char>(word[0])) << 16) |
                                (static_cast<uint32_t>(static_cast<unsigned char>(word[1])) << 8) |
                                static_cast<uint32_t>(static_cast<unsigned char>(word[2]));
}

template <size_t count>
constexpr std::array<uint32_t, count> AllLetters(const std::array<const char*, count>& words) {
  std::array<uint32_t, count> letters{};
  for (size_t i = 0; i < count; ++i) {
    letters[i] = Letters(words[i]);
  }
  return letters;
}

constexpr std::array<const char*, 12> kMonths = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                 "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
constexpr std::array<const char*, 7> kDays = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
constexpr std::array<const char*, 10> kZones = {"PDT", "PST", "UTC", "GMT", "EDT",
                                                "EST", "CDT", "CST", "MDT", "MST"};
constexpr std::array<int, 10> kZoneHours = {-7, -8, 0, 0, -4, -5, -5, -6, -6, -7};

constexpr auto kMonthLetters = AllLetters(kMonths);
constexpr auto kDayLetters = AllLetters(kDays);
constexpr auto kZoneLetters = AllLetters(kZones);

std::string_view Trim(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

// Takes the next word, with the spaces behind it.
std::string_view Word(std::string_view& text) {
  const std::string_view word = text.substr(0, text.find(' '));
  text.remove_prefix(word.size());
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  return word;
}

// The number that `digits` is; -1 for anything else.
int Digits(std::string_view digits) {
  int number = digits.empty() || digits.size() > 4 ? -1 : 0;
  for (const char c : digits) {
    if (c < '0' || c > '9' || number < 0) {
      return -1;
    }
    number = 10 * number + (c - '0');
  }
  return number;
}

// The place of a word; -1 where it is none of them.
template <size_t count>
int IndexOf(const std::array<uint32_t, count>& words, std::string_view word) {
  const uint32_t letters = Letters(word);
  for (size_t i = 0; i < count; ++i) {
    if (words[i] == letters) {
      return static_cast<int>(i);
    }
  }
  return -1;
}

// "13:53:54" as seconds of the day; -1 for anything else.
int ClockSeconds(std::string_view clock) {
  if (clock.size() != 8 || clock[2] != ':' || clock[5] != ':') {
    return -1;
  }
  const int hour = Digits(clock.substr(0, 2));
  const int minute = Digits(clock.substr(3, 2));
  const int second = Digits(clock.substr(6, 2));
  if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 60) {
    return -1;
  }
  return 3600 * hour + 60 * minute + second;
}

std::optional<int64_t> ParseSiteTime(std::string_view text) {
  using namespace std::chrono;
  if (IndexOf(kDayLetters, Word(text)) < 0) {
    return std::nullopt;
  }
  const int month_index = IndexOf(kMonthLetters, Word(text));
  const int month_day = Digits(Word(text));
  const int clock = ClockSeconds(Word(text));
  const int zone = IndexOf(kZoneLetters, Word(text));
  const int year_number = Digits(Word(text));
  const year_month_day date(year(year_number), month(static_cast<unsigned>(month_index + 1)),
                            day(static_cast<unsigned>(month_day)));
  if (month_index < 0 || month_day < 0 || clock < 0 || zone < 0 || year_number < 1970 ||
      !text.empty() || !date.ok()) {
    return std::nullopt;
  }
  const int64_t days = sys_days(date).time_since_epoch().count();
  const int zone_seconds = 3600 * kZoneHours[static_cast<size_t>(zone)];
  const int64_t time_us = (days * 86'400 + clock - zone_seconds) * 1'000'000;
  return time_us < 0 ? std::nullopt : std::optional(time_us);
}

}  // namespace

std::optional<int64_t> ParseMturkTime(std::string_view text) {
  text = Trim(text);
  if (text.empty()) {
    return std::nullopt;
  }
  if (text.front() >= 'A' && text.front() <= 'Z') {
    return ParseSiteTime(text);
  }
  if (text.ends_with(" UTC")) {
    text.remove_suffix(4);
  }
  return ParseLabelTime(text);
}

std::string FormatMturkTime(int64_t time_us) {
  using namespace std::chrono;
  const sys_seconds time{seconds(time_us / 1'000'000)};
  const sys_days date = floor<days>(time);
  const year_month_day parts(date);
  const int64_t clock = (time - date).count();
  char text[64];
  std::snprintf(
      text, sizeof(text), "%s %s %02u %02d:%02d:%02d UTC %d", kDays[weekday(date).c_encoding()],
      kMonths[static_cast<unsigned>(parts.month()) - 1], static_cast<unsigned>(parts.day()),
      static_cast<int>(clock / 3600), static_cast<int>(clock / 60 % 60),
      static_cast<int>(clock % 60), static_cast<int>(parts.year()));
  return text;
}

}  // namespace assay::mturk
