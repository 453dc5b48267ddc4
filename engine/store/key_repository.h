#ifndef ASSAY_ENGINE_STORE_KEY_REPOSITORY_H_
#define ASSAY_ENGINE_STORE_KEY_REPOSITORY_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "assay/storage/v1/campaigns.pb.h"
#include "engine/store/store.h"

namespace assay {

// Keys of the service, known by the hash of their secret.  A key number is never used again.
// Thread-safe; the store must outlive it.
//
// Errors of all methods: as Store, STORED_VALUE_DAMAGED (engine/store/codec.h), and where named
//   NOT_FOUND KEY_NOT_FOUND  (metadata name)
class KeyRepository {
 public:
  // Changes a record; what it returns other than OK ends the update, and nothing is changed.  May
  // be called several times, each time with the record as stored.  May read this repository: an
  // update that was overtaken by another one of any key is done again.
  using Change = std::function<absl::Status(storage::v1::KeyRecord& record)>;

  explicit KeyRepository(Store& store) : store_(store) {}

  // Adds a key; on disk on return.  `record` has all but key_number and key.name ("keys/{number}"),
  // which the returned one has.  secret_hash is not in use (ASSAY_CHECK: not empty).
  absl::StatusOr<storage::v1::KeyRecord> Create(storage::v1::KeyRecord record);

  // The key with that secret_hash, revoked or not; nullopt where there is none.
  absl::StatusOr<std::optional<storage::v1::KeyRecord>> FindByHash(
      std::string_view secret_hash) const;

  // KEY_NOT_FOUND.
  absl::StatusOr<storage::v1::KeyRecord> Get(uint64_t key_number) const;

  // At most `limit` keys with a number above `after_number`, ascending.
  absl::StatusOr<std::vector<storage::v1::KeyRecord>> List(uint64_t after_number,
                                                           size_t limit) const;

  // Changes the key and returns what is stored now, on disk.  Number, name and hash stay
  // (ASSAY_CHECK).  KEY_NOT_FOUND, and what `change` returns.
  absl::StatusOr<storage::v1::KeyRecord> Update(uint64_t key_number, const Change& change);

  // Whether a key was ever made.
  absl::StatusOr<bool> HasAny() const;

  // Keys of administrators that are not revoked and end after `now_us` (microseconds since 1970),
  // or never.  O(number of keys).
  absl::StatusOr<int64_t> CountActiveAdmins(int64_t now_us) const;

 private:
  Store& store_;
};

}  // namespace assay

#endif  // ASSAY_ENGINE_STORE_KEY_REPOSITORY_H_
