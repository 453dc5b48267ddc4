// The builder beside a slow and obviously right one.
#include <cstdint>
#include <map>
#include <random>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "engine/labels/label_table.h"
#include "engine/labels/label_table_builder.h"
#include "gmock/gmock.h"

namespace assay {
namespace {

struct Row {
  std::string item;
  std::string annotator;
  std::string label;
};

// item -> annotator -> labels in the order in which they came.
using Slow = std::map<std::string, std::map<std::string, std::vector<std::string>>>;

std::vector<Row> RandomRows(uint32_t seed, size_t count, uint32_t items, uint32_t annotators) {
  std::mt19937 random(seed);
  std::vector<Row> rows;
  for (size_t i = 0; i < count; ++i) {
    rows.push_back({"i" + std::to_string(random() % items),
                    "a" + std::to_string(random() % annotators),
                    "k" + std::to_string(random() % 5)});
  }
  return rows;
}

std::vector<std::string> Kept(const std::vector<std::string>& labels, RepeatPolicy policy) {
  switch (policy) {
    case RepeatPolicy::kFirst:
      return {labels.front()};
    case RepeatPolicy::kLast:
      return {labels.back()};
    case RepeatPolicy::kAll:
      return labels;
  }
  return {};
}

void ExpectSame(const std::vector<Row>& rows, RepeatPolicy policy) {
  Slow slow;
  LabelTableBuilder builder;
  for (const Row& row : rows) {
    slow[row.item][row.annotator].push_back(row.label);
    ASSERT_TRUE(builder.Add(row.item, row.annotator, row.label).ok());
  }
  const LabelTable table = builder.Build(policy);
  size_t repeats = 0;
  ASSERT_EQ(table.item_count(), slow.size());
  for (size_t i = 0; i < table.item_count(); ++i) {
    std::map<std::string, std::vector<std::string>> found;
    for (size_t at = 0; at < table.classes_of(i).size(); ++at) {
      found[std::string(table.annotator_names()[table.annotators_of(i)[at]])].emplace_back(
          table.class_names()[table.classes_of(i)[at]]);
    }
    const auto& expected = slow.at(std::string(table.item_names()[i]));
    ASSERT_EQ(found.size(), expected.size());
    for (const auto& [annotator, labels] : expected) {
      EXPECT_EQ(found[annotator], Kept(labels, policy));
      repeats += labels.size() - 1;
    }
  }
  EXPECT_EQ(builder.repeat_count(), repeats);
}

TEST(LabelTableReferenceTest, EveryPolicyKeepsWhatASlowBuilderKeeps) {
  for (const uint32_t seed : {1U, 2U, 3U}) {
    for (const RepeatPolicy policy :
         {RepeatPolicy::kLast, RepeatPolicy::kFirst, RepeatPolicy::kAll}) {
      ExpectSame(RandomRows(seed, 3000, 200, 30), policy);
      // Many labels an item.
      ExpectSame(RandomRows(seed, 3000, 3, 40), policy);
    }
  }
}

TEST(LabelTableReferenceTest, TheOrderOfItemsChangesNothingButTheirOrder) {
  std::vector<Row> rows = RandomRows(7, 500, 20, 200);
  LabelTableBuilder builder;
  LabelTableBuilder reversed;
  for (const Row& row : rows) {
    ASSERT_TRUE(builder.Add(row.item, row.annotator, row.label).ok());
  }
  for (auto row = rows.rbegin(); row != rows.rend(); ++row) {
    ASSERT_TRUE(reversed.Add(row->item, row->annotator, row->label).ok());
  }
  const LabelTable a = builder.Build(RepeatPolicy::kAll);
  const LabelTable b = reversed.Build(RepeatPolicy::kAll);
  std::map<std::string, std::multiset<std::string>> of_a;
  std::map<std::string, std::multiset<std::string>> of_b;
  for (const auto& [table, of] : {std::pair(&a, &of_a), std::pair(&b, &of_b)}) {
    for (size_t i = 0; i < table->item_count(); ++i) {
      for (const uint16_t k : table->classes_of(i)) {
        (*of)[std::string(table->item_names()[i])].emplace(table->class_names()[k]);
      }
    }
  }
  EXPECT_EQ(of_a, of_b);
}

TEST(LabelTableReferenceTest, ClassesKeepTheirOrderOnRequestUnlessTheyAreNumbers) {
  LabelTableBuilder builder;
  builder.KeepClassOrder();
  for (const char* label : {"low", "medium", "high"}) {
    ASSERT_TRUE(builder.AddClass(label).ok());
  }
  ASSERT_TRUE(builder.Add("x", "a", "high").ok());
  const LabelTable table = builder.Build(RepeatPolicy::kLast);
  EXPECT_EQ(table.class_names()[0], "low");
  EXPECT_EQ(table.class_names()[2], "high");
  EXPECT_THAT(table.class_values(), testing::ElementsAre(0, 1, 2));
  LabelTableBuilder numbers;
  numbers.KeepClassOrder();
  ASSERT_TRUE(numbers.Add("x", "a", "10").ok());
  ASSERT_TRUE(numbers.Add("x", "b", "9").ok());
  EXPECT_EQ(numbers.Build(RepeatPolicy::kLast).class_names()[0], "9");
}

}  // namespace
}  // namespace assay
