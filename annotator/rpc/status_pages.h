#ifndef ASSAY_ANNOTATOR_RPC_STATUS_PAGES_H_
#define ASSAY_ANNOTATOR_RPC_STATUS_PAGES_H_

#include <atomic>

#include "annotator/http/router.h"
#include "annotator/rpc/call_metrics.h"

namespace assay::rpc {

// What those who keep the service running look at, without a key and without a secret in it:
//   /metrics  the figures of `metrics`, for Prometheus
//   /healthz  200: the process lives
//   /readyz   200 while `serving`, then 503
// Both must outlive the router.
http::Router MakeStatusPages(const CallMetrics& metrics, const std::atomic<bool>& serving);

}  // namespace assay::rpc

#endif  // ASSAY_ANNOTATOR_RPC_STATUS_PAGES_H_
