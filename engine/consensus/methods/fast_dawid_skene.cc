#include <limits>

#include "engine/consensus/confusion_fit.h"
#include "engine/consensus/confusion_tables.h"
#include "engine/consensus/methods/methods.h"

namespace assay {
namespace {

// A count of 0 is no proof that an annotator never makes an error.
constexpr double kClip = 1e-10;

}  // namespace

absl::StatusOr<ConsensusResult> FastDawidSkeneConsensus(const ConsensusInput& input,
                                                        const ConsensusOptions& options,
                                                        WorkerPool& pool, ProgressSink& progress) {
  ConfusionFit fit;
  const PseudoCounts none = PseudoCounts::Of(input.labels.class_count(), 0.0, 0.0);
  fit.maximise = [&none](ConfusionEm& em) {
    UpdateConfusions(em, none, kClip);
    UpdateClassShares(em, 0.0);
  };
  fit.harden_below = std::numeric_limits<double>::infinity();
  return FitConfusions(input, options, pool, progress, fit);
}

}  // namespace assay
