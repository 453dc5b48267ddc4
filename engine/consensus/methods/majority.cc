#include <algorithm>
#include <utility>
#include <vector>

#include "engine/base/kernel.h"
#include "engine/base/status.h"
#include "engine/consensus/consensus_checks.h"
#include "engine/consensus/empty_items.h"
#include "engine/consensus/item_slices.h"
#include "engine/consensus/methods/methods.h"
#include "engine/consensus/rounds.h"
#include "engine/consensus/zeroed_floats.h"

namespace assay {
namespace {

struct VoteSums {
  std::vector<double> agreement;  // A: sum_i q_i(y_ij)
  std::vector<double> labels;     // A
  std::vector<double> classes;    // K: sum_i q_i(k)
};

// Shares of the votes of items [begin, end), into rows that are zero.
ASSAY_KERNEL void ShareVotes(const ConsensusInput& input, size_t begin, size_t end,
                             float* __restrict posterior, VoteSums& sums) {
  const size_t class_count = input.labels.class_count();
  const uint64_t* item_begin = input.labels.item_begin().data();
  const uint32_t* annotators = input.labels.annotators().data();
  const uint16_t* classes = input.labels.classes().data();
  double* __restrict agreement = sums.agreement.data();
  double* __restrict label_counts = sums.labels.data();
  double* __restrict class_sums = sums.classes.data();
  for (size_t item = begin; item < end; ++item) {
    float* row = posterior + item * class_count;
    const size_t first = item_begin[item];
    const size_t last = item_begin[item + 1];
    if (const int32_t known = GoldOf(input, item); known != kNoClass) {
      row[known] = 1.0f;
    } else {
      const float share = last > first ? 1.0f / static_cast<float>(last - first) : 0.0f;
      for (size_t label = first; label < last; ++label) {
        row[classes[label]] += 1.0f;
      }
      for (size_t k = 0; k < class_count; ++k) {
        row[k] *= share;
      }
    }
    for (size_t k = 0; k < class_count; ++k) {
      class_sums[k] += static_cast<double>(row[k]);
    }
    for (size_t label = first; label < last; ++label) {
      agreement[annotators[label]] += static_cast<double>(row[classes[label]]);
      label_counts[annotators[label]] += 1.0;
    }
  }
}

void AddTo(std::vector<double>& total, const std::vector<double>& part) {
  for (size_t i = 0; i < total.size(); ++i) {
    total[i] += part[i];
  }
}

}  // namespace

absl::StatusOr<ConsensusResult> MajorityConsensus(const ConsensusInput& input,
                                                  const ConsensusOptions&, WorkerPool& pool,
                                                  ProgressSink& progress) {
  ASSAY_RETURN_IF_ERROR(CheckConsensusInput(input));
  ASSAY_RETURN_IF_ERROR(CheckCancelled(progress));
  const size_t annotator_count = input.labels.annotator_count();
  const size_t class_count = input.labels.class_count();
  ConsensusResult result;
  result.posterior = ZeroedFloats(input.labels.item_count() * class_count);
  const std::vector<size_t> bounds = CutItems(input.labels, 8, 32'768);
  VoteSums total{std::vector<double>(annotator_count, 0.0),
                 std::vector<double>(annotator_count, 0.0), std::vector<double>(class_count, 0.0)};
  std::vector<VoteSums> parts(bounds.size() - 1, total);
  pool.Run(parts.size(), [&](size_t s) {
    ShareVotes(input, bounds[s], bounds[s + 1], result.posterior.data(), parts[s]);
  });
  for (const VoteSums& part : parts) {
    AddTo(total.agreement, part.agreement);
    AddTo(total.labels, part.labels);
    AddTo(total.classes, part.classes);
  }
  result.reliability = SharesOf(total.agreement, total.labels);
  FillEmptyItems(input, total.classes, result.posterior);
  result.iterations = 1;
  return result;
}

}  // namespace assay
