#include "engine/labels/class_list.h"

#include <algorithm>
#include <string>
#include <vector>

#include "engine/base/rng.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace assay {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(EncodeLabelsTest, ClassesAreSortedAndLabelsPointAtThem) {
  const std::vector<std::string> labels = {"sport", "business", "sport", "arts"};
  const EncodedLabels encoded = EncodeLabels(labels);
  EXPECT_THAT(encoded.classes, ElementsAre("arts", "business", "sport"));
  EXPECT_THAT(encoded.labels, ElementsAre(2, 1, 2, 0));
}

TEST(EncodeLabelsTest, IntegersAreSortedAsNumbers) {
  const std::vector<std::string> labels = {"10", "2", "-1", "2"};
  EXPECT_THAT(EncodeLabels(labels).classes, ElementsAre("-1", "2", "10"));
}

TEST(EncodeLabelsTest, OneWordAmongIntegersMakesAllOfThemWords) {
  const std::vector<std::string> labels = {"10", "2", "other"};
  EXPECT_THAT(EncodeLabels(labels).classes, ElementsAre("10", "2", "other"));
}

TEST(EncodeLabelsTest, EqualNumbersWrittenDifferentlyStayTwoClasses) {
  const std::vector<std::string> labels = {"7", "07", "7"};
  const EncodedLabels encoded = EncodeLabels(labels);
  EXPECT_THAT(encoded.classes, ElementsAre("07", "7"));
  EXPECT_THAT(encoded.labels, ElementsAre(1, 0, 1));
}

TEST(EncodeLabelsTest, AnEmptyLabelIsMissing) {
  const std::vector<std::string> labels = {"", "a", ""};
  const EncodedLabels encoded = EncodeLabels(labels);
  EXPECT_THAT(encoded.classes, ElementsAre("a"));
  EXPECT_THAT(encoded.labels, ElementsAre(kMissingLabel, 0, kMissingLabel));
  EXPECT_EQ(encoded.missing_count(), 2u);
}

TEST(EncodeLabelsTest, NoItemsGiveNoClasses) {
  const EncodedLabels encoded = EncodeLabels({});
  EXPECT_THAT(encoded.classes, IsEmpty());
  EXPECT_THAT(encoded.labels, IsEmpty());
}

TEST(EncodeLabelsTest, TheOrderOfTheItemsDoesNotChangeTheClasses) {
  Rng rng(7);
  std::vector<std::string> labels;
  for (int i = 0; i < 200; ++i) {
    labels.push_back(std::string(1 + rng.Below(2), static_cast<char>('a' + rng.Below(5))));
  }
  const EncodedLabels before = EncodeLabels(labels);
  rng.Shuffle(std::span<std::string>(labels));
  const EncodedLabels after = EncodeLabels(labels);
  EXPECT_EQ(after.classes, before.classes);
  for (size_t i = 0; i < labels.size(); ++i) {
    EXPECT_EQ(after.classes[static_cast<size_t>(after.labels[i])], labels[i]);
  }
}

}  // namespace
}  // namespace assay
