#include "engine/learn/duplicates.h"

#include "engine/audit/signals/evidence_reader.h"
#include "engine/audit/signals/signals.h"
#include "engine/base/status.h"

namespace assay {

absl::StatusOr<std::vector<float>> DuplicatesSignal(const AuditEvidence& evidence) {
  ASSAY_ASSIGN_OR_RETURN(const std::span<const DuplicateLabels> duplicates,
                         ReadDuplicates("duplicates", evidence));
  std::vector<float> scores;
  scores.reserve(duplicates.size());
  for (const DuplicateLabels& labels : duplicates) {
    const auto same = static_cast<float>(labels.same_count);
    const auto rival = static_cast<float>(labels.rival_count);
    const auto all = same + static_cast<float>(labels.other_count);
    scores.push_back(0.5f * (1 + (same - rival) / (all + 1)));
  }
  return scores;
}

}  // namespace assay
