#include "engine/agreement/agreement_interval.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <limits>
#include <span>
#include <string>
#include <vector>

#include "engine/agreement/class_pairs.h"
#include "engine/agreement/item_patterns.h"
#include "engine/agreement/prepared_classes.h"
#include "engine/base/rng.h"
#include "engine/base/status.h"
#include "engine/stats/multinomial.h"
#include "engine/stats/percentile.h"

namespace assay {
namespace {

constexpr int kMaxReplicateCount = 1'000'000;
constexpr size_t kReplicatesPerTask = 8;
// Drawing item by item costs this little, next to a binomial draw for a pattern.
constexpr size_t kItemDrawsPerBinomial = 16;

absl::Status CheckOptions(const BootstrapOptions& options) {
  if (!(options.level > 0 && options.level < 1)) {
    const std::string found = std::to_string(options.level);
    return MakeError(absl::StatusCode::kInvalidArgument, "LEVEL_OUT_OF_RANGE",
                     "the confidence level is " + found + ", expected a number between 0 and 1",
                     {{"level", found}});
  }
  if (options.replicate_count < 2 || options.replicate_count > kMaxReplicateCount) {
    const std::string found = std::to_string(options.replicate_count);
    return MakeError(
        absl::StatusCode::kInvalidArgument, "COUNT_OUT_OF_RANGE",
        "found " + found + " replicates, expected 2 to " + std::to_string(kMaxReplicateCount),
        {{"found", found}});
  }
  return absl::OkStatus();
}

void DrawItems(const ItemPatterns& patterns, Rng& rng, std::span<uint32_t> counts) {
  const size_t item_count = patterns.pattern_of.size();
  if (item_count > kItemDrawsPerBinomial * patterns.sizes.size()) {
    DrawBootstrapCounts(patterns.sizes, rng, counts);
    return;
  }
  std::fill(counts.begin(), counts.end(), 0u);
  for (size_t draw = 0; draw < item_count; ++draw) {
    ++counts[patterns.pattern_of[rng.Below(item_count)]];
  }
}

// The coefficient in each replicate, NaN where it is undefined.
absl::StatusOr<std::vector<double>> Replicates(const AgreementCoefficient& coefficient,
                                               const AgreementSample& patterns_sample,
                                               const ItemPatterns& patterns,
                                               const BootstrapOptions& options, WorkerPool& pool,
                                               ProgressSink& progress) {
  const auto count = static_cast<size_t>(options.replicate_count);
  std::vector<double> values(count, std::numeric_limits<double>::quiet_NaN());
  std::atomic<int64_t> done = 0;
  pool.ForRanges(count, kReplicatesPerTask, [&](size_t begin, size_t end) {
    std::vector<uint32_t> counts(patterns.sizes.size());
    for (size_t replicate = begin; replicate < end && !progress.cancelled(); ++replicate) {
      Rng rng(options.seed, replicate);
      DrawItems(patterns, rng, counts);
      AgreementSample sample = patterns_sample;
      sample.multiplicities = counts;
      const absl::StatusOr<AgreementValue> value = coefficient.estimate(sample);
      if (value.ok()) {
        values[replicate] = value->value;
      }
    }
    const auto range = static_cast<int64_t>(end - begin);
    progress.Report("bootstrap replicates", done.fetch_add(range) + range,
                    static_cast<int64_t>(count));
  });
  if (progress.cancelled()) {
    return MakeError(absl::StatusCode::kCancelled, "CANCELLED", "the bootstrap was cancelled");
  }
  return values;
}

absl::StatusOr<AgreementInterval> PercentileInterval(double value, std::vector<double> replicates,
                                                     double level) {
  AgreementInterval result;
  result.replicate_count = static_cast<int>(replicates.size());
  std::erase_if(replicates, [](double replicate) { return std::isnan(replicate); });
  result.undefined_count = result.replicate_count - static_cast<int>(replicates.size());
  if (replicates.size() < 2) {
    const std::string found = std::to_string(replicates.size());
    return MakeError(absl::StatusCode::kFailedPrecondition, "TOO_FEW_REPLICATES",
                     "the coefficient is defined in " + found + " of " +
                         std::to_string(result.replicate_count) +
                         " replicates, expected at least 2",
                     {{"found", found}, {"expected", "2"}});
  }
  std::sort(replicates.begin(), replicates.end());
  result.interval = {.value = value,
                     .low = std::min(value, Percentile(replicates, 0.5 * (1 - level))),
                     .high = std::max(value, Percentile(replicates, 0.5 * (1 + level))),
                     .level = level};
  return result;
}

}  // namespace

absl::StatusOr<AgreementInterval> BootstrapAgreement(const AgreementCoefficient& coefficient,
                                                     const AgreementInput& input,
                                                     const BootstrapOptions& options,
                                                     WorkerPool& pool, ProgressSink& progress) {
  ASSAY_RETURN_IF_ERROR(CheckOptions(options));
  ASSAY_ASSIGN_OR_RETURN(const ClassDistance distance,
                         PrepareClasses(input, coefficient.distance_use));
  const ItemPatterns patterns = GroupItems(input.labels, coefficient.reads_annotators);
  AgreementSample sample{patterns.labels, distance, input.weights};
  LabelsByAnnotator by_annotator;
  if (coefficient.reads_annotators) {
    by_annotator = GroupByAnnotator(patterns.labels);
    sample.by_annotator = &by_annotator;
  }
  PairIndex pairs;
  if (coefficient.reads_pairs) {
    pairs = IndexPairs(sample);
    sample.pairs = &pairs;
  }
  sample.with_error = false;
  sample.multiplicities = patterns.sizes;
  ASSAY_ASSIGN_OR_RETURN(const AgreementValue whole, coefficient.estimate(sample));
  ASSAY_ASSIGN_OR_RETURN(std::vector<double> replicates,
                         Replicates(coefficient, sample, patterns, options, pool, progress));
  return PercentileInterval(whole.value, std::move(replicates), options.level);
}

absl::StatusOr<AgreementInterval> AnalyticAgreementInterval(const AgreementValue& value,
                                                            double level) {
  if (!value.standard_error) {
    return MakeError(absl::StatusCode::kFailedPrecondition, "NO_STANDARD_ERROR",
                     "the coefficient has no standard error for these labels, expected one; a "
                     "bootstrap interval needs none");
  }
  AgreementInterval result;
  result.kind = IntervalKind::kAnalytic;
  ASSAY_ASSIGN_OR_RETURN(result.interval, StudentInterval(value.value, *value.standard_error,
                                                          value.item_count, level));
  result.interval.low = std::max(result.interval.low, -1.0);
  result.interval.high = std::min(result.interval.high, 1.0);
  return result;
}

}  // namespace assay
