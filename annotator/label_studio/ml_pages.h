#ifndef ASSAY_ANNOTATOR_LABEL_STUDIO_ML_PAGES_H_
#define ASSAY_ANNOTATOR_LABEL_STUDIO_ML_PAGES_H_

#include "annotator/gateway/call_bridge.h"
#include "annotator/http/router.h"
#include "annotator/rpc/executor.h"

namespace assay::label_studio {

// Where the pages do their work.
struct MlExecutors {
  rpc::Executor& reads;
  // Of one thread, so that webhooks are taken in their order.
  rpc::Executor& imports;
};

// Adds a campaign as an ML backend of Label Studio, as its open-source server and
// label-studio-ml-backend have the contract:
//
//   GET  /ml/{campaign}, /ml/{campaign}/health  {"status":"UP","model_class":"Assay"}
//   POST /ml/{campaign}/setup     {"model_version":V}; refused where the project's configuration
//                                 cannot label this campaign
//   GET  /ml/{campaign}/versions  {"versions":[V]}
//   POST /ml/{campaign}/predict   predictions.h
//   POST /ml/{campaign}/webhook   annotation_hook.h: 201; of other actions 200 {"status":"Unknown
//                                 event"}
//   GET  /ml/{campaign}/metrics   {}
//
// The key comes as a bearer, as the header X-Api-Key, or as the password of HTTP's Basic; reading
// needs one of a viewer, webhooks one of a manager.  Errors are those of the calls, as JSON, and
//   503 SERVER_BUSY  too many wait already.
// `bridge` and the executors must outlive the router.
void AddMlPages(http::Router& router, gateway::CallBridge& bridge, const MlExecutors& executors);

}  // namespace assay::label_studio

#endif  // ASSAY_ANNOTATOR_LABEL_STUDIO_ML_PAGES_H_
