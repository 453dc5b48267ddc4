#include "engine/labels/label_table.h"

#include <string>
#include <string_view>
#include <vector>

#include "engine/base/status.h"
#include "engine/labels/label_table_builder.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace assay {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::vector<std::string> Names(const NameList& names) {
  std::vector<std::string> list;
  for (size_t i = 0; i < names.size(); ++i) {
    list.emplace_back(names[i]);
  }
  return list;
}

LabelTable TableWithRepeat(RepeatPolicy policy) {
  LabelTableBuilder builder;
  EXPECT_TRUE(builder.Add("x", "ann", "cat").ok());
  EXPECT_TRUE(builder.Add("y", "bob", "dog").ok());
  EXPECT_TRUE(builder.Add("x", "bob", "dog").ok());
  EXPECT_TRUE(builder.Add("x", "ann", "cow").ok());
  LabelTable table = builder.Build(policy);
  EXPECT_EQ(builder.repeat_count(), 1u);
  return table;
}

TEST(LabelTableBuilder, LaysLabelsOutItemByItemAndByAnnotator) {
  const LabelTable table = TableWithRepeat(RepeatPolicy::kAll);
  EXPECT_THAT(Names(table.item_names()), ElementsAre("x", "y"));
  EXPECT_THAT(Names(table.annotator_names()), ElementsAre("ann", "bob"));
  EXPECT_THAT(Names(table.class_names()), ElementsAre("cat", "cow", "dog"));
  EXPECT_THAT(table.item_begin(), ElementsAre(0, 3, 4));
  EXPECT_THAT(table.annotators_of(0), ElementsAre(0, 0, 1));
  EXPECT_THAT(table.classes_of(0), ElementsAre(0, 1, 2));
  EXPECT_THAT(table.classes_of(1), ElementsAre(2));
  EXPECT_THAT(table.class_values(), IsEmpty());
}

TEST(LabelTableBuilder, KeepsTheLastOrTheFirstOfRepeatedLabels) {
  const LabelTable last = TableWithRepeat(RepeatPolicy::kLast);
  EXPECT_THAT(last.classes_of(0), ElementsAre(1, 2));
  const LabelTable first = TableWithRepeat(RepeatPolicy::kFirst);
  EXPECT_THAT(first.classes_of(0), ElementsAre(0, 2));
  EXPECT_THAT(first.annotators_of(0), ElementsAre(0, 1));
  EXPECT_EQ(first.label_count(), 3u);
}

TEST(LabelTableBuilder, SortsNumbersByValue) {
  LabelTableBuilder builder;
  for (const std::string_view label : {"10", "9.5", "-3", "100"}) {
    ASSERT_TRUE(builder.Add("x", label, label).ok());
  }
  const LabelTable table = builder.Build(RepeatPolicy::kLast);
  EXPECT_THAT(Names(table.class_names()), ElementsAre("-3", "9.5", "10", "100"));
  EXPECT_THAT(table.class_values(), ElementsAre(-3, 9.5, 10, 100));
}

TEST(LabelTableBuilder, DoesNotTakeTwoSpellingsOfANumberForNumbers) {
  LabelTableBuilder builder;
  ASSERT_TRUE(builder.Add("x", "a", "1").ok());
  ASSERT_TRUE(builder.Add("x", "b", "1.0").ok());
  EXPECT_THAT(builder.Build(RepeatPolicy::kLast).class_values(), IsEmpty());
}

TEST(LabelTableBuilder, HoldsItemsAndClassesThatNobodyUsed) {
  LabelTableBuilder builder;
  ASSERT_TRUE(builder.AddItem("unlabelled").ok());
  ASSERT_TRUE(builder.AddClass("rare").ok());
  ASSERT_TRUE(builder.Add("x", "ann", "cat").ok());
  const LabelTable table = builder.Build(RepeatPolicy::kLast);
  EXPECT_EQ(table.item_count(), 2u);
  EXPECT_THAT(table.classes_of(0), IsEmpty());
  EXPECT_THAT(Names(table.class_names()), ElementsAre("cat", "rare"));
}

TEST(LabelTableBuilder, RefusesMoreClassesThanItCanNumber) {
  LabelTableBuilder builder;
  for (size_t k = 0; k < LabelTableBuilder::kMaxClassCount; ++k) {
    ASSERT_TRUE(builder.Add("x", "a", std::to_string(k)).ok());
  }
  EXPECT_EQ(ErrorReason(builder.Add("x", "a", "one more")), "TOO_MANY_CLASSES");
  EXPECT_TRUE(builder.Add("x", "a", "7").ok());
}

TEST(GroupByAnnotator, ListsTheLabelsOfEachAnnotatorByItem) {
  const LabelTable table = TableWithRepeat(RepeatPolicy::kLast);
  const LabelsByAnnotator grouped = GroupByAnnotator(table);
  EXPECT_THAT(grouped.annotator_begin, ElementsAre(0, 1, 3));
  EXPECT_THAT(grouped.items, ElementsAre(0, 0, 1));
  EXPECT_THAT(grouped.classes, ElementsAre(1, 2, 2));
}

TEST(NameIndex, FindsWhatItInterned) {
  NameIndex index;
  for (int i = 0; i < 1000; ++i) {
    EXPECT_EQ(index.Intern("name" + std::to_string(i)), static_cast<uint32_t>(i));
  }
  EXPECT_EQ(index.Find("name517"), 517u);
  EXPECT_EQ(index.Find("name1000"), NameIndex::kAbsent);
  EXPECT_EQ(index.Intern("name3"), 3u);
}

}  // namespace
}  // namespace assay
