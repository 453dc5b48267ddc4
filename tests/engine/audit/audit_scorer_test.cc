#include "engine/audit/audit_scorer.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>
#include <set>

#include "engine/audit/audit.h"
#include "engine/audit/model_mixture.h"
#include "engine/learn/naive_bayes.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/engine/audit/text_case.h"
#include "tests/reference/learn/naive_bayes_reference.h"

namespace assay {
namespace {

using reference::DenseRows;
using reference::ToDense;
using testing::ElementsAre;

class StoppedClock final : public Clock {
 public:
  int64_t WallMicros() const override { return 0; }
  int64_t MonotonicMicros() const override { return 0; }
};

constexpr size_t kClassCount = 3;
constexpr size_t kSeenCount = 300;
constexpr size_t kUnseenCount = 240;
constexpr size_t kNumberCount = 2;

// The first items are audited, the others are scored by what that audit learnt.  With numbers that
// lean to the true class, or without.
struct SplitCase {
  explicit SplitCase(bool with_table) : has_table(with_table) {
    Rng rng(41);
    for (size_t j = 0; j < kNumberCount; ++j) {
      for (const int32_t truth : text.true_classes) {
        const double shift = static_cast<size_t>(truth) == j ? 1.0 : 0.0;
        numbers[j].push_back(rng.Below(20) == 0 ? std::nan("") : rng.Uniform() + shift);
      }
    }
    TextFeatureBuilder builder;
    for (size_t i = 0; i < kSeenCount; ++i) {
      const std::string_view column = text.texts[i];
      builder.AddRow({&column, 1});
    }
    words = std::make_shared<const TextFeatures>(std::move(builder).Finish());
    if (has_table) {
      table = std::make_shared<const TableFeatures>(MakeTableFeatures(Columns(0, kSeenCount)));
    }
    AuditInput input{.given = {text.given.begin(), text.given.begin() + kSeenCount},
                     .class_names = text.class_names,
                     .features = AuditFeatures{.views = MakeFeatureViews(words, table)}};
    AddTreeColumns(0, kSeenCount, *input.features);
    NullProgress progress;
    audit = RunAudit(std::move(input), {}, pool, progress, StoppedClock()).value();
  }

  TableColumns Columns(size_t begin, size_t count) const {
    TableColumns columns;
    for (size_t j = 0; j < kNumberCount; ++j) {
      columns.numeric.push_back(
          {"number" + std::to_string(j), std::span(numbers[j]).subspan(begin, count)});
    }
    return columns;
  }

  void AddTreeColumns(size_t begin, size_t count, AuditFeatures& features) const {
    for (size_t j = 0; has_table && j < kNumberCount; ++j) {
      for (const double number : std::span(numbers[j]).subspan(begin, count)) {
        features.table.push_back(static_cast<float>(number));
      }
      ++features.table_column_count;
    }
  }

  // The items that the audit has not seen, encoded as it encodes.
  AuditFeatures Unseen() const {
    auto rows = std::make_shared<CsrMatrix>();
    for (size_t i = kSeenCount; i < text.texts.size(); ++i) {
      const std::string_view column = text.texts[i];
      words->vocabulary.AppendRow({&column, 1}, rows.get());
    }
    const auto no_name = [](uint32_t) { return std::string(); };
    std::vector<FeatureBlock> linear = {{rows, no_name}};
    std::vector<FeatureBlock> counts = {{rows, no_name}};
    if (has_table) {
      const TableColumns columns = Columns(kSeenCount, kUnseenCount);
      linear.push_back(
          {std::make_shared<const CsrMatrix>(table->encoder.EncodeLinear(columns)), no_name});
      counts.push_back(
          {std::make_shared<const CsrMatrix>(table->encoder.EncodeCounts(columns)), no_name});
    }
    AuditFeatures features{
        .views = {FeatureMatrix(std::move(linear)), FeatureMatrix(std::move(counts))}};
    AddTreeColumns(kSeenCount, kUnseenCount, features);
    return features;
  }

  std::vector<uint32_t> SeenLabels() const {
    return {text.given.begin(), text.given.begin() + kSeenCount};
  }
  bool IsWrong(size_t unseen) const {
    return text.given[kSeenCount + unseen] != text.true_classes[kSeenCount + unseen];
  }

  bool has_table;
  TextCase text{kSeenCount + kUnseenCount, kClassCount, 31, 0.12};
  std::vector<double> numbers[kNumberCount];
  std::shared_ptr<const TextFeatures> words;
  std::shared_ptr<const TableFeatures> table;
  WorkerPool pool{2};
  AuditResult audit;
};

void SlowLogSoftmax(std::vector<double>& scores) {
  const double largest = *std::max_element(scores.begin(), scores.end());
  double sum = 0;
  for (const double score : scores) {
    sum += std::exp(score - largest);
  }
  for (double& score : scores) {
    score = std::max(score - largest - std::log(sum), static_cast<double>(kLowestLogProbability));
  }
}

// log-softmax_k(kept l_k + sum_j x_j weights[j,k] + offsets[k])
std::vector<double> SlowRecalibration(const RecalibrationMap& map, const std::vector<double>& l) {
  std::vector<double> x = l;
  for (double& value : x) {
    value = std::max(value, std::log(1e-6));
  }
  const double mean = std::accumulate(x.begin(), x.end(), 0.0) / static_cast<double>(x.size());
  std::vector<double> result;
  for (size_t k = 0; k < l.size(); ++k) {
    result.push_back(map.kept * l[k] + static_cast<double>(map.offsets[k]));
    for (size_t j = 0; j < l.size(); ++j) {
      result[k] += (x[j] - mean) * static_cast<double>(map.weights.row(j)[k]);
    }
  }
  SlowLogSoftmax(result);
  return result;
}

// The raw scores of one leg, on the labels as given or on moved ones: N x K.
using LegScores = std::function<DenseRows(std::string_view signal, bool moved)>;

// What the legs say together, by the shares of the models: N x K.
DenseRows SlowMixture(const AuditModels& models, size_t row_count, const LegScores& scores_of) {
  DenseRows mixture(row_count, std::vector<double>(kClassCount, 0.0));
  for (const MixtureShare& share : models.shares) {
    const DenseRows given = scores_of(share.signal, false);
    const DenseRows moved = scores_of(share.signal, true);
    for (size_t i = 0; i < row_count; ++i) {
      for (size_t k = 0; k < kClassCount; ++k) {
        mixture[i][k] += share.first_pass * given[i][k] + share.second_pass * moved[i][k];
      }
    }
  }
  for (std::vector<double>& row : mixture) {
    SlowLogSoftmax(row);
    row = SlowRecalibration(models.recalibration, row);
  }
  return mixture;
}

DenseRows Logs(const ClassMatrix& probabilities) {
  DenseRows logs;
  for (size_t i = 0; i < probabilities.row_count(); ++i) {
    logs.emplace_back();
    for (const float value : probabilities.row(i)) {
      logs.back().push_back(std::log(static_cast<double>(value)));
    }
  }
  return logs;
}

// What each model says of items that none of them has seen.
DenseRows ScoresOfUnseen(const SplitCase& data, const AuditFeatures& unseen,
                         std::string_view signal, bool moved, WorkerPool& pool) {
  const AuditModels& models = data.audit.models;
  const CsrMatrix& linear = unseen.views.linear.matrix();
  if (signal == "margin") {
    ClassMatrix probabilities(kUnseenCount, kClassCount);
    models.linear->model.PredictRange(linear, 0, kUnseenCount, &probabilities);
    return Logs(probabilities);
  }
  if (signal == "extra_trees") {
    return Logs(models.trees->forest.Predict(
        {kUnseenCount, unseen.table_column_count, unseen.table}, pool));
  }
  const std::vector<uint32_t> labels = data.SeenLabels();
  const DenseRows weights =
      moved ? reference::SoftWeights(labels, models.moved.alternative,
                                     models.moved.alternative_weight, kClassCount)
            : reference::OneHot(labels, kClassCount);
  const DenseRows sums = reference::ClassFeatureSums(
      ToDense(data.audit.input.features->views.counts.matrix()), weights, kSeenCount);
  DenseRows scores;
  for (const std::vector<double>& row : ToDense(unseen.views.counts.matrix())) {
    scores.push_back(signal == "loo_complement_nb"
                         ? reference::ComplementScores(sums, row, kComplementAlpha)
                         : reference::MultinomialScores(sums, row, kMultinomialAlpha));
  }
  return scores;
}

class AuditScorerTest : public testing::TestWithParam<bool> {
 protected:
  const AuditScorer& scorer() const { return *data_.audit.scorer; }

  SplitCase data_{GetParam()};
  WorkerPool pool_{2};
};

TEST_P(AuditScorerTest, ScoresUnseenRowsAsTheModelsOneByOneDo) {
  ASSERT_TRUE(data_.audit.scorer.has_value());
  ASSERT_EQ(scorer().trees.has_value(), data_.has_table);
  const AuditFeatures unseen = data_.Unseen();
  const ClassMatrix scores = ScoreRows(scorer(), unseen, pool_);
  const DenseRows expected =
      SlowMixture(data_.audit.models, kUnseenCount, [&](std::string_view signal, bool moved) {
        return ScoresOfUnseen(data_, unseen, signal, moved, pool_);
      });
  ASSERT_EQ(scores.row_count(), kUnseenCount);
  for (size_t i = 0; i < kUnseenCount; ++i) {
    for (size_t k = 0; k < kClassCount; ++k) {
      EXPECT_NEAR(scores.row(i)[k], expected[i][k], 2e-3) << "row " << i << " class " << k;
    }
  }
}

// Only the last step has seen the row itself, one of many.
TEST_P(AuditScorerTest, SharesOfOutOfSampleScoresAddUpToWhatTheAuditBelieves) {
  const AuditModels& models = data_.audit.models;
  const std::vector<uint32_t> labels = data_.SeenLabels();
  const CsrMatrix& counts = data_.audit.input.features->views.counts.matrix();
  const DenseRows mixture =
      SlowMixture(models, kSeenCount, [&](std::string_view signal, bool moved) {
        const SoftLabels soft =
            moved ? SoftLabels{labels, models.moved.alternative, models.moved.alternative_weight}
                  : SoftLabels{labels};
        if (signal == "margin") {
          return Logs(models.linear->held_out);
        }
        if (signal == "extra_trees") {
          return Logs(models.trees->out_of_bag);
        }
        const ClassMatrix scores = signal == "loo_complement_nb"
                                       ? LeaveOneOutNaiveBayes(counts, kClassCount, pool_)
                                             .Complement(soft, kComplementAlpha)
                                       : LeaveOneOutNaiveBayes(counts, kClassCount, pool_)
                                             .Multinomial(soft, kMultinomialAlpha);
        DenseRows rows;
        for (size_t i = 0; i < kSeenCount; ++i) {
          rows.emplace_back(scores.row(i).begin(), scores.row(i).end());
        }
        return rows;
      });
  double difference = 0;
  for (size_t i = 0; i < kSeenCount; ++i) {
    for (size_t k = 0; k < kClassCount; ++k) {
      difference +=
          std::abs(std::exp(mixture[i][k]) - static_cast<double>(models.mixture.row(i)[k]));
    }
  }
  EXPECT_LT(difference / (kSeenCount * kClassCount), 6e-5);
}

TEST_P(AuditScorerTest, UnseenWrongLabelsStandFirst) {
  const AuditFeatures unseen = data_.Unseen();
  AuditInput input{.given = {data_.text.given.begin() + kSeenCount, data_.text.given.end()},
                   .class_names = data_.text.class_names,
                   .features = unseen,
                   .scored = ScoreForClasses(scorer(), data_.text.class_names,
                                             data_.text.class_names, unseen, pool_)};
  NullProgress progress;
  const auto result = RunAudit(std::move(input), {}, pool_, progress, StoppedClock());
  ASSERT_TRUE(result.ok()) << result.status();
  size_t wrong = 0;
  for (size_t i = 0; i < kUnseenCount; ++i) {
    wrong += data_.IsWrong(i) ? 1 : 0;
  }
  ASSERT_GT(wrong, 15u);
  size_t found = 0;
  for (size_t position = 0; position < wrong; ++position) {
    found += data_.IsWrong(result->order[position]) ? 1 : 0;
  }
  EXPECT_GE(found, wrong * 8 / 10);
  EXPECT_FALSE(result->scorer.has_value());
}

TEST_P(AuditScorerTest, ThreadsDoNotChangeABit) {
  WorkerPool one(1);
  WorkerPool three(3);
  const AuditFeatures unseen = data_.Unseen();
  const AuditModels& models = data_.audit.models;
  const auto fold = [&](WorkerPool& pool) {
    return *FoldModels(*data_.audit.input.features, data_.SeenLabels(), models,
                       ClassMatrix(kClassCount, kClassCount), pool);
  };
  const ClassMatrix a = ScoreRows(fold(one), unseen, one);
  const ClassMatrix b = ScoreRows(fold(three), unseen, three);
  EXPECT_TRUE(std::equal(a.values().begin(), a.values().end(), b.values().begin()));
}

INSTANTIATE_TEST_SUITE_P(Features, AuditScorerTest, testing::Bool(),
                         [](const testing::TestParamInfo<bool>& param) {
                           return param.param ? "TextAndTable" : "Text";
                         });

class ScoreForClassesTest : public testing::Test {
 protected:
  ScoredRows Score(const std::vector<std::string>& names) {
    return ScoreForClasses(*data_.audit.scorer, data_.text.class_names, names, unseen_, pool_);
  }

  SplitCase data_{false};
  AuditFeatures unseen_ = data_.Unseen();
  WorkerPool pool_{2};
  ClassMatrix known_ = ScoreRows(*data_.audit.scorer, unseen_, pool_);
};

TEST_F(ScoreForClassesTest, ColumnsStandInTheOrderOfTheNames) {
  const ScoredRows scored = Score({"topic2", "topic0", "topic1"});
  const ClassMatrix& direction = data_.audit.scorer->direction;
  for (size_t i = 0; i < kUnseenCount; ++i) {
    const auto row = known_.row(i);
    EXPECT_THAT(std::vector<float>(scored.log_probabilities.row(i).begin(),
                                   scored.log_probabilities.row(i).end()),
                ElementsAre(row[2], row[0], row[1]));
  }
  EXPECT_EQ(scored.direction.row(0)[1], direction.row(2)[0]);
  EXPECT_EQ(scored.direction.row(2)[0], direction.row(1)[2]);
  EXPECT_EQ(scored.direction.row(1)[1], 0.0f);
}

TEST_F(ScoreForClassesTest, AnUnknownClassGetsItsSmallProbabilityAndTheOthersTheRest) {
  const ScoredRows scored = Score({"other", "topic0", "topic1", "topic2"});
  for (size_t i = 0; i < kUnseenCount; ++i) {
    const auto row = scored.log_probabilities.row(i);
    EXPECT_NEAR(std::exp(row[0]), kUnknownClassProbability, 1e-6);
    double sum = 0;
    for (size_t k = 0; k < 4; ++k) {
      sum += std::exp(static_cast<double>(row[k]));
      if (k > 0) {
        EXPECT_NEAR(row[k], static_cast<double>(known_.row(i)[k - 1]) + std::log(0.95), 1e-5);
      }
    }
    EXPECT_NEAR(sum, 1.0, 1e-5);
  }
  // Nothing is known of where labels of such a class come from.
  const auto direction = scored.direction.row(0);
  EXPECT_THAT(std::vector<float>(direction.begin(), direction.end()),
              ElementsAre(0.0f, 1.0f / 3, 1.0f / 3, 1.0f / 3));
}

TEST_F(ScoreForClassesTest, ManyUnknownClassesTakeHalfAtMost) {
  std::vector<std::string> names = data_.text.class_names;
  for (int i = 0; i < 40; ++i) {
    names.push_back("other" + std::to_string(i));
  }
  const ScoredRows scored = Score(names);
  for (size_t i = 0; i < kUnseenCount; ++i) {
    const auto row = scored.log_probabilities.row(i);
    double unknown = 0;
    for (size_t k = kClassCount; k < row.size(); ++k) {
      unknown += std::exp(static_cast<double>(row[k]));
    }
    EXPECT_NEAR(unknown, 0.5, 1e-5);
  }
}

TEST_F(ScoreForClassesTest, LabelsOfAnUnknownClassAreSuspicious) {
  const std::vector<std::string> names = {"other", "topic0", "topic1", "topic2"};
  AuditInput input{.given = {}, .class_names = names, .features = unseen_, .scored = Score(names)};
  std::set<size_t> unknown;
  for (size_t i = 0; i < kUnseenCount; ++i) {
    const bool is_unknown = i % 20 == 3;
    input.given.push_back(is_unknown ? 0 : data_.text.true_classes[kSeenCount + i] + 1);
    if (is_unknown) {
      unknown.insert(i);
    }
  }
  NullProgress progress;
  const auto result = RunAudit(std::move(input), {}, pool_, progress, StoppedClock());
  ASSERT_TRUE(result.ok()) << result.status();
  size_t found = 0;
  for (size_t position = 0; position < 2 * unknown.size(); ++position) {
    found += unknown.count(result->order[position]);
  }
  EXPECT_EQ(found, unknown.size());
  for (const size_t i : unknown) {
    EXPECT_LT(result->items[i].score, 0.5);
    EXPECT_NE(result->items[i].suggested, 0);
  }
}

TEST(FoldModelsTest, GivesNothingWhereNothingWasTrainedOrVectorsWereLearntFrom) {
  const SplitCase data(false);
  WorkerPool pool(1);
  const ClassMatrix direction(kClassCount, kClassCount);
  AuditFeatures features = *data.audit.input.features;
  AuditModels untrained;
  EXPECT_FALSE(FoldModels(features, data.SeenLabels(), untrained, direction, pool).has_value());
  features.vector_dimension = 2;
  EXPECT_FALSE(
      FoldModels(features, data.SeenLabels(), data.audit.models, direction, pool).has_value());
}

}  // namespace
}  // namespace assay
