#ifndef ASSAY_CLIENTS_CPP_CONNECTION_H_
#define ASSAY_CLIENTS_CPP_CONNECTION_H_

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "assay/client/options.h"
#include "assay/v1/annotators.grpc.pb.h"
#include "assay/v1/campaigns.grpc.pb.h"
#include "assay/v1/datasets.grpc.pb.h"
#include "assay/v1/keys.grpc.pb.h"
#include "assay/v1/mturk.grpc.pb.h"
#include "assay/v1/work.grpc.pb.h"
#include "grpcpp/channel.h"
#include "grpcpp/client_context.h"

namespace assay::client {

// When a call may be made again.
enum class Repeat {
  kSafe,        // done twice it does no harm, or a request_id keeps it from being done twice
  kIfNotBegun,  // only where the service has refused to begin with it
};

// Makes `attempt` again as CallOptions says, and returns the last outcome.  An attempt gets a fresh
// context with the deadline of the whole call.
absl::Status CallWithRetries(const CallOptions& options, Repeat repeat,
                             const std::function<grpc::Status(grpc::ClientContext&)>& attempt);

// What all parts of a client share.  Thread-safe.
class Connection {
 public:
  Connection(std::shared_ptr<grpc::Channel> channel, const CallOptions& options);

  v1::CampaignService::Stub& campaigns() const { return *campaigns_; }
  v1::WorkService::Stub& work() const { return *work_; }
  v1::AnnotatorService::Stub& annotators() const { return *annotators_; }
  v1::DatasetService::Stub& datasets() const { return *datasets_; }
  v1::KeyService::Stub& keys() const { return *keys_; }
  v1::MturkService::Stub& mturk() const { return *mturk_; }

  // A call with one answer.
  template <typename Stub, typename Request, typename Response>
  absl::StatusOr<Response> Call(Stub& stub,
                                grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&,
                                                             Response*),
                                const Request& request, Repeat repeat = Repeat::kSafe) const {
    Response response;
    const absl::Status status =
        CallWithRetries(options_, repeat, [&](grpc::ClientContext& context) {
          response.Clear();
          return (stub.*method)(&context, request, &response);
        });
    if (!status.ok()) {
      return status;
    }
    return response;
  }

 private:
  const CallOptions options_;
  const std::unique_ptr<v1::CampaignService::Stub> campaigns_;
  const std::unique_ptr<v1::WorkService::Stub> work_;
  const std::unique_ptr<v1::AnnotatorService::Stub> annotators_;
  const std::unique_ptr<v1::DatasetService::Stub> datasets_;
  const std::unique_ptr<v1::KeyService::Stub> keys_;
  const std::unique_ptr<v1::MturkService::Stub> mturk_;
};

// A random UUID (version 4), for request_id.
std::string NewRequestId();

// "campaigns/news" for "news" and "campaigns/news" with the collection "campaigns/"; empty stays
// empty.
std::string ResourceName(std::string_view collection, std::string_view name);

}  // namespace assay::client

#endif  // ASSAY_CLIENTS_CPP_CONNECTION_H_
