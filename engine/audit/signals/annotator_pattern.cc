#include "engine/audit/annotator_patterns.h"
#include "engine/audit/signals/evidence_reader.h"
#include "engine/audit/signals/signals.h"
#include "engine/base/status.h"

namespace assay {

absl::StatusOr<std::vector<float>> AnnotatorPatternSignal(const AuditEvidence& evidence) {
  if (evidence.annotator.empty() && !evidence.given.empty()) {
    return SignalNotAvailable("annotator_pattern");
  }
  ASSAY_ASSIGN_OR_RETURN(const LabelledProbabilities<float> data,
                         ReadProbabilities("annotator_pattern", evidence, evidence.combined));
  ASSAY_ASSIGN_OR_RETURN(
      const AnnotatorPatterns patterns,
      EstimateAnnotatorPatterns(data, evidence.annotator, evidence.annotator_count));
  return patterns.given_posterior;
}

}  // namespace assay
