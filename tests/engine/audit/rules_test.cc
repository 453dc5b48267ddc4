#include "engine/audit/rules.h"

#include <algorithm>

#include "engine/audit/rules_search.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/reference/audit/rules_reference.h"

namespace assay {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

// Rows of random terms.  Class 1: rows with term 0, and rows with both terms 1 and 2; class 2: rows
// with term 3; else class 0.  `noise` of the labels are random.
struct PlantedCase {
  PlantedCase(size_t row_count, double noise, uint64_t seed, int threads = 1)
      : worker_threads(threads) {
    Rng rng(seed);
    terms = reference::RandomRows(row_count, 40, 0.12, rng);
    dense = reference::ToDense(terms);
    for (const std::vector<double>& row : dense) {
      const bool second = row[0] != 0 || (row[1] != 0 && row[2] != 0);
      truth.push_back(second ? 1 : row[3] != 0 ? 2 : 0);
      const bool wrong = rng.Uniform() < noise;
      given.push_back(wrong ? static_cast<int32_t>(rng.Below(3)) : truth.back());
    }
  }

  RuleReport Find(std::span<const int32_t> model = {}) const {
    WorkerPool pool(worker_threads);
    return FindRules(terms, given, 3, model, {.seed = 5}, pool);
  }
  std::vector<bool> Checked() const {
    std::vector<bool> checked;
    for (size_t i = 0; i < given.size(); ++i) {
      checked.push_back(!IsRowOfChoice(i, 5));
    }
    return checked;
  }

  int worker_threads;
  CsrMatrix terms;
  reference::DenseRows dense;
  std::vector<int32_t> truth;
  std::vector<int32_t> given;
};

// The best rule of a class with these terms, or null.
const LabelRule* FindBest(const RuleReport& report, size_t k, const std::vector<uint32_t>& terms) {
  for (const size_t rule : report.best[k]) {
    if (report.rules[rule].terms == terms) {
      return &report.rules[rule];
    }
  }
  return nullptr;
}

TEST(RulesTest, PlantedRulesAreFound) {
  const PlantedCase planted(4000, 0.05, 1);
  const RuleReport report = planted.Find();
  const LabelRule* single = FindBest(report, 1, {0});
  const LabelRule* pair = FindBest(report, 1, {1, 2});
  ASSERT_NE(single, nullptr);
  ASSERT_NE(pair, nullptr);
  ASSERT_NE(FindBest(report, 2, {3}), nullptr);
  // 5 % random labels of 3 classes: 1/30 wrong.
  for (const LabelRule* rule : {single, pair}) {
    EXPECT_LT(rule->precision.low, 1 - 0.1 / 3);
    EXPECT_GT(rule->precision.high, 1 - 0.1 / 3);
  }
  EXPECT_GT(report.list_accuracy.high, 1 - 0.1 / 3);
}

TEST(RulesTest, FiguresAreThoseOfAskingEveryRow) {
  const PlantedCase planted(1500, 0.1, 2);
  const RuleReport report = planted.Find();
  const std::vector<bool> checked = planted.Checked();
  const auto checked_rows = std::count(checked.begin(), checked.end(), true);
  EXPECT_EQ(report.checked_row_count, checked_rows);
  ASSERT_GT(report.rules.size(), 5u);
  for (const LabelRule& rule : report.rules) {
    const auto counts = reference::CountRule(rule, planted.dense, planted.given, checked);
    ASSERT_GT(counts.checked, 0);
    EXPECT_EQ(rule.checked_count, counts.checked);
    const auto count = static_cast<double>(counts.checked);
    EXPECT_DOUBLE_EQ(rule.precision.value, static_cast<double>(counts.right) / count);
    EXPECT_DOUBLE_EQ(rule.coverage, count / static_cast<double>(checked_rows));
    EXPECT_EQ(rule.contradicted_count, static_cast<int64_t>(counts.contradicted.size()));
    std::vector<uint32_t> first = counts.contradicted;
    first.resize(std::min<size_t>(first.size(), 20));
    EXPECT_EQ(rule.contradicted_rows, first);
    int64_t of_class = 0;
    for (size_t i = 0; i < checked.size(); ++i) {
      of_class += checked[i] && planted.given[i] == rule.class_index ? 1 : 0;
    }
    EXPECT_DOUBLE_EQ(rule.recall.value,
                     static_cast<double>(counts.right) / static_cast<double>(of_class));
  }
}

TEST(RulesTest, TheListAnswersWithTheFirstRuleThatMatches) {
  const PlantedCase planted(1500, 0.1, 3);
  const RuleReport report = planted.Find();
  const std::vector<bool> checked = planted.Checked();
  int64_t right = 0;
  int64_t majority = 0;
  int64_t all = 0;
  for (size_t i = 0; i < checked.size(); ++i) {
    if (checked[i]) {
      ++all;
      right += reference::ListAnswer(report, planted.dense[i]) == planted.given[i] ? 1 : 0;
      majority += planted.given[i] == 0 ? 1 : 0;
    }
  }
  EXPECT_EQ(report.majority_class, 0);
  EXPECT_DOUBLE_EQ(report.list_accuracy.value,
                   static_cast<double>(right) / static_cast<double>(all));
  EXPECT_DOUBLE_EQ(report.majority_accuracy.value,
                   static_cast<double>(majority) / static_cast<double>(all));
  EXPECT_NEAR(report.list_over_majority.value,
              static_cast<double>(right - majority) / static_cast<double>(all), 1e-12);
}

TEST(RulesTest, RowsOfTheChoiceDoNotChangeTheCheck) {
  PlantedCase planted(1000, 0, 4);
  const std::vector<bool> checked = planted.Checked();
  const RuleReport before = planted.Find();
  // What is checked is relabelled: the rules stay, their precision falls.
  for (size_t i = 0; i < checked.size(); ++i) {
    planted.given[i] = checked[i] ? (planted.given[i] + 1) % 3 : planted.given[i];
  }
  const RuleReport after = planted.Find();
  ASSERT_EQ(before.rules.size(), after.rules.size());
  for (size_t rule = 0; rule < before.rules.size(); ++rule) {
    EXPECT_EQ(before.rules[rule].terms, after.rules[rule].terms);
    EXPECT_LT(after.rules[rule].precision.value + before.rules[rule].precision.value, 1 + 1e-9);
  }
}

TEST(RulesTest, LabelsWithoutASignalGiveRulesNoBetterThanChance) {
  int64_t rules = 0;
  int64_t surely_better = 0;
  int64_t verdicts = 0;
  for (uint64_t seed = 1; seed <= 40; ++seed) {
    const PlantedCase random(1200, 1, seed);
    const std::vector<int32_t> model(1200, 0);
    const RuleReport report = random.Find(model);
    verdicts += report.verdict == RuleVerdict::kNothingBeatsMajority ? 1 : 0;
    for (const LabelRule& rule : report.rules) {
      ++rules;
      surely_better += rule.precision.low > 1.0 / 3 ? 1 : 0;
    }
  }
  // 2.5 % of the intervals lie above the truth.
  EXPECT_GE(verdicts, 36);
  ASSERT_GT(rules, 200);
  EXPECT_LT(static_cast<double>(surely_better), 0.05 * static_cast<double>(rules));
}

TEST(RulesTest, VerdictsCompareWithTheModel) {
  const PlantedCase planted(4000, 0.05, 6);
  EXPECT_EQ(planted.Find().verdict, RuleVerdict::kNotCompared);
  EXPECT_EQ(planted.Find(planted.truth).verdict, RuleVerdict::kRulesSuffice);

  // A class that no rule of two terms tells: whether the number of terms is even.
  PlantedCase odd(4000, 0, 7);
  for (size_t i = 0; i < odd.given.size(); ++i) {
    odd.given[i] = odd.terms.row(i).columns.size() % 2 == 0 ? 1 : 0;
  }
  const RuleReport report = odd.Find(odd.given);
  EXPECT_EQ(report.verdict, RuleVerdict::kModelNeeded);
  EXPECT_THAT(RuleVerdictText(report), HasSubstr("the model is needed"));
  EXPECT_THAT(RuleVerdictText(report), HasSubstr("the model 100.0 %"));
}

TEST(RulesTest, RulesOnTheSameRowsAreNamedOnce) {
  PlantedCase planted(2000, 0, 8);
  // Term 40 stands wherever term 0 does, as a pair of words does with its words.
  CsrMatrix doubled;
  doubled.column_count = 41;
  for (size_t i = 0; i < planted.given.size(); ++i) {
    const CsrMatrix::Row row = planted.terms.row(i);
    for (size_t entry = 0; entry < row.columns.size(); ++entry) {
      doubled.Add(row.columns[entry], row.values[entry]);
    }
    if (planted.dense[i][0] != 0) {
      doubled.Add(40, 1.0f);
    }
    doubled.EndRow();
  }
  planted.terms = doubled;
  const RuleReport report = planted.Find();
  for (const size_t rule : report.best[1]) {
    EXPECT_THAT(report.rules[rule].terms, testing::Not(ElementsAre(40)));
    EXPECT_THAT(report.rules[rule].terms, testing::Not(ElementsAre(0, 40)));
  }
  for (const size_t rule : report.list) {
    EXPECT_THAT(report.rules[rule].terms, testing::Not(testing::Contains(40)));
  }
}

TEST(RulesTest, AreTheSameForAnyNumberOfThreads) {
  const PlantedCase one(40'000, 0.2, 9, 1);
  const PlantedCase three(40'000, 0.2, 9, 3);
  const RuleReport a = one.Find();
  const RuleReport b = three.Find();
  ASSERT_EQ(a.list, b.list);
  EXPECT_EQ(a.list_accuracy.value, b.list_accuracy.value);
  for (size_t rule = 0; rule < a.rules.size(); ++rule) {
    EXPECT_EQ(a.rules[rule].checked_count, b.rules[rule].checked_count);
    EXPECT_EQ(a.rules[rule].contradicted_rows, b.rules[rule].contradicted_rows);
  }
}

TEST(RulesTest, ALargeChoiceIsSampled) {
  const PlantedCase planted(6000, 0.05, 10);
  WorkerPool pool(1);
  const RuleReport report =
      FindRules(planted.terms, planted.given, 3, {}, {.largest_choice = 800}, pool);
  ASSERT_NE(FindBest(report, 2, {3}), nullptr);
  EXPECT_GT(report.checked_row_count, 2500);
}

TEST(RulesTest, TooFewRowsGiveAnEmptyReport) {
  const std::vector<int32_t> given = {0};
  CsrMatrix terms;
  terms.EndRow();
  WorkerPool pool(1);
  EXPECT_THAT(FindRules(terms, given, 2, {}, {}, pool).rules, testing::IsEmpty());
  EXPECT_THAT(FindRules(CsrMatrix(), {}, 2, {}, {}, pool).rules, testing::IsEmpty());
}

TEST(RulesTest, ReadAsASentence) {
  const std::vector<std::string> names = {"Phones", "Cases"};
  const auto term = [](uint32_t column) { return column == 3 ? "iphone" : "case"; };
  EXPECT_EQ(RuleText({.terms = {3}, .class_index = 0}, term, names),
            "rows with 'iphone' are 'Phones'");
  EXPECT_EQ(RuleText({.terms = {3, 8}, .class_index = 1}, term, names),
            "rows with 'iphone' and 'case' are 'Cases'");
}

// Brown, Cai, DasGupta (2001), table of the score interval: 0 of 10 gives [0, .278], so 10 of 10
// starts at .722.
TEST(LowerPrecisionTest, IsTheLowerEndOfWilsonsInterval) {
  EXPECT_NEAR(LowerPrecision(10, 10), 0.722, 5e-4);
  EXPECT_NEAR(LowerPrecision(7, 30), WilsonInterval(7, 30)->low, 1e-12);
  EXPECT_EQ(LowerPrecision(0, 0), 0);
}

}  // namespace
}  // namespace assay
