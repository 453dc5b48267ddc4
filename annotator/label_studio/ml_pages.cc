#include "annotator/label_studio/ml_pages.h"

#include <chrono>
#include <exception>
#include <functional>
#include <memory>
#include <string>
#include <utility>

#include "annotator/gateway/error_answer.h"
#include "annotator/gateway/rpc_pages.h"
#include "annotator/label_studio/annotation_hook.h"
#include "annotator/label_studio/label_config.h"
#include "annotator/label_studio/predictions.h"
#include "annotator/label_studio/task.h"
#include "engine/base/status.h"

namespace assay::label_studio {
namespace {

// Label Studio sends all the tasks that somebody has chosen in one request.
constexpr uint64_t kMaxBodyBytes = 64 << 20;
// As long as Label Studio waits for predictions.
constexpr std::chrono::seconds kCallTime{100};

using ExchangePtr = std::shared_ptr<http::Exchange>;
using Answer = absl::StatusOr<Json>;

// A request to a campaign's backend.
struct MlRequest {
  gateway::CallBridge& bridge;
  std::string campaign;
  const http::Request& http;
  gateway::CallFor caller;
  int status = 200;  // of the answer
};
using Handler = std::function<Answer(MlRequest& request)>;

Answer Health(MlRequest& request) {
  ASSAY_RETURN_IF_ERROR(ViewCampaign(request.bridge, request.campaign, request.caller).status());
  return Json{{"status", "UP"}, {"model_class", "Assay"}};
}

Answer Metrics(MlRequest& request) {
  ASSAY_RETURN_IF_ERROR(ViewCampaign(request.bridge, request.campaign, request.caller).status());
  return Json::object();
}

Answer Versions(MlRequest& request) {
  ASSAY_ASSIGN_OR_RETURN(const CampaignView view,
                         ViewCampaign(request.bridge, request.campaign, request.caller));
  return Json{{"versions", {view.model_version}}};
}

// What else is in it, such as a token of Label Studio's, is not looked at.
Answer Setup(MlRequest& request) {
  ASSAY_ASSIGN_OR_RETURN(const Json body, ParseObject(request.http.body));
  ASSAY_ASSIGN_OR_RETURN(const CampaignView view,
                         ViewCampaign(request.bridge, request.campaign, request.caller));
  if (!body.contains("schema") || !body["schema"].is_string()) {
    return MakeError(absl::StatusCode::kInvalidArgument, "BAD_JSON",
                     "the request has no text \"schema\"", {{"detail", "no text \"schema\""}});
  }
  ASSAY_ASSIGN_OR_RETURN(const std::vector<Control> controls,
                         ReadLabelConfig(body["schema"].get_ref<const std::string&>()));
  ASSAY_RETURN_IF_ERROR(FindControl(controls, view.campaign.schema()).status());
  return Json{{"model_version", view.model_version}};
}

Answer PredictTasks(MlRequest& request) {
  ASSAY_ASSIGN_OR_RETURN(const Json body, ParseObject(request.http.body));
  return Predict(request.bridge, request.campaign, body, request.caller);
}

Answer Webhook(MlRequest& request) {
  ASSAY_ASSIGN_OR_RETURN(const Json body, ParseObject(request.http.body));
  const bool has_action = body.contains("action") && body["action"].is_string();
  if (!has_action || !BringsAnnotations(body["action"].get<std::string>())) {
    return Json{{"status", "Unknown event"}};
  }
  request.status = 201;
  return TakeHook(request.bridge, request.campaign, body, request.caller);
}

http::Response Run(const Handler& handler, MlRequest& request) {
  try {
    const Answer answer = handler(request);
    if (!answer.ok()) {
      return gateway::ErrorAnswer(answer.status());
    }
    http::Response response =
        gateway::JsonAnswer(answer->dump(-1, ' ', false, Json::error_handler_t::replace));
    response.status = request.status;
    return response;
  } catch (const std::exception&) {
    return http::ErrorResponse(500, "INTERNAL_ERROR", "the service failed");
  }
}

// Adds a route whose handler may wait.
void AddPage(http::Router& router, gateway::CallBridge& bridge, rpc::Executor& executor,
             const std::string& method, const std::string& path, Handler handler) {
  router.AddExchange(
      method, path, {.access = http::Access::kHook, .max_body_bytes = kMaxBodyBytes},
      [&bridge, &executor, handler = std::move(handler)](const ExchangePtr& exchange,
                                                         const http::PathValues& values) {
        if (exchange->request().method == "POST" && !gateway::IsJson(exchange->request())) {
          exchange->Send(http::ErrorResponse(415, "BAD_CONTENT_TYPE",
                                             "send JSON, with Content-Type: application/json"));
          return;
        }
        const auto deadline = std::chrono::system_clock::now() + kCallTime;
        const bool accepted = executor.Execute(
            [&bridge, exchange, handler, deadline, campaign = values.at("campaign")] {
              const http::Request& request = exchange->request();
              MlRequest ml{bridge, campaign, request, gateway::ClientOf(request, deadline)};
              exchange->Send(Run(handler, ml));
            });
        if (!accepted) {
          exchange->Send(http::ErrorResponse(503, "SERVER_BUSY", "too many requests wait already"));
        }
      });
}

}  // namespace

void AddMlPages(http::Router& router, gateway::CallBridge& bridge, const MlExecutors& executors) {
  for (const char* path : {"/ml/{campaign}", "/ml/{campaign}/health"}) {
    AddPage(router, bridge, executors.reads, "GET", path, Health);
  }
  AddPage(router, bridge, executors.reads, "GET", "/ml/{campaign}/metrics", Metrics);
  AddPage(router, bridge, executors.reads, "GET", "/ml/{campaign}/versions", Versions);
  AddPage(router, bridge, executors.reads, "POST", "/ml/{campaign}/setup", Setup);
  AddPage(router, bridge, executors.reads, "POST", "/ml/{campaign}/predict", PredictTasks);
  AddPage(router, bridge, executors.imports, "POST", "/ml/{campaign}/webhook", Webhook);
}

}  // namespace assay::label_studio
