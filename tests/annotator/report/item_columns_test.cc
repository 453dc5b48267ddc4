#include "annotator/report/item_columns.h"

#include <bit>
#include <cmath>
#include <cstring>
#include <string>
#include <vector>

#include "absl/strings/escaping.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace assay::report {
namespace {

using ::testing::ElementsAre;

// Reads a column as the page does.
template <typename Int>
std::vector<Int> Decoded(const std::string& column) {
  static_assert(std::endian::native == std::endian::little);
  std::string bytes;
  EXPECT_TRUE(absl::Base64Unescape(column, &bytes));
  std::vector<Int> numbers(bytes.size() / sizeof(Int));
  std::memcpy(numbers.data(), bytes.data(), bytes.size());
  return numbers;
}

v1::Finding MakeFinding(const std::string& id) {
  v1::Finding finding;
  finding.set_item_id(id);
  return finding;
}

TEST(ItemColumnsTest, KeepsIdsLabelsAndFlags) {
  ItemColumns items;
  v1::Finding finding = MakeFinding("a,\"b\"");
  finding.set_flagged(true);
  EXPECT_TRUE(items.Add(finding, 300, 70'000, 0));
  EXPECT_TRUE(items.Add(MakeFinding("c"), 1, 2, 0));
  EXPECT_THAT(items.ids(), ElementsAre("a,\"b\"", "c"));
  EXPECT_THAT(Decoded<std::uint16_t>(items.GivenColumn()), ElementsAre(300, 1));
  EXPECT_THAT(Decoded<std::uint16_t>(items.SuggestedColumn()), ElementsAre(65535, 2));
  EXPECT_THAT(Decoded<std::uint8_t>(items.FlaggedColumn()), ElementsAre(1, 0));
}

TEST(ItemColumnsTest, SharesAreRoundedAndOnlyZeroBecomesZero) {
  ItemColumns items;
  for (const double share : {0.0, 1e-12, 0.5, 1.0, 7.0, -1.0, std::nan("")}) {
    v1::Finding finding;
    finding.set_score(share);
    finding.set_given_probability(share);
    items.Add(finding, 0, 0, 0);
  }
  EXPECT_THAT(Decoded<std::uint16_t>(items.ScoreColumn()),
              ElementsAre(0, 1, 32768, 65535, 65535, 0, 0));
  EXPECT_THAT(Decoded<std::uint8_t>(items.GivenProbabilityColumn()),
              ElementsAre(0, 1, 128, 255, 255, 0, 0));
}

TEST(ItemColumnsTest, EvidenceIsOneBitForEachReasonAndEachSignalThatAgrees) {
  ItemColumns items;
  v1::Finding finding;
  finding.add_reasons()->set_code("cv_disagrees");
  finding.add_agreeing_signals("margin");
  items.Add(finding, 0, 0, 0);
  // A reason of the same name is another kind of evidence.
  v1::Finding other;
  other.add_reasons()->set_code("margin");
  other.add_agreeing_signals("margin");
  items.Add(other, 0, 0, 0);
  ASSERT_EQ(items.evidence().size(), 3u);
  EXPECT_EQ(items.evidence()[0].name, "cv_disagrees");
  EXPECT_FALSE(items.evidence()[0].is_signal);
  EXPECT_TRUE(items.evidence()[1].is_signal);
  EXPECT_THAT(Decoded<std::uint32_t>(items.EvidenceColumn()), ElementsAre(0b011, 0b110));
}

TEST(ItemColumnsTest, EvidenceBeyondTheLimitIsNotKept) {
  ItemColumns items;
  v1::Finding finding;
  for (int i = 0; i < 40; ++i) finding.add_agreeing_signals("s" + std::to_string(i));
  items.Add(finding, 0, 0, 0);
  EXPECT_EQ(items.evidence().size(), ItemColumns::kEvidenceLimit);
  EXPECT_THAT(Decoded<std::uint32_t>(items.EvidenceColumn()), ElementsAre(0xFFFFFFFFu));
}

TEST(ItemColumnsTest, VerdictsAreKeptForVerifiedItemsOnly) {
  ItemColumns items;
  items.Add(MakeFinding("a"), 0, 1, 5);
  v1::Finding verified = MakeFinding("b");
  verified.mutable_verified()->set_true_label("x");
  items.Add(verified, 0, 1, 7);
  ASSERT_EQ(items.verdicts().size(), 1u);
  EXPECT_EQ(items.verdicts()[0].item_index, 1u);
  EXPECT_EQ(items.verdicts()[0].true_index, 7);
}

TEST(ItemColumnsTest, KnowsWhetherThereAreErrorProbabilities) {
  ItemColumns items;
  v1::Finding finding;
  items.Add(finding, 0, 0, 0);
  EXPECT_FALSE(items.has_error_probability());
  finding.set_error_probability(0.2);
  items.Add(finding, 0, 0, 0);
  EXPECT_TRUE(items.has_error_probability());
  EXPECT_THAT(Decoded<std::uint16_t>(items.ErrorColumn()), ElementsAre(0, 13107));
}

TEST(ItemColumnsTest, ListsNoMoreThanItsLimitOfItems) {
  ItemColumns items;
  const v1::Finding finding;
  for (std::size_t i = 0; i < ItemColumns::kItemLimit; ++i) items.Add(finding, 0, 0, 0);
  EXPECT_FALSE(items.Add(finding, 0, 0, 0));
  EXPECT_EQ(items.size(), ItemColumns::kItemLimit);
}

TEST(ItemColumnsTest, ListsNoItemAfterTheIdsHaveGrownTooLong) {
  ItemColumns items;
  const v1::Finding long_id = MakeFinding(std::string(ItemColumns::kIdByteLimit - 1, 'x'));
  EXPECT_TRUE(items.Add(long_id, 0, 0, 0));
  EXPECT_FALSE(items.Add(MakeFinding("ab"), 0, 0, 0));
  EXPECT_FALSE(items.Add(MakeFinding(""), 0, 0, 0));
  EXPECT_EQ(items.size(), 1u);
}

}  // namespace
}  // namespace assay::report
