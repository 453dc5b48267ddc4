#ifndef ASSAY_ANNOTATOR_SCHEMA_LABEL_TIME_H_
#define ASSAY_ANNOTATOR_SCHEMA_LABEL_TIME_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace assay {

// The last microsecond of the year 9999: the latest time there is.
inline constexpr int64_t kLatestMicros = 253'402'300'799'999'999;

// Microseconds since 1970 of a time as tables have it, in [0, kLatestMicros]: ISO 8601
// ("2024-05-01T12:34:56.25+02:00"; a space for the T; no fraction, seconds or time; UTC where there
// is no offset), or seconds since 1970 as a decimal number ("1714566896.25").  Digits after the
// microseconds are cut off.  Nullopt for anything else.
std::optional<int64_t> ParseLabelTime(std::string_view text);

// "2024-05-01T12:34:56.25Z": as few digits of the second as say the time exactly.
std::string FormatLabelTime(int64_t time_us);

}  // namespace assay

#endif  // ASSAY_ANNOTATOR_SCHEMA_LABEL_TIME_H_
