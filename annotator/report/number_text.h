#ifndef ASSAY_ANNOTATOR_REPORT_NUMBER_TEXT_H_
#define ASSAY_ANNOTATOR_REPORT_NUMBER_TEXT_H_

#include <cstdint>
#include <string>

#include "google/protobuf/timestamp.pb.h"

namespace assay::report {

// Numbers as text, the same in every locale.

// 0.5 -> "0.500" for decimal_count = 3.  Any magnitude; "nan", "inf" and "-inf" as such.
std::string FixedText(double value, int decimal_count);

// 1234567 -> "1,234,567".
std::string CountText(std::int64_t count);

// The nearest whole number, as CountText.  Values beyond the range of int64 are clamped, NaN is 0.
std::string CountText(double count);

// 0.1975 -> "19.8%", 0 and NaN -> "0%", 1 -> "100%".  Other shares are never rounded to 0 or 1:
// "<0.1%", ">99.9%".
std::string PercentText(double share);

// As PercentText for count / total; 0 where total is 0.
std::string PercentText(double count, double total);

// 0.5 -> "0.500"; scores above 0 are never rounded to it: "<0.001".
std::string ScoreText(double score);

// "22 November 2025, 14:06 UTC".
std::string DateText(const google::protobuf::Timestamp& time);

// "2025-11-22T14:06:00Z", RFC 3339 in whole seconds.
std::string Rfc3339Text(const google::protobuf::Timestamp& time);

}  // namespace assay::report

#endif  // ASSAY_ANNOTATOR_REPORT_NUMBER_TEXT_H_
