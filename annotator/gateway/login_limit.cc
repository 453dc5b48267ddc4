#include "annotator/gateway/login_limit.h"

#include <arpa/inet.h>

namespace assay::gateway {
namespace {

constexpr int kMostFailures = 10;
constexpr int64_t kWindowMicros = 60'000'000;
constexpr size_t kMostAddresses = 10'000;
constexpr size_t kNetworkBytes = 8;

// What counts as one client.
std::string AddressOf(std::string_view peer) {
  const size_t open = peer.find('[');
  const size_t close = peer.find(']');
  if (open == std::string_view::npos || close == std::string_view::npos || close < open) {
    return std::string(peer.substr(0, peer.rfind(':')));
  }
  const std::string address(peer.substr(open + 1, close - open - 1));
  in6_addr bytes{};
  if (inet_pton(AF_INET6, address.c_str(), &bytes) != 1) {
    return address;
  }
  return {reinterpret_cast<const char*>(bytes.s6_addr), kNetworkBytes};
}

}  // namespace

LoginLimit::Count& LoginLimit::CountOf(std::string_view peer) {
  std::string address = AddressOf(peer);
  if (counts_.size() >= kMostAddresses && !counts_.contains(address)) {
    Forget();
    if (counts_.size() >= kMostAddresses) {
      address.clear();
    }
  }
  Count& count = counts_[address];
  if (clock_.MonotonicMicros() - count.begin_us >= kWindowMicros) {
    count = {clock_.MonotonicMicros(), 0};
  }
  return count;
}

void LoginLimit::Forget() {
  const int64_t now_us = clock_.MonotonicMicros();
  std::erase_if(counts_, [now_us](const auto& entry) {
    return now_us - entry.second.begin_us >= kWindowMicros;
  });
}

int64_t LoginLimit::SecondsToWait(std::string_view peer) {
  const std::lock_guard lock(mutex_);
  const Count& count = CountOf(peer);
  if (count.failures < kMostFailures) {
    return 0;
  }
  const int64_t left_us = count.begin_us + kWindowMicros - clock_.MonotonicMicros();
  return left_us / 1'000'000 + 1;
}

void LoginLimit::NoteFailure(std::string_view peer) {
  const std::lock_guard lock(mutex_);
  ++CountOf(peer).failures;
}

}  // namespace assay::gateway
