#include "engine/agreement/annotator_pairs.h"

#include <algorithm>
#include <span>
#include <tuple>

#include "engine/agreement/agreement_sample.h"
#include "engine/agreement/class_pairs.h"
#include "engine/base/status.h"

namespace assay {
namespace {

constexpr size_t kAnnotatorsPerTask = 16;
constexpr size_t kTasksPerRound = 64;

void AppendPairs(const AgreementSample& sample, uint32_t annotator, PairTable& table,
                 std::vector<ClassPair>& labels, std::vector<AnnotatorPair>& result) {
  CollectPairs(sample, annotator, labels);
  for (std::span<const ClassPair> rest = labels; !rest.empty();) {
    const std::span<const ClassPair> group = FirstGroup(rest);
    rest = rest.subspan(group.size());
    table.Fill(group, sample.distance);
    AnnotatorPair pair;
    pair.first = annotator;
    pair.second = group.front().annotator;
    pair.item_count = static_cast<int64_t>(table.total + 0.5);
    pair.agreement = 1 - table.disagreement;
    const double chance = table.ChanceDisagreement(sample.distance);
    if (chance > 0) {
      pair.cohen_kappa = 1 - table.disagreement / chance;
    }
    result.push_back(pair);
  }
}

// Leaves the `count` pairs with most common items.
void KeepLargest(size_t count, std::vector<AnnotatorPair>& pairs) {
  if (pairs.size() <= count) {
    return;
  }
  const auto middle = pairs.begin() + static_cast<std::ptrdiff_t>(count);
  std::nth_element(pairs.begin(), middle, pairs.end(),
                   [](const AnnotatorPair& a, const AnnotatorPair& b) {
                     return std::tuple(-a.item_count, a.first, a.second) <
                            std::tuple(-b.item_count, b.first, b.second);
                   });
  pairs.erase(middle, pairs.end());
}

absl::StatusOr<AnnotatorPairs> CollectAll(const AgreementSample& sample, size_t max_pair_count,
                                          WorkerPool& pool, ProgressSink& progress) {
  const size_t annotator_count = sample.labels.annotator_count();
  const size_t per_round = kTasksPerRound * kAnnotatorsPerTask;
  AnnotatorPairs result;
  for (size_t begin = 0; begin < annotator_count; begin += per_round) {
    const size_t end = std::min(begin + per_round, annotator_count);
    std::vector<std::vector<AnnotatorPair>> found(kTasksPerRound);
    pool.ForRanges(end - begin, kAnnotatorsPerTask, [&](size_t first, size_t last) {
      PairTable table(sample.labels.class_count());
      std::vector<ClassPair> labels;
      for (size_t a = begin + first; a < begin + last && !progress.cancelled(); ++a) {
        AppendPairs(sample, static_cast<uint32_t>(a), table, labels,
                    found[first / kAnnotatorsPerTask]);
      }
    });
    for (const std::vector<AnnotatorPair>& pairs : found) {
      result.pair_count += static_cast<int64_t>(pairs.size());
      result.pairs.insert(result.pairs.end(), pairs.begin(), pairs.end());
      if (result.pairs.size() > 2 * max_pair_count) {
        KeepLargest(max_pair_count, result.pairs);
      }
    }
    progress.Report("pairs of annotators", static_cast<int64_t>(end),
                    static_cast<int64_t>(annotator_count));
    if (progress.cancelled()) {
      return MakeError(absl::StatusCode::kCancelled, "CANCELLED",
                       "comparing annotators was cancelled");
    }
  }
  KeepLargest(max_pair_count, result.pairs);
  std::sort(result.pairs.begin(), result.pairs.end(),
            [](const AnnotatorPair& a, const AnnotatorPair& b) {
              return std::tie(a.first, a.second) < std::tie(b.first, b.second);
            });
  return result;
}

}  // namespace

absl::StatusOr<AnnotatorPairs> AgreementByPair(const AgreementInput& input, size_t max_pair_count,
                                               WorkerPool& pool, ProgressSink& progress) {
  if (max_pair_count == 0) {
    return MakeError(absl::StatusCode::kInvalidArgument, "COUNT_OUT_OF_RANGE",
                     "found room for 0 pairs of annotators, expected at least 1", {{"found", "0"}});
  }
  ASSAY_ASSIGN_OR_RETURN(const ClassDistance distance,
                         ClassDistance::Create(input.labels, input.weights));
  AgreementSample sample{input.labels, distance, input.weights};
  ASSAY_RETURN_IF_ERROR(CheckPairable(sample, CountPairable(sample)));
  const LabelsByAnnotator by_annotator = GroupByAnnotator(input.labels);
  sample.by_annotator = &by_annotator;
  return CollectAll(sample, max_pair_count, pool, progress);
}

}  // namespace assay
