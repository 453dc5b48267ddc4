#include "annotator/gateway/gateway.h"

#include <utility>

#include "annotator/gateway/download_pages.h"
#include "annotator/gateway/rpc_pages.h"
#include "annotator/gateway/upload_pages.h"
#include "annotator/gateway/watch_pages.h"

namespace assay::gateway {
namespace {

constexpr uint64_t kMaxUploadBytes = uint64_t{4} << 30;

}  // namespace

Gateway::Gateway(std::shared_ptr<grpc::Channel> channel, std::string forward_secret,
                 const Clock& clock)
    : bridge_(std::move(channel), std::move(forward_secret)), limit_(clock) {}

void Gateway::AddRoutes(http::Router& router, const SessionOptions& session) {
  AddSessionPages(router, bridge_, limit_, session);
  AddRpcPages(router, bridge_);
  AddUploadPages(router, bridge_, kMaxUploadBytes);
  AddDownloadPages(router, bridge_);
  AddWatchPages(router, bridge_);
}

}  // namespace assay::gateway
