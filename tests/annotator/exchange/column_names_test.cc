#include "annotator/exchange/column_names.h"

#include <string>

#include "gtest/gtest.h"

namespace assay::exchange {
namespace {

TEST(ColumnNamesTest, SpellingsOfOneNameAreEqual) {
  for (const std::string name : {"given_label", "Given Label", "given-label", "givenLabel",
                                 "GivenLabel", "GIVEN_LABEL", "given.label", "given _ label"}) {
    EXPECT_EQ(NormalizeColumnName(name), "given_label") << name;
  }
  EXPECT_EQ(NormalizeColumnName("ID"), "id");
}

TEST(ColumnNamesTest, SuggestsTheNearestName) {
  EXPECT_EQ(NearestName("lable", {"id", "text", "label"}), "label");
  EXPECT_EQ(NearestName("Text", {"id", "text", "label"}), "text");
  EXPECT_EQ(NearestName("descripton", {"title", "description"}), "description");
}

TEST(ColumnNamesTest, SuggestsNothingThatIsTooFar) {
  EXPECT_EQ(NearestName("price", {"id", "text", "label"}), std::nullopt);
  EXPECT_EQ(NearestName("x", {"label"}), std::nullopt);
  EXPECT_EQ(NearestName(std::string(5000, 'x'), {std::string(5000, 'x')}), std::nullopt);
  EXPECT_EQ(NearestName("a", {}), std::nullopt);
}

TEST(ColumnNamesTest, RanksAGivenLabelBeforeALabelBeforeATarget) {
  EXPECT_LT(LabelNameRank("given_label"), LabelNameRank("label"));
  EXPECT_LT(LabelNameRank("label"), LabelNameRank("target"));
  EXPECT_EQ(LabelNameRank("text"), std::nullopt);
  EXPECT_LT(IdNameRank("id"), IdNameRank("key"));
}

TEST(ColumnNamesTest, KnowsWhatMustNotBecomeAFeature) {
  for (const std::string name : {"verified_label",
                                 "verified_by",
                                 "true_label",
                                 "label_true",
                                 "gold",
                                 "gold_label",
                                 "golden",
                                 "ground_truth",
                                 "ground_truth_id",
                                 "correct_label",
                                 "corrected_label",
                                 "truth",
                                 "actual",
                                 "actual_class",
                                 "y_true",
                                 "expert_label",
                                 "adjudicated",
                                 "adjudicated_by",
                                 "is_error",
                                 "label_error",
                                 "noise",
                                 "noise_rate",
                                 "pred",
                                 "predicted",
                                 "prediction_1",
                                 "label_2",
                                 "other_label",
                                 "label",
                                 "fold",
                                 "split"}) {
    EXPECT_TRUE(LeakReason(name).has_value()) << name;
  }
}

TEST(ColumnNamesTest, LeavesOrdinaryNamesAlone) {
  for (const std::string name : {"text", "title", "price", "release", "count_line_code", "review",
                                 "color", "brand", "length", "truthfulness"}) {
    EXPECT_FALSE(LeakReason(name).has_value()) << name;
  }
}

}  // namespace
}  // namespace assay::exchange
