#ifndef ASSAY_ANNOTATOR_MTURK_MTURK_TIME_H_
#define ASSAY_ANNOTATOR_MTURK_MTURK_TIME_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace assay::mturk {

// Microseconds since 1970 of a time as result files have it:
//   "Sat Apr 23 13:53:54 PDT 2016"  the site's own (the day may have one digit); zones UTC, GMT,
//   and
//                                   standard and daylight time of Pacific, Mountain, Central,
//                                   Eastern
//   "2016-04-24 07:43:09 UTC"       of approvals that nobody clicked
//   ISO 8601, and seconds since 1970 (the API)
// Spaces around it are ignored.  Nullopt for anything else, and before 1970.
std::optional<int64_t> ParseMturkTime(std::string_view text);

// "Sat Apr 23 20:53:54 UTC 2016", which ParseMturkTime reads.
std::string FormatMturkTime(int64_t time_us);

}  // namespace assay::mturk

#endif  // ASSAY_ANNOTATOR_MTURK_MTURK_TIME_H_
