#include "engine/store/migrations.h"

#include <array>
#include <string>

#include "engine/store/codec.h"
#include "engine/store/keys.h"
#include "tests/engine/store/store_backends.h"

namespace assay {
namespace {

uint64_t VersionOf(const Store& store) {
  return ReadNumber(store, KeyKind::kFormatVersion, FormatVersionKey())->value_or(0);
}

absl::Status SetVersion(Store& store, uint64_t version) {
  return PutOne(store, FormatVersionKey(), EncodeNumber(version));
}

// Each step adds its number to the value under "k".
template <char kDigit>
absl::Status AddDigit(Store& store, Store::Batch& batch) {
  ASSAY_ASSIGN_OR_RETURN(const std::string before, store.Get("k"));
  batch.Put("k", before + kDigit);
  return absl::OkStatus();
}

absl::Status Fail(Store&, Store::Batch& batch) {
  batch.Put("k", "half done");
  return absl::UnavailableError("step failed");
}

constexpr std::array<Migration, 3> kSteps = {
    {{2, &AddDigit<'2'>}, {1, &AddDigit<'1'>}, {3, &AddDigit<'3'>}}};

TEST(MigrationsTest, AnEmptyStoreGetsTheVersionAndNothingElse) {
  MemoryStore store;
  ASSERT_THAT(BringUpToDate(store, 7, {}), IsOk());
  EXPECT_EQ(VersionOf(store), 7u);
  EXPECT_TRUE(ReadAll(store).empty());
}

TEST(MigrationsTest, RunsTheStepsThatAreMissingInTheirOrder) {
  MemoryStore store;
  ASSERT_THAT(SetVersion(store, 2), IsOk());
  ASSERT_THAT(PutOne(store, "k", ""), IsOk());
  ASSERT_THAT(BringUpToDate(store, 4, kSteps), IsOk());
  EXPECT_EQ(*store.Get("k"), "23");
  EXPECT_EQ(VersionOf(store), 4u);
  ASSERT_THAT(BringUpToDate(store, 4, kSteps), IsOk());
  EXPECT_EQ(*store.Get("k"), "23");
}

TEST(MigrationsTest, AStepThatFailsLeavesTheStoreAtTheVersionBefore) {
  MemoryStore store;
  ASSERT_THAT(SetVersion(store, 1), IsOk());
  ASSERT_THAT(PutOne(store, "k", ""), IsOk());
  const std::array<Migration, 2> steps = {{{1, &AddDigit<'1'>}, {2, &Fail}}};
  EXPECT_EQ(BringUpToDate(store, 3, steps).code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(*store.Get("k"), "1");
  EXPECT_EQ(VersionOf(store), 2u);
  ASSERT_THAT(BringUpToDate(store, 3, kSteps), IsOk());
  EXPECT_EQ(*store.Get("k"), "12");
}

TEST(MigrationsTest, AStoreOfANewerAssayIsRefused) {
  MemoryStore store;
  ASSERT_THAT(SetVersion(store, 9), IsOk());
  const absl::Status status = BringUpToDate(store, 4, kSteps);
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(status, HasReason("STORE_TOO_NEW"));
  EXPECT_THAT(status, HasMetadata("found", "9"));
  EXPECT_THAT(status, HasMetadata("expected", "4"));
  EXPECT_EQ(VersionOf(store), 9u);
}

TEST(MigrationsTest, AVersionWithoutAStepIsRefused) {
  MemoryStore store;
  ASSERT_THAT(SetVersion(store, 1), IsOk());
  EXPECT_THAT(BringUpToDate(store, 2, {}), HasReason("STORE_TOO_OLD"));
}

TEST(MigrationsTest, DataWithoutAVersionIsDamage) {
  MemoryStore store;
  ASSERT_THAT(PutOne(store, "k", "v"), IsOk());
  EXPECT_THAT(BringUpToDate(store, 1, {}), HasReason("DATA_DIR_DAMAGED"));
  EXPECT_EQ(VersionOf(store), 0u);
}

// Every version that was ever released leads to the present one.
TEST(MigrationsTest, TheStepsOfThisBuildLeadFromTheFirstVersionToTheLast) {
  for (uint64_t version = 1; version < kStoreFormatVersion; ++version) {
    int count = 0;
    for (const Migration& migration : StoreMigrations()) {
      count += migration.from_version == version ? 1 : 0;
    }
    EXPECT_EQ(count, 1) << "from version " << version;
  }
  EXPECT_EQ(StoreMigrations().size(), kStoreFormatVersion - 1);
}

}  // namespace
}  // namespace assay
