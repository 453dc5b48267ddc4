#include "engine/learn/text_features.h"

#include <cmath>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace assay {
namespace {

using ::testing::ElementsAre;

using Rows = std::vector<std::vector<std::string_view>>;

TextFeatures Fit(const Rows& rows, const TextFeatureOptions& options) {
  TextFeatureBuilder builder(options);
  for (const std::vector<std::string_view>& row : rows) {
    builder.AddRow(row);
  }
  return std::move(builder).Finish();
}

TextFeatureOptions WordsOnly() {
  TextFeatureOptions options;
  options.max_run_rows = 0;
  return options;
}

TextFeatureOptions KeepAll() {
  TextFeatureOptions options = WordsOnly();
  options.min_document_frequency = 1;
  return options;
}

std::vector<std::string> Names(const TextFeatures& features) {
  std::vector<std::string> names;
  for (uint32_t column = 0; column < features.matrix.column_count; ++column) {
    names.push_back(features.vocabulary.FeatureName(column));
  }
  return names;
}

std::map<std::string, float> RowByName(const TextFeatures& features, const CsrMatrix& matrix,
                                       size_t index) {
  std::map<std::string, float> values;
  const CsrMatrix::Row row = matrix.row(index);
  for (size_t i = 0; i < row.columns.size(); ++i) {
    values[features.vocabulary.FeatureName(row.columns[i])] = row.values[i];
  }
  return values;
}

// scikit-learn's user guide ("Tf-idf term weighting") prints the matrix of these six documents
// for smooth idf without sublinear counts.
TEST(TextFeaturesTest, MatchesTheValuesPrintedByScikitLearn) {
  const Rows rows = {{"a a a c"}, {"a a"}, {"a a a"}, {"a a a a"}, {"a a a b b"}, {"a a a c c"}};
  TextFeatureOptions options = KeepAll();
  options.max_ngram = 1;
  options.sublinear_tf = false;
  const TextFeatures features = Fit(rows, options);
  EXPECT_NEAR(RowByName(features, features.matrix, 0)["a"], 0.85151335, 1e-6);
  EXPECT_NEAR(RowByName(features, features.matrix, 0)["c"], 0.52433293, 1e-6);
  EXPECT_NEAR(RowByName(features, features.matrix, 3)["a"], 1.0, 1e-6);
  EXPECT_NEAR(RowByName(features, features.matrix, 4)["a"], 0.55422893, 1e-6);
  EXPECT_NEAR(RowByName(features, features.matrix, 4)["b"], 0.83236428, 1e-6);
  EXPECT_NEAR(RowByName(features, features.matrix, 5)["a"], 0.63035731, 1e-6);
  EXPECT_NEAR(RowByName(features, features.matrix, 5)["c"], 0.77630514, 1e-6);
}

TEST(TextFeaturesTest, SublinearCountsGrowWithTheLogarithm) {
  TextFeatureOptions options = KeepAll();
  options.max_ngram = 1;
  const TextFeatures features = Fit({{"x x x y"}, {"x y"}}, options);
  // Both words are in all rows, so their idf is 1 and cancels in the ratio.
  const auto row = RowByName(features, features.matrix, 0);
  EXPECT_NEAR(row.at("x") / row.at("y"), 1.0 + std::log(3.0), 1e-6);
}

TEST(TextFeaturesTest, FeaturesAreWordsAndPairsInOrderOfFirstOccurrence) {
  const TextFeatures features = Fit({{"my Credit card"}, {"credit card lost"}}, KeepAll());
  EXPECT_THAT(Names(features),
              ElementsAre("my", "credit", "card", "my credit", "credit card", "lost", "card lost"));
}

TEST(TextFeaturesTest, RareTermsAreDropped) {
  const TextFeatures features =
      Fit({{"my credit card"}, {"the credit card"}, {"card credit"}}, WordsOnly());
  EXPECT_THAT(Names(features), ElementsAre("credit", "card", "credit card"));
}

TextFeatureOptions EveryRun() {
  TextFeatureOptions options = KeepAll();
  options.max_ngram = 1;
  options.max_run_rows = 10;
  options.min_run_document_frequency = 1;
  return options;
}

// As scikit-learn's char_wb analyser with ngram_range (4, 4): " car", "car ", and " a " whole.
TEST(TextFeaturesTest, RunsOfFourCharactersCountInsideWordsWithASpaceAroundThem) {
  EXPECT_THAT(Names(Fit({{"a cart"}}, EveryRun())),
              ElementsAre("a", "cart", "a", "car…", "…cart…", "…art"));
  EXPECT_THAT(Names(Fit({{"ìwé"}}, EveryRun())), ElementsAre("ìwé", "ìwé…", "…ìwé"));
}

// Words: "ab" has tf 1 + ln 2, "c" 1, both in all rows.  Runs: "ab" twice, "c" once, the same.
TEST(TextFeaturesTest, WordsAndRunsHaveTheSameLength) {
  const TextFeatures features = Fit({{"ab ab c"}, {"ab c"}}, EveryRun());
  const CsrMatrix::Row row = features.matrix.row(0);
  ASSERT_EQ(row.columns.size(), 4u);
  const double frequent = 1 + std::log(2.0);
  const double length = std::sqrt(2 * (frequent * frequent + 1));
  EXPECT_NEAR(row.values[0], frequent / length, 1e-6);
  EXPECT_NEAR(row.values[1], 1 / length, 1e-6);
  EXPECT_NEAR(row.values[2], frequent / length, 1e-6);
  EXPECT_NEAR(row.values[3], 1 / length, 1e-6);
}

TEST(TextFeaturesTest, RunsAreDroppedOnceTheTextsAreTooManyOrTooLong) {
  const Rows rows(11, {"same words"});
  const std::vector<std::string> words = Names(Fit(rows, KeepAll()));
  TextFeatureOptions options = EveryRun();
  options.max_ngram = 2;
  EXPECT_EQ(Names(Fit(rows, options)), words);
  options.max_run_rows = 11;
  EXPECT_NE(Names(Fit(rows, options)), words);
  options.max_run_bytes = 100;
  EXPECT_EQ(Names(Fit(rows, options)), words);
  options.max_run_bytes = 1000;
  options.max_run_row_bytes = 3;
  EXPECT_EQ(Names(Fit(rows, options)), words);
}

TEST(TextFeaturesTest, RunsOfTextsThatShareNoWordAreDropped) {
  TextFeatureOptions options = EveryRun();
  options.min_document_frequency = 2;
  EXPECT_EQ(Fit({{"order1"}, {"order2"}}, options).matrix.column_count, 0u);
  EXPECT_GT(Fit({{"my order1"}, {"my order2"}}, options).matrix.column_count, 1u);
}

TEST(TextFeaturesTest, TheVocabularyReproducesFittedRowsWithRuns) {
  const Rows rows = {{"red cars are fast"}, {"a red car"}, {"are cars red", "fast cars"}};
  const TextFeatures features = Fit(rows, EveryRun());
  CsrMatrix again;
  for (const auto& row : rows) {
    const std::vector<std::string_view> columns(row.begin(), row.end());
    features.vocabulary.AppendRow(columns, &again);
  }
  EXPECT_EQ(again.columns, features.matrix.columns);
  EXPECT_EQ(again.values, features.matrix.values);
}

TEST(TextFeaturesTest, NoPairCrossesFromOneColumnIntoTheNext) {
  const TextFeatures features = Fit({{"red car", "blue sky"}}, KeepAll());
  EXPECT_THAT(Names(features), ElementsAre("red", "car", "red car", "blue", "sky", "blue sky"));
}

TEST(TextFeaturesTest, RowsHaveUnitLengthOrAreEmpty) {
  const TextFeatures features =
      Fit({{"one two three two"}, {"one two"}, {"unique"}, {""}}, TextFeatureOptions());
  ASSERT_EQ(features.matrix.row_count(), 4u);
  for (const size_t index : {size_t{0}, size_t{1}}) {
    double square = 0.0;
    for (const float value : features.matrix.row(index).values) {
      square += static_cast<double>(value) * static_cast<double>(value);
    }
    EXPECT_NEAR(square, 1.0, 1e-6);
  }
  EXPECT_TRUE(features.matrix.row(2).columns.empty());
  EXPECT_TRUE(features.matrix.row(3).columns.empty());
}

TEST(TextFeaturesTest, ColumnsOfARowIncreaseStrictly) {
  const TextFeatures features = Fit({{"b a c a b"}, {"c b a b"}}, TextFeatureOptions());
  for (size_t index = 0; index < 2; ++index) {
    const CsrMatrix::Row row = features.matrix.row(index);
    for (size_t i = 1; i < row.columns.size(); ++i) {
      EXPECT_LT(row.columns[i - 1], row.columns[i]);
    }
  }
}

TEST(TextFeaturesTest, TheVocabularyReproducesTheFittedRows) {
  const Rows rows = {{"send money abroad", "bank"}, {"money bank money"}, {"abroad money"}};
  const TextFeatures features = Fit(rows, TextFeatureOptions());
  CsrMatrix again;
  for (const std::vector<std::string_view>& row : rows) {
    features.vocabulary.AppendRow(row, &again);
  }
  EXPECT_EQ(again.column_count, features.matrix.column_count);
  EXPECT_EQ(again.row_offsets, features.matrix.row_offsets);
  EXPECT_EQ(again.columns, features.matrix.columns);
  EXPECT_EQ(again.values, features.matrix.values);
}

TEST(TextFeaturesTest, UnknownWordsAreIgnoredAndBreakPairs) {
  const TextFeatures features = Fit({{"red car"}, {"red car"}}, TextFeatureOptions());
  CsrMatrix rows;
  const std::string_view unseen = "red shiny car";
  features.vocabulary.AppendRow({&unseen, 1}, &rows);
  const auto row = RowByName(features, rows, 0);
  EXPECT_EQ(row.size(), 2u);
  EXPECT_EQ(row.count("red car"), 0u);
}

TEST(TextFeaturesTest, ACapKeepsTheMostFrequentTermsInOrder) {
  TextFeatureOptions options = KeepAll();
  options.max_feature_count = 2;
  const TextFeatures features = Fit({{"rare x y"}, {"x y"}, {"y x"}}, options);
  EXPECT_THAT(Names(features), ElementsAre("x", "y"));
}

TEST(TextFeaturesTest, ManyWordsStayDistinct) {
  // Ids are exact: 30,000 words and their pairs, none merged.
  TextFeatureBuilder builder(KeepAll());
  std::string text;
  for (int i = 0; i < 30000; ++i) {
    text += "w" + std::to_string(i) + " ";
  }
  const std::string_view view = text;
  builder.AddRow({&view, 1});
  const TextFeatures features = std::move(builder).Finish();
  EXPECT_EQ(features.matrix.column_count, 59999u);
  EXPECT_EQ(features.vocabulary.FeatureName(59998), "w29998 w29999");
}

}  // namespace
}  // namespace assay
