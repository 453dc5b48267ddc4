#include "engine/consensus/rounds.h"

#include "engine/base/status.h"

namespace assay {

absl::Status CheckCancelled(const ProgressSink& progress) {
  return progress.cancelled()
             ? MakeError(absl::StatusCode::kCancelled, "CANCELLED", "the consensus was cancelled")
             : absl::OkStatus();
}

absl::StatusOr<RoundsDone> RunRounds(const ConsensusOptions& options, const RoundLimits& own,
                                     ProgressSink& progress,
                                     const std::function<double(int)>& round) {
  const int limit = options.max_iterations > 0 ? options.max_iterations : own.max_iterations;
  const double tolerance = options.tolerance > 0 ? options.tolerance : own.tolerance;
  RoundsDone done;
  while (done.iterations < limit && !done.converged) {
    ASSAY_RETURN_IF_ERROR(CheckCancelled(progress));
    progress.Report("finding the true labels", done.iterations, limit);
    done.converged = round(++done.iterations) < tolerance;
  }
  return done;
}

}  // namespace assay
