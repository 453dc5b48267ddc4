#include "engine/audit/probability_matrix.h"

#include <limits>

#include "gtest/gtest.h"
#include "tests/support/status_matchers.h"

namespace assay {
namespace {

const std::vector<float> kProbabilities = {0.9f, 0.1f, 0.3f, 0.7f};

TEST(LabelledProbabilitiesTest, CountsTheItemsOfEachGivenClass) {
  const std::vector<int32_t> given = {1, 1};
  const auto data = LabelledProbabilities<float>::Create(given, {kProbabilities, 2});
  ASSERT_THAT(data, IsOk());
  EXPECT_THAT(data->class_sizes(), testing::ElementsAre(0, 2));
  EXPECT_EQ(data->row(1)[0], 0.3f);
}

TEST(LabelledProbabilitiesTest, NoItemsAreFine) {
  const auto data = LabelledProbabilities<float>::Create({}, {std::span<const float>(), 3});
  ASSERT_THAT(data, IsOk());
  EXPECT_EQ(data->item_count(), 0u);
}

TEST(LabelledProbabilitiesTest, MoreLabelsThanRowsAreRefused) {
  const std::vector<int32_t> given = {0, 1, 1};
  EXPECT_THAT(LabelledProbabilities<float>::Create(given, {kProbabilities, 2}),
              HasReason("SIZE_MISMATCH"));
}

TEST(LabelledProbabilitiesTest, OneColumnIsRefused) {
  const std::vector<int32_t> given = {0, 0, 0, 0};
  EXPECT_THAT(LabelledProbabilities<float>::Create(given, {kProbabilities, 1}),
              HasReason("ONE_CLASS_ONLY"));
}

TEST(LabelledProbabilitiesTest, ALabelWithoutColumnNamesItsItem) {
  const std::vector<int32_t> beyond = {0, 2};
  const auto refused = LabelledProbabilities<float>::Create(beyond, {kProbabilities, 2});
  EXPECT_THAT(refused, HasReason("LABEL_OUT_OF_RANGE"));
  EXPECT_THAT(refused, HasMetadata("item", "1"));
  const std::vector<int32_t> missing = {-1, 0};
  EXPECT_THAT(LabelledProbabilities<float>::Create(missing, {kProbabilities, 2}),
              HasReason("LABEL_OUT_OF_RANGE"));
}

TEST(LabelledProbabilitiesTest, NumbersThatAreNoProbabilitiesAreRefused) {
  const std::vector<int32_t> given = {0, 1};
  for (const float bad : {std::numeric_limits<float>::quiet_NaN(), -0.1f, 1.1f,
                          std::numeric_limits<float>::infinity()}) {
    std::vector<float> probabilities = kProbabilities;
    probabilities[2] = bad;
    const auto refused = LabelledProbabilities<float>::Create(given, {probabilities, 2});
    EXPECT_THAT(refused, HasReason("PROBABILITY_OUT_OF_RANGE"));
    EXPECT_THAT(refused, HasMetadata("item", "1"));
    EXPECT_THAT(refused, HasMetadata("class", "0"));
  }
}

TEST(LabelledProbabilitiesTest, RoundingBeyondOneIsForgiven) {
  const std::vector<int32_t> given = {0, 1};
  const std::vector<float> probabilities = {1.00001f, 0.0f, -0.00001f, 1.0f};
  EXPECT_THAT(LabelledProbabilities<float>::Create(given, {probabilities, 2}), IsOk());
}

TEST(ArgMaxTest, TheFirstOfEqualEntriesWins) {
  const std::vector<double> row = {0.2, 0.4, 0.4};
  EXPECT_EQ(ArgMax<double>(row), 1u);
}

}  // namespace
}  // namespace assay
