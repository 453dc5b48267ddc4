#ifndef ASSAY_TESTS_SECURITY_SOCKET_CASE_H_
#define ASSAY_TESTS_SECURITY_SOCKET_CASE_H_

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include "annotator/rpc/assay_server.h"
#include "assay/v1/keys.pb.h"
#include "gmock/gmock.h"
#include "grpcpp/create_channel.h"
#include "grpcpp/security/credentials.h"
#include "gtest/gtest.h"
#include "tests/security/raw_call.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_dir.h"

namespace assay::rpc {

// Stands until it is moved.
class MovedClock final : public Clock {
 public:
  int64_t WallMicros() const override { return now_us_; }
  int64_t MonotonicMicros() const override { return now_us_ - kBegin; }
  void Advance(int64_t seconds) { now_us_ += seconds * 1'000'000; }

 private:
  static constexpr int64_t kBegin = 1'790'000'000'000'000;
  std::atomic<int64_t> now_us_ = kBegin;
};

// A server that listens on free ports of the loopback, for gRPC and for HTTP.
class SocketCase : public testing::Test {
 protected:
  // `options`: but for those set here.
  explicit SocketCase(ServerOptions options = {}) {
    options.data_dir = dir_.File("data");
    options.listen = "127.0.0.1:0";
    options.http = "127.0.0.1:0";
    options.thread_count = 1;
    options.log.format = "text";
    options.log.level = "debug";
    options.log.stream = &log_;
    auto server = AssayServer::Start(options, clock_);
    EXPECT_THAT(server, IsOk());
    server_ = *std::move(server);
    channel_ = NewChannel();
  }

  std::shared_ptr<grpc::Channel> NewChannel() {
    grpc::ChannelArguments arguments;
    arguments.SetMaxReceiveMessageSize(-1);
    arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
    return grpc::CreateCustomChannel(server_->address(), grpc::InsecureChannelCredentials(),
                                     arguments);
  }

  RawAnswer Call(const std::string& path, const google::protobuf::Message& request,
                 const std::string& secret) {
    return RawCall(channel_, path, {request.SerializeAsString()},
                   secret.empty() ? Metadata() : Bearer(secret));
  }

  // The files of the data directory that hold `text`.
  std::vector<std::string> FilesWith(const std::string& text) {
    std::vector<std::string> found;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(dir_.File("data"))) {
      if (entry.is_regular_file()) {
        std::ifstream stream(entry.path(), std::ios::binary);
        const std::string bytes{std::istreambuf_iterator<char>(stream),
                                std::istreambuf_iterator<char>()};
        if (bytes.find(text) != std::string::npos) {
          found.push_back(entry.path().string());
        }
      }
    }
    return found;
  }

  // The secret of a new key, made with `with`; `annotator`: "annotators/..." for ROLE_ANNOTATOR.
  v1::CreateKeyResponse MakeKey(v1::Role role, const std::string& with,
                                const std::string& annotator = "", int64_t expire_second = 0) {
    v1::CreateKeyRequest request;
    request.mutable_key()->set_role(role);
    request.mutable_key()->set_annotator(annotator);
    if (expire_second != 0) {
      request.mutable_key()->mutable_expire_time()->set_seconds(expire_second);
    }
    const RawAnswer answer = Call("/assay.v1.KeyService/CreateKey", request, with);
    v1::CreateKeyResponse response;
    EXPECT_TRUE(answer.status.ok()) << answer.status.error_message();
    EXPECT_TRUE(answer.messages.size() == 1 && response.ParseFromString(answer.messages[0]));
    return response;
  }

  MovedClock clock_;
  TempDir dir_;
  std::ostringstream log_;  // read it when the server is gone
  std::unique_ptr<AssayServer> server_;
  std::shared_ptr<grpc::Channel> channel_;
};

}  // namespace assay::rpc

#endif  // ASSAY_TESTS_SECURITY_SOCKET_CASE_H_
