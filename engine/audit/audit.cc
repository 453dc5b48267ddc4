#include "engine/audit/audit.h"

#include <algorithm>
#include <cmath>
#include <memory>
#include <numeric>
#include <utility>

#include "engine/audit/audit_checks.h"
#include "engine/audit/label_scores.h"
#include "engine/audit/noise_direction.h"
#include "engine/audit/plausible_errors.h"
#include "engine/audit/rules_terms.h"
#include "engine/audit/suspicion_score.h"
#include "engine/base/status.h"
#include "engine/learn/text_features.h"

namespace assay {
namespace {

constexpr double kAnnotatorShare = 0.75;

// The class with the largest probability; the given one where it ties.
int32_t Preferred(std::span<const float> row, int32_t given) {
  const size_t best = ArgMax(row);
  return row[best] > row[static_cast<size_t>(given)] ? static_cast<int32_t>(best) : given;
}

std::vector<AuditedItem> JudgeItems(const AuditModels& models, std::span<const int32_t> given,
                                    const SuspicionScores& scores) {
  const ClassMatrix& held_out = models.linear ? models.linear->held_out : models.supplied;
  const ClassMatrix& recheck = models.linear ? models.linear->recheck : models.supplied;
  std::vector<AuditedItem> items(given.size());
  for (size_t i = 0; i < items.size(); ++i) {
    const std::span<const float> mixture = models.mixture.row(i);
    AuditedItem& item = items[i];
    item.score = scores.quality[i];
    item.suggested = item.score < 0.5 ? static_cast<int32_t>(scores.suggested[i]) : given[i];
    item.given_probability = mixture[static_cast<size_t>(given[i])];
    item.suggested_probability = mixture[static_cast<size_t>(item.suggested)];
    item.recheck = Preferred(recheck.row(i), given[i]);
    item.cross_validated = Preferred(held_out.row(i), given[i]);
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

absl::StatusOr<std::vector<SignalScores>> ComputeSignals(const AuditResult& result,
                                                         WorkerPool& pool) {
  const AuditEvidence evidence = result.Evidence();
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
        {&registry[s], result.models.SignalWeight(registry[s].name), *std::move(computed[s])});
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

// What is believed of each label, and of how labels go wrong.
struct Beliefs {
  NoiseEstimate noise;
  SuspicionScores scores;
};

Beliefs BeliefsOf(const AuditModels& models, std::span<const uint32_t> labels, WorkerPool& pool) {
  Beliefs beliefs;
  beliefs.noise = EstimateLabelNoise(models.log_mixture, labels, 1.0, pool);
  beliefs.scores = ScoreSuspicion(models.log_mixture, labels, NoiseDirection(beliefs.noise), pool);
  return beliefs;
}

// Features as a block of others; shares the matrix.
FeatureBlock AsBlock(const FeatureMatrix& features) {
  const auto shared = std::make_shared<const FeatureMatrix>(features);
  return {std::shared_ptr<const CsrMatrix>(shared, &shared->matrix()),
          [shared](uint32_t column) { return shared->Name(column); }};
}

// The features without the columns that have no name (runs of characters): they make no rules that
// people could read.
FeatureBlock NamedBlock(const FeatureMatrix& features) {
  const CsrMatrix& matrix = features.matrix();
  std::vector<bool> is_named(matrix.column_count);
  for (size_t column = 0; column < is_named.size(); ++column) {
    is_named[column] = !features.Name(static_cast<uint32_t>(column)).empty();
  }
  auto named = std::make_shared<CsrMatrix>();
  named->column_count = matrix.column_count;
  for (size_t i = 0; i < matrix.row_count(); ++i) {
    const CsrMatrix::Row row = matrix.row(i);
    for (size_t entry = 0; entry < row.columns.size(); ++entry) {
      if (is_named[row.columns[entry]]) {
        named->Add(row.columns[entry], row.values[entry]);
      }
    }
    named->EndRow();
  }
  return {std::move(named), AsBlock(features).name};
}

// Words, categories and bins, and cuts of the numbers: rules like one-sided conditions better.
FeatureMatrix MakeRuleTerms(const AuditFeatures& features) {
  const FeatureMatrix& counts = features.views.counts;
  const bool may_have_runs = counts.matrix().row_count() <= TextFeatureOptions().max_run_rows;
  std::vector<FeatureBlock> blocks = {may_have_runs ? NamedBlock(counts) : AsBlock(counts)};
  if (const size_t count = features.numeric_names.size(); count > 0) {
    const size_t row_count = features.views.counts.matrix().row_count();
    const DenseColumns columns{row_count, count,
                               std::span(features.table).first(row_count * count)};
    blocks.push_back(MakeCutTerms(columns, features.numeric_names));
  }
  return FeatureMatrix(std::move(blocks));
}

RuleReport FindItsRules(const AuditResult& result, uint64_t seed, WorkerPool& pool) {
  std::vector<int32_t> answers;
  answers.reserve(result.items.size());
  for (const AuditedItem& item : result.items) {
    answers.push_back(item.cross_validated);
  }
  RuleOptions options;
  options.seed = seed;
  return FindRules(result.rule_terms->matrix(), result.input.given, result.input.class_names.size(),
                   answers, options, pool);
}

// Moves the scores by what is known of each label's annotator.
absl::Status WeighAnnotators(AuditResult& result, SuspicionScores& scores) {
  const AuditInput& input = result.input;
  if (input.annotator.empty()) {
    return absl::OkStatus();
  }
  ASSAY_ASSIGN_OR_RETURN(const LabelledProbabilities<float> mixture,
                         LabelledProbabilities<float>::Create(
                             input.given, result.models.Evidence(input.given).combined));
  ASSAY_ASSIGN_OR_RETURN(result.annotators, EstimateAnnotatorPatterns(mixture, input.annotator,
                                                                      input.annotator_count));
  for (size_t i = 0; i < scores.quality.size(); ++i) {
    const double moved =
        std::exp(kAnnotatorShare * static_cast<double>(result.annotators->log_odds[i]));
    // 1 / (1 + odds of an error): scaled without losing what is next to 0.
    const double quality = scores.quality[i];
    scores.quality[i] = quality / (quality + (1 - quality) * moved);
  }
  return absl::OkStatus();
}

// Fills in everything that follows from the models and the beliefs.
absl::Status Judge(std::span<const uint32_t> labels, const Beliefs& beliefs, uint64_t seed,
                   WorkerPool& pool, PhaseTimer& timer, AuditResult& result) {
  const std::span<const int32_t> given = result.input.given;
  const ClassMatrix& logs = result.models.log_mixture;
  ASSAY_ASSIGN_OR_RETURN(result.signals, ComputeSignals(result, pool));
  timer.End("signals");
  ASSAY_ASSIGN_OR_RETURN(
      const LabelledProbabilities<float> mixture,
      LabelledProbabilities<float>::Create(given, result.models.Evidence(given).combined));
  const ConfidentLearning learned = LearnConfidently(mixture);
  result.confident_joint = learned.calibrated;
  const PlausibleErrors errors =
      EstimatePlausibleErrors(logs, labels, beliefs.noise, learned.joint.counts, pool);
  result.estimated_errors = ToInterval(errors.all, errors.level);
  result.estimate_method = errors.method;
  result.items = JudgeItems(result.models, given, beliefs.scores);
  result.order = RankItems(result.items);
  FlagFirst(std::llround(errors.all.centre), result);
  CountByClass(errors, result);
  timer.End("ranking");
  if (result.input.features.has_value() &&
      result.input.features->views.counts.matrix().column_count > 0) {
    result.rule_terms = MakeRuleTerms(*result.input.features);
    result.rules = FindItsRules(result, seed, pool);
    timer.End("rules");
  }
  result.warnings = AuditWarnings(result);
  return absl::OkStatus();
}

}  // namespace

AuditEvidence AuditResult::Evidence() const {
  AuditEvidence evidence = models.Evidence(input.given);
  if (likeness.has_value()) {
    evidence.neighbours = &likeness->neighbours;
    evidence.duplicates = likeness->duplicates;
  }
  evidence.annotator = input.annotator;
  evidence.annotator_count = input.annotator_count;
  return evidence;
}

ItemExplanation AuditResult::Explain(size_t item) const {
  const auto given = static_cast<size_t>(input.given[item]);
  const auto suggested = static_cast<size_t>(items[item].suggested);
  if (given == suggested) {
    return {};
  }
  Suspect suspect{.item = item, .suggested = suggested};
  std::vector<SignalVote> votes;
  for (const SignalScores& signal : signals) {
    if (signal.signal->votes) {
      votes.push_back({signal.signal->name, signal.scores[item]});
      ++suspect.votes_cast;
      suspect.votes_against += signal.scores[item] < 0.5f ? 1 : 0;
    }
  }
  const AuditEvidence evidence = Evidence();
  ExplanationSources sources{evidence};
  if (models.linear.has_value()) {
    sources.features = &input.features->views.linear;
    sources.model = &models.linear->model;
    suspect.has_features = !sources.features->matrix().row(item).columns.empty();
  }
  if (likeness.has_value()) {
    sources.equal = &likeness->equal;
  }
  ItemExplanation explanation;
  explanation.details = ExplainItem(sources, item, suggested, votes);
  AddDetails(explanation.details, suspect);
  const bool has_text = input.features.has_value() && input.features->has_text;
  explanation.reasons =
      ExplainSuspect({evidence, input.class_names, confident_joint, has_text}, suspect);
  return explanation;
}

// What the reasons need to know of the details.
void AuditResult::AddDetails(const SuspectExplanation& details, Suspect& suspect) const {
  for (const FeaturePull& pull : details.for_suggested) {
    suspect.telling_features.push_back(pull.name);
  }
  suspect.neighbour_count = details.neighbour_count;
  suspect.neighbours_suggesting = details.neighbours_suggesting;
  suspect.neighbours_keeping = details.neighbours_keeping;
  if (annotators.has_value()) {
    suspect.annotator_log_odds = annotators->log_odds[suspect.item];
  }
  if (rules.has_value()) {
    suspect.rule_against =
        FindRuleAgainst(*rules, rule_terms->matrix(), suspect.item, suspect.suggested);
  }
  if (suspect.rule_against != nullptr) {
    for (const uint32_t term : suspect.rule_against->terms) {
      suspect.rule_terms.push_back(rule_terms->Name(term));
    }
  }
}

absl::StatusOr<AuditResult> RunAudit(AuditInput input, const AuditOptions& options,
                                     WorkerPool& pool, ProgressSink& progress, const Clock& clock) {
  ASSAY_RETURN_IF_ERROR(CheckAuditInput(input, options));
  PhaseTimer timer(clock);
  const std::vector<uint32_t> labels(input.given.begin(), input.given.end());
  AuditResult result{.input = std::move(input), .models = {}};
  Beliefs beliefs;
  if (ClassMatrix& given = result.input.given_probabilities; given.row_count() > 0) {
    progress.Report("judging by the given probabilities", 0, 0);
    GivenProbabilityJudgement judgement =
        JudgeGivenProbabilities({given.values(), given.class_count()}, labels, pool);
    result.models = TakeGivenProbabilities(std::move(given), judgement, pool);
    beliefs = {std::move(judgement.noise), std::move(judgement.scores)};
    timer.End("given_probabilities");
  } else if (result.input.scored.has_value()) {
    result.models = TakeScoredRows(std::move(result.input.scored->log_probabilities), pool);
    beliefs.noise = EstimateLabelNoise(result.models.log_mixture, labels, 1.0, pool);
    beliefs.scores =
        ScoreSuspicion(result.models.log_mixture, labels, result.input.scored->direction, pool);
  } else {
    CrossValidationOptions training;
    training.fold_count = options.fold_count;
    training.seed = options.seed;
    ASSAY_ASSIGN_OR_RETURN(result.models, TrainAuditModels(*result.input.features, labels,
                                                           result.input.class_names.size(),
                                                           training, pool, progress, timer));
    beliefs = BeliefsOf(result.models, labels, pool);
    timer.End("beliefs");
    result.scorer = FoldModels(*result.input.features, labels, result.models,
                               NoiseDirection(beliefs.noise), pool);
    timer.End("folding");
  }
  if (result.input.features.has_value()) {
    progress.Report("looking for items that are alike", 0, 0);
    result.likeness = FindLikeness(*result.input.features, result.input.given, pool, progress);
    timer.End("likeness");
  }
  progress.Report("ranking the items", 0, 0);
  ASSAY_RETURN_IF_ERROR(WeighAnnotators(result, beliefs.scores));
  ASSAY_RETURN_IF_ERROR(Judge(labels, beliefs, options.seed, pool, timer, result));
  result.timings = timer.times();
  return result;
}

}  // namespace assay
