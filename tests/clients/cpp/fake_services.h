#ifndef ASSAY_TESTS_CLIENTS_CPP_FAKE_SERVICES_H_
#define ASSAY_TESTS_CLIENTS_CPP_FAKE_SERVICES_H_

#include <memory>
#include <string>
#include <vector>

#include "assay/v1/annotators.grpc.pb.h"
#include "assay/v1/campaigns.grpc.pb.h"
#include "assay/v1/datasets.grpc.pb.h"
#include "assay/v1/keys.grpc.pb.h"
#include "assay/v1/work.grpc.pb.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"
#include "grpcpp/server.h"
#include "grpcpp/server_builder.h"

namespace assay::client {

// An error as the service sends it.
inline grpc::Status WireError(grpc::StatusCode code, const std::string& reason) {
  google::rpc::ErrorInfo info;
  info.set_reason(reason);
  (*info.mutable_metadata())["found"] = "x";
  google::rpc::Status status;
  status.set_code(static_cast<int>(code));
  status.set_message("it failed");
  status.add_details()->PackFrom(info);
  return {code, "it failed", status.SerializeAsString()};
}

// Answers calls with the errors that are left, in their order, and then well; keeps what it was
// sent.  One call at a time.
struct Script {
  grpc::Status Next() {
    if (errors.empty()) {
      return grpc::Status::OK;
    }
    const grpc::Status error = errors.front();
    errors.erase(errors.begin());
    return error;
  }

  std::vector<grpc::Status> errors;
  std::vector<std::string> request_ids;
  std::string authorization;
  int call_count = 0;
};

class FakeWork : public v1::WorkService::Service {
 public:
  explicit FakeWork(Script& script) : script_(script) {}
  grpc::Status SubmitLabel(grpc::ServerContext* context, const v1::SubmitLabelRequest* request,
                           v1::SubmitLabelResponse* response) override {
    ++script_.call_count;
    script_.request_ids.push_back(request->request_id());
    const auto header = context->client_metadata().find("authorization");
    if (header != context->client_metadata().end()) {
      script_.authorization.assign(header->second.data(), header->second.size());
    }
    response->set_sequence(7);
    last = *request;
    return script_.Next();
  }
  v1::SubmitLabelRequest last;

 private:
  Script& script_;
};

class FakeKeys : public v1::KeyService::Service {
 public:
  explicit FakeKeys(Script& script) : script_(script) {}
  grpc::Status CreateKey(grpc::ServerContext*, const v1::CreateKeyRequest*,
                         v1::CreateKeyResponse* response) override {
    ++script_.call_count;
    response->set_secret("secret");
    return script_.Next();
  }

 private:
  Script& script_;
};

class FakeAnnotators : public v1::AnnotatorService::Service {
 public:
  explicit FakeAnnotators(Script& script) : script_(script) {}
  grpc::Status UpdateAnnotator(grpc::ServerContext*, const v1::UpdateAnnotatorRequest*,
                               v1::Annotator*) override {
    ++script_.call_count;
    return script_.Next();
  }
  // 2,500 annotators in pages of at most 1,000.
  grpc::Status ListAnnotators(grpc::ServerContext*, const v1::ListAnnotatorsRequest* request,
                              v1::ListAnnotatorsResponse* response) override {
    const int begin = request->page_token().empty() ? 0 : std::stoi(request->page_token());
    const int end = std::min(begin + request->page_size(), 2500);
    for (int i = begin; i < end; ++i) {
      response->add_annotators()->set_name("annotators/" + std::to_string(i));
    }
    response->set_next_page_token(end < 2500 ? std::to_string(end) : "");
    return grpc::Status::OK;
  }

 private:
  Script& script_;
};

class FakeCampaigns : public v1::CampaignService::Service {
 public:
  explicit FakeCampaigns(Script& script) : script_(script) {}
  grpc::Status ImportLabels(grpc::ServerContext*,
                            grpc::ServerReader<v1::ImportLabelsRequest>* reader,
                            v1::ImportLabelsResponse* response) override {
    v1::ImportLabelsRequest request;
    while (reader->Read(&request)) {
      if (request.has_spec()) {
        spec = request.spec();
      } else if (request.has_end()) {
        ended = true;
      } else if (const grpc::Status status = script_.Next(); !status.ok()) {
        return status;
      } else {
        message_rows.push_back(request.rows().rows_size());
        message_bytes.push_back(request.ByteSizeLong());
        response->set_label_count(response->label_count() + request.rows().rows_size());
      }
    }
    broke_off = !ended;
    return grpc::Status::OK;
  }
  v1::ImportLabelsSpec spec;
  std::vector<int> message_rows;
  std::vector<size_t> message_bytes;
  bool ended = false;
  bool broke_off = false;

 private:
  Script& script_;
};

class FakeDatasets : public v1::DatasetService::Service {
 public:
  explicit FakeDatasets(Script& script) : script_(script) {}
  grpc::Status ImportDataset(grpc::ServerContext*,
                             grpc::ServerReader<v1::ImportDatasetRequest>* reader,
                             v1::ImportDatasetResponse*) override {
    v1::ImportDatasetRequest request;
    while (reader->Read(&request)) {
      max_chunk_bytes = std::max(max_chunk_bytes, request.chunk().size());
      bytes += request.chunk();
      announced_bytes = request.has_end() ? request.end().byte_count() : announced_bytes;
      file_name = request.has_spec() ? request.spec().file_name() : file_name;
    }
    return grpc::Status::OK;
  }
  grpc::Status AppendItems(grpc::ServerContext*, const v1::AppendItemsRequest* request,
                           v1::AppendItemsResponse* response) override {
    script_.request_ids.push_back(request->request_id());
    item_count += request->items_size();
    response->set_item_count(item_count);
    return script_.Next();
  }
  std::string bytes;
  std::string file_name;
  size_t max_chunk_bytes = 0;
  int64_t announced_bytes = -1;
  int64_t item_count = 0;

 private:
  Script& script_;
};

// All of them in one server: in this process, and at `address` where one is given.
struct FakeServer {
  explicit FakeServer(const std::string& address = "") {
    grpc::ServerBuilder builder;
    if (!address.empty()) {
      builder.AddListeningPort(address, grpc::InsecureServerCredentials());
    }
    builder.RegisterService(&work);
    builder.RegisterService(&keys);
    builder.RegisterService(&annotators);
    builder.RegisterService(&campaigns);
    builder.RegisterService(&datasets);
    server = builder.BuildAndStart();
  }
  std::shared_ptr<grpc::Channel> Channel() const { return server->InProcessChannel({}); }

  Script script;
  FakeWork work{script};
  FakeKeys keys{script};
  FakeAnnotators annotators{script};
  FakeCampaigns campaigns{script};
  FakeDatasets datasets{script};
  std::unique_ptr<grpc::Server> server;
};

}  // namespace assay::client

#endif  // ASSAY_TESTS_CLIENTS_CPP_FAKE_SERVICES_H_
