#ifndef ASSAY_ANNOTATOR_LABEL_STUDIO_PREDICTIONS_H_
#define ASSAY_ANNOTATOR_LABEL_STUDIO_PREDICTIONS_H_

#include <string>

#include "absl/status/statusor.h"
#include "annotator/gateway/call_bridge.h"
#include "annotator/label_studio/answer.h"
#include "assay/v1/campaigns.pb.h"

namespace assay::label_studio {

// What a campaign is, as of now.
struct CampaignView {
  v1::Campaign campaign;
  std::string id_column;
  // Changes with every entry of the log: Label Studio asks anew where it has predictions of another
  // version.
  std::string model_version;
};

// `campaign`: the last part of its name.  The errors of the calls.
absl::StatusOr<CampaignView> ViewCampaign(gateway::CallBridge& bridge, const std::string& campaign,
                                          const gateway::CallFor& caller);

// The answer to Label Studio's
//
//   POST predict {"tasks":[{"id":1,"data":{...}},...],"label_config":"<View>...",...}
//
// {"model_version":V,"results":[...]} with an element for each task, in their order: the running
// consensus of its item with its confidence as the score; of an item without labels, in a campaign
// made of an audit's suspects, the label that the audit suggests with its score.  So a low score is
// what should be looked at.  Of items that the campaign has not, and those that nothing is known
// of, the element has an empty result and no score.
//
// Errors: those of the calls, of ReadLabelConfig, FindControl and ItemOfTask, and INVALID_ARGUMENT
// BAD_JSON.  Cost: a call for each task, and one for each 1000 suspects where there are some.
absl::StatusOr<Json> Predict(gateway::CallBridge& bridge, const std::string& campaign,
                             const Json& request, const gateway::CallFor& caller);

}  // namespace assay::label_studio

#endif  // ASSAY_ANNOTATOR_LABEL_STUDIO_PREDICTIONS_H_
