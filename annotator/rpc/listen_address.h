#ifndef ASSAY_ANNOTATOR_RPC_LISTEN_ADDRESS_H_
#define ASSAY_ANNOTATOR_RPC_LISTEN_ADDRESS_H_

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"

namespace assay::rpc {

// "HOST:PORT", taken apart.  IPv6 addresses stand in brackets.
struct ListenAddress {
  std::string host;
  uint16_t port = 0;
  // Only this machine can reach it.
  bool loopback = false;
};

// INVALID_ARGUMENT BAD_LISTEN_ADDRESS, naming the option `field`.
absl::StatusOr<ListenAddress> ParseListenAddress(const std::string& text, const std::string& field);

}  // namespace assay::rpc

#endif  // ASSAY_ANNOTATOR_RPC_LISTEN_ADDRESS_H_
