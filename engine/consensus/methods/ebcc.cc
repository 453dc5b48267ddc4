#include <utility>

#include "absl/strings/str_format.h"
#include "engine/base/status.h"
#include "engine/consensus/correlated_fit.h"
#include "engine/consensus/methods/methods.h"

namespace assay {

absl::StatusOr<ConsensusResult> EbccConsensus(const ConsensusInput& input,
                                              const ConsensusOptions& options, WorkerPool& pool,
                                              ProgressSink& progress) {
  ASSAY_ASSIGN_OR_RETURN(CorrelatedFit fit, FitCorrelated(input, options, pool, progress));
  fit.result.explanation =
      fit.kind_count == 1
          ? "Nothing says that annotators err together: one kind of items in each class."
          : absl::StrFormat(
                "Annotators err together: %d kinds of items in each class explain the labels "
                "better than one (by %.1f nats).",
                fit.kind_count, fit.evidence);
  return std::move(fit.result);
}

}  // namespace assay
