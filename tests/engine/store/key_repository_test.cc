#include "engine/store/key_repository.h"

#include <string>
#include <thread>
#include <vector>

#include "engine/base/status.h"
#include "google/protobuf/util/time_util.h"
#include "tests/engine/store/store_backends.h"

namespace assay {
namespace {

using google::protobuf::util::TimeUtil;
using storage::v1::KeyRecord;

constexpr int64_t kNowUs = 1'700'000'000'000'000;

class KeyRepositoryTest : public StoreBackendTest {
 protected:
  KeyRepository keys() { return KeyRepository(store()); }

  KeyRecord Make(v1::Role role, const std::string& hash) {
    KeyRecord record;
    record.mutable_key()->set_role(role);
    record.set_secret_hash(hash);
    const auto made = keys().Create(record);
    EXPECT_THAT(made, IsOk());
    return *made;
  }

  absl::Status Revoke(uint64_t number) {
    return keys()
        .Update(number,
                [&](KeyRecord& record) -> absl::Status {
                  ASSAY_ASSIGN_OR_RETURN(const int64_t admins, keys().CountActiveAdmins(kNowUs));
                  if (admins < 2) {
                    return absl::FailedPreconditionError("the last one");
                  }
                  *record.mutable_key()->mutable_revoke_time() =
                      TimeUtil::MicrosecondsToTimestamp(kNowUs);
                  return absl::OkStatus();
                })
        .status();
  }
};

TEST_P(KeyRepositoryTest, AKeyIsFoundByItsHashAlsoWithZeroBytes) {
  EXPECT_FALSE(*keys().HasAny());
  const KeyRecord first = Make(v1::ROLE_ADMIN, std::string("\x00\x01\x00", 3));
  const KeyRecord second = Make(v1::ROLE_VIEWER, std::string("\x00\x01", 2));
  EXPECT_EQ(first.key().name(), "keys/1");
  EXPECT_EQ(second.key().name(), "keys/2");
  Reopen();
  EXPECT_TRUE(*keys().HasAny());
  const auto found = keys().FindByHash(std::string("\x00\x01\x00", 3));
  ASSERT_THAT(found, IsOk());
  ASSERT_TRUE(found->has_value());
  EXPECT_EQ((*found)->SerializeAsString(), first.SerializeAsString());
  EXPECT_FALSE(keys().FindByHash("other")->has_value());
  EXPECT_EQ(keys().Get(2)->key().role(), v1::ROLE_VIEWER);
  EXPECT_THAT(keys().Get(3), HasReason("KEY_NOT_FOUND"));
}

TEST_P(KeyRepositoryTest, ListsInTheOrderInWhichTheyWereMade) {
  for (const char* const hash : {"c", "a", "b"}) {
    Make(v1::ROLE_VIEWER, hash);
  }
  const auto page = keys().List(1, 2);
  ASSERT_THAT(page, IsOk());
  ASSERT_EQ(page->size(), 2u);
  EXPECT_EQ((*page)[0].secret_hash(), "a");
  EXPECT_EQ((*page)[1].secret_hash(), "b");
}

TEST_P(KeyRepositoryTest, OnlyAdministratorsWhoseKeysStillHoldAreCounted) {
  Make(v1::ROLE_ADMIN, "for ever");
  Make(v1::ROLE_MANAGER, "manager");
  KeyRecord record;
  record.mutable_key()->set_role(v1::ROLE_ADMIN);
  record.set_secret_hash("ends now");
  *record.mutable_key()->mutable_expire_time() = TimeUtil::MicrosecondsToTimestamp(kNowUs);
  ASSERT_THAT(keys().Create(record), IsOk());
  record.set_secret_hash("ends later");
  *record.mutable_key()->mutable_expire_time() = TimeUtil::MicrosecondsToTimestamp(kNowUs + 1);
  ASSERT_THAT(keys().Create(record), IsOk());
  EXPECT_EQ(*keys().CountActiveAdmins(kNowUs), 2);
  ASSERT_THAT(Revoke(1), IsOk());
  EXPECT_EQ(*keys().CountActiveAdmins(kNowUs), 1);
  EXPECT_EQ(*keys().CountActiveAdmins(kNowUs + 1), 0);
}

TEST_P(KeyRepositoryTest, UpdatingAKeyThatIsNotThereFails) {
  EXPECT_THAT(keys().Update(4, [](KeyRecord&) { return absl::OkStatus(); }),
              HasReason("KEY_NOT_FOUND"));
}

TEST_P(KeyRepositoryTest, OfAllAdministratorsRevokedAtOnceOneIsLeft) {
  constexpr uint64_t kCount = 5;
  for (uint64_t i = 0; i < kCount; ++i) {
    Make(v1::ROLE_ADMIN, "hash " + std::to_string(i));
  }
  std::vector<std::thread> revokers;
  for (uint64_t number = 1; number <= kCount; ++number) {
    revokers.emplace_back([this, number] { Revoke(number).IgnoreError(); });
  }
  for (std::thread& revoker : revokers) {
    revoker.join();
  }
  EXPECT_EQ(*keys().CountActiveAdmins(kNowUs), 1);
}

ASSAY_INSTANTIATE_FOR_ALL_STORES(KeyRepositoryTest);

}  // namespace
}  // namespace assay
