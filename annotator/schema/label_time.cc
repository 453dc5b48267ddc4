#include "annotator/schema/label_time.h"

#include <algorithm>
#include <charconv>

#include "absl/strings/ascii.h"
#include "absl/time/time.h"

namespace assay {
namespace {

constexpr size_t kMaxTimeBytes = 64;
constexpr size_t kDateBytes = 10;

bool IsDigit(char c) { return absl::ascii_isdigit(static_cast<unsigned char>(c)); }

std::optional<int64_t> Digits(std::string_view text) {
  int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  const bool whole = !text.empty() && IsDigit(text.front()) && error == std::errc() &&
                     end == text.data() + text.size();
  return whole ? std::optional(value) : std::nullopt;
}

std::optional<int64_t> ParseSeconds(std::string_view text) {
  const size_t point = text.find('.');
  const std::optional<int64_t> seconds = Digits(text.substr(0, point));
  if (!seconds.has_value() || *seconds > kLatestMicros / 1'000'000) {
    return std::nullopt;
  }
  int64_t micros = 0;
  if (point != std::string_view::npos) {
    const std::string_view fraction = text.substr(point + 1);
    if (fraction.empty() || !std::all_of(fraction.begin(), fraction.end(), IsDigit)) {
      return std::nullopt;
    }
    for (size_t i = 0; i < 6; ++i) {
      micros = micros * 10 + (i < fraction.size() ? fraction[i] - '0' : 0);
    }
  }
  return *seconds * 1'000'000 + micros;
}

bool LooksLikeDate(std::string_view text) {
  if (text.size() < kDateBytes || text[4] != '-' || text[7] != '-') {
    return false;
  }
  return IsDigit(text[0]) && IsDigit(text[3]) && IsDigit(text[5]) && IsDigit(text[8]) &&
         IsDigit(text[9]);
}

}  // namespace

std::optional<int64_t> ParseLabelTime(std::string_view text) {
  if (text.size() > kMaxTimeBytes) {
    return std::nullopt;
  }
  if (!LooksLikeDate(text)) {
    return ParseSeconds(text);
  }
  std::string normal(text);
  if (normal.size() > kDateBytes) {
    char& separator = normal[kDateBytes];
    if (separator != ' ' && separator != 'T' && separator != 't') {
      return std::nullopt;
    }
    separator = 'T';
  }
  absl::Time time;
  // The commonest first.
  for (const char* format : {"%Y-%m-%dT%H:%M:%E*S%Ez", "%Y-%m-%dT%H:%M:%E*S", "%Y-%m-%d",
                             "%Y-%m-%dT%H:%M%Ez", "%Y-%m-%dT%H:%M"}) {
    if (absl::ParseTime(format, normal, &time, nullptr)) {
      const int64_t micros = absl::ToUnixMicros(time);
      return micros >= 0 && micros <= kLatestMicros ? std::optional(micros) : std::nullopt;
    }
  }
  return std::nullopt;
}

std::string FormatLabelTime(int64_t time_us) {
  return absl::FormatTime("%Y-%m-%dT%H:%M:%E*SZ", absl::FromUnixMicros(time_us),
                          absl::UTCTimeZone());
}

}  // namespace assay
