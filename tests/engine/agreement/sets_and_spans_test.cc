#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/agreement/agreement_registry.h"
#include "engine/agreement/class_distance.h"
#include "engine/agreement/element_lists.h"
#include "engine/base/rng.h"
#include "engine/labels/label_table_builder.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/reference/agreement/agreement_reference.h"
#include "tests/support/status_matchers.h"

namespace assay {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

NameList Names(const std::vector<std::string_view>& texts) {
  NameList names;
  for (const std::string_view text : texts) {
    names.Append(text);
  }
  return names;
}

double Distance(double (*distance)(std::span<const uint32_t>, std::span<const uint32_t>),
                absl::StatusOr<ElementLists> (*read)(const NameList&), std::string_view a,
                std::string_view b) {
  const auto lists = read(Names({a, b}));
  EXPECT_THAT(lists, IsOk());
  return lists.ok() ? distance((*lists)[0], (*lists)[1]) : -1;
}

// Passonneau (2006): M is 1 for equal sets, 2/3 for a subset, 1/3 where sets meet, else 0.
TEST(SetDistanceTest, WeighsJaccardByHowOneSetContainsTheOther) {
  EXPECT_DOUBLE_EQ(Distance(&MasiDistance, &ReadSets, "a|b", "b|a"), 0);
  EXPECT_DOUBLE_EQ(Distance(&MasiDistance, &ReadSets, "a|b", "a|b|c|d"), 1 - 2.0 / 3 * 0.5);
  EXPECT_DOUBLE_EQ(Distance(&MasiDistance, &ReadSets, "a|b", "b|c"), 1 - 1.0 / 3 / 3);
  EXPECT_DOUBLE_EQ(Distance(&MasiDistance, &ReadSets, "a", "b"), 1);
  EXPECT_DOUBLE_EQ(Distance(&JaccardDistance, &ReadSets, "a|b", "b|c"), 1 - 1.0 / 3);
  EXPECT_DOUBLE_EQ(Distance(&JaccardDistance, &ReadSets, "", "b"), 1);
  EXPECT_DOUBLE_EQ(Distance(&JaccardDistance, &ReadSets, "", "[]"), 0);
}

TEST(SetDistanceTest, ReadsJsonListsAsWell) {
  EXPECT_EQ(Distance(&JaccardDistance, &ReadSets, R"(["cat", "dog"])", "dog|cat"), 0);
  EXPECT_EQ(Distance(&JaccardDistance, &ReadSets, "[1, 2, 2]", "1|2"), 0);
}

TEST(SetDistanceTest, RefusesWhatIsNoSet) {
  for (const char* text : {"a||b", "|", R"(["open)", R"([{"a": 1}])"}) {
    const auto read = ReadSets(Names({"a", text}));
    EXPECT_THAT(read, HasReason("CLASSES_NOT_SETS")) << text;
    EXPECT_THAT(read, HasMetadata("found", text));
  }
}

TEST(SpanDistanceTest, CountsSpansThatAreTheSame) {
  const char* both = "0-5:PER|10-12:LOC";
  EXPECT_DOUBLE_EQ(Distance(&F1Distance, &ReadSpanLists, both, "0-5:PER"), 1 - 2.0 / 3);
  EXPECT_DOUBLE_EQ(Distance(&F1Distance, &ReadSpanLists, both, "10-12:LOC|0-5:PER"), 0);
  EXPECT_DOUBLE_EQ(Distance(&F1Distance, &ReadSpanLists, both, "0-5:LOC|10-13:LOC"), 1);
  EXPECT_DOUBLE_EQ(Distance(&F1Distance, &ReadSpanLists, "", "[]"), 0);
  EXPECT_DOUBLE_EQ(Distance(&F1Distance, &ReadSpanLists, "0-5", "0-5"), 0);
}

TEST(SpanDistanceTest, ReadsTheJsonOfOtherTools) {
  const char* text = "0-5:PER";
  for (const char* json : {R"([{"start": 0, "end": 5, "label": "PER"}])",
                           R"([{"start": 0, "end": 5, "text": "Diego", "labels": ["PER"]}])",
                           R"([{"end": 5, "start": 0, "class": "PER"}])"}) {
    EXPECT_EQ(Distance(&F1Distance, &ReadSpanLists, text, json), 0) << json;
  }
}

TEST(SpanDistanceTest, RefusesWhatIsNoSpan) {
  for (const char* text :
       {"PER", "5-2:PER", "0-x:PER", "0-5:PER|", "-1-5:PER", R"([{"start": 0}])",
        R"([{"start": -1, "end": 5}])", R"([{"start": 0, "end": 5, "labels": ["A", "B"]}])"}) {
    EXPECT_THAT(ReadSpanLists(Names({text})), HasReason("CLASSES_NOT_SPANS")) << text;
  }
}

TEST(SpanF1Test, IsTheMeanOverItemsOfTheMeanF1OfPairs) {
  LabelTableBuilder builder;
  const auto add = [&](const char* item, const char* who, const char* spans) {
    ASSERT_THAT(builder.Add(item, who, spans), IsOk());
  };
  add("x", "a", "0-5:PER|10-12:LOC");
  add("x", "b", "0-5:PER");
  add("x", "c", "0-5:PER");
  add("y", "a", "");
  add("y", "b", "1-2:LOC");
  add("z", "c", "3-4:LOC");
  const LabelTable table = builder.Build(RepeatPolicy::kAll);
  const auto value =
      (*FindAgreementCoefficient("span_f1"))->compute({table, ClassWeights::kNominal});
  ASSERT_THAT(value, IsOk());
  EXPECT_DOUBLE_EQ(value->value, ((2.0 / 3 + 2.0 / 3 + 1) / 3 + 0) / 2);
  EXPECT_EQ(value->item_count, 2);
}

TEST(SetsThatMeetTest, AreThoseWithACommonElementOrBothEmpty) {
  const auto sets = ReadSets(Names({"a|b", "b|c", "d", "", "[]", "c"}));
  ASSERT_THAT(sets, IsOk());
  const ElementLists meeting = SetsThatMeet(*sets, 100);
  EXPECT_THAT(meeting[0], ElementsAre(0, 1));
  EXPECT_THAT(meeting[1], ElementsAre(0, 1, 5));
  EXPECT_THAT(meeting[2], ElementsAre(2));
  EXPECT_THAT(meeting[3], ElementsAre(3, 4));
  EXPECT_THAT(SetsThatMeet(*sets, 8).begin, IsEmpty());
}

// More different sets than distances are kept for, some of them empty in two ways.
TEST(SetAlphaTest, IsWhatItsDefinitionSaysForThousandsOfSets) {
  reference::Items items;
  std::vector<std::string> sets = {"", "[]"};
  for (int k = 0; k < 2300; ++k) {
    sets.push_back("e" + std::to_string(k) + "|e" + std::to_string(k % 50) + "|tail");
  }
  LabelTableBuilder builder;
  for (size_t k = 0; k < sets.size(); ++k) {
    const size_t other = k % 3 == 0 ? k : (k * 7 + 50) % sets.size();
    items.push_back({{0, static_cast<int>(k)}, {1, static_cast<int>(other)}});
    ASSERT_THAT(builder.Add(std::to_string(k), "a", sets[k]), IsOk());
    ASSERT_THAT(builder.Add(std::to_string(k), "b", sets[other]), IsOk());
  }
  const LabelTable table = builder.Build(RepeatPolicy::kAll);
  NameList names;
  for (const std::string& set : sets) {
    names.Append(set);
  }
  const auto lists = ReadSets(names);
  const auto alpha =
      (*FindAgreementCoefficient("krippendorff_alpha"))->compute({table, ClassWeights::kJaccard});
  ASSERT_THAT(alpha, IsOk());
  const auto jaccard = [&](int k, int l) {
    return JaccardDistance((*lists)[static_cast<size_t>(k)], (*lists)[static_cast<size_t>(l)]);
  };
  EXPECT_NEAR(alpha->value, reference::Alpha(items, jaccard), 1e-9);
}

// Alpha with the distances of sets, by all pairs.
TEST(SetAlphaTest, IsWhatItsDefinitionSays) {
  const std::vector<std::string> sets = {"a", "a|b", "b", "b|c", "a|b|c", ""};
  reference::Items items;
  LabelTableBuilder builder;
  Rng rng(11);
  for (int item = 0; item < 30; ++item) {
    items.emplace_back();
    for (int who = 0; who < 3; ++who) {
      items.back().push_back({who, static_cast<int>(rng.Below(sets.size()))});
      ASSERT_THAT(builder.Add(std::to_string(item), std::to_string(who),
                              sets[static_cast<size_t>(items.back().back().label_class)]),
                  IsOk());
    }
  }
  const LabelTable table = builder.Build(RepeatPolicy::kAll);
  for (const auto& [weights, distance] : {std::pair(ClassWeights::kJaccard, &JaccardDistance),
                                          std::pair(ClassWeights::kMasi, &MasiDistance)}) {
    const auto by_definition = [&sets, function = distance](int k, int l) {
      return Distance(function, &ReadSets, sets[static_cast<size_t>(k)],
                      sets[static_cast<size_t>(l)]);
    };
    const auto alpha = (*FindAgreementCoefficient("krippendorff_alpha"))->compute({table, weights});
    ASSERT_THAT(alpha, IsOk());
    EXPECT_NEAR(alpha->value, reference::Alpha(items, by_definition), 1e-12);
  }
}

}  // namespace
}  // namespace assay
