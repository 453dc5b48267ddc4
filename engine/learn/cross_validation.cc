#include "engine/learn/cross_validation.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <string>
#include <utility>

#include "engine/base/check.h"
#include "engine/base/status.h"
#include "engine/learn/stratified_folds.h"

namespace assay {
namespace {

absl::Status CheckArguments(size_t row_count, size_t class_count, uint32_t fold_count) {
  if (class_count < 2) {
    return MakeError(
        absl::StatusCode::kFailedPrecondition, "TOO_FEW_CLASSES",
        "found " + std::to_string(class_count) + " class; a model needs at least 2 to tell apart",
        {{"class_count", std::to_string(class_count)}});
  }
  if (row_count < fold_count) {
    return MakeError(
        absl::StatusCode::kFailedPrecondition, "TOO_FEW_ROWS",
        "found " + std::to_string(row_count) + " rows; " + std::to_string(fold_count) +
            " folds need at least as many",
        {{"row_count", std::to_string(row_count)}, {"fold_count", std::to_string(fold_count)}});
  }
  return absl::OkStatus();
}

absl::Status Cancelled() {
  return MakeError(absl::StatusCode::kCancelled, "CANCELLED", "the work was cancelled");
}

// One fold: a model on the other rows, and the rows it is asked about.
struct Fold {
  std::vector<uint32_t> held_rows;
  std::optional<SoftmaxTrainer> trainer;
  double loss = 0.0;
  double weight = 0.0;
};

class LockstepTraining {
 public:
  LockstepTraining(const CsrMatrix& features, std::span<const uint32_t> labels, size_t class_count,
                   const CrossValidationOptions& options, WorkerPool& pool, ProgressSink& progress)
      : features_(features),
        labels_(labels),
        class_count_(class_count),
        options_(options),
        pool_(pool),
        progress_(progress),
        fold_of_row_(StratifiedFolds(labels, class_count, options.fold_count, options.seed)),
        folds_(options.fold_count),
        best_(features.row_count(), class_count),
        current_(features.row_count(), class_count),
        dynamics_(features.row_count()) {}

  absl::StatusOr<CrossValidationResult> Run() {
    pool_.Run(folds_.size() + 1, [this](size_t task) { Prepare(task); });
    for (int epoch = 1; epoch <= options_.max_epoch_count; ++epoch) {
      progress_.Report("training the audit model", epoch - 1, options_.max_epoch_count);
      // The model on all rows is the longest task, so it starts first.
      pool_.Run(folds_.size() + 1, [this](size_t task) {
        task > 0 ? RunFoldEpoch(folds_[task - 1]) : RunWholeEpoch();
      });
      if (progress_.cancelled()) {
        return Cancelled();
      }
      if (!Improves(epoch)) {
        break;
      }
    }
    return Finish();
  }

 private:
  void Prepare(size_t task) {
    std::vector<uint32_t> rows;
    for (uint32_t row = 0; row < labels_.size(); ++row) {
      if (task > 0 && fold_of_row_[row] == task - 1) {
        folds_[task - 1].held_rows.push_back(row);
      } else {
        rows.push_back(row);
      }
    }
    std::optional<SoftmaxTrainer>& trainer = task > 0 ? folds_[task - 1].trainer : whole_;
    trainer.emplace(features_, labels_, class_count_, std::move(rows), options_.model,
                    options_.seed, task);
  }

  void RunFoldEpoch(Fold& fold) {
    fold.trainer->RunEpoch(nullptr, progress_);
    fold.trainer->model().PredictRows(features_, fold.held_rows, &current_);
    fold.loss = 0.0;
    fold.weight = 0.0;
    for (const uint32_t row : fold.held_rows) {
      const uint32_t given = labels_[row];
      const auto weight = static_cast<double>(fold.trainer->class_weight(given));
      const auto probability = static_cast<double>(current_.row(row)[given]);
      fold.loss -= weight * std::log(std::max(probability, 1e-30));
      fold.weight += weight;
    }
  }

  // Whether the epoch is one too many turns out when the folds have had it too.
  void RunWholeEpoch() {
    const bool records = whole_epochs_ < options_.dynamics_epoch_count;
    if (whole_epochs_ > 0) {
      previous_.emplace(whole_->model().Copy());
      previous_dynamics_ = records ? std::optional(dynamics_) : std::nullopt;
    }
    whole_->RunEpoch(records ? &dynamics_ : nullptr, progress_);
    ++whole_epochs_;
  }

  // The model on all rows as it was after the best epoch.
  SoftmaxRegression TakeWhole() {
    if (best_epoch_ == whole_epochs_) {
      return std::move(*whole_).TakeModel();
    }
    ASSAY_CHECK(best_epoch_ + 1 == whole_epochs_ && previous_.has_value());
    if (previous_dynamics_.has_value()) {
      dynamics_ = *std::move(previous_dynamics_);
    }
    return *std::move(previous_);
  }

  // Takes the epoch's probabilities if they are the best so far; says whether to go on.
  bool Improves(int epoch) {
    double loss = 0.0;
    double weight = 0.0;
    for (const Fold& fold : folds_) {
      loss += fold.loss;
      weight += fold.weight;
    }
    loss /= weight;
    const double before = best_epoch_ == 0 ? std::numeric_limits<double>::infinity()
                                           : losses_[static_cast<size_t>(best_epoch_) - 1];
    losses_.push_back(loss);
    if (loss < before) {
      std::swap(best_, current_);
      best_epoch_ = epoch;
    }
    return loss < before * (1.0 - options_.min_improvement);
  }

  absl::StatusOr<CrossValidationResult> Finish() {
    constexpr size_t kRowsPerTask = 1024;
    folds_.clear();
    SoftmaxRegression model = TakeWhole();
    CrossValidationResult result{std::move(best_),
                                 std::move(fold_of_row_),
                                 std::move(losses_),
                                 best_epoch_,
                                 std::move(model),
                                 std::move(current_),
                                 std::move(dynamics_.margin_sum),
                                 std::move(dynamics_.given_sum)};
    pool_.ForRanges(labels_.size(), kRowsPerTask, [&](size_t begin, size_t end) {
      result.model.PredictRange(features_, begin, end, &result.recheck);
    });
    const float scale = 1.0f / static_cast<float>(std::max(dynamics_.epoch_count, 1));
    for (size_t row = 0; row < labels_.size(); ++row) {
      result.area_under_margin[row] *= scale;
      result.mean_given_probability[row] *= scale;
    }
    return result;
  }

  const CsrMatrix& features_;
  const std::span<const uint32_t> labels_;
  const size_t class_count_;
  const CrossValidationOptions& options_;
  WorkerPool& pool_;
  ProgressSink& progress_;

  std::vector<uint32_t> fold_of_row_;
  std::vector<Fold> folds_;
  std::optional<SoftmaxTrainer> whole_;
  int whole_epochs_ = 0;
  // Before its last epoch; the dynamics only where that epoch recorded them.
  std::optional<SoftmaxRegression> previous_;
  std::optional<TrainingDynamics> previous_dynamics_;
  ClassMatrix best_;
  ClassMatrix current_;
  int best_epoch_ = 0;
  std::vector<double> losses_;
  TrainingDynamics dynamics_;
};

}  // namespace

absl::StatusOr<CrossValidationResult> CrossValidate(const CsrMatrix& features,
                                                    std::span<const uint32_t> labels,
                                                    size_t class_count,
                                                    const CrossValidationOptions& options,
                                                    WorkerPool& pool, ProgressSink& progress) {
  ASSAY_CHECK(labels.size() == features.row_count());
  ASSAY_CHECK(options.fold_count >= 2 && options.max_epoch_count >= 1);
  ASSAY_RETURN_IF_ERROR(CheckArguments(labels.size(), class_count, options.fold_count));
  return LockstepTraining(features, labels, class_count, options, pool, progress).Run();
}

}  // namespace assay
