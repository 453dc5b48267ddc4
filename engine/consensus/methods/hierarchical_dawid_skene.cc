#include <limits>

#include "engine/consensus/confusion_fit.h"
#include "engine/consensus/confusion_tables.h"
#include "engine/consensus/methods/methods.h"

namespace assay {
namespace {

// What the pooled confusion matrix weighs, in labels of an annotator on items of a class.
constexpr double kStrength = 3.0;

// s T0, T0 with the pseudo-counts of dawid_skene_map.
PseudoCounts PooledConfusion(const ConfusionEm& em) {
  const size_t class_count = em.class_count();
  const double share = 1.0 / static_cast<double>(class_count);
  PseudoCounts pooled = PseudoCounts::Of(class_count, share, share + 1.0);
  for (size_t row = 0; row < em.row_class().size(); ++row) {
    const double* counts = em.counts_of_row(row);
    for (size_t k = 0; k < class_count; ++k) {
      pooled.values[em.row_class()[row] * class_count + k] += counts[k];
    }
  }
  for (size_t k = 0; k < class_count; ++k) {
    double total = 0;
    for (size_t label = 0; label < class_count; ++label) {
      total += pooled.values[label * class_count + k];
    }
    for (size_t label = 0; label < class_count; ++label) {
      pooled.values[label * class_count + k] *= kStrength / total;
    }
  }
  return pooled;
}

}  // namespace

absl::StatusOr<ConsensusResult> HierarchicalDawidSkeneConsensus(const ConsensusInput& input,
                                                                const ConsensusOptions& options,
                                                                WorkerPool& pool,
                                                                ProgressSink& progress) {
  ConfusionFit fit;
  fit.maximise = [](ConfusionEm& em) {
    UpdateConfusions(em, PooledConfusion(em), 0.0);
    UpdateClassShares(em, 1.0 / static_cast<double>(em.class_count()));
  };
  return FitConfusions(input, options, pool, progress, fit);
}

}  // namespace assay
