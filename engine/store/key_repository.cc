#include "engine/store/key_repository.h"

#include <limits>
#include <string>
#include <utility>

#include "engine/base/check.h"
#include "engine/base/status.h"
#include "engine/store/campaign_keys.h"
#include "engine/store/codec.h"
#include "engine/store/conditional_write.h"
#include "engine/store/keys.h"
#include "engine/store/record_errors.h"
#include "engine/store/resource_name.h"
#include "google/protobuf/util/time_util.h"

namespace assay {
namespace {

using google::protobuf::util::TimeUtil;
using storage::v1::KeyRecord;

bool IsActiveAdmin(const KeyRecord& record, int64_t now_us) {
  const v1::Key& key = record.key();
  return key.role() == v1::ROLE_ADMIN && !key.has_revoke_time() &&
         (!key.has_expire_time() || TimeUtil::TimestampToMicroseconds(key.expire_time()) > now_us);
}

}  // namespace

absl::StatusOr<KeyRecord> KeyRepository::Create(KeyRecord record) {
  ASSAY_CHECK(!record.secret_hash().empty());
  ASSAY_RETURN_IF_ERROR(RetryOnConflict([&]() -> absl::Status {
    const auto batch = store_.NewBatch();
    ASSAY_ASSIGN_OR_RETURN(const uint64_t number, TakeNumber(store_, Counter::kKey, *batch));
    record.set_key_number(number);
    record.mutable_key()->set_name(NumberedName(kKeyCollection, number));
    ASSAY_ASSIGN_OR_RETURN(const std::string bytes, EncodeMessage(record));
    batch->RequireAbsent(ApiKeyHashKey(record.secret_hash()));
    batch->Put(ApiKeyHashKey(record.secret_hash()), EncodeNumber(number));
    batch->Put(ApiKeyKey(number), bytes);
    return batch->Commit(Durability::kSynced);
  }));
  return record;
}

absl::StatusOr<std::optional<KeyRecord>> KeyRepository::FindByHash(
    std::string_view secret_hash) const {
  ASSAY_ASSIGN_OR_RETURN(const std::optional<uint64_t> number,
                         ReadNumber(store_, KeyKind::kKeyHash, ApiKeyHashKey(secret_hash)));
  if (!number.has_value()) {
    return std::nullopt;
  }
  return ReadMessage<KeyRecord>(store_, KeyKind::kKey, ApiKeyKey(*number));
}

absl::StatusOr<KeyRecord> KeyRepository::Get(uint64_t key_number) const {
  ASSAY_ASSIGN_OR_RETURN(std::optional<KeyRecord> record,
                         ReadMessage<KeyRecord>(store_, KeyKind::kKey, ApiKeyKey(key_number)));
  if (!record.has_value()) {
    return ApiKeyNotFoundError(NumberedName(kKeyCollection, key_number));
  }
  return *std::move(record);
}

absl::StatusOr<std::vector<KeyRecord>> KeyRepository::List(uint64_t after_number,
                                                           size_t limit) const {
  return ReadMessages<KeyRecord>(store_, KeyKind::kKey, ApiKeyRangeAfter(after_number), limit);
}

absl::StatusOr<KeyRecord> KeyRepository::Update(uint64_t key_number, const Change& change) {
  KeyRecord updated;
  const absl::Status status = RetryOnConflict([&]() -> absl::Status {
    const auto batch = store_.NewBatch();
    // Taken before anything is read, so that what `change` reads of other keys holds too.
    ASSAY_RETURN_IF_ERROR(TakeNumber(store_, Counter::kKeyChange, *batch).status());
    ASSAY_ASSIGN_OR_RETURN(const KeyRecord before, Get(key_number));
    updated = before;
    ASSAY_RETURN_IF_ERROR(change(updated));
    ASSAY_CHECK(updated.key_number() == key_number);
    ASSAY_CHECK(updated.key().name() == before.key().name());
    ASSAY_CHECK(updated.secret_hash() == before.secret_hash());
    ASSAY_ASSIGN_OR_RETURN(const std::string bytes, EncodeMessage(updated));
    batch->Put(ApiKeyKey(key_number), bytes);
    return batch->Commit(Durability::kSynced);
  });
  ASSAY_RETURN_IF_ERROR(status);
  return updated;
}

absl::StatusOr<bool> KeyRepository::HasAny() const {
  ASSAY_ASSIGN_OR_RETURN(const std::vector<KeyRecord> first, List(0, 1));
  return !first.empty();
}

absl::StatusOr<int64_t> KeyRepository::CountActiveAdmins(int64_t now_us) const {
  ASSAY_ASSIGN_OR_RETURN(const std::vector<KeyRecord> keys,
                         List(0, std::numeric_limits<size_t>::max()));
  int64_t count = 0;
  for (const KeyRecord& record : keys) {
    count += IsActiveAdmin(record, now_us) ? 1 : 0;
  }
  return count;
}

}  // namespace assay
