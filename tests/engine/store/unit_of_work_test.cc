#include "engine/store/unit_of_work.h"

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "engine/base/rng.h"
#include "tests/engine/store/store_backends.h"

namespace assay {
namespace {

constexpr size_t kCacheBytes = size_t{1} << 20;

Entries ScanAll(UnitOfWork& work, std::string_view begin, std::string_view end) {
  Entries entries;
  EXPECT_THAT(work.Scan(begin, end,
                        [&](std::string_view key, std::string_view value) {
                          entries.emplace_back(key, value);
                          return true;
                        }),
              IsOk());
  return entries;
}

std::optional<std::string> GetOk(UnitOfWork& work, std::string_view key) {
  const auto value = work.Get(key);
  EXPECT_THAT(value, IsOk());
  return value.ok() ? *value : std::nullopt;
}

using UnitOfWorkTest = StoreBackendTest;

TEST_P(UnitOfWorkTest, ChangesAreSeenByTheirMakerAtOnceAndByOthersAfterTheCommit) {
  ASSERT_THAT(PutOne(store(), "\x90 old", "1"), IsOk());
  UnitOfWork work(store(), kCacheBytes);
  work.Put("\x90 new", "2");
  work.Delete("\x90 old");
  EXPECT_EQ(GetOk(work, "\x90 new"), "2");
  EXPECT_EQ(GetOk(work, "\x90 old"), std::nullopt);
  EXPECT_EQ(ReadAll(store()), (Entries{{"\x90 old", "1"}}));
  EXPECT_FALSE(work.empty());
  ASSERT_THAT(work.Commit(Durability::kSynced), IsOk());
  EXPECT_TRUE(work.empty());
  Reopen();
  EXPECT_EQ(ReadAll(store()), (Entries{{"\x90 new", "2"}}));
}

TEST_P(UnitOfWorkTest, AStepThatIsRolledBackLeavesWhatWasBefore) {
  UnitOfWork work(store(), kCacheBytes);
  work.Put("\x90 a", "1");
  work.BeginStep();
  work.Put("\x90 a", "2");
  work.Put("\x90 a", "3");
  work.Delete("\x90 b");
  work.Put("\x90 c", "4");
  work.RollBackStep();
  EXPECT_EQ(ScanAll(work, "\x90", "\x91"), (Entries{{"\x90 a", "1"}}));
  work.BeginStep();
  work.Delete("\x90 a");
  work.KeepStep();
  EXPECT_EQ(GetOk(work, "\x90 a"), std::nullopt);
  work.BeginStep();
  work.RollBackStep();
  EXPECT_EQ(GetOk(work, "\x90 a"), std::nullopt);
}

TEST_P(UnitOfWorkTest, AScanStopsWhenItIsToldToAmongStoredAndAmongNewEntries) {
  ASSERT_THAT(PutOne(store(), "\x90 b", "stored"), IsOk());
  UnitOfWork work(store(), kCacheBytes);
  work.Put("\x90 a", "new");
  work.Put("\x90 c", "new");
  work.Put("\x90 d", "new");
  for (size_t limit = 1; limit <= 4; ++limit) {
    std::string visited;
    ASSERT_THAT(work.Scan("\x90", "\x91",
                          [&](std::string_view key, std::string_view) {
                            visited.push_back(key.back());
                            return visited.size() < limit;
                          }),
                IsOk());
    EXPECT_EQ(visited, std::string("abcd").substr(0, limit));
  }
}

TEST_P(UnitOfWorkTest, ACommitConflictsWhereARequiredKeyWasChangedByOthers) {
  ASSERT_THAT(PutOne(store(), "\x90 head", "1"), IsOk());
  UnitOfWork work(store(), kCacheBytes);
  ASSERT_THAT(work.Require("\x90 head"), IsOk());
  ASSERT_THAT(work.Require("\x90 absent"), IsOk());
  work.Put("\x90 head", "2");
  ASSERT_THAT(work.Commit(Durability::kSynced), IsOk());
  ASSERT_THAT(work.Require("\x90 head"), IsOk());
  work.Put("\x90 head", "3");
  ASSERT_THAT(PutOne(store(), "\x90 head", "other"), IsOk());
  const absl::Status status = work.Commit(Durability::kSynced);
  EXPECT_EQ(status.code(), absl::StatusCode::kAborted);
  EXPECT_THAT(status, HasReason("WRITE_CONFLICT"));
  EXPECT_TRUE(work.empty());
  EXPECT_EQ(GetOk(work, "\x90 head"), "other");
}

TEST_P(UnitOfWorkTest, RequiresWhatTheStoreHoldsNotWhatIsBeingChanged) {
  UnitOfWork work(store(), kCacheBytes);
  work.Put("\x90 head", "1");
  ASSERT_THAT(work.Require("\x90 head"), IsOk());
  ASSERT_THAT(PutOne(store(), "\x90 head", "1"), IsOk());
  EXPECT_THAT(work.Commit(Durability::kSynced), HasReason("WRITE_CONFLICT"));
}

TEST_P(UnitOfWorkTest, ACommitWithoutChangesChecksWhatIsRequired) {
  UnitOfWork work(store(), kCacheBytes);
  EXPECT_THAT(work.Commit(Durability::kSynced), IsOk());
  ASSERT_THAT(work.Require("\x90 head"), IsOk());
  ASSERT_THAT(PutOne(store(), "\x90 head", "1"), IsOk());
  EXPECT_THAT(work.Commit(Durability::kSynced), HasReason("WRITE_CONFLICT"));
}

TEST_P(UnitOfWorkTest, RemembersRowsInUseUpToItsBoundAndForgetsThemOnReset) {
  const std::string value(1000, 'v');
  ASSERT_THAT(PutOne(store(), "\x90 used", value), IsOk());
  UnitOfWork work(store(), 8 * 1024);
  ASSERT_EQ(GetOk(work, "\x90 used"), value);
  ASSERT_THAT(PutOne(store(), "\x90 used", "changed by others"), IsOk());
  for (int i = 0; i < 100; ++i) {
    work.Put("\x90 row " + std::to_string(i), value);
    ASSERT_THAT(work.Commit(Durability::kBuffered), IsOk());
    EXPECT_EQ(GetOk(work, "\x90 used"), value) << "a row in use was forgotten";
  }
  for (int i = 0; i < 100; ++i) {
    work.Put("\x90 row " + std::to_string(i), "");
  }
  ASSERT_THAT(work.Commit(Durability::kBuffered), IsOk());
  EXPECT_EQ(GetOk(work, "\x90 used"), "changed by others");
  ASSERT_THAT(PutOne(store(), "\x90 used", "again"), IsOk());
  EXPECT_EQ(GetOk(work, "\x90 used"), "changed by others");
  work.Put("\x90 dropped", "x");
  work.Reset();
  EXPECT_EQ(GetOk(work, "\x90 used"), "again");
  EXPECT_EQ(GetOk(work, "\x90 dropped"), std::nullopt);
}

// What a unit of work should do, over two plain maps.
class Model {
 public:
  std::map<std::string, std::string> now;
  std::map<std::string, std::string> committed;

  void Commit() { committed = now; }
  void Forget() { now = committed; }
  Entries Range(const std::string& begin, const std::string& end) const {
    return begin < end ? Entries(now.lower_bound(begin), now.lower_bound(end)) : Entries();
  }
};

// A key out of few, so that the same ones are met again, in two families.
std::string AnyKey(Rng& rng) {
  return (rng.Below(4) == 0 ? "P" : "\x90") + std::string(1 + rng.Below(2), 'k') +
         static_cast<char>('a' + rng.Below(12));
}

void ChangeSomething(Rng& rng, UnitOfWork& work, Model& model) {
  const std::string key = AnyKey(rng);
  if (rng.Below(3) == 0) {
    work.Delete(key);
    model.now.erase(key);
  } else {
    const std::string value(rng.Below(60), static_cast<char>('a' + rng.Below(26)));
    work.Put(key, value);
    model.now[key] = value;
  }
}

void LookAtSomething(Rng& rng, UnitOfWork& work, const Model& model) {
  const std::string key = AnyKey(rng);
  const auto found = model.now.find(key);
  EXPECT_EQ(GetOk(work, key),
            found == model.now.end() ? std::nullopt : std::make_optional(found->second));
  const std::string begin = AnyKey(rng);
  const std::string end = rng.Below(4) == 0 ? "\xA0" : AnyKey(rng);
  EXPECT_EQ(ScanAll(work, begin, end), model.Range(begin, end));
}

// A step of some changes, kept or taken back; looked at in between.
void RunStep(Rng& rng, UnitOfWork& work, Model& model) {
  const std::map<std::string, std::string> before = model.now;
  work.BeginStep();
  for (uint64_t count = rng.Below(6); count > 0; --count) {
    ChangeSomething(rng, work, model);
    LookAtSomething(rng, work, model);
  }
  if (rng.Below(2) == 0) {
    work.KeepStep();
  } else {
    work.RollBackStep();
    model.now = before;
  }
}

// A commit that succeeds, one that conflicts, or a reset.
void EndWork(Rng& rng, Store& store, UnitOfWork& work, Model& model) {
  const std::string key = AnyKey(rng);
  const std::string strange = "of somebody else, " + std::to_string(rng.Next());
  ASSERT_THAT(work.Require(key), IsOk());
  switch (rng.Below(4)) {
    case 0:
      work.Reset();
      return model.Forget();
    case 1:
      ASSERT_THAT(PutOne(store, key, strange), IsOk());
      ASSERT_THAT(work.Commit(Durability::kBuffered), HasReason("WRITE_CONFLICT"));
      model.committed[key] = strange;
      return model.Forget();
    default:
      ASSERT_THAT(work.Commit(Durability::kBuffered), IsOk());
      model.Commit();
      EXPECT_EQ(ReadAll(store), Entries(model.committed.begin(), model.committed.end()));
  }
}

TEST_P(UnitOfWorkTest, DoesInAnyOrderOfCallsWhatPlainMapsDo) {
  for (const size_t cache_bytes : {size_t{0}, size_t{1500}, kCacheBytes}) {
    Rng rng(17, cache_bytes);
    UnitOfWork work(store(), cache_bytes);
    Model model;
    for (const auto& [key, value] : ReadAll(store())) {
      model.committed[key] = value;
    }
    model.Forget();
    for (int round = 0; round < 1500 && !HasFailure(); ++round) {
      switch (rng.Below(8)) {
        case 0:
          EndWork(rng, store(), work, model);
          break;
        case 1:
        case 2:
          RunStep(rng, work, model);
          break;
        case 3:
        case 4:
          LookAtSomething(rng, work, model);
          break;
        default:
          ChangeSomething(rng, work, model);
      }
    }
  }
}

ASSAY_INSTANTIATE_FOR_ALL_STORES(UnitOfWorkTest);

}  // namespace
}  // namespace assay
