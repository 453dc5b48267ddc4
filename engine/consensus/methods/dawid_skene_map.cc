#include <limits>

#include "engine/consensus/confusion_fit.h"
#include "engine/consensus/confusion_tables.h"
#include "engine/consensus/methods/methods.h"

namespace assay {

absl::StatusOr<ConsensusResult> DawidSkeneMapConsensus(const ConsensusInput& input,
                                                       const ConsensusOptions& options,
                                                       WorkerPool& pool, ProgressSink& progress) {
  const size_t class_count = input.labels.class_count();
  const double share = 1.0 / static_cast<double>(class_count);
  const PseudoCounts pseudo = PseudoCounts::Of(class_count, share, share + 1.0);
  ConfusionFit fit;
  fit.maximise = [&](ConfusionEm& em) {
    UpdateConfusions(em, pseudo, 0.0);
    UpdateClassShares(em, share);
  };
  return FitConfusions(input, options, pool, progress, fit);
}

}  // namespace assay
