#ifndef ASSAY_ANNOTATOR_GATEWAY_GATEWAY_H_
#define ASSAY_ANNOTATOR_GATEWAY_GATEWAY_H_

#include <memory>
#include <string>

#include "annotator/gateway/call_bridge.h"
#include "annotator/gateway/login_limit.h"
#include "annotator/gateway/session_pages.h"
#include "annotator/http/router.h"
#include "engine/base/clock.h"

namespace assay::gateway {

// The calls of the contract for browsers.  Thread-safe.
class Gateway {
 public:
  // `channel` reaches the services of this process, whose CallGate has `forward_secret`; `clock`
  // must outlive the gateway.
  Gateway(std::shared_ptr<grpc::Channel> channel, std::string forward_secret, const Clock& clock);

  // The gateway must outlive the router.
  void AddRoutes(http::Router& router, const SessionOptions& session);

  CallBridge& bridge() { return bridge_; }

  // As CallBridge::Stop.
  void Stop() { bridge_.Stop(); }

 private:
  CallBridge bridge_;
  LoginLimit limit_;
};

}  // namespace assay::gateway

#endif  // ASSAY_ANNOTATOR_GATEWAY_GATEWAY_H_
