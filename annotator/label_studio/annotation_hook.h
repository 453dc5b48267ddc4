#ifndef ASSAY_ANNOTATOR_LABEL_STUDIO_ANNOTATION_HOOK_H_
#define ASSAY_ANNOTATOR_LABEL_STUDIO_ANNOTATION_HOOK_H_

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "annotator/gateway/call_bridge.h"
#include "annotator/label_studio/answer.h"
#include "annotator/label_studio/label_config.h"
#include "assay/v1/campaigns.pb.h"

namespace assay::label_studio {

// Whether an action of a webhook brings annotations: ANNOTATION_CREATED, ANNOTATION_UPDATED,
// ANNOTATIONS_CREATED.
bool BringsAnnotations(const std::string& action);

// The labels in the body of such a webhook:
//
//   {"action":A,"annotation":{...} or [...],"task":{...} or [...],"project":{"label_config":...}}
//
// The annotator is "ls-N" for Label Studio's user N, the time that of the last change, the active
// time Label Studio's lead_time.  Annotations that were skipped (was_cancelled), or that do not
// answer the question, are counted in `skipped` and left out.
//
// Errors: those of ReadLabelConfig, FindControl, ItemOfTask and ReadAnswer, and
//   INVALID_ARGUMENT BAD_WEBHOOK  a part of the body is not there: the webhook must send its
//   payload
//                                 (metadata expected).
absl::StatusOr<v1::ImportedLabels> ReadHook(const Json& body, const v1::LabelSchema& schema,
                                            const std::string& id_column, int64_t& skipped);

// Adds them to the campaign, as ImportLabels does: what the log has already is left out, so a
// webhook that comes twice counts once.  While another import of the campaign runs it waits for it,
// up to 30 seconds.  The answer is {"status":"ok","result":{"labels":1,"repeated":0,"skipped":0}}.
//
// Errors: those of ReadHook, of GetCampaign, GetDataset and ImportLabels.
absl::StatusOr<Json> TakeHook(gateway::CallBridge& bridge, const std::string& campaign,
                              const Json& body, const gateway::CallFor& caller);

}  // namespace assay::label_studio

#endif  // ASSAY_ANNOTATOR_LABEL_STUDIO_ANNOTATION_HOOK_H_
