#include <algorithm>
#include <cctype>
#include <cmath>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "engine/agreement/agreement_registry.h"
#include "gtest/gtest.h"
#include "tests/engine/agreement/golden_case.h"
#include "tests/support/status_matchers.h"

namespace assay {
namespace {

constexpr double kTolerance = 1e-9;

ClassWeights WeightsOf(const std::string& name) {
  static const std::map<std::string, ClassWeights> kNames = {
      {"unweighted", ClassWeights::kNominal},
      {"nominal", ClassWeights::kNominal},
      {"linear", ClassWeights::kLinear},
      {"quadratic", ClassWeights::kInterval},
      {"interval", ClassWeights::kInterval},
      {"ordinal", ClassWeights::kOrdinal},
      {"gwet_ordinal", ClassWeights::kGwetOrdinal},
      {"ratio", ClassWeights::kRatio},
      {"radical", ClassWeights::kRadical},
      {"circular", ClassWeights::kCircular},
      {"bipolar", ClassWeights::kBipolar}};
  return kNames.at(name);
}

std::string CoefficientOf(const std::string& stat) {
  if (stat == "gwet_ac") {
    return "gwet_ac2";
  }
  if (stat.starts_with("cohen_kappa")) {
    return "cohen_kappa";
  }
  return stat.starts_with("randolph_free_kappa") ? "brennan_prediger" : stat;
}

TableOptions OptionsOf(const GoldenCase& golden, const GoldenValue& expected) {
  TableOptions options;
  if (expected.stat == "cohen_kappa_r1r2") {
    options.raters = {0, 1};
  } else if (expected.stat == "cohen_kappa_r2r3") {
    options.raters = {1, 2};
  }
  // irr leaves out items with a missing rating, and takes the one of this input for a category.
  const bool is_irr = expected.lib.starts_with("irr") && expected.lib != "irrCAC";
  options.missing_as_category = is_irr && golden.id == "raw_cac.ben.gerry";
  options.complete_items_only =
      is_irr && !options.missing_as_category && expected.stat != "krippendorff_alpha";
  options.categories_as_numbers = WeightsOf(expected.weights) != ClassWeights::kNominal &&
                                  !MakeTable(golden).class_names()[0].empty() &&
                                  MakeTable(golden).class_values().empty();
  return options;
}

// The standard error that the library prints for our formula, if it does.
std::optional<double> ErrorOf(const GoldenCase& golden, const GoldenValue& expected,
                              int64_t item_count) {
  const bool is_null_error = expected.lib == "irr";
  if (is_null_error || !expected.standard_error) {
    return std::nullopt;
  }
  // irrCAC counts items that nobody rated as part of the sample; here they are no items.
  if (golden.has_empty_items && expected.stat != "krippendorff_alpha") {
    return std::nullopt;
  }
  // irrCAC 1.0, used for counts, has another formula for alpha than the later releases.
  if (golden.is_counts && expected.stat == "krippendorff_alpha") {
    return std::nullopt;
  }
  // For tables it divides by N where it divides by N - 1 for the same ratings; so do Cohen's kappa
  // and Scott's pi here.
  const bool divides_by_count = expected.stat == "cohen_kappa" || expected.stat == "scott_pi";
  const double count = static_cast<double>(item_count);
  const double factor = golden.is_table && !divides_by_count ? std::sqrt(count / (count - 1)) : 1;
  return *expected.standard_error * factor;
}

// irr takes missing ratings of texts for something; how, this value does not tell.
bool IsLeftOut(const GoldenCase& golden, const GoldenValue& expected) {
  return golden.id == "raw_cac.raw.g1g2" && expected.stat == "light_kappa";
}

class AgreementGoldenTest : public ::testing::TestWithParam<GoldenCase> {};

TEST_P(AgreementGoldenTest, HasTheValuesAndStandardErrorsOfTheLibraries) {
  for (const GoldenValue& expected : GetParam().expected) {
    if (expected.stat.starts_with("fleiss_kappa_category") || IsLeftOut(GetParam(), expected)) {
      continue;
    }
    SCOPED_TRACE(expected.stat + " " + expected.weights + " " + expected.lib);
    const auto coefficient = FindAgreementCoefficient(CoefficientOf(expected.stat));
    ASSERT_THAT(coefficient, IsOk());
    const LabelTable table = MakeTable(GetParam(), OptionsOf(GetParam(), expected));
    const auto value = (*coefficient)->compute({table, WeightsOf(expected.weights)});
    ASSERT_THAT(value, IsOk());
    EXPECT_NEAR(value->value, expected.value, std::max(kTolerance, expected.rounding));
    if (const auto error = ErrorOf(GetParam(), expected, value->item_count)) {
      ASSERT_TRUE(value->standard_error.has_value());
      EXPECT_NEAR(*value->standard_error, *error, kTolerance);
    }
  }
}

TEST(AgreementGoldenFileTest, ReadsAllInputs) {
  size_t value_count = 0;
  size_t left_out_count = 0;
  for (const GoldenCase& golden : ReadGoldenCases()) {
    value_count += golden.expected.size();
    for (const GoldenValue& expected : golden.expected) {
      left_out_count += IsLeftOut(golden, expected) ? 1 : 0;
    }
  }
  EXPECT_EQ(ReadGoldenCases().size(), 21u);
  EXPECT_GT(value_count, 900u);
  EXPECT_EQ(left_out_count, 1u);
}

std::string NameOf(const ::testing::TestParamInfo<GoldenCase>& info) {
  std::string name;
  for (const char c : info.param.id) {
    name += std::isalnum(static_cast<unsigned char>(c)) ? c : '_';
  }
  return name;
}

INSTANTIATE_TEST_SUITE_P(AllInputs, AgreementGoldenTest, ::testing::ValuesIn(ReadGoldenCases()),
                         &NameOf);

}  // namespace
}  // namespace assay
