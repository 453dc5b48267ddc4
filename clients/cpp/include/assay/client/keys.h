#ifndef ASSAY_CLIENT_KEYS_H_
#define ASSAY_CLIENT_KEYS_H_

#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "assay/v1/keys.pb.h"

namespace assay::client {

class Connection;

// Who may do what.  assay/v1/keys.proto tells the fields and the errors.
class Keys {
 public:
  explicit Keys(std::shared_ptr<Connection> connection) : connection_(std::move(connection)) {}

  // The answer is the only place where the secret stands.  Repeated after SERVER_BUSY only: where
  // the answer is lost, List tells whether there is a key to revoke.
  absl::StatusOr<v1::CreateKeyResponse> Create(const v1::Key& key) const;
  absl::StatusOr<std::vector<v1::Key>> List() const;
  absl::StatusOr<v1::Key> Revoke(std::string_view name) const;
  // Who this client is.
  absl::StatusOr<v1::GetCallerResponse> Caller() const;
  // The newest `max_entry_count` changes, newest first.
  absl::StatusOr<std::vector<v1::TrailEntry>> Trail(int64_t max_entry_count) const;

 private:
  std::shared_ptr<Connection> connection_;
};

}  // namespace assay::client

#endif  // ASSAY_CLIENT_KEYS_H_
