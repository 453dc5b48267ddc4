#include <string>

#include "engine/agreement/agreement_registry.h"
#include "engine/agreement/class_agreement.h"
#include "gtest/gtest.h"
#include "tests/engine/agreement/golden_case.h"
#include "tests/support/status_matchers.h"

namespace assay {
namespace {

GoldenCase FindCase(const std::string& id) {
  for (GoldenCase& golden : ReadGoldenCases()) {
    if (golden.id == id) {
      return golden;
    }
  }
  return {};
}

// Fleiss (1971) gives .245, .245, .520, .471, .566; irr the digits behind.
TEST(AgreementByClassTest, HasTheKappasOfFleissFor1971sDiagnoses) {
  const GoldenCase golden = FindCase("raw_diagnoses_fleiss1971");
  const LabelTable table = MakeTable(golden);
  const auto classes = AgreementByClass(table);
  ASSERT_THAT(classes, IsOk());
  size_t compared = 0;
  const std::string prefix = "fleiss_kappa_category_";
  for (const GoldenValue& expected : golden.expected) {
    if (!expected.stat.starts_with(prefix)) {
      continue;
    }
    for (size_t k = 0; k < table.class_count(); ++k) {
      if (table.class_names()[k] == expected.stat.substr(prefix.size())) {
        ASSERT_TRUE((*classes)[k].fleiss_kappa.has_value());
        EXPECT_NEAR(*(*classes)[k].fleiss_kappa, expected.value, 5.1e-4);
        ++compared;
      }
    }
  }
  EXPECT_EQ(compared, 5u);
}

// A class against the rest is a table of two classes.
TEST(AgreementByClassTest, IsTheAgreementOnTheClassAgainstTheRest) {
  const GoldenCase golden = FindCase("raw_krippendorff2011_D");
  const LabelTable table = MakeTable(golden);
  const auto classes = AgreementByClass(table);
  ASSERT_THAT(classes, IsOk());
  for (size_t k = 0; k < table.class_count(); ++k) {
    GoldenCase rest = golden;
    for (auto& item : rest.ratings) {
      for (std::string& rating : item) {
        rating = rating.empty() ? "" : rating == table.class_names()[k] ? "this" : "other";
      }
    }
    const LabelTable two = MakeTable(rest);
    const auto alpha = (*FindAgreementCoefficient("krippendorff_alpha"))->compute({two});
    const auto kappa = (*FindAgreementCoefficient("fleiss_kappa"))->compute({two});
    EXPECT_NEAR((*classes)[k].krippendorff_alpha.value_or(-9), alpha->value, 1e-12);
    EXPECT_NEAR((*classes)[k].fleiss_kappa.value_or(-9), kappa->value, 1e-12);
  }
}

TEST(AgreementByClassTest, LeavesOutWhatIsUndefined) {
  GoldenCase golden;
  golden.category_count = 3;
  golden.ratings = {{"1", "1"}, {"1", "1"}, {"1", "2"}};
  const auto classes = AgreementByClass(MakeTable(golden));
  ASSERT_THAT(classes, IsOk());
  // Two items of two labels agree on class 1, the fifth label's partner does not.
  EXPECT_DOUBLE_EQ((*classes)[0].specific_agreement.value_or(-9), 4.0 / 5);
  EXPECT_DOUBLE_EQ((*classes)[1].specific_agreement.value_or(-9), 0);
  EXPECT_EQ((*classes)[2].label_count, 0);
  EXPECT_FALSE((*classes)[2].specific_agreement.has_value());
  EXPECT_FALSE((*classes)[2].fleiss_kappa.has_value());
  EXPECT_FALSE((*classes)[2].krippendorff_alpha.has_value());
}

}  // namespace
}  // namespace assay
