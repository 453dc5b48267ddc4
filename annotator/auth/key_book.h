#ifndef ASSAY_ANNOTATOR_AUTH_KEY_BOOK_H_
#define ASSAY_ANNOTATOR_AUTH_KEY_BOOK_H_

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "assay/storage/v1/campaigns.pb.h"
#include "assay/v1/keys.pb.h"
#include "engine/base/clock.h"
#include "engine/store/key_repository.h"

namespace assay::auth {

// All keys of a store, in memory, so that a call is checked without reading the store; every change
// is on disk before it counts.  The one place through which keys are made and revoked: a store
// belongs to one process, so nobody else does.  Thread-safe.
class KeyBook {
 public:
  using Record = std::shared_ptr<const storage::v1::KeyRecord>;
  // The number of "annotators/{annotator}"; NOT_FOUND ANNOTATOR_NOT_FOUND.
  using FindAnnotator = std::function<absl::StatusOr<uint64_t>(const std::string& name)>;

  // Reads all keys.  All references must outlive the book.  Errors: as Store.
  static absl::StatusOr<std::unique_ptr<KeyBook>> Load(KeyRepository& repository,
                                                       const Clock& clock,
                                                       FindAnnotator find_annotator);

  // The key with this secret; nullptr where there is none, or it was revoked or has expired.
  Record Find(std::string_view secret) const;

  // Whether there was ever a key: from then on every call over a socket needs one.
  bool has_keys() const;

  // Makes a key and its secret, which is not kept.
  //
  // Errors: as Store, and
  //   INVALID_ARGUMENT BAD_KEY              a field is out of range, or the store's first key is
  //                                         not an administrator's without end, which would lock
  //                                         everybody out (metadata field, found, expected).
  //   NOT_FOUND        ANNOTATOR_NOT_FOUND  there is no such annotator.
  //   INTERNAL         NO_RANDOM_BYTES      as MakeSecret.
  absl::StatusOr<v1::CreateKeyResponse> Create(const v1::Key& wanted);

  // Makes the key "keys/{key}" useless; nothing changes where it is already.
  //
  // Errors: as Store, and
  //   NOT_FOUND           KEY_NOT_FOUND   there is no such key.
  //   FAILED_PRECONDITION LAST_ADMIN_KEY  no other administrator's key without end would be left.
  absl::StatusOr<v1::Key> Revoke(const std::string& name);

  // Up to `limit` keys with a number greater than `after_number`, ascending.
  std::vector<Record> List(uint64_t after_number, size_t limit) const;

 private:
  KeyBook(KeyRepository& repository, const Clock& clock, FindAnnotator find_annotator);

  void Add(Record record);
  bool IsLive(const storage::v1::KeyRecord& record) const;
  absl::Status CheckFirst(const v1::Key& wanted) const;
  Record FindByName(const std::string& name) const;
  bool IsLastAdmin(const storage::v1::KeyRecord& record) const;

  KeyRepository& repository_;
  const Clock& clock_;
  const FindAnnotator find_annotator_;
  mutable std::shared_mutex mutex_;
  std::map<uint64_t, Record> by_number_;
  std::unordered_map<std::string, Record> by_hash_;
  // Held while a key is changed, the write to the store included.
  std::mutex change_mutex_;
};

}  // namespace assay::auth

#endif  // ASSAY_ANNOTATOR_AUTH_KEY_BOOK_H_
