#include "tests/security/raw_call.h"

#include <filesystem>
#include <set>

#include "annotator/rpc/grpc_status.h"
#include "engine/base/status.h"
#include "grpcpp/client_context.h"
#include "grpcpp/completion_queue.h"
#include "grpcpp/generic/generic_stub.h"
#include "grpcpp/support/byte_buffer.h"
#include "gtest/gtest.h"

namespace assay::rpc {
namespace {

grpc::ByteBuffer ToBuffer(const std::string& bytes) {
  const grpc::Slice slice(bytes);
  return grpc::ByteBuffer(&slice, 1);
}

std::string ToString(const grpc::ByteBuffer& buffer) {
  std::vector<grpc::Slice> slices;
  std::string bytes;
  if (buffer.Valid() && buffer.Dump(&slices).ok()) {
    for (const grpc::Slice& slice : slices) {
      bytes.append(reinterpret_cast<const char*>(slice.begin()), slice.size());
    }
  }
  return bytes;
}

// One operation of a call at a time.
class Steps {
 public:
  grpc::CompletionQueue& queue() { return queue_; }
  // Waits for the operation that was begun; whether it was done.
  bool Await() {
    void* tag = nullptr;
    bool done = false;
    return queue_.Next(&tag, &done) && done;
  }

 private:
  grpc::CompletionQueue queue_;
};

}  // namespace

Metadata Bearer(const std::string& secret) { return {{"authorization", "Bearer " + secret}}; }

RawAnswer RawCall(const std::shared_ptr<grpc::Channel>& channel, const std::string& path,
                  const std::vector<std::string>& messages, const Metadata& metadata,
                  std::chrono::milliseconds patience) {
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + patience);
  for (const auto& [key, value] : metadata) {
    context.AddMetadata(key, value);
  }
  Steps steps;
  grpc::GenericStub stub(channel);
  const auto call = stub.PrepareCall(&context, path, &steps.queue());
  call->StartCall(nullptr);
  bool open = steps.Await();
  for (const std::string& message : messages) {
    if (open) {
      call->Write(ToBuffer(message), nullptr);
      open = steps.Await();
    }
  }
  if (open) {
    call->WritesDone(nullptr);
    steps.Await();
  }
  RawAnswer answer;
  grpc::ByteBuffer buffer;
  call->Read(&buffer, nullptr);
  while (steps.Await()) {
    answer.messages.push_back(ToString(buffer));
    call->Read(&buffer, nullptr);
  }
  call->Finish(&answer.status, nullptr);
  steps.Await();
  answer.reason = ErrorReason(FromGrpcStatus(answer.status));
  return answer;
}

std::vector<const google::protobuf::MethodDescriptor*> ContractCalls() {
  namespace fs = std::filesystem;
  std::set<std::string> names;
  for (const auto& entry : fs::directory_iterator(fs::path(ASSAY_SOURCE_DIR) / "proto/assay/v1")) {
    names.insert("assay/v1/" + entry.path().filename().string());
  }
  std::vector<const google::protobuf::MethodDescriptor*> calls;
  for (const std::string& name : names) {
    const auto* const file =
        google::protobuf::DescriptorPool::generated_pool()->FindFileByName(name);
    EXPECT_NE(file, nullptr) << name;
    for (int i = 0; file != nullptr && i < file->service_count(); ++i) {
      for (int k = 0; k < file->service(i)->method_count(); ++k) {
        calls.push_back(file->service(i)->method(k));
      }
    }
  }
  return calls;
}

std::string PathOf(const google::protobuf::MethodDescriptor& call) {
  return "/" + std::string(call.service()->full_name()) + "/" + std::string(call.name());
}

}  // namespace assay::rpc
