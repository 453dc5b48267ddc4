#include "engine/audit/row_peaks.h"

#include <algorithm>
#include <limits>
#include <vector>

#include "engine/base/rng.h"
#include "gtest/gtest.h"

namespace assay {
namespace {

template <typename T>
class RowPeaksTest : public testing::Test {
 protected:
  bool Find(const std::vector<T>& values, size_t class_count) {
    largest_.assign(values.size() / class_count, T{-1});
    arg_max_.assign(values.size() / class_count, -1);
    return FindRowPeaks(values.data(), largest_.size(), class_count, largest_.data(),
                        arg_max_.data());
  }

  std::vector<T> largest_;
  std::vector<int32_t> arg_max_;
};

using Types = testing::Types<float, double>;
TYPED_TEST_SUITE(RowPeaksTest, Types);

// Values of a coarse grid, so that many are equal; class counts around the width of vectors.
TYPED_TEST(RowPeaksTest, AreThoseOfTheStandardLibrary) {
  Rng rng(3);
  for (size_t class_count = 1; class_count <= 70; ++class_count) {
    std::vector<TypeParam> values(20 * class_count);
    for (TypeParam& value : values) {
      value = static_cast<TypeParam>(rng.Below(9)) / 8;
    }
    EXPECT_TRUE(this->Find(values, class_count));
    for (size_t r = 0; r < 20; ++r) {
      const auto row = values.begin() + static_cast<std::ptrdiff_t>(r * class_count);
      const auto peak = std::max_element(row, row + static_cast<std::ptrdiff_t>(class_count));
      EXPECT_EQ(this->largest_[r], *peak);
      EXPECT_EQ(this->arg_max_[r], peak - row) << class_count << " classes, row " << r;
    }
  }
}

TYPED_TEST(RowPeaksTest, RefuseWhatIsNoProbabilityWhereverItStands) {
  using Limits = std::numeric_limits<TypeParam>;
  for (const size_t class_count : {1U, 2U, 7U, 8U, 9U, 15U, 16U, 17U, 33U, 64U, 70U}) {
    for (const TypeParam bad : {Limits::quiet_NaN(), Limits::infinity(), -Limits::infinity(),
                                static_cast<TypeParam>(1.001), static_cast<TypeParam>(-0.001)}) {
      for (size_t at = 0; at < 2 * class_count; ++at) {
        std::vector<TypeParam> values(2 * class_count, TypeParam(0.5));
        EXPECT_TRUE(this->Find(values, class_count));
        values[at] = bad;
        EXPECT_FALSE(this->Find(values, class_count)) << bad << " at " << at;
        EXPECT_GE(*std::min_element(this->arg_max_.begin(), this->arg_max_.end()), 0);
        EXPECT_LT(*std::max_element(this->arg_max_.begin(), this->arg_max_.end()),
                  static_cast<int32_t>(class_count));
      }
    }
  }
}

TYPED_TEST(RowPeaksTest, RoundingIsForgiven) {
  std::vector<TypeParam> values(40, TypeParam(0));
  values[3] = static_cast<TypeParam>(1.00005);
  values[17] = static_cast<TypeParam>(-0.00005);
  EXPECT_TRUE(this->Find(values, 20));
  EXPECT_EQ(this->arg_max_[0], 3);
}

}  // namespace
}  // namespace assay
