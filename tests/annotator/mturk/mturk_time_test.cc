#include "annotator/mturk/mturk_time.h"

#include <gtest/gtest.h>

namespace assay::mturk {
namespace {

constexpr int64_t kMicros = 1'000'000;

// Seconds by `date -d '2016-04-23 13:53:54 -0700' +%s` and the like.
TEST(MturkTimeTest, ReadsTheTimesOfTheSiteInDaylightAndStandardTime) {
  EXPECT_EQ(ParseMturkTime("Sat Apr 23 13:53:54 PDT 2016"), 1461444834 * kMicros);
  EXPECT_EQ(ParseMturkTime("Wed Jan 24 09:48:10 PST 2018"), 1516816090 * kMicros);
  EXPECT_EQ(ParseMturkTime(" Fri May 7 15:33:14 UTC 2021 "), 1620401594 * kMicros);
}

TEST(MturkTimeTest, ReadsTheOtherTwoStyles) {
  EXPECT_EQ(ParseMturkTime("2016-04-24 07:43:09 UTC"), 1461483789 * kMicros);
  EXPECT_EQ(ParseMturkTime("2016-04-24T07:43:09Z"), 1461483789 * kMicros);
  EXPECT_EQ(ParseMturkTime("2016-04-24T00:43:09.5-07:00"), 1461483789 * kMicros + 500'000);
  EXPECT_EQ(ParseMturkTime("1461483789"), 1461483789 * kMicros);
}

TEST(MturkTimeTest, RefusesWhatIsNoTime) {
  for (const char* const text :
       {"", "Approved", "Sat Apr 31 13:53:54 PDT 2016", "Sat Apr 23 24:53:54 PDT 2016",
        "Sat Apr 23 13:53:54 XYZ 2016", "Sat Apr 23 13:53:54 PDT 2016 x",
        "Sat Foo 23 13:53:54 PDT 2016", "Sat Apr 23 13:53:54 PDT", "100% (2/2)", "Sat"}) {
    EXPECT_EQ(ParseMturkTime(text), std::nullopt) << text;
  }
}

TEST(MturkTimeTest, WhatIsWrittenIsReadBack) {
  for (int64_t seconds = 0; seconds < int64_t{4'000'000'000}; seconds += 98'765'431) {
    EXPECT_EQ(ParseMturkTime(FormatMturkTime(seconds * kMicros)), seconds * kMicros);
  }
  EXPECT_EQ(FormatMturkTime(1461444834 * kMicros), "Sat Apr 23 20:53:54 UTC 2016");
}

}  // namespace
}  // namespace assay::mturk
