#include "engine/audit/audit.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include "engine/audit/audit_checks.h"
#include "engine/audit/label_scores.h"
#include "engine/audit/noise_direction.h"
#include "engine/audit/plausible_errors.h"
#include "engine/audit/suspicion_score.h"
#include "engine/base/status.h"

namespace assay {
namespace {

constexpr size_t kTellingFeatureCount = 3;

// The class with the largest probability; the given one where it ties.
int32_t Preferred(std::span<const float> row, int32_t given) {
  const size_t best = ArgMax(row);
  return row[best] > row[static_cast<size_t>(given)] ? static_cast<int32_t>(best) : given;
}

std::vector<AuditedItem> JudgeItems(const AuditModels& models, std::span<const int32_t> given,
                                    const SuspicionScores& scores) {
  std::vector<AuditedItem> items(given.size());
  for (size_t i = 0; i < items.size(); ++i) {
    const std::span<const float> mixture = models.mixture.row(i);
    AuditedItem& item = items[i];
    item.score = scores.quality[i];
    item.suggested = item.score < 0.5 ? static_cast<int32_t>(scores.suggested[i]) : given[i];
    item.given_probability = mixture[static_cast<size_t>(given[i])];
    item.suggested_probability = mixture[static_cast<size_t>(item.suggested)];
    item.recheck = Preferred(models.linear.recheck.row(i), given[i]);
    item.cross_validated = Preferred(models.linear.held_out.row(i), given[i]);
  }
  return items;
}

Interval ToInterval(const ErrorRange& range, double level) {
  return {range.centre, range.low, range.high, level};
}

std::vector<size_t> RankItems(std::span<const AuditedItem> items) {
  std::vector<size_t> order(items.size());
  std::iota(order.begin(), order.end(), size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](size_t a, size_t b) { return items[a].score < items[b].score; });
  return order;
}

// Flags the first `count` of the ranking, never an item whose own label is suggested.
void FlagFirst(int64_t count, AuditResult& result) {
  for (const size_t index : result.order) {
    AuditedItem& item = result.items[index];
    if (result.flagged_count == count || item.suggested == result.input.given[index]) {
      break;
    }
    item.flagged = true;
    ++result.flagged_count;
  }
}

absl::StatusOr<std::vector<SignalScores>> ComputeSignals(const AuditModels& models,
                                                         std::span<const int32_t> given,
                                                         WorkerPool& pool) {
  const AuditEvidence evidence = models.Evidence(given);
  const std::span<const SuspicionSignal> registry = SuspicionSignals();
  std::vector<absl::StatusOr<std::vector<float>>> computed(registry.size());
  pool.Run(registry.size(), [&](size_t s) { computed[s] = registry[s].compute(evidence); });
  std::vector<SignalScores> signals;
  for (size_t s = 0; s < registry.size(); ++s) {
    if (absl::IsFailedPrecondition(computed[s].status())) {
      continue;
    }
    ASSAY_RETURN_IF_ERROR(computed[s].status());
    signals.push_back(
        {&registry[s], models.SignalWeight(registry[s].name), *std::move(computed[s])});
  }
  return signals;
}

void CountByClass(const PlausibleErrors& errors, AuditResult& result) {
  const size_t class_count = result.input.class_names.size();
  result.classes.resize(class_count);
  std::vector<int64_t> reproduced(class_count, 0);
  for (size_t i = 0; i < result.items.size(); ++i) {
    const AuditedItem& item = result.items[i];
    const int32_t given = result.input.given[i];
    ClassFigures& figures = result.classes[static_cast<size_t>(given)];
    ++figures.item_count;
    figures.flagged_count += item.flagged ? 1 : 0;
    figures.recheck_error_count += item.recheck != given ? 1 : 0;
    reproduced[static_cast<size_t>(given)] += item.cross_validated == given ? 1 : 0;
  }
  int64_t all_reproduced = 0;
  int64_t largest = 0;
  for (size_t k = 0; k < class_count; ++k) {
    ClassFigures& figures = result.classes[k];
    const auto size = static_cast<double>(std::max<int64_t>(figures.item_count, 1));
    figures.cross_validated_accuracy = static_cast<double>(reproduced[k]) / size;
    figures.estimated_errors = ToInterval(errors.per_class[k], errors.level);
    result.recheck_error_count += figures.recheck_error_count;
    all_reproduced += reproduced[k];
    largest = std::max(largest, figures.item_count);
  }
  const auto item_count = static_cast<double>(result.items.size());
  result.cross_validated_accuracy = static_cast<double>(all_reproduced) / item_count;
  result.majority_share = static_cast<double>(largest) / item_count;
}

// Fills in everything that follows from the trained models.
absl::Status Judge(std::span<const uint32_t> labels, WorkerPool& pool, PhaseTimer& timer,
                   AuditResult& result) {
  const std::span<const int32_t> given = result.input.given;
  const ClassMatrix& logs = result.models.log_mixture;
  ASSAY_ASSIGN_OR_RETURN(result.signals, ComputeSignals(result.models, given, pool));
  timer.End("signals");
  ASSAY_ASSIGN_OR_RETURN(
      const LabelledProbabilities<float> mixture,
      LabelledProbabilities<float>::Create(given, result.models.Evidence(given).combined));
  const ConfidentLearning learned = LearnConfidently(mixture);
  result.confident_joint = learned.calibrated;
  const NoiseEstimate noise = EstimateLabelNoise(logs, labels, 1.0, pool);
  const PlausibleErrors errors =
      EstimatePlausibleErrors(logs, labels, noise, learned.joint.counts, pool);
  result.estimated_errors = ToInterval(errors.all, errors.level);
  result.estimate_method = errors.method;
  result.items =
      JudgeItems(result.models, given, ScoreSuspicion(logs, labels, NoiseDirection(noise), pool));
  result.order = RankItems(result.items);
  FlagFirst(std::llround(errors.all.centre), result);
  CountByClass(errors, result);
  result.warnings = AuditWarnings(result);
  timer.End("ranking");
  return absl::OkStatus();
}

// The features of a row that speak most for one class against another in the linear model.
std::vector<std::string> TellingFeatures(const FeatureMatrix& features,
                                         const SoftmaxRegression& model, size_t item,
                                         size_t suggested, size_t given) {
  const CsrMatrix::Row row = features.matrix().row(item);
  std::vector<std::pair<float, uint32_t>> pulls;
  for (size_t entry = 0; entry < row.columns.size(); ++entry) {
    const uint32_t column = row.columns[entry];
    const float pull =
        row.values[entry] * (model.weight(column, suggested) - model.weight(column, given));
    if (pull > 0) {
      pulls.emplace_back(-pull, column);
    }
  }
  std::sort(pulls.begin(), pulls.end());
  std::vector<std::string> names;
  for (const auto& [pull, column] : pulls) {
    std::string name = features.Name(column);
    // "oil prices" adds nothing to "oil".
    const bool repeats =
        name.empty() || std::any_of(names.begin(), names.end(), [&](const std::string& shown) {
          return shown.find(name) != std::string::npos || name.find(shown) != std::string::npos;
        });
    if (!repeats) {
      names.push_back(std::move(name));
    }
    if (names.size() == kTellingFeatureCount) {
      break;
    }
  }
  return names;
}

}  // namespace

std::vector<Reason> AuditResult::Explain(size_t item) const {
  const auto given = static_cast<size_t>(input.given[item]);
  const auto suggested = static_cast<size_t>(items[item].suggested);
  if (given == suggested) {
    return {};
  }
  const FeatureMatrix& features = input.features.views.linear;
  Suspect suspect{
      .item = item,
      .suggested = suggested,
      .has_features = !features.matrix().row(item).columns.empty(),
      .telling_features = TellingFeatures(features, models.linear.model, item, suggested, given)};
  for (const SignalScores& signal : signals) {
    if (signal.signal->votes) {
      ++suspect.votes_cast;
      suspect.votes_against += signal.scores[item] < 0.5f ? 1 : 0;
    }
  }
  const AuditEvidence evidence = models.Evidence(input.given);
  return ExplainSuspect({evidence, input.class_names, confident_joint, input.features.has_text},
                        suspect);
}

absl::StatusOr<AuditResult> RunAudit(AuditInput input, const AuditOptions& options,
                                     WorkerPool& pool, ProgressSink& progress, const Clock& clock) {
  ASSAY_RETURN_IF_ERROR(CheckAuditInput(input, options));
  PhaseTimer timer(clock);
  const std::vector<uint32_t> labels(input.given.begin(), input.given.end());
  CrossValidationOptions training;
  training.fold_count = options.fold_count;
  training.seed = options.seed;
  ASSAY_ASSIGN_OR_RETURN(AuditModels models,
                         TrainAuditModels(input.features, labels, input.class_names.size(),
                                          training, pool, progress, timer));
  progress.Report("ranking the items", 0, 0);
  AuditResult result{.input = std::move(input), .models = std::move(models)};
  ASSAY_RETURN_IF_ERROR(Judge(labels, pool, timer, result));
  result.timings = timer.times();
  return result;
}

}  // namespace assay
