#include "engine/consensus/consensus_registry.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "engine/base/status.h"
#include "tests/engine/consensus/made_labels.h"
#include "tests/support/status_matchers.h"

namespace assay {
namespace {

std::vector<const ConsensusMethod*> MethodsAbout(bool classes) {
  std::vector<const ConsensusMethod*> methods;
  for (const ConsensusMethod& method : ConsensusMethods()) {
    if ((method.compute != nullptr) == classes) {
      methods.push_back(&method);
    }
  }
  return methods;
}

std::string NameOf(const testing::TestParamInfo<const ConsensusMethod*>& info) {
  return std::string(info.param->name);
}

// What every method about classes promises, whichever they are.
class ClassMethod : public testing::TestWithParam<const ConsensusMethod*> {
 protected:
  absl::StatusOr<ConsensusResult> Try(const LabelTable& table, std::span<const int32_t> gold = {},
                                      int threads = 1, const ConsensusOptions& options = {}) {
    WorkerPool pool(threads);
    NullProgress progress;
    // An even model says nothing, so that methods that need one can be asked like the others.
    const std::vector<float> even(
        GetParam()->needs_model ? table.item_count() * table.class_count() : 0,
        1.0f / static_cast<float>(std::max<size_t>(table.class_count(), 1)));
    return GetParam()->compute({table, gold, even}, options, pool, progress);
  }

  ConsensusResult Run(const LabelTable& table, std::span<const int32_t> gold = {}, int threads = 1,
                      const ConsensusOptions& options = {}) {
    auto result = Try(table, gold, threads, options);
    EXPECT_THAT(result, IsOk());
    return result.ok() ? *std::move(result) : ConsensusResult{};
  }
};

void ExpectProbabilities(const LabelTable& table, const ConsensusResult& result) {
  const size_t class_count = table.class_count();
  ASSERT_EQ(result.posterior.size(), table.item_count() * class_count);
  for (size_t item = 0; item < table.item_count(); ++item) {
    float sum = 0;
    for (size_t k = 0; k < class_count; ++k) {
      const float p = result.posterior[item * class_count + k];
      EXPECT_GE(p, 0.0f);
      EXPECT_LE(p, 1.0f + 1e-5f);
      sum += p;
    }
    EXPECT_NEAR(sum, 1.0f, 1e-4f) << "item " << item;
  }
  ASSERT_EQ(result.reliability.size(), table.annotator_count());
  for (const float reliability : result.reliability) {
    EXPECT_GE(reliability, 0.0f);
    EXPECT_LE(reliability, 1.0f);
  }
}

TEST_P(ClassMethod, GivesProbabilities) {
  const LabelTable table = BuildTable(MakeLabels({}), {"unlabelled"});
  ExpectProbabilities(table, Run(table));
}

TEST_P(ClassMethod, GivesItemsWithoutLabelsTheUsualClasses) {
  std::vector<MadeLabel> labels = MakeLabels({.items = 200, .classes = 3});
  const LabelTable table = BuildTable(labels, {"unlabelled"});
  const ConsensusResult result = Run(table);
  // Class 2 is three times as usual as class 0; a model that holds all for alike may say so.
  EXPECT_GE(result.posterior[200 * 3 + 2], result.posterior[200 * 3] - 1e-4f);
}

TEST_P(ClassMethod, IsCertainOfKnownItems) {
  const LabelTable table = BuildTable(MakeLabels({}), {"known"});
  std::vector<int32_t> gold(table.item_count(), kNoClass);
  gold[0] = 2;
  gold[1] = 0;
  gold.back() = 1;
  const ConsensusResult result = Run(table, gold);
  EXPECT_EQ(result.posterior[2], 1.0f);
  EXPECT_EQ(result.posterior[3], 1.0f);
  EXPECT_EQ(result.posterior[(table.item_count() - 1) * 3 + 1], 1.0f);
  ExpectProbabilities(table, result);
}

TEST_P(ClassMethod, FindsMostOfTheTruthOfGoodAnnotators) {
  std::vector<MadeLabel> labels;
  Rng rng(3);
  for (int item = 0; item < 200; ++item) {
    for (int j = 0; j < 5; ++j) {
      const uint64_t said = rng.Uniform() < 0.8 ? static_cast<uint64_t>(item % 3) : rng.Below(3);
      labels.push_back({std::to_string(item), std::to_string(j), std::to_string(said)});
    }
  }
  const LabelTable table = BuildTable(labels);
  const ConsensusResult result = Run(table);
  int right = 0;
  for (size_t item = 0; item < 200; ++item) {
    const float* row = result.posterior.data() + item * 3;
    right += std::max_element(row, row + 3) - row == static_cast<ptrdiff_t>(item % 3) ? 1 : 0;
  }
  EXPECT_GT(right, 185);
}

TEST_P(ClassMethod, SurvivesOneClass) {
  const LabelTable table = BuildTable({{"1", "x", "a"}, {"1", "y", "a"}, {"2", "x", "a"}}, {"3"});
  const ConsensusResult result = Run(table);
  EXPECT_THAT(result.posterior, testing::Each(testing::FloatNear(1.0f, 1e-6f)));
}

TEST_P(ClassMethod, SurvivesOneAnnotator) {
  const LabelTable table = BuildTable({{"1", "x", "a"}, {"2", "x", "b"}, {"3", "x", "a"}});
  if (GetParam()->needs_model) {  // nobody else to compare with
    EXPECT_EQ(ErrorReason(Try(table).status()), "NO_OVERLAP");
    return;
  }
  const ConsensusResult result = Run(table);
  ExpectProbabilities(table, result);
  EXPECT_GE(result.posterior[0], result.posterior[1]);
}

TEST_P(ClassMethod, SurvivesOneLabel) {
  const LabelTable table = BuildTable({{"1", "x", "a"}});
  if (GetParam()->needs_model) {
    EXPECT_EQ(ErrorReason(Try(table).status()), "NO_OVERLAP");
    return;
  }
  EXPECT_EQ(Run(table).posterior, std::vector<float>{1.0f});
}

TEST_P(ClassMethod, DoesNotDependOnTheNumberOfThreads) {
  const LabelTable table = BuildTable(
      MakeLabels({.items = 20'000, .annotators = 20, .classes = 4, .labels_of_item = 4}));
  const ConsensusOptions few{.max_iterations = 5, .tolerance = 1e-30};
  const ConsensusResult one = Run(table, {}, 1, few);
  const ConsensusResult three = Run(table, {}, 3, few);
  EXPECT_EQ(one.posterior, three.posterior);
  EXPECT_EQ(one.reliability, three.reliability);
}

using Named = std::map<std::string, float>;

// Posterior and reliability by name, so that tables in another order can be compared.
Named ByName(const LabelTable& table, const ConsensusResult& result) {
  Named named;
  for (size_t i = 0; i < table.item_count(); ++i) {
    for (size_t k = 0; k < table.class_count(); ++k) {
      named[std::string(table.item_names()[i]) + "/" + std::string(table.class_names()[k])] =
          result.posterior[i * table.class_count() + k];
    }
  }
  for (size_t j = 0; j < table.annotator_count(); ++j) {
    named[std::string(table.annotator_names()[j])] = result.reliability[j];
  }
  return named;
}

void ExpectNear(const Named& found, const Named& expected, float tolerance) {
  ASSERT_EQ(found.size(), expected.size());
  for (const auto& [name, value] : expected) {
    ASSERT_TRUE(found.contains(name)) << name;
    EXPECT_NEAR(found.at(name), value, tolerance) << name;
  }
}

TEST_P(ClassMethod, DoesNotDependOnTheOrderOfLabels) {
  std::vector<MadeLabel> labels = MakeLabels({.items = 150, .classes = 4, .seed = 12});
  const LabelTable table = BuildTable(labels);
  const Named before = ByName(table, Run(table));
  Rng rng(1);
  rng.Shuffle(std::span<MadeLabel>(labels));
  const LabelTable shuffled = BuildTable(labels);
  ExpectNear(ByName(shuffled, Run(shuffled)), before, 2e-3f);
}

TEST_P(ClassMethod, DoesNotDependOnTheOrderOfClasses) {
  std::vector<MadeLabel> labels = MakeLabels({.items = 150, .classes = 4, .seed = 13});
  const LabelTable table = BuildTable(labels);
  const Named before = ByName(table, Run(table));
  const auto renamed = [](const std::string& name) {
    return name.substr(0, 5) + std::to_string(3 - (name.back() - '0'));
  };
  for (MadeLabel& label : labels) {
    label.label = renamed(label.label);
  }
  const LabelTable reversed = BuildTable(labels);
  Named back;
  for (const auto& [name, value] : ByName(reversed, Run(reversed))) {
    const size_t slash = name.find('/');
    back[slash == std::string::npos ? name
                                    : name.substr(0, slash + 1) + renamed(name.substr(slash + 1))] =
        value;
  }
  ExpectNear(back, before, 2e-3f);
}

TEST_P(ClassMethod, CountsRepeatedLabelsOfOneAnnotator) {
  std::vector<MadeLabel> labels = MakeLabels({.seed = 14});
  for (int i = 0; i < 20; ++i) {
    labels.push_back(labels[static_cast<size_t>(7 * i)]);
    labels.push_back(
        {labels[static_cast<size_t>(i)].item, labels[static_cast<size_t>(i)].annotator, "class1"});
  }
  const LabelTable table = BuildTable(labels);
  ASSERT_EQ(table.label_count(), labels.size());
  ExpectProbabilities(table, Run(table));
}

TEST_P(ClassMethod, RefusesAnEmptyTable) {
  const LabelTable table = BuildTable({}, {"1"});
  EXPECT_THAT(Try(table), HasReason("NO_LABELS"));
}

TEST_P(ClassMethod, RefusesGoldOfAnotherSize) {
  const LabelTable table = BuildTable(MakeLabels({}));
  EXPECT_THAT(Try(table, std::vector<int32_t>{0, 1}), HasReason("SIZE_MISMATCH"));
}

TEST_P(ClassMethod, RefusesGoldThatIsNoClass) {
  const LabelTable table = BuildTable(MakeLabels({}));
  std::vector<int32_t> gold(table.item_count(), kNoClass);
  gold[5] = 3;
  EXPECT_THAT(Try(table, gold), HasReason("GOLD_OUT_OF_RANGE"));
  gold[5] = -2;
  EXPECT_THAT(Try(table, gold), HasReason("GOLD_OUT_OF_RANGE"));
}

TEST_P(ClassMethod, RefusesAModelOfAnotherSize) {
  const LabelTable table = BuildTable(MakeLabels({}));
  const std::vector<float> model(5, 0.5f);
  WorkerPool pool(1);
  NullProgress progress;
  EXPECT_THAT(GetParam()->compute({table, {}, model}, {}, pool, progress),
              HasReason("SIZE_MISMATCH"));
}

class Cancelled final : public ProgressSink {
 public:
  void Report(std::string_view, int64_t, int64_t) override {}
  bool cancelled() const override { return true; }
};

TEST_P(ClassMethod, StopsWhenCancelled) {
  const LabelTable table = BuildTable(MakeLabels({}));
  const std::vector<float> even(
      GetParam()->needs_model ? table.item_count() * table.class_count() : 0, 1.0f / 3);
  WorkerPool pool(1);
  Cancelled progress;
  EXPECT_EQ(GetParam()->compute({table, {}, even}, {}, pool, progress).status().code(),
            absl::StatusCode::kCancelled);
}

INSTANTIATE_TEST_SUITE_P(All, ClassMethod, testing::ValuesIn(MethodsAbout(true)), NameOf);

class NumberMethod : public testing::TestWithParam<const ConsensusMethod*> {};

TEST_P(NumberMethod, RefusesClassesThatAreNoNumbers) {
  const LabelTable table = BuildTable({{"1", "x", "7"}, {"1", "y", "many"}});
  WorkerPool pool(1);
  NullProgress progress;
  EXPECT_THAT(GetParam()->compute_numbers({table, {}, {}}, {}, pool, progress),
              HasReason("CLASSES_NOT_NUMBERS"));
}

TEST_P(NumberMethod, RefusesAnEmptyTable) {
  const LabelTable table = BuildTable({}, {"1"});
  WorkerPool pool(1);
  NullProgress progress;
  EXPECT_THAT(GetParam()->compute_numbers({table, {}, {}}, {}, pool, progress),
              HasReason("NO_LABELS"));
}

TEST_P(NumberMethod, KeepsKnownItemsAndLeavesUnlabelledOnesOut) {
  const LabelTable table =
      BuildTable({{"1", "x", "3"}, {"1", "y", "5"}, {"2", "x", "4"}, {"3", "y", "9"}}, {"none"});
  const std::vector<int32_t> gold = {kNoClass, kNoClass, 0, kNoClass};
  const NumberConsensus result = RunNumbers(GetParam()->name, {table, gold, {}});
  EXPECT_NEAR(result.value[0], 4.0, 1.0);
  EXPECT_EQ(result.value[1], 4.0);
  EXPECT_TRUE(std::isnan(result.standard_error[1]));
  EXPECT_EQ(result.value[2], 3.0);
  EXPECT_EQ(result.standard_error[2], 0.0);
  EXPECT_TRUE(std::isnan(result.value[3]));
}

INSTANTIATE_TEST_SUITE_P(All, NumberMethod, testing::ValuesIn(MethodsAbout(false)), NameOf);

TEST(ConsensusRegistryTest, HasOneWayToComputeForEachName) {
  std::set<std::string_view> names;
  for (const ConsensusMethod& method : ConsensusMethods()) {
    EXPECT_TRUE(names.insert(method.name).second) << method.name;
    EXPECT_NE(method.compute == nullptr, method.compute_numbers == nullptr) << method.name;
    EXPECT_FALSE(method.description.empty()) << method.name;
    EXPECT_FALSE(method.source.empty()) << method.name;
  }
}

TEST(ConsensusRegistryTest, NamesTheMethodsWhereOneIsUnknown) {
  const auto method = FindConsensusMethod("oracle");
  EXPECT_THAT(method, HasReason("UNKNOWN_CONSENSUS_METHOD"));
  EXPECT_THAT(method.status().message(), testing::HasSubstr("dawid_skene_map"));
  EXPECT_THAT(method, HasMetadata("found", "oracle"));
}

}  // namespace
}  // namespace assay
