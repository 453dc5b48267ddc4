// What a client says over the WebSocket of /watch: an order whose call answers with a stream, or
// one of the refusals that watch_pages.h promises.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "annotator/gateway/watch_pages.h"
#include "engine/base/check.h"
#include "engine/base/status.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto order = assay::gateway::ReadWatchOrder(text);
  if (!order.ok()) {
    const std::string reason = assay::ErrorReason(order.status());
    ASSAY_CHECK(reason == "BAD_WATCH" || reason == "NO_SUCH_CALL" || reason == "BAD_JSON");
    return 0;
  }
  ASSAY_CHECK(order->id >= 0 && order->id <= int64_t{1} << 53);
  ASSAY_CHECK(order->cancel == (order->method == nullptr));
  ASSAY_CHECK(order->cancel || order->method->server_streaming());
  return 0;
}
