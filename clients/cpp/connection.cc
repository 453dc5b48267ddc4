#include "clients/cpp/connection.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdio>
#include <random>
#include <thread>

#include "annotator/rpc/grpc_status.h"
#include "engine/base/status.h"

namespace assay::client {
namespace {

using SystemTime = std::chrono::system_clock::time_point;

bool MayRepeat(const absl::Status& status, Repeat repeat) {
  const std::string reason = ErrorReason(status);
  if (reason == "SERVER_BUSY") {
    return true;
  }
  if (repeat == Repeat::kIfNotBegun) {
    return false;
  }
  return absl::IsUnavailable(status) || (absl::IsAborted(status) && reason != "ETAG_MISMATCH");
}

// A random one in [pause / 2, pause], so that clients that failed together do not come back
// together.
std::chrono::milliseconds Jittered(std::chrono::milliseconds pause) {
  static thread_local std::minstd_rand random{std::random_device{}()};
  const auto whole = std::max<int64_t>(pause.count(), 0);
  return std::chrono::milliseconds(
      std::uniform_int_distribution<int64_t>(whole - whole / 2, whole)(random));
}

}  // namespace

absl::Status CallWithRetries(const CallOptions& options, Repeat repeat,
                             const std::function<grpc::Status(grpc::ClientContext&)>& attempt) {
  const SystemTime deadline = std::chrono::system_clock::now() + options.timeout;
  std::chrono::milliseconds pause = options.first_backoff;
  for (int count = 1;; ++count) {
    grpc::ClientContext context;
    context.set_deadline(deadline);
    const absl::Status status = rpc::FromGrpcStatus(attempt(context));
    if (status.ok() || count >= options.max_attempt_count || !MayRepeat(status, repeat)) {
      return status;
    }
    const std::chrono::milliseconds wait = Jittered(pause);
    if (std::chrono::system_clock::now() + wait >= deadline) {
      return status;
    }
    std::this_thread::sleep_for(wait);
    pause = std::min(2 * pause, options.max_backoff);
  }
}

Connection::Connection(std::shared_ptr<grpc::Channel> channel, const CallOptions& options)
    : options_(options),
      campaigns_(v1::CampaignService::NewStub(channel)),
      work_(v1::WorkService::NewStub(channel)),
      annotators_(v1::AnnotatorService::NewStub(channel)),
      datasets_(v1::DatasetService::NewStub(channel)),
      keys_(v1::KeyService::NewStub(channel)),
      mturk_(v1::MturkService::NewStub(channel)) {}

std::string NewRequestId() {
  static thread_local std::random_device device;
  std::array<uint32_t, 4> words;
  for (uint32_t& word : words) {
    word = device();
  }
  words[1] = (words[1] & 0xFFFF0FFFU) | 0x00004000U;  // version 4
  words[2] = (words[2] & 0x3FFFFFFFU) | 0x80000000U;  // variant of RFC 4122
  char text[37];
  std::snprintf(text, sizeof(text), "%08x-%04x-%04x-%04x-%04x%08x", words[0], words[1] >> 16,
                words[1] & 0xFFFFU, words[2] >> 16, words[2] & 0xFFFFU, words[3]);
  return text;
}

std::string ResourceName(std::string_view collection, std::string_view name) {
  if (name.empty() || name.starts_with(collection)) {
    return std::string(name);
  }
  return std::string(collection) + std::string(name);
}

}  // namespace assay::client
