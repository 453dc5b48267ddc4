#include "annotator/dataset/matrix_classes.h"

#include "tests/support/status_matchers.h"

namespace assay {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using Names = std::vector<std::string>;

absl::StatusOr<MatrixClasses> Settle(uint64_t columns, const Names& named, const Names& labels) {
  return SettleMatrixClasses("p.npy", columns, named, labels);
}

Names Classes(uint64_t columns, const Names& named, const Names& labels) {
  const auto settled = Settle(columns, named, labels);
  EXPECT_THAT(settled, IsOk());
  return settled.ok() ? settled->classes : Names();
}

TEST(MatrixClassesTest, NamedClassesComeFirst) {
  EXPECT_THAT(Classes(3, {"b", "c", "a"}, {"a", "b", "c"}), ElementsAre("b", "c", "a"));
  EXPECT_THAT(Classes(2, {"1", "0"}, {"0", "1"}), ElementsAre("1", "0"));
}

TEST(MatrixClassesTest, WholeNumbersAreTheIndexesOfTheirColumns) {
  EXPECT_THAT(Classes(3, {}, {"0", "1", "2"}), ElementsAre("0", "1", "2"));
  EXPECT_THAT(Classes(3, {}, {"0.0", "1.0", "2.0"}), ElementsAre("0.0", "1.0", "2.0"));
  EXPECT_THAT(Classes(12, {}, {"0", "1", "10", "11", "2", "3", "4", "5", "6", "7", "8", "9"}),
              ElementsAre("0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11"));
}

TEST(MatrixClassesTest, NumbersMayBeMissingAmongTheLabels) {
  const auto settled = Settle(4, {}, {"1", "3"});
  ASSERT_THAT(settled, IsOk());
  EXPECT_THAT(settled->classes, ElementsAre("0", "1", "2", "3"));
  EXPECT_THAT(settled->warnings,
              ElementsAre(HasSubstr("2 columns are of a class that no label has: 0, 2")));
}

TEST(MatrixClassesTest, OtherWholeNumbersAreSortedByValue) {
  EXPECT_THAT(Classes(3, {}, {"1", "10", "2"}), ElementsAre("1", "2", "10"));
  EXPECT_THAT(Classes(3, {}, {"-1", "0", "1"}), ElementsAre("-1", "0", "1"));
}

TEST(MatrixClassesTest, TextsAreSortedByTheirBytes) {
  EXPECT_THAT(Classes(4, {}, {"b", "B", "a", "\xC3\xA4"}), ElementsAre("B", "a", "b", "\xC3\xA4"));
  EXPECT_THAT(Classes(3, {}, {"10", "9", "x"}), ElementsAre("10", "9", "x"));
}

TEST(MatrixClassesTest, TwoLabelsWithOneValueAreTexts) {
  EXPECT_THAT(Classes(3, {}, {"1.0", "1", "2"}), ElementsAre("1", "1.0", "2"));
}

TEST(MatrixClassesTest, AsManyClassesAsColumnsAreNeeded) {
  for (const uint64_t columns : {2U, 4U}) {
    for (const Names& named : {Names(), Names{"a", "b", "c"}}) {
      const auto refused = Settle(columns, named, {"a", "b", "c"});
      EXPECT_THAT(refused, HasReason("CLASS_COUNT_MISMATCH"));
      EXPECT_THAT(refused, HasMetadata("found", std::to_string(columns) + " columns"));
      EXPECT_THAT(std::string(refused.status().message()), HasSubstr("expected 3 ("));
      EXPECT_THAT(std::string(refused.status().message()), HasSubstr("--classes"));
    }
  }
  EXPECT_THAT(Settle(3, {}, {"1", "2", "3", "4"}), HasReason("CLASS_COUNT_MISMATCH"));
}

TEST(MatrixClassesTest, ALabelWithoutColumnIsNamed) {
  const auto refused = Settle(2, {"a", "b"}, {"a", "z"});
  EXPECT_THAT(refused, HasReason("LABEL_WITHOUT_COLUMN"));
  EXPECT_THAT(refused, HasMetadata("found", "'z'"));
}

TEST(MatrixClassesTest, ANamedClassWithoutLabelIsAWarning) {
  const auto settled = Settle(3, {"c", "b", "a"}, {"a", "b"});
  ASSERT_THAT(settled, IsOk());
  EXPECT_THAT(settled->warnings, ElementsAre(HasSubstr("one column is of a class")));
  EXPECT_THAT(Settle(2, {"b", "a"}, {"a", "b"})->warnings, IsEmpty());
}

TEST(MatrixClassesTest, AClassNamedTwiceIsRefused) {
  EXPECT_THAT(Settle(3, {"a", "b", "a"}, {"a", "b"}), HasReason("BAD_CLASS_LIST"));
}

}  // namespace
}  // namespace assay
