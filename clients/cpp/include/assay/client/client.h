#ifndef ASSAY_CLIENT_CLIENT_H_
#define ASSAY_CLIENT_CLIENT_H_

#include <memory>
#include <string_view>

#include "absl/status/statusor.h"
#include "assay/client/annotators.h"
#include "assay/client/campaigns.h"
#include "assay/client/datasets.h"
#include "assay/client/error.h"
#include "assay/client/keys.h"
#include "assay/client/mturk.h"
#include "assay/client/options.h"
#include "assay/client/work.h"

namespace grpc {
class Channel;
}

namespace assay::client {

class Connection;

// A service, ready to be called.  Copies share the connection.  Thread-safe, as is everything it
// hands out but LabelImporter and Lease loops of one's own.
//
// Names of resources may be given with or without their collection: "news" and "campaigns/news" are
// the same campaign.  Every call returns the errors that the contract (assay/v1) lists, with
// ErrorReason and ErrorMetadata; and UNAVAILABLE or DEADLINE_EXCEEDED where no answer came.
class Client {
 public:
  // Calls over a channel that is there, for example an in-process one.
  Client(std::shared_ptr<grpc::Channel> channel, const CallOptions& options);

  Campaigns campaigns() const { return Campaigns(connection_); }
  Annotators annotators() const { return Annotators(connection_); }
  Datasets datasets() const { return Datasets(connection_); }
  Keys keys() const { return Keys(connection_); }
  Mturk mturk() const { return Mturk(connection_); }
  // The desk of one annotator in one campaign; an empty annotator is the one the key belongs to.
  Work work(std::string_view campaign, std::string_view annotator = "") const;

 private:
  std::shared_ptr<Connection> connection_;
};

// A channel to a service: encrypted where `options` say so, and with the key on every call.
//
// Errors:
//   INVALID_ARGUMENT    BAD_CONNECTION     options that contradict each other (metadata field,
//   found,
//                                          expected).
//   INVALID_ARGUMENT    FILE_NOT_READABLE  a PEM file.
//   FAILED_PRECONDITION INSECURE_KEY       the key would leave this machine in the clear.
//   UNAVAILABLE         SERVER_UNREACHABLE nobody answers within connect_timeout.
absl::StatusOr<std::shared_ptr<grpc::Channel>> OpenChannel(const ConnectOptions& options);

// A client of the service.  Errors: those of OpenChannel.
absl::StatusOr<Client> Connect(const ConnectOptions& options);

}  // namespace assay::client

#endif  // ASSAY_CLIENT_CLIENT_H_
