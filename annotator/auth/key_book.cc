#include "annotator/auth/key_book.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "annotator/auth/api_key.h"
#include "engine/base/status.h"
#include "google/protobuf/util/time_util.h"

namespace assay::auth {
namespace {

using google::protobuf::util::TimeUtil;

constexpr size_t kMaxDisplayNameBytes = 256;
constexpr size_t kLoadPage = 1000;

absl::Status BadKey(const std::string& field, const std::string& found,
                    const std::string& expected) {
  return MakeError(absl::StatusCode::kInvalidArgument, "BAD_KEY",
                   field + ": found " + found + ", expected " + expected,
                   {{"field", field}, {"found", found}, {"expected", expected}});
}

bool IsEndlessAdmin(const v1::Key& key) {
  return key.role() == v1::ROLE_ADMIN && !key.has_expire_time() && !key.has_revoke_time();
}

// In the years 1 to 9999, as google/protobuf/timestamp.proto wants it.
bool IsTimestamp(const google::protobuf::Timestamp& time) {
  return time.seconds() >= TimeUtil::kTimestampMinSeconds &&
         time.seconds() <= TimeUtil::kTimestampMaxSeconds && time.nanos() >= 0 &&
         time.nanos() < 1'000'000'000;
}

absl::Status CheckKey(const v1::Key& wanted, int64_t now_us) {
  if (!v1::Role_IsValid(wanted.role()) || wanted.role() == v1::ROLE_UNSPECIFIED) {
    return BadKey("key.role", std::to_string(wanted.role()), "one of the roles of assay.v1.Role");
  }
  if ((wanted.role() == v1::ROLE_ANNOTATOR) == wanted.annotator().empty()) {
    return BadKey("key.annotator", "'" + wanted.annotator() + "'",
                  "an annotator for ROLE_ANNOTATOR, and none for all others");
  }
  if (wanted.display_name().size() > kMaxDisplayNameBytes) {
    return BadKey("key.display_name", std::to_string(wanted.display_name().size()) + " bytes",
                  "at most 256");
  }
  if (wanted.has_expire_time() &&
      (!IsTimestamp(wanted.expire_time()) ||
       TimeUtil::TimestampToMicroseconds(wanted.expire_time()) <= now_us)) {
    return BadKey("key.expire_time", std::to_string(wanted.expire_time().seconds()) + " s",
                  "a time to come");
  }
  return absl::OkStatus();
}

}  // namespace

KeyBook::KeyBook(KeyRepository& repository, const Clock& clock, FindAnnotator find_annotator)
    : repository_(repository), clock_(clock), find_annotator_(std::move(find_annotator)) {}

absl::StatusOr<std::unique_ptr<KeyBook>> KeyBook::Load(KeyRepository& repository,
                                                       const Clock& clock,
                                                       FindAnnotator find_annotator) {
  std::unique_ptr<KeyBook> book(new KeyBook(repository, clock, std::move(find_annotator)));
  uint64_t after = 0;
  while (true) {
    ASSAY_ASSIGN_OR_RETURN(const auto records, repository.List(after, kLoadPage));
    for (const storage::v1::KeyRecord& record : records) {
      book->Add(std::make_shared<storage::v1::KeyRecord>(record));
    }
    if (records.size() < kLoadPage) {
      return book;
    }
    after = records.back().key_number();
  }
}

void KeyBook::Add(Record record) {
  const std::unique_lock lock(mutex_);
  by_hash_.insert_or_assign(record->secret_hash(), record);
  by_number_.insert_or_assign(record->key_number(), std::move(record));
}

bool KeyBook::IsLive(const storage::v1::KeyRecord& record) const {
  const v1::Key& key = record.key();
  return !key.has_revoke_time() &&
         (!key.has_expire_time() ||
          TimeUtil::TimestampToMicroseconds(key.expire_time()) > clock_.WallMicros());
}

KeyBook::Record KeyBook::Find(std::string_view secret) const {
  const std::string hash = HashSecret(secret);
  const std::shared_lock lock(mutex_);
  const auto found = by_hash_.find(hash);
  return found != by_hash_.end() && IsLive(*found->second) ? found->second : nullptr;
}

bool KeyBook::has_keys() const {
  const std::shared_lock lock(mutex_);
  return !by_number_.empty();
}

absl::Status KeyBook::CheckFirst(const v1::Key& wanted) const {
  if (has_keys() || (wanted.role() == v1::ROLE_ADMIN && !wanted.has_expire_time())) {
    return absl::OkStatus();
  }
  return BadKey("key.role", v1::Role_Name(wanted.role()),
                "ROLE_ADMIN without expire_time for the first key of a store, for from then on "
                "every call over a socket needs a key");
}

absl::StatusOr<v1::CreateKeyResponse> KeyBook::Create(const v1::Key& wanted) {
  const std::lock_guard change_lock(change_mutex_);
  const int64_t now_us = clock_.WallMicros();
  ASSAY_RETURN_IF_ERROR(CheckKey(wanted, now_us));
  ASSAY_RETURN_IF_ERROR(CheckFirst(wanted));
  storage::v1::KeyRecord record;
  if (wanted.role() == v1::ROLE_ANNOTATOR) {
    ASSAY_ASSIGN_OR_RETURN(const uint64_t number, find_annotator_(wanted.annotator()));
    record.set_annotator_number(number);
  }
  v1::CreateKeyResponse response;
  ASSAY_ASSIGN_OR_RETURN(*response.mutable_secret(), MakeSecret());
  record.set_secret_hash(HashSecret(response.secret()));
  v1::Key& key = *record.mutable_key();
  key.set_role(wanted.role());
  key.set_annotator(wanted.annotator());
  key.set_display_name(wanted.display_name());
  *key.mutable_create_time() = TimeUtil::MicrosecondsToTimestamp(now_us);
  if (wanted.has_expire_time()) {
    *key.mutable_expire_time() = wanted.expire_time();
  }
  ASSAY_ASSIGN_OR_RETURN(auto stored, repository_.Create(std::move(record)));
  *response.mutable_key() = stored.key();
  Add(std::make_shared<storage::v1::KeyRecord>(std::move(stored)));
  return response;
}

KeyBook::Record KeyBook::FindByName(const std::string& name) const {
  const std::shared_lock lock(mutex_);
  const auto found = std::find_if(by_number_.begin(), by_number_.end(), [&](const auto& entry) {
    return entry.second->key().name() == name;
  });
  return found == by_number_.end() ? nullptr : found->second;
}

bool KeyBook::IsLastAdmin(const storage::v1::KeyRecord& record) const {
  const std::shared_lock lock(mutex_);
  return IsEndlessAdmin(record.key()) &&
         std::none_of(by_number_.begin(), by_number_.end(), [&](const auto& entry) {
           return entry.first != record.key_number() && IsEndlessAdmin(entry.second->key());
         });
}

absl::StatusOr<v1::Key> KeyBook::Revoke(const std::string& name) {
  const std::lock_guard change_lock(change_mutex_);
  const Record found = FindByName(name);
  if (found == nullptr) {
    return MakeError(absl::StatusCode::kNotFound, "KEY_NOT_FOUND", "there is no key '" + name + "'",
                     {{"name", name}});
  }
  if (found->key().has_revoke_time()) {
    return found->key();
  }
  if (IsLastAdmin(*found)) {
    return MakeError(absl::StatusCode::kFailedPrecondition, "LAST_ADMIN_KEY",
                     name +
                         " is the last key of an administrator that does not end; make another "
                         "one first",
                     {{"name", name}});
  }
  const auto now = TimeUtil::MicrosecondsToTimestamp(clock_.WallMicros());
  ASSAY_ASSIGN_OR_RETURN(
      auto revoked, repository_.Update(found->key_number(), [&](storage::v1::KeyRecord& stored) {
        *stored.mutable_key()->mutable_revoke_time() = now;
        return absl::OkStatus();
      }));
  const auto record = std::make_shared<const storage::v1::KeyRecord>(std::move(revoked));
  Add(record);
  return record->key();
}

std::vector<KeyBook::Record> KeyBook::List(uint64_t after_number, size_t limit) const {
  const std::shared_lock lock(mutex_);
  std::vector<Record> records;
  for (auto entry = by_number_.upper_bound(after_number);
       entry != by_number_.end() && records.size() < limit; ++entry) {
    records.push_back(entry->second);
  }
  return records;
}

}  // namespace assay::auth
