#include "engine/store/trail_repository.h"

#include <limits>
#include <string>
#include <thread>
#include <vector>

#include "engine/store/request_repository.h"
#include "tests/engine/store/store_backends.h"

namespace assay {
namespace {

using testing::ElementsAre;

constexpr uint64_t kEnd = std::numeric_limits<uint64_t>::max();

class TrailRepositoryTest : public StoreBackendTest {
 protected:
  TrailRepository trail() { return TrailRepository(store()); }

  static v1::TrailEntry Call(const std::string& call) {
    v1::TrailEntry entry;
    entry.set_call(call);
    entry.set_failure("UNKNOWN");
    return entry;
  }
};

std::vector<std::string> Calls(const std::vector<v1::TrailEntry>& entries) {
  std::vector<std::string> calls;
  for (const v1::TrailEntry& entry : entries) {
    calls.push_back(std::to_string(entry.sequence()) + " " + entry.call());
  }
  return calls;
}

TEST_P(TrailRepositoryTest, ListsTheNewestFirstInPages) {
  for (const char* const call : {"a", "b", "c"}) {
    ASSERT_THAT(trail().Append(Call(call)), IsOk());
  }
  Reopen();
  EXPECT_THAT(Calls(*trail().List(kEnd, 2)), ElementsAre("3 c", "2 b"));
  EXPECT_THAT(Calls(*trail().List(2, 2)), ElementsAre("1 a"));
}

TEST_P(TrailRepositoryTest, AnOutcomeChangesItsEntryOnly) {
  const auto first = trail().Append(Call("a"));
  const auto second = trail().Append(Call("b"));
  ASSERT_THAT(trail().SetOutcome(*first, ""), IsOk());
  ASSERT_THAT(trail().SetOutcome(*second, "DISK_FULL"), IsOk());
  ASSERT_THAT(trail().Append(Call("c")), IsOk());
  const auto entries = trail().List(kEnd, 10);
  ASSERT_THAT(entries, IsOk());
  EXPECT_THAT(Calls(*entries), ElementsAre("3 c", "2 b", "1 a"));
  EXPECT_EQ((*entries)[0].failure(), "UNKNOWN");
  EXPECT_EQ((*entries)[1].failure(), "DISK_FULL");
  EXPECT_EQ((*entries)[2].failure(), "");
}

TEST_P(TrailRepositoryTest, EntriesAddedAtOnceAllGetNumbersOfTheirOwn) {
  std::vector<std::thread> writers;
  for (int i = 0; i < 4; ++i) {
    writers.emplace_back([&] {
      for (int k = 0; k < 10; ++k) {
        EXPECT_THAT(trail().Append(Call("x")), IsOk());
      }
    });
  }
  for (std::thread& writer : writers) {
    writer.join();
  }
  const auto entries = trail().List(kEnd, 1000);
  ASSERT_THAT(entries, IsOk());
  ASSERT_EQ(entries->size(), 40u);
  for (size_t i = 0; i < 40; ++i) {
    EXPECT_EQ((*entries)[i].sequence(), static_cast<int64_t>(40 - i));
  }
}

ASSAY_INSTANTIATE_FOR_ALL_STORES(TrailRepositoryTest);

using RequestRepositoryTest = StoreBackendTest;

TEST_P(RequestRepositoryTest, TheFirstAnswerIsFoundAgain) {
  RequestRepository requests(store());
  EXPECT_FALSE(requests.Find("once", 7)->has_value());
  const std::string response("\x00\xFF answer", 9);
  ASSERT_THAT(requests.Put({"once", 7, response, 1}), IsOk());
  Reopen();
  const auto found = RequestRepository(store()).Find("once", 7);
  ASSERT_THAT(found, IsOk());
  EXPECT_EQ(*found, response);
  EXPECT_FALSE(RequestRepository(store()).Find("onc", 7)->has_value());
}

TEST_P(RequestRepositoryTest, ARequestIdOfAnotherCallIsRefused) {
  RequestRepository requests(store());
  ASSERT_THAT(requests.Put({"once", 7, "answer", 1}), IsOk());
  EXPECT_THAT(requests.Find("once", 8), HasReason("REQUEST_ID_REUSED"));
  EXPECT_THAT(requests.Put({"once", 7, "second answer", 1}), HasReason("WRITE_CONFLICT"));
  EXPECT_EQ(*requests.Find("once", 7), "answer");
}

TEST_P(RequestRepositoryTest, ARequestIdHasAtMost64Bytes) {
  RequestRepository requests(store());
  EXPECT_THAT(requests.Find(std::string(64, 'x'), 7), IsOk());
  EXPECT_THAT(requests.Find(std::string(65, 'x'), 7), HasReason("BAD_REQUEST_ID"));
}

TEST_P(RequestRepositoryTest, WithoutARequestIdNothingIsKept) {
  RequestRepository requests(store());
  ASSERT_THAT(requests.Put({"", 7, "answer", 1}), IsOk());
  EXPECT_FALSE(requests.Find("", 7)->has_value());
  EXPECT_TRUE(ReadAll(store()).empty());
}

TEST_P(RequestRepositoryTest, AnAnswerAndWhatItAnswersAreOneBatch) {
  RequestRepository requests(store());
  for (const bool is_first : {true, false}) {
    const auto batch = store().NewBatch();
    batch->Put("\x10 key", is_first ? "first" : "second");
    ASSERT_THAT(RequestRepository::AddTo(*batch, {"once", 7, "answer", 1}), IsOk());
    EXPECT_EQ(batch->Commit(Durability::kSynced).ok(), is_first);
  }
  EXPECT_EQ(*store().Get("\x10 key"), "first");
}

ASSAY_INSTANTIATE_FOR_ALL_STORES(RequestRepositoryTest);

}  // namespace
}  // namespace assay
