#include "engine/agreement/agreement_registry.h"

#include <cctype>
#include <cmath>
#include <functional>
#include <set>
#include <string>
#include <vector>

#include "engine/agreement/class_pairs.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/engine/agreement/random_labels.h"
#include "tests/support/status_matchers.h"

namespace assay {
namespace {

using ::testing::Contains;

// What each coefficient understands: classes as numbers, or as spans.
std::string ClassName(const AgreementCoefficient& coefficient, int k) {
  return coefficient.distance_use == DistanceUse::kSpans ? std::to_string(k) + "-9:X"
                                                         : std::to_string(k);
}

class CoefficientTest : public ::testing::TestWithParam<AgreementCoefficient> {
 protected:
  int annotator_count() const { return GetParam().two_annotators_only ? 2 : 4; }

  // Some labels are missing, except where items must be complete.
  reference::Items Labels() const {
    const bool complete = GetParam().distance_use == DistanceUse::kNumbers;
    return RandomLabels(7, {.annotator_count = annotator_count(), .missing = complete ? 0 : 0.3});
  }

  LabelTable Table(const reference::Items& items, int class_count = 4) const {
    return TableOf(
        items, class_count, [](int k) { return ClassName(GetParam(), k); },
        [](int a) { return "annotator" + std::to_string(a); });
  }

  absl::StatusOr<AgreementValue> Compute(const LabelTable& table) const {
    return GetParam().compute({table, ClassWeights::kNominal});
  }

  double ValueOf(const LabelTable& table) const {
    const auto value = Compute(table);
    EXPECT_THAT(value, IsOk());
    return value.ok() ? value->value : NAN;
  }
};

TEST_P(CoefficientTest, SaysWhatItIs) {
  EXPECT_FALSE(GetParam().description.empty());
  EXPECT_FALSE(GetParam().source.empty());
  for (const char c : GetParam().name) {
    EXPECT_TRUE(std::islower(static_cast<unsigned char>(c)) || std::isdigit(c) || c == '_');
  }
}

TEST_P(CoefficientTest, IsOneForPerfectAgreement) {
  reference::Items items = Labels();
  for (std::vector<reference::Label>& item : items) {
    for (reference::Label& label : item) {
      label.label_class = item[0].label_class;
    }
  }
  EXPECT_NEAR(ValueOf(Table(items)), 1, 1e-12);
}

TEST_P(CoefficientTest, DoesNotChangeWhenItemsAreReordered) {
  const reference::Items items = Labels();
  const reference::Items reversed(items.rbegin(), items.rend());
  EXPECT_NEAR(ValueOf(Table(reversed)), ValueOf(Table(items)), 1e-12);
}

TEST_P(CoefficientTest, DoesNotChangeWhenAnnotatorsAreReordered) {
  const reference::Items items = Labels();
  reference::Items renamed = items;
  for (std::vector<reference::Label>& item : renamed) {
    for (reference::Label& label : item) {
      label.annotator = annotator_count() - 1 - label.annotator;
    }
  }
  EXPECT_NEAR(ValueOf(Table(renamed)), ValueOf(Table(items)), 1e-12);
}

TEST_P(CoefficientTest, DoesNotChangeWhenClassesAreReordered) {
  reference::Items renamed = Labels();
  for (std::vector<reference::Label>& item : renamed) {
    for (reference::Label& label : item) {
      label.label_class = 3 - label.label_class;
    }
  }
  EXPECT_NEAR(ValueOf(Table(renamed)), ValueOf(Table(Labels())), 1e-12);
}

// Alpha and the ICCs correct for the number of labels and items, and so change a little.
TEST_P(CoefficientTest, DoesNotChangeWhenEveryItemIsThereTwice) {
  const reference::Items items = Labels();
  reference::Items twice = items;
  twice.insert(twice.end(), items.begin(), items.end());
  const double once_value = ValueOf(Table(items));
  const double twice_value = ValueOf(Table(twice));
  if (GetParam().name == "krippendorff_alpha") {
    const double labels = static_cast<double>(Compute(Table(items))->label_count);
    EXPECT_NEAR(1 - twice_value, (1 - once_value) * (2 * labels - 1) / (2 * labels - 2), 1e-12);
  } else if (GetParam().distance_use == DistanceUse::kNumbers) {
    EXPECT_NEAR(twice_value, once_value, 0.02);
  } else {
    EXPECT_NEAR(twice_value, once_value, 1e-12);
  }
}

TEST_P(CoefficientTest, CountsAnItemOftenAsIfItWereThereOften) {
  const reference::Items items = Labels();
  reference::Items repeated;
  std::vector<uint32_t> multiplicities;
  for (size_t item = 0; item < items.size(); ++item) {
    multiplicities.push_back(static_cast<uint32_t>(item % 3));
    repeated.insert(repeated.end(), item % 3, items[item]);
  }
  const LabelTable table = Table(items);
  const auto weights = GetParam().distance_use == DistanceUse::kSpans ? ClassWeights::kSpans
                                                                      : ClassWeights::kNominal;
  const auto distance = ClassDistance::Create(table, weights);
  ASSERT_THAT(distance, IsOk());
  const LabelsByAnnotator by_annotator = GroupByAnnotator(table);
  AgreementSample sample{table, *distance};
  sample.by_annotator = &by_annotator;
  const PairIndex pairs = IndexPairs(sample);
  if (GetParam().reads_pairs) {
    sample.pairs = &pairs;
  }
  sample.multiplicities = multiplicities;
  const auto value = GetParam().estimate(sample);
  ASSERT_THAT(value, IsOk());
  const auto expected = Compute(Table(repeated));
  ASSERT_THAT(expected, IsOk());
  EXPECT_NEAR(value->value, expected->value, 1e-12);
  EXPECT_EQ(value->item_count, expected->item_count);
  EXPECT_EQ(value->label_count, expected->label_count);
  EXPECT_EQ(value->standard_error.has_value(), expected->standard_error.has_value());
  if (value->standard_error && expected->standard_error) {
    EXPECT_NEAR(*value->standard_error, *expected->standard_error, 1e-12);
  }
}

TEST_P(CoefficientTest, SaysThatOneAnnotatorIsTooFew) {
  const LabelTable table = Table({{{0, 0}}, {{0, 1}}});
  EXPECT_THAT(Compute(table), HasReason("ONE_ANNOTATOR"));
  EXPECT_THAT(Compute(Table({})), HasReason("ONE_ANNOTATOR"));
}

TEST_P(CoefficientTest, SaysThatNoItemIsSharedByAnnotators) {
  const LabelTable table = Table({{{0, 0}}, {{1, 1}}, {{1, 0}}});
  EXPECT_THAT(Compute(table), HasReason("NO_OVERLAP"));
}

TEST_P(CoefficientTest, IsUndefinedWithAReasonWhereEveryLabelIsTheSame) {
  const LabelTable table = Table({{{0, 0}, {1, 0}}, {{0, 0}, {1, 0}}}, 1);
  const auto value = Compute(table);
  if (GetParam().name == "percent_agreement" || GetParam().name == "span_f1") {
    ASSERT_THAT(value, IsOk());
    EXPECT_EQ(value->value, 1);
  } else {
    EXPECT_THAT(value, HasReason(GetParam().distance_use == DistanceUse::kNumbers ? "NO_VARIATION"
                                                                                  : "ONE_CLASS"));
  }
}

// Numbers and shares that binary fractions do not hold exactly.
TEST_P(CoefficientTest, IsUndefinedWhereOneOfSeveralClassesIsUsedWhateverTheRounding) {
  if (!GetParam().weighted || GetParam().name == "percent_agreement" ||
      GetParam().name == "gwet_ac2" || GetParam().name == "brennan_prediger") {
    return;
  }
  reference::Items items(7);
  for (std::vector<reference::Label>& item : items) {
    for (int annotator = 0; annotator < annotator_count(); ++annotator) {
      item.push_back({annotator, 1});
    }
  }
  items[0].pop_back();
  const LabelTable table = TableOf(
      items, 3,
      [](int k) {
        return std::vector<std::string>{"0.1", "0.7", "3"}[static_cast<size_t>(k)];
      },
      [](int a) { return std::to_string(a); });
  for (const ClassWeights weights : {ClassWeights::kNominal, ClassWeights::kInterval,
                                     ClassWeights::kOrdinal, ClassWeights::kLinear}) {
    EXPECT_THAT(GetParam().compute({table, weights}), HasReason("ONE_CLASS"));
  }
}

TEST_P(CoefficientTest, IsNeverNanForTinyTables) {
  for (uint64_t seed = 0; seed < 300; ++seed) {
    const reference::Items items =
        RandomLabels(seed, {.item_count = 1 + seed % 3, .annotator_count = 2, .class_count = 2});
    const auto value = Compute(Table(items, 2));
    if (value.ok()) {
      EXPECT_TRUE(std::isfinite(value->value));
      EXPECT_LE(value->value, 1 + 1e-12);
      EXPECT_TRUE(std::isfinite(value->standard_error.value_or(0)));
    } else {
      EXPECT_THAT((std::vector<std::string>{"ONE_ANNOTATOR", "NO_OVERLAP", "ONE_CLASS",
                                            "NO_VARIATION", "TOO_FEW_COMPARABLE_ITEMS"}),
                  Contains(ErrorReason(value.status())));
    }
  }
}

TEST_P(CoefficientTest, RefusesClassesThatItsWeightsCannotCompare) {
  const auto name = [](int k) { return k == 0 ? "good" : "bad|"; };
  const auto who = [](int a) { return std::to_string(a); };
  const LabelTable table = TableOf({{{0, 0}, {1, 1}}, {{0, 1}, {1, 1}}}, 2, name, who);
  const auto reason_of = [&](ClassWeights weights) {
    return ErrorReason(GetParam().compute({table, weights}).status());
  };
  if (GetParam().weighted) {
    EXPECT_EQ(reason_of(ClassWeights::kOrdinal), "CLASSES_NOT_NUMBERS");
    EXPECT_EQ(reason_of(ClassWeights::kInterval), "CLASSES_NOT_NUMBERS");
    EXPECT_EQ(reason_of(ClassWeights::kMasi), "CLASSES_NOT_SETS");
    EXPECT_EQ(reason_of(ClassWeights::kSpans), "CLASSES_NOT_SPANS");
  } else if (GetParam().distance_use == DistanceUse::kNumbers) {
    EXPECT_EQ(reason_of(ClassWeights::kNominal), "CLASSES_NOT_NUMBERS");
  } else if (GetParam().distance_use == DistanceUse::kSpans) {
    EXPECT_EQ(reason_of(ClassWeights::kNominal), "CLASSES_NOT_SPANS");
  } else {
    EXPECT_EQ(reason_of(ClassWeights::kInterval), "");
  }
}

TEST_P(CoefficientTest, RefusesThreeAnnotatorsWhereItIsForTwo) {
  const auto value = Compute(Table({{{0, 0}, {1, 1}, {2, 1}}, {{0, 1}, {1, 1}, {2, 0}}}));
  EXPECT_EQ(ErrorReason(value.status()) == "NOT_TWO_ANNOTATORS", GetParam().two_annotators_only);
}

INSTANTIATE_TEST_SUITE_P(All, CoefficientTest,
                         ::testing::ValuesIn(AgreementCoefficients().begin(),
                                             AgreementCoefficients().end()),
                         [](const auto& test) { return std::string(test.param.name); });

TEST(AgreementRegistryTest, HasEachNameOnceAndFindsIt) {
  std::set<std::string_view> names;
  for (const AgreementCoefficient& coefficient : AgreementCoefficients()) {
    EXPECT_TRUE(names.insert(coefficient.name).second) << coefficient.name;
    EXPECT_EQ((*FindAgreementCoefficient(coefficient.name))->name, coefficient.name);
  }
  EXPECT_EQ(names.size(), 14u);
}

TEST(AgreementRegistryTest, NamesTheCoefficientsWhereItDoesNotKnowOne) {
  const auto found = FindAgreementCoefficient("kappa");
  EXPECT_THAT(found, HasReason("UNKNOWN_COEFFICIENT"));
  EXPECT_THAT(found, HasMetadata("found", "kappa"));
  EXPECT_THAT(std::string(found.status().message()), ::testing::HasSubstr("cohen_kappa"));
}

TEST(AgreementRegistryTest, RefusesNegativeNumbersAsRatios) {
  const LabelTable table = TableOf(
      {{{0, 0}, {1, 1}}}, 2, [](int k) { return std::to_string(-k); },
      [](int a) { return std::to_string(a); });
  EXPECT_THAT(
      (*FindAgreementCoefficient("krippendorff_alpha"))->compute({table, ClassWeights::kRatio}),
      HasReason("CLASSES_BELOW_ZERO"));
}

}  // namespace
}  // namespace assay
