#include "annotator/rpc/listen_address.h"

#include <arpa/inet.h>

#include "engine/base/status.h"

namespace assay::rpc {

absl::StatusOr<ListenAddress> ParseListenAddress(const std::string& text,
                                                 const std::string& field) {
  const size_t colon = text.rfind(':');
  if (colon == std::string::npos || colon == 0 || colon + 1 == text.size() ||
      text.find_first_not_of("0123456789", colon + 1) != std::string::npos ||
      text.size() - colon > 6 || std::stoi(text.substr(colon + 1)) > 65535) {
    return MakeError(absl::StatusCode::kInvalidArgument, "BAD_LISTEN_ADDRESS",
                     "found the address '" + text + "', expected HOST:PORT with a port up to 65535",
                     {{"field", field}, {"found", text}, {"expected", "HOST:PORT"}});
  }
  ListenAddress address;
  address.host = text.substr(0, colon);
  address.port = static_cast<uint16_t>(std::stoi(text.substr(colon + 1)));
  in_addr ipv4{};
  const bool ipv4_loopback =
      inet_pton(AF_INET, address.host.c_str(), &ipv4) == 1 && (ntohl(ipv4.s_addr) >> 24) == 127;
  address.loopback = ipv4_loopback || address.host == "localhost" || address.host == "[::1]";
  return address;
}

}  // namespace assay::rpc
