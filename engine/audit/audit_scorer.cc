#include "engine/audit/audit_scorer.h"

#include <algorithm>
#include <cmath>

#include "engine/audit/model_mixture.h"
#include "engine/base/check.h"
#include "engine/learn/naive_bayes_weights.h"

namespace assay {
namespace {

constexpr size_t kRowsPerTask = 512;
// The floor of NoiseDirection.
constexpr float kLeastDirection = 1e-6f;

// Adds the row's features times their weights; returns the sum of the features.
float AddWeighted(const CsrMatrix::Row& row, const ClassMatrix& weights, std::span<float> scores) {
  float length = 0;
  for (size_t entry = 0; entry < row.columns.size(); ++entry) {
    const std::span<const float> column = weights.row(row.columns[entry]);
    const float value = row.values[entry];
    for (size_t k = 0; k < scores.size(); ++k) {
      scores[k] += value * column[k];
    }
    length += value;
  }
  return length;
}

void LogSoftmax(std::span<float> scores) {
  const float largest = *std::max_element(scores.begin(), scores.end());
  double sum = 0;
  for (const float score : scores) {
    sum += std::exp(static_cast<double>(score - largest));
  }
  const float shift = largest + static_cast<float>(std::log(sum));
  for (float& score : scores) {
    score = std::max(score - shift, kLowestLogProbability);
  }
}

// Adds the weights of logistic regression times `share`.
void AddLinear(const SoftmaxRegression& model, float share, AuditScorer& scorer) {
  for (size_t j = 0; j < scorer.linear.row_count(); ++j) {
    const std::span<float> column = scorer.linear.row(j);
    for (size_t k = 0; k < column.size(); ++k) {
      column[k] += share * model.weight(j, k);
    }
  }
  for (size_t k = 0; k < scorer.bias.size(); ++k) {
    scorer.bias[k] += share * model.bias(k);
  }
}

}  // namespace

std::optional<AuditScorer> FoldModels(const AuditFeatures& features,
                                      std::span<const uint32_t> labels, const AuditModels& models,
                                      ClassMatrix direction, WorkerPool& pool) {
  if (!models.linear.has_value() || features.vector_dimension > 0) {
    return std::nullopt;
  }
  const CsrMatrix& linear = features.views.linear.matrix();
  const CsrMatrix& counts = features.views.counts.matrix();
  const size_t class_count = models.log_mixture.class_count();
  const bool is_joint = &linear == &counts;
  AuditScorer scorer{.linear = ClassMatrix(linear.column_count, class_count),
                     .counts = {},
                     .bias = std::vector<float>(class_count),
                     .length = {},
                     .trees = std::nullopt,
                     .recalibration = models.recalibration,
                     .direction = std::move(direction)};
  NaiveBayesWeights bayes{ClassMatrix(), std::vector<float>(class_count)};
  bayes.weights =
      is_joint ? std::move(scorer.linear) : ClassMatrix(counts.column_count, class_count);
  const SoftLabels given{labels};
  const SoftLabels moved{labels, models.moved.alternative, models.moved.alternative_weight};
  const auto add_bayes = [&](const MixtureShare& share, NaiveBayesKind kind, double alpha) {
    AddNaiveBayesWeights(kind, counts, given, alpha, static_cast<float>(share.first_pass), pool,
                         &bayes);
    AddNaiveBayesWeights(kind, counts, moved, alpha, static_cast<float>(share.second_pass), pool,
                         &bayes);
  };
  float linear_share = 0;
  for (const MixtureShare& share : models.shares) {
    if (share.signal == "loo_complement_nb") {
      add_bayes(share, NaiveBayesKind::kComplement, kComplementAlpha);
    } else if (share.signal == "loo_multinomial_nb") {
      add_bayes(share, NaiveBayesKind::kMultinomial, kMultinomialAlpha);
    } else if (share.signal == "extra_trees") {
      scorer.trees = models.trees->forest;
      scorer.tree_weight = share.first_pass + share.second_pass;
    } else {
      linear_share = static_cast<float>(share.first_pass + share.second_pass);
    }
  }
  (is_joint ? scorer.linear : scorer.counts) = std::move(bayes.weights);
  scorer.length = std::move(bayes.length_weights);
  AddLinear(models.linear->model, linear_share, scorer);
  return scorer;
}

ScoredRows ScoreForClasses(const AuditScorer& scorer, std::span<const std::string> scorer_classes,
                           std::span<const std::string> class_names, const AuditFeatures& features,
                           WorkerPool& pool) {
  const size_t class_count = class_names.size();
  std::vector<size_t> place;  // of each class of the scorer
  for (const std::string& name : scorer_classes) {
    const auto found = std::find(class_names.begin(), class_names.end(), name);
    ASSAY_CHECK(found != class_names.end());
    place.push_back(static_cast<size_t>(found - class_names.begin()));
  }
  const size_t unknown_count = class_count - place.size();
  // All unknown classes together never get more than half.
  const double unknown = std::min(kUnknownClassProbability,
                                  0.5 / static_cast<double>(std::max<size_t>(unknown_count, 1)));
  const auto log_unknown = static_cast<float>(std::log(unknown));
  const auto log_known =
      static_cast<float>(std::log(1 - unknown * static_cast<double>(unknown_count)));
  const ClassMatrix known = ScoreRows(scorer, features, pool);
  ScoredRows scored{ClassMatrix(known.row_count(), class_count),
                    ClassMatrix(class_count, class_count)};
  for (size_t i = 0; i < known.row_count(); ++i) {
    const std::span<float> row = scored.log_probabilities.row(i);
    std::fill(row.begin(), row.end(), log_unknown);
    for (size_t k = 0; k < place.size(); ++k) {
      row[place[k]] = std::max(known.row(i)[k] + log_known, kLowestLogProbability);
    }
  }
  const float even = 1.0f / static_cast<float>(class_count - 1);
  for (size_t g = 0; g < class_count; ++g) {
    const std::span<float> row = scored.direction.row(g);
    std::fill(row.begin(), row.end(), even);
    row[g] = 0;
  }
  for (size_t g = 0; g < place.size(); ++g) {
    const std::span<float> row = scored.direction.row(place[g]);
    std::fill(row.begin(), row.end(), kLeastDirection);
    for (size_t k = 0; k < place.size(); ++k) {
      row[place[k]] = scorer.direction.row(g)[k];
    }
    row[place[g]] = 0;
  }
  return scored;
}

ClassMatrix ScoreRows(const AuditScorer& scorer, const AuditFeatures& features, WorkerPool& pool) {
  const CsrMatrix& linear = features.views.linear.matrix();
  const CsrMatrix& counts = features.views.counts.matrix();
  ASSAY_CHECK(linear.column_count == scorer.linear.row_count());
  const bool is_joint = scorer.counts.row_count() == 0;
  const size_t row_count = linear.row_count();
  ClassMatrix scores;
  if (scorer.trees.has_value()) {
    scores = scorer.trees->Predict({row_count, features.table_column_count, features.table}, pool);
  } else {
    scores = ClassMatrix(row_count, scorer.class_count());
  }
  const auto tree_weight = static_cast<float>(scorer.tree_weight);
  pool.ForRanges(row_count, kRowsPerTask, [&](size_t begin, size_t end) {
    for (size_t i = begin; i < end; ++i) {
      const std::span<float> row = scores.row(i);
      for (size_t k = 0; k < row.size(); ++k) {
        row[k] = scorer.bias[k] + (scorer.trees.has_value() ? tree_weight * std::log(row[k]) : 0);
      }
      float length = AddWeighted(linear.row(i), scorer.linear, row);
      if (!is_joint) {
        length = AddWeighted(counts.row(i), scorer.counts, row);
      }
      for (size_t k = 0; k < row.size(); ++k) {
        row[k] += length * scorer.length[k];
      }
      LogSoftmax(row);
    }
  });
  ApplyRecalibration(scorer.recalibration, pool, &scores);
  return scores;
}

}  // namespace assay
