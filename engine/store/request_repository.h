#ifndef ASSAY_ENGINE_STORE_REQUEST_REPOSITORY_H_
#define ASSAY_ENGINE_STORE_REQUEST_REPOSITORY_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "engine/store/store.h"

namespace assay {

// Longest request_id, in bytes.
inline constexpr size_t kMaxRequestIdBytes = 64;

// First answers to calls that can be repeated under a request_id.  `request_hash`: of the call's
// name and what was asked, so that one request_id does not serve two calls.  Thread-safe; the store
// must outlive it.
class RequestRepository {
 public:
  // The first answer to a call.
  struct Answer {
    std::string request_id;
    uint64_t request_hash = 0;
    // Bytes of the response message.
    std::string response;
    int64_t time_us = 0;
  };

  explicit RequestRepository(Store& store) : store_(store) {}

  // The first answer to the call; nullopt where there is none, and where request_id is empty.
  //
  // Errors: as Store, STORED_VALUE_DAMAGED (engine/store/codec.h), and
  //   INVALID_ARGUMENT BAD_REQUEST_ID     more than kMaxRequestIdBytes (metadata found, expected).
  //   INVALID_ARGUMENT REQUEST_ID_REUSED  it belongs to a call with another hash (metadata
  //                                       request_id).
  absl::StatusOr<std::optional<std::string>> Find(std::string_view request_id,
                                                  uint64_t request_hash) const;

  // Adds the answer to a batch, which conflicts where the request_id has been taken meanwhile; Find
  // then tells by whom.  Nothing happens where request_id is empty.
  static absl::Status AddTo(Store::Batch& batch, const Answer& answer);

  // Writes the answer alone; on disk on return.  ABORTED WRITE_CONFLICT  the request_id is taken.
  absl::Status Put(const Answer& answer);

 private:
  Store& store_;
};

}  // namespace assay

#endif  // ASSAY_ENGINE_STORE_REQUEST_REPOSITORY_H_
