#include "engine/audit/audit_models.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "engine/audit/model_mixture.h"
#include "engine/audit/noise_direction.h"
#include "engine/audit/recalibration.h"
#include "engine/audit/soft_relabel.h"
#include "engine/base/status.h"
#include "engine/learn/loo_discriminant.h"
#include "engine/learn/naive_bayes.h"
#include "engine/learn/vector_rows.h"

namespace assay {
namespace {

// How much a kind of model is trusted before it is seen to work (docs/decisions/0001).  Logistic
// regression predicts the given labels best and finds the wrong ones worst.
constexpr double kLinearPrior = 0.3;
constexpr double kVectorLinearPrior = 1.0;  // on vectors alone
constexpr double kFittingPrior = 1.0;       // naive Bayes on text, trees on tables
constexpr double kTablePrior = 0.5;         // naive Bayes on tables without text
// Of the two kinds of naive Bayes, the complement finds more of people's errors
// (docs/decisions/0002).
constexpr double kComplementFactor = 2.0;
// Sharpens what the first pass believes before it moves labels.
constexpr double kSecondPassTau = 1.5;
constexpr double kRecalibrationPrior = 1.0;
constexpr size_t kRowsPerTask = 1024;

ProbabilityMatrix<float> View(const ClassMatrix& matrix) {
  return matrix.row_count() == 0 ? ProbabilityMatrix<float>()
                                 : ProbabilityMatrix<float>(matrix.values(), matrix.class_count());
}

absl::Status CheckCancelled(const ProgressSink& progress) {
  if (progress.cancelled()) {
    return MakeError(absl::StatusCode::kCancelled, "CANCELLED", "the audit was cancelled");
  }
  return absl::OkStatus();
}

ClassMatrix Exponentials(const ClassMatrix& logs, WorkerPool& pool) {
  ClassMatrix result = logs;
  pool.ForRanges(result.row_count(), kRowsPerTask, [&](size_t begin, size_t end) {
    for (size_t i = begin; i < end; ++i) {
      for (float& value : result.row(i)) {
        value = std::exp(value);
      }
    }
  });
  return result;
}

// The log-loss of knowing the shares of the given classes and nothing else.
double LabelEntropy(std::span<const uint32_t> labels, size_t class_count) {
  std::vector<double> counts(class_count, 0.0);
  for (const uint32_t label : labels) {
    counts[label] += 1;
  }
  double entropy = 0;
  for (const double count : counts) {
    const double share = count / static_cast<double>(labels.size());
    entropy -= share > 0 ? share * std::log(share) : 0.0;
  }
  return entropy;
}

// One leg: its tempered log-probabilities, and what the mixture needs to know of it.
struct Leg {
  std::string_view signal;
  double prior = 1;
  ClassMatrix log_probabilities;
  double log_loss = 0;
  // Of the raw scores in log_probabilities, on the labels as given and on moved ones.
  double factor = 1;
  double moved_factor = 1;
};

// The stages of training, in the order in which they are called.
class Training {
 public:
  Training(const AuditFeatures& features, std::span<const uint32_t> labels, size_t class_count,
           const CrossValidationOptions& options, WorkerPool& pool, ProgressSink& progress,
           PhaseTimer& timer)
      : features_(features),
        labels_(labels),
        class_count_(class_count),
        options_(options),
        pool_(pool),
        progress_(progress),
        timer_(timer) {}

  absl::Status TrainLinear() {
    ASSAY_ASSIGN_OR_RETURN(linear_, CrossValidate(features_.views.linear.matrix(), labels_,
                                                  class_count_, options_, pool_, progress_));
    ClassMatrix logs = linear_->held_out;
    TakeLogOfProbabilities(pool_, &logs);
    AddLeg("margin", has_counts() ? kLinearPrior : kVectorLinearPrior, std::move(logs));
    timer_.End("cross_validation");
    return CheckCancelled(progress_);
  }

  absl::Status TrainNaiveBayes() {
    if (!has_counts()) {
      return absl::OkStatus();
    }
    progress_.Report("counting words without each row", 0, 0);
    const double prior = features_.has_text ? kFittingPrior : kTablePrior;
    naive_bayes_.emplace(features_.views.counts.matrix(), class_count_, pool_);
    AddLeg("loo_complement_nb", kComplementFactor * prior, ComplementScores({labels_}));
    complement_nb_ = Exponentials(legs_.back().log_probabilities, pool_);
    ASSAY_RETURN_IF_ERROR(CheckCancelled(progress_));
    AddLeg("loo_multinomial_nb", prior, MultinomialScores({labels_}));
    multinomial_nb_ = Exponentials(legs_.back().log_probabilities, pool_);
    timer_.End("naive_bayes");
    return CheckCancelled(progress_);
  }

  absl::Status TrainTrees() {
    if (features_.table_column_count == 0) {
      return absl::OkStatus();
    }
    const DenseColumns columns{labels_.size(), features_.table_column_count, features_.table};
    ExtraTreesOptions options;
    options.seed = options_.seed;
    auto trees = FitExtraTrees(columns, labels_, class_count_, options, pool_, progress_);
    ASSAY_RETURN_IF_ERROR(trees.status());
    ClassMatrix logs = trees->out_of_bag;
    TakeLogOfProbabilities(pool_, &logs);
    AddLeg("extra_trees", kFittingPrior, std::move(logs));
    trees_ = *std::move(trees);
    timer_.End("extra_trees");
    return CheckCancelled(progress_);
  }

  absl::Status TrainDiscriminant() {
    if (features_.vector_dimension == 0) {
      return absl::OkStatus();
    }
    progress_.Report("comparing the vectors of the classes", 0, 0);
    const VectorRows vectors{features_.vectors, features_.vector_dimension};
    const LooDiscriminant model(vectors, labels_, {}, class_count_, pool_);
    ASSAY_RETURN_IF_ERROR(CheckCancelled(progress_));
    AddLeg("loo_discriminant", kFittingPrior, model.Scores(model.ChooseShrinkage(pool_), pool_));
    discriminant_ = Exponentials(legs_.back().log_probabilities, pool_);
    timer_.End("discriminant");
    return CheckCancelled(progress_);
  }

  // Needs the legs above.
  absl::Status Mix() {
    progress_.Report("weighing the models", 0, 0);
    const std::vector<double> weights =
        MixtureWeights(MixtureLegs(), {.label_entropy = LabelEntropy(labels_, class_count_)});
    for (size_t leg = 0; leg < legs_.size(); ++leg) {
      weights_.emplace_back(legs_[leg].signal, weights[leg]);
    }
    double base_factor = 1;
    double second_factor = 1;
    double whole_factor = 1;
    ClassMatrix base = TemperedMixture(MixtureLegs(), weights, &base_factor);
    MoveLabels(base);
    naive_bayes_.reset();
    ASSAY_RETURN_IF_ERROR(CheckCancelled(progress_));
    const ClassMatrix second = TemperedMixture(MixtureLegs(), weights, &second_factor);
    const MixtureLeg halves[] = {{.log_probabilities = &base}, {.log_probabilities = &second}};
    const double equal[] = {0.5, 0.5};
    Recalibrated final = Recalibrate(TemperedMixture(halves, equal, &whole_factor), labels_,
                                     kRecalibrationPrior, pool_);
    log_mixture_ = std::move(final.log_probabilities);
    recalibration_ = std::move(final.map);
    for (size_t leg = 0; leg < legs_.size(); ++leg) {
      const double half = 0.5 * weights[leg] * whole_factor;
      shares_.push_back({legs_[leg].signal, half * legs_[leg].factor * base_factor,
                         half * legs_[leg].moved_factor * second_factor});
    }
    timer_.End("mixture");
    return CheckCancelled(progress_);
  }

  AuditModels Take() && {
    ClassMatrix mixture = Exponentials(log_mixture_, pool_);
    return {.linear = std::move(linear_),
            .supplied = {},
            .complement_nb = std::move(complement_nb_),
            .multinomial_nb = std::move(multinomial_nb_),
            .trees = std::move(trees_),
            .discriminant = std::move(discriminant_),
            .log_mixture = std::move(log_mixture_),
            .mixture = std::move(mixture),
            .weights = std::move(weights_),
            .shares = std::move(shares_),
            .moved = std::move(moved_),
            .recalibration = std::move(recalibration_)};
  }

 private:
  bool has_counts() const { return features_.views.counts.matrix().column_count > 0; }
  ClassMatrix ComplementScores(const SoftLabels& labels) const {
    return naive_bayes_->Complement(labels, kComplementAlpha);
  }
  ClassMatrix MultinomialScores(const SoftLabels& labels) const {
    return naive_bayes_->Multinomial(labels, kMultinomialAlpha);
  }

  void AddLeg(std::string_view signal, double prior, ClassMatrix scores) {
    double factor = 1;
    const double loss = TemperLogProbabilities(labels_, pool_, &scores, &factor);
    legs_.push_back({signal, prior, std::move(scores), loss, factor, factor});
  }

  // A class that no item is given is never what an item should have been given: nothing is known
  // of it.
  ClassMatrix TemperedMixture(std::span<const MixtureLeg> legs, std::span<const double> weights,
                              double* factor) const {
    ClassMatrix mixture = MixLogProbabilities(legs, weights, pool_);
    TemperLogProbabilities(labels_, pool_, &mixture, factor);
    std::vector<bool> is_given(class_count_, false);
    for (const uint32_t label : labels_) {
      is_given[label] = true;
    }
    for (size_t k = 0; k < class_count_; ++k) {
      for (size_t i = 0; !is_given[k] && i < mixture.row_count(); ++i) {
        mixture.row(i)[k] = kLowestLogProbability;
      }
    }
    return mixture;
  }

  std::vector<MixtureLeg> MixtureLegs() const {
    std::vector<MixtureLeg> legs;
    for (const Leg& leg : legs_) {
      legs.push_back({&leg.log_probabilities, leg.log_loss, leg.prior});
    }
    return legs;
  }

  // Replaces the naive Bayes legs by those of softly moved labels.
  void MoveLabels(const ClassMatrix& base) {
    const ClassMatrix direction = NoiseDirection(EstimateLabelNoise(base, labels_, 1.0, pool_));
    const double errors = EstimateLabelNoise(base, labels_, kSecondPassTau, pool_).expected_errors;
    moved_ = SoftRelabel(base, labels_, direction, kSecondPassTau, errors, pool_);
    const SoftLabels soft{labels_, moved_.alternative, moved_.alternative_weight};
    for (Leg& leg : legs_) {
      const bool complement = leg.signal == "loo_complement_nb";
      if (complement || leg.signal == "loo_multinomial_nb") {
        leg.log_probabilities = ClassMatrix();
        leg.log_probabilities = complement ? ComplementScores(soft) : MultinomialScores(soft);
        TemperLogProbabilities(labels_, pool_, &leg.log_probabilities, &leg.moved_factor);
      }
    }
  }

  const AuditFeatures& features_;
  const std::span<const uint32_t> labels_;
  const size_t class_count_;
  const CrossValidationOptions& options_;
  WorkerPool& pool_;
  ProgressSink& progress_;
  PhaseTimer& timer_;
  std::vector<Leg> legs_;
  // From TrainNaiveBayes until the labels were moved.
  std::optional<LeaveOneOutNaiveBayes> naive_bayes_;
  std::optional<CrossValidationResult> linear_;
  ClassMatrix complement_nb_;
  ClassMatrix multinomial_nb_;
  std::optional<ExtraTreesResult> trees_;
  ClassMatrix discriminant_;
  std::vector<std::pair<std::string_view, double>> weights_;
  ClassMatrix log_mixture_;
  std::vector<MixtureShare> shares_;
  Relabelling moved_;
  RecalibrationMap recalibration_;
};

}  // namespace

AuditEvidence AuditModels::Evidence(std::span<const int32_t> given) const {
  AuditEvidence evidence{
      .given = given,
      .class_count = mixture.class_count(),
      .out_of_fold = View(supplied),
      .complement_nb = View(complement_nb),
      .multinomial_nb = View(multinomial_nb),
      .trees = trees.has_value() ? View(trees->out_of_bag) : ProbabilityMatrix<float>(),
      .combined = View(mixture)};
  if (linear.has_value()) {
    evidence.out_of_fold = View(linear->held_out);
    evidence.recheck = View(linear->recheck);
    evidence.mean_margin = linear->area_under_margin;
    evidence.mean_given_probability = linear->mean_given_probability;
  }
  return evidence;
}

double AuditModels::SignalWeight(std::string_view signal) const {
  for (const auto& [name, weight] : weights) {
    if (name == signal) {
      return weight;
    }
  }
  return 0;
}

AuditModels TakeGivenProbabilities(ClassMatrix given_probabilities,
                                   GivenProbabilityJudgement& judgement, WorkerPool& pool) {
  AuditModels models;
  models.supplied = std::move(given_probabilities);
  models.log_mixture = std::move(judgement.log_mixture);
  models.mixture = Exponentials(models.log_mixture, pool);
  models.weights = {{"log_odds", judgement.supplied_weight}};
  return models;
}

AuditModels TakeScoredRows(ClassMatrix log_probabilities, WorkerPool& pool) {
  AuditModels models;
  models.log_mixture = std::move(log_probabilities);
  models.mixture = Exponentials(models.log_mixture, pool);
  models.supplied = models.mixture;
  return models;
}

absl::StatusOr<AuditModels> TrainAuditModels(const AuditFeatures& features,
                                             std::span<const uint32_t> labels, size_t class_count,
                                             const CrossValidationOptions& options,
                                             WorkerPool& pool, ProgressSink& progress,
                                             PhaseTimer& timer) {
  Training training(features, labels, class_count, options, pool, progress, timer);
  ASSAY_RETURN_IF_ERROR(training.TrainLinear());
  ASSAY_RETURN_IF_ERROR(training.TrainNaiveBayes());
  ASSAY_RETURN_IF_ERROR(training.TrainTrees());
  ASSAY_RETURN_IF_ERROR(training.TrainDiscriminant());
  ASSAY_RETURN_IF_ERROR(training.Mix());
  return std::move(training).Take();
}

}  // namespace assay
