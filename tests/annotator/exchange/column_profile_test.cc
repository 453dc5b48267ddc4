#include "annotator/exchange/column_profile.h"

#include <set>
#include <string>

#include "engine/base/rng.h"
#include "gtest/gtest.h"

namespace assay::exchange {
namespace {

ColumnProfile ProfileOf(const std::vector<std::string>& cells) {
  ColumnProfile profile;
  int64_t row_number = 0;
  for (const std::string& cell : cells) {
    profile.Add(cell, ++row_number);
  }
  return profile;
}

TEST(ParseNumberTest, ReadsDecimalAndScientificNotation) {
  EXPECT_EQ(ParseNumber("0"), 0.0);
  EXPECT_EQ(ParseNumber("-12.5"), -12.5);
  EXPECT_EQ(ParseNumber("+3"), 3.0);
  EXPECT_EQ(ParseNumber("1e3"), 1000.0);
  EXPECT_EQ(ParseNumber(".5"), 0.5);
  EXPECT_EQ(ParseNumber(" \t7 "), 7.0);
}

TEST(ParseNumberTest, RefusesEverythingElse) {
  for (const std::string cell : {"", " ", "abc", "12 kg", "1,5", "0x10", "nan", "NaN", "inf",
                                 "-inf", "1e999", "+", "-", "+-3", "++3", "1 2", "NA", "1.2.3"}) {
    EXPECT_EQ(ParseNumber(cell), std::nullopt) << cell;
  }
}

TEST(DistinctCounterTest, IsExactUpToItsLimit) {
  DistinctCounter counter;
  for (int round = 0; round < 3; ++round) {
    for (size_t i = 0; i < DistinctCounter::kExactCount; ++i) {
      counter.Add(std::to_string(i));
    }
  }
  EXPECT_TRUE(counter.is_exact());
  EXPECT_EQ(counter.count(), static_cast<double>(DistinctCounter::kExactCount));
  counter.Add("one more");
  EXPECT_FALSE(counter.is_exact());
}

// Standard error 3 %: four of them are 12 %.
TEST(DistinctCounterTest, EstimatesLargeCountsWithinFourStandardErrors) {
  for (const int distinct : {2000, 20000, 300000}) {
    DistinctCounter counter;
    for (int i = 0; i < 2 * distinct; ++i) {
      counter.Add("value " + std::to_string(i % distinct));
    }
    EXPECT_NEAR(counter.count(), distinct, 0.12 * distinct);
  }
}

TEST(DistinctCounterTest, DoesNotDependOnTheOrder) {
  DistinctCounter up;
  DistinctCounter down;
  for (int i = 0; i < 5000; ++i) {
    up.Add(std::to_string(i));
    down.Add(std::to_string(4999 - i));
  }
  EXPECT_EQ(up.count(), down.count());
}

TEST(ColumnProfileTest, CountsCellsThatAreNotEmpty) {
  const ColumnProfile profile = ProfileOf({"a b", "", "12", "a b", " 3 "});
  EXPECT_EQ(profile.cell_count(), 4);
  EXPECT_EQ(profile.number_count(), 2);
  EXPECT_EQ(profile.distinct().count(), 3);
  EXPECT_EQ(profile.total_bytes(), 11U);
  EXPECT_EQ(profile.max_bytes(), 3U);
}

TEST(ColumnProfileTest, AnEmptyColumnHasNoMeans) {
  const ColumnProfile profile = ProfileOf({"", ""});
  EXPECT_EQ(profile.cell_count(), 0);
  EXPECT_EQ(profile.mean_tokens(), 0);
  EXPECT_FALSE(profile.is_increasing_integers());
  EXPECT_FALSE(profile.is_integers());
  EXPECT_FALSE(profile.first_non_number().has_value());
}

TEST(ColumnProfileTest, RemembersTheFirstCellThatIsNotANumber) {
  const ColumnProfile profile = ProfileOf({"1", "", "2.5", "N/A", "x", std::string(100, 'y')});
  ASSERT_TRUE(profile.first_non_number().has_value());
  EXPECT_EQ(profile.first_non_number()->row_number, 4);
  EXPECT_EQ(profile.first_non_number()->found, "N/A");
  EXPECT_EQ(ProfileOf({std::string(100, 'y')}).first_non_number()->found,
            std::string(40, 'y') + "...");
}

TEST(ColumnProfileTest, RecognisesARunningIndex) {
  EXPECT_TRUE(ProfileOf({"0", "1", "2", "10"}).is_increasing_integers());
  EXPECT_TRUE(ProfileOf({"-5", "", "3"}).is_increasing_integers());
  EXPECT_FALSE(ProfileOf({"0", "1", "1"}).is_increasing_integers());
  EXPECT_FALSE(ProfileOf({"2", "1"}).is_increasing_integers());
  EXPECT_FALSE(ProfileOf({"1", "1.5"}).is_increasing_integers());
  EXPECT_FALSE(ProfileOf({"1", "x", "2"}).is_increasing_integers());
}

TEST(ColumnProfileTest, CountsWordsBySpaces) {
  EXPECT_EQ(ProfileOf({"one two  three", " one ", "a\tb\nc\r\nd"}).mean_tokens(),
            (3 + 1 + 4) / 3.0);
}

TEST(ColumnProfileTest, CountsTwoIdeographsAsAWord) {
  EXPECT_EQ(ProfileOf({"\xe6\x97\xa5\xe6\x9c\xac\xe8\xaa\x9e\xe6\x96\x87"}).mean_tokens(), 2);
}

TEST(ColumnProfileTest, CountsCellsThatLookLikeNestedJson) {
  EXPECT_EQ(ProfileOf({"[1, 2]", "{\"a\": 1}", "[open", "x]", "text"}).json_count(), 2);
}

TEST(ColumnProfileTest, TheMeanNumberOfWordsOfALongColumnIsCloseToThatOfAllItsCells) {
  Rng rng(20240504);
  ColumnProfile profile;
  double words = 0;
  constexpr int kCells = 100000;
  for (int i = 0; i < kCells; ++i) {
    std::string cell = "w";
    const auto more = rng.Below(10);
    for (uint64_t j = 0; j < more; ++j) {
      cell += " w";
    }
    words += static_cast<double>(more + 1);
    profile.Add(cell, i + 1);
  }
  EXPECT_NEAR(profile.mean_tokens(), words / kCells, 0.2);
}

}  // namespace
}  // namespace assay::exchange
