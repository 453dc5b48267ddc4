#ifndef ASSAY_TESTS_SECURITY_RAW_CALL_H_
#define ASSAY_TESTS_SECURITY_RAW_CALL_H_

#include <chrono>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "google/protobuf/descriptor.h"
#include "grpcpp/channel.h"
#include "grpcpp/support/status.h"

namespace assay::rpc {

// What came back of a call made from bytes.
struct RawAnswer {
  grpc::Status status;
  // The reason of a failed call; empty where it carries none.
  std::string reason;
  std::vector<std::string> messages;
};

using Metadata = std::vector<std::pair<std::string, std::string>>;

// {"authorization", "Bearer SECRET"}.
Metadata Bearer(const std::string& secret);

// Makes any call, unary or streaming: sends `messages` as they are and says that no more come.
// `path`: "/assay.v1.WorkService/LeaseItems".
RawAnswer RawCall(const std::shared_ptr<grpc::Channel>& channel, const std::string& path,
                  const std::vector<std::string>& messages, const Metadata& metadata = {},
                  std::chrono::milliseconds patience = std::chrono::seconds(20));

// The calls of every service in proto/assay/v1.
std::vector<const google::protobuf::MethodDescriptor*> ContractCalls();

// "/assay.v1.WorkService/LeaseItems".
std::string PathOf(const google::protobuf::MethodDescriptor& call);

}  // namespace assay::rpc

#endif  // ASSAY_TESTS_SECURITY_RAW_CALL_H_
