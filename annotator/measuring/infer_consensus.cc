#include "annotator/measuring/infer_consensus.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "annotator/exchange/table_error.h"
#include "annotator/measuring/annotator_figures.h"
#include "annotator/measuring/consensus_score.h"
#include "annotator/measuring/known_classes.h"
#include "annotator/measuring/label_reader.h"
#include "annotator/measuring/model_probabilities.h"
#include "annotator/measuring/next_labels.h"
#include "annotator/measuring/quality_options.h"
#include "engine/base/status.h"
#include "engine/consensus/consensus_registry.h"

namespace assay {
namespace {

using Sink = std::function<absl::Status(const v1::InferConsensusResponse&)>;

constexpr size_t kRowsAMessage = 2000;
constexpr int kAnnotatorsAMessage = 1000;
constexpr int kConfusionCellsAMessage = 10'000;
constexpr size_t kNextLabelsAMessage = 1000;
constexpr size_t kMostListedClasses = 100;
// The posterior of this many values has 16 GB.
constexpr double kMostProbabilities = 4e9;
// More different fractions than this are measurements, not names of classes.
constexpr size_t kMostFractionClasses = 50;

absl::Status CheckIsFeasible(const LabelCollector& collector) {
  const auto items = static_cast<double>(collector.builder().item_count());
  const size_t classes = collector.builder().class_count();
  if (items * static_cast<double>(classes) > kMostProbabilities) {
    return MakeError(absl::StatusCode::kInvalidArgument, "TOO_MANY_CLASSES",
                     absl::StrCat("found ", classes, " different labels of ", items,
                                  " items, expected fewer: a probability is kept for each class "
                                  "of each item; name the right column with --label"),
                     {{"found", absl::StrCat(classes)}, {"column", "label"}});
  }
  if (classes > kMostFractionClasses && !collector.first_fraction().empty()) {
    const std::string row = absl::StrCat(collector.first_fraction_row());
    return MakeError(
        absl::StatusCode::kInvalidArgument, "LABELS_ARE_NUMBERS",
        absl::StrCat("row ", row, ": found the number ", collector.first_fraction(), " among ",
                     classes, " different labels, expected classes; for numbers use the method ",
                     "mean, median or reliability_weighted"),
        {{"row", row}, {"found", collector.first_fraction()}, {"expected", "classes"}});
  }
  return absl::OkStatus();
}

// One call, from the files to the answer.
class Inference {
 public:
  Inference(const v1::InferConsensusSpec& spec, const Sink& send, ProgressSink& progress)
      : spec_(spec), send_(send), progress_(progress) {}

  absl::Status Run(SentFiles& files, const StoredLabels& stored, const MatrixRepository& matrices,
                   int default_thread_count) {
    ASSAY_RETURN_IF_ERROR(CheckSpec(default_thread_count));
    const bool numeric = method_->compute_numbers != nullptr;
    ASSAY_ASSIGN_OR_RETURN(
        ReadLabelsResult read,
        ReadLabels(spec_.labels(), numeric ? LabelKind::kNumbers : LabelKind::kClasses, files,
                   stored, progress_));
    LabelCollector& collector = read.collector;
    if (spec_.has_gold()) {
      ASSAY_ASSIGN_OR_RETURN(gold_,
                             KnownClasses::Read(spec_.gold(), files.Next(), collector, progress_));
      ASSAY_RETURN_IF_ERROR(gold_->AddClasses(collector));
    }
    if (spec_.has_truth()) {
      ASSAY_ASSIGN_OR_RETURN(truth_,
                             KnownClasses::Read(spec_.truth(), files.Next(), collector, progress_));
    }
    ASSAY_ASSIGN_OR_RETURN(ModelProbabilities model,
                           ModelProbabilities::Read(spec_, collector, files, matrices));
    ASSAY_RETURN_IF_ERROR(model.AddClasses(collector));
    if (!numeric) {
      ASSAY_RETURN_IF_ERROR(CheckIsFeasible(collector));
    }
    progress_.Report("ordering labels", 0, 0);
    ASSAY_ASSIGN_OR_RETURN(const LabelTable table, collector.Finish(read.info));
    if (gold_.has_value()) {
      gold_->AddWarnings("gold", read.info);
      gold_classes_ = gold_->Classes(table);
    }
    if (truth_.has_value()) {
      truth_->AddWarnings("truth", read.info);
    }
    model_ = std::move(model).Take(table);
    table_info_ = std::move(read.info);
    WorkerPool pool(thread_count_);
    return numeric ? AnswerNumbers(table, collector, pool) : AnswerClasses(table, collector, pool);
  }

 private:
  absl::Status CheckSpec(int default_thread_count) {
    ASSAY_ASSIGN_OR_RETURN(thread_count_,
                           CheckThreadCount(spec_.thread_count(), default_thread_count));
    ASSAY_ASSIGN_OR_RETURN(confidence_level_, CheckConfidenceLevel(spec_.confidence_level()));
    if (spec_.max_iterations() < 0) {
      return MakeError(absl::StatusCode::kInvalidArgument, "BAD_MAX_ITERATIONS",
                       absl::StrCat("max_iterations is ", spec_.max_iterations(),
                                    ", expected 0 (the method's own limit) or more"),
                       {{"field", "spec.max_iterations"}});
    }
    method_ = &ConsensusMethods().front();
    if (!spec_.method().empty()) {
      ASSAY_ASSIGN_OR_RETURN(method_, FindConsensusMethod(spec_.method()));
    }
    return absl::OkStatus();
  }

  ConsensusOptions Options() const {
    ConsensusOptions options;
    options.max_iterations = spec_.max_iterations();
    options.seed = spec_.seed();
    return options;
  }

  absl::Status AnswerClasses(const LabelTable& table, const LabelCollector& collector,
                             WorkerPool& pool) {
    const ConsensusInput input{table, gold_classes_, model_};
    progress_.Report("inferring", 0, 0);
    ASSAY_ASSIGN_OR_RETURN(const ConsensusResult result,
                           method_->compute(input, Options(), pool, progress_));
    ASSAY_ASSIGN_OR_RETURN(const std::vector<v1::AnnotatorFigures> annotators,
                           Judge(table, collector, result));
    std::vector<v1::NextLabel> next;
    if (spec_.next_labels().count() != 0) {
      progress_.Report("choosing the next labels", 0, 0);
      ASSAY_ASSIGN_OR_RETURN(next, SuggestNextLabels(spec_.next_labels(), {table, result.posterior,
                                                                           gold_classes_, model_}));
    }
    ASSAY_RETURN_IF_ERROR(
        SendSummary(false, result.explanation, result.iterations, result.converged));
    if (truth_.has_value()) {
      v1::InferConsensusResponse response;
      v1::ConsensusScore& score = *response.mutable_score();
      score.set_unknown_item_count(truth_->unknown_count());
      std::vector<int32_t> truth = truth_->Classes(table);
      ForgetGold(truth);
      ScoreClasses(result.posterior, table.class_count(), truth, score);
      ASSAY_RETURN_IF_ERROR(send_(response));
    }
    ASSAY_RETURN_IF_ERROR(SendAnnotators(annotators));
    ASSAY_RETURN_IF_ERROR(SendNextLabels(next));
    const std::vector<int32_t> labels = ConsensusLabels(input, result, spec_.seed());
    return SendRows(table, [&](size_t i, v1::ConsensusRow& row) {
      const std::span<const float> probabilities =
          std::span(result.posterior).subspan(i * table.class_count(), table.class_count());
      if (labels[i] != kNoClass) {
        const auto label = static_cast<size_t>(labels[i]);
        row.set_label(std::string(table.class_names()[label]));
        row.set_confidence(probabilities[label]);
      }
      if (table.class_count() <= kMostListedClasses) {
        row.mutable_probabilities()->Assign(probabilities.begin(), probabilities.end());
      }
    });
  }

  absl::StatusOr<std::vector<v1::AnnotatorFigures>> Judge(const LabelTable& table,
                                                          const LabelCollector& collector,
                                                          const ConsensusResult& result) {
    if (spec_.no_judgement()) {
      return CountAnnotators(table, result.reliability, collector.times());
    }
    progress_.Report("judging annotators", 0, 0);
    const AnnotatorEvidence evidence{table,
                                     result.posterior,
                                     gold_classes_,
                                     result.reliability,
                                     collector.times(),
                                     collector.orders(),
                                     confidence_level_,
                                     spec_.wants_confusions()};
    return JudgeAnnotators(evidence, progress_);
  }

  absl::Status AnswerNumbers(const LabelTable& table, const LabelCollector& collector,
                             WorkerPool& pool) {
    const ConsensusInput input{table, gold_classes_, model_};
    progress_.Report("inferring", 0, 0);
    ASSAY_ASSIGN_OR_RETURN(const NumberConsensus result,
                           method_->compute_numbers(input, Options(), pool, progress_));
    ASSAY_RETURN_IF_ERROR(SendSummary(true, "", result.iterations, result.converged));
    if (truth_.has_value()) {
      v1::InferConsensusResponse response;
      v1::ConsensusScore& score = *response.mutable_score();
      score.set_unknown_item_count(truth_->unknown_count());
      ScoreNumbers(result.value, truth_->Numbers(table), score);
      ASSAY_RETURN_IF_ERROR(send_(response));
    }
    ASSAY_RETURN_IF_ERROR(
        SendAnnotators(CountAnnotators(table, result.reliability, collector.times())));
    return SendRows(table, [&](size_t i, v1::ConsensusRow& row) {
      if (std::isfinite(result.value[i])) {
        row.set_value(result.value[i]);
      }
      if (std::isfinite(result.standard_error[i])) {
        row.set_standard_error(result.standard_error[i]);
      }
    });
  }

  // What was given cannot be scored.
  void ForgetGold(std::vector<int32_t>& truth) const {
    for (size_t i = 0; i < gold_classes_.size(); ++i) {
      truth[i] = gold_classes_[i] == kNoClass ? truth[i] : kNoClass;
    }
  }

  absl::Status SendSummary(bool numeric, const std::string& explanation, int iterations,
                           bool converged) {
    v1::InferConsensusResponse response;
    *response.mutable_table() = table_info_;
    ASSAY_RETURN_IF_ERROR(send_(response));
    v1::ConsensusSummary& summary = *response.mutable_summary();
    summary.set_method(std::string(method_->name));
    summary.set_explanation(explanation);
    summary.set_iteration_count(iterations);
    summary.set_converged(converged);
    summary.set_numeric(numeric);
    if (gold_.has_value()) {
      summary.set_gold_count(gold_->known_count());
      summary.set_gold_unlabelled_count(gold_->unknown_count());
    }
    return send_(response);
  }

  absl::Status SendAnnotators(const std::vector<v1::AnnotatorFigures>& annotators) {
    v1::InferConsensusResponse response;
    v1::AnnotatorList& list = *response.mutable_annotators();
    int cells = 0;
    for (const v1::AnnotatorFigures& figures : annotators) {
      *list.add_annotators() = figures;
      cells += figures.confusion_size();
      if (list.annotators_size() == kAnnotatorsAMessage || cells >= kConfusionCellsAMessage) {
        ASSAY_RETURN_IF_ERROR(send_(response));
        list.Clear();
        cells = 0;
      }
    }
    return list.annotators_size() > 0 ? send_(response) : absl::OkStatus();
  }

  absl::Status SendNextLabels(const std::vector<v1::NextLabel>& next) {
    for (size_t begin = 0; begin < next.size(); begin += kNextLabelsAMessage) {
      v1::InferConsensusResponse response;
      const size_t end = std::min(next.size(), begin + kNextLabelsAMessage);
      response.mutable_next_labels()->mutable_labels()->Assign(
          next.begin() + static_cast<std::ptrdiff_t>(begin),
          next.begin() + static_cast<std::ptrdiff_t>(end));
      ASSAY_RETURN_IF_ERROR(send_(response));
    }
    return absl::OkStatus();
  }

  template <typename Fill>
  absl::Status SendRows(const LabelTable& table, const Fill& fill) {
    v1::InferConsensusResponse response;
    for (size_t begin = 0; begin < table.item_count(); begin += kRowsAMessage) {
      v1::ConsensusRows& rows = *response.mutable_rows();
      rows.Clear();
      for (size_t i = begin; i < std::min(table.item_count(), begin + kRowsAMessage); ++i) {
        v1::ConsensusRow& row = *rows.add_rows();
        row.set_item(std::string(table.item_names()[i]));
        row.set_label_count(static_cast<int64_t>(table.classes_of(i).size()));
        fill(i, row);
      }
      ASSAY_RETURN_IF_ERROR(send_(response));
    }
    return absl::OkStatus();
  }

  const v1::InferConsensusSpec& spec_;
  const Sink& send_;
  ProgressSink& progress_;
  const ConsensusMethod* method_ = nullptr;
  int thread_count_ = 0;
  double confidence_level_ = 0.95;
  std::optional<KnownClasses> gold_;
  std::optional<KnownClasses> truth_;
  std::vector<int32_t> gold_classes_;
  std::vector<float> model_;
  v1::LabelTableInfo table_info_;
};

}  // namespace

int CountFiles(const v1::InferConsensusSpec& spec) {
  return (spec.labels().dataset().empty() && spec.labels().campaign().empty() ? 1 : 0) +
         (spec.has_gold() ? 1 : 0) + (spec.has_truth() ? 1 : 0) +
         (spec.sends_probabilities() ? 1 : 0);
}

absl::Status InferConsensus(const v1::InferConsensusSpec& spec, SentFiles& files,
                            const StoredLabels& stored, const MatrixRepository& matrices,
                            int default_thread_count, const Sink& send, ProgressSink& progress) {
  return Inference(spec, send, progress).Run(files, stored, matrices, default_thread_count);
}

}  // namespace assay
