#ifndef ASSAY_TESTS_ENGINE_STORE_STORE_SUITE_H_
#define ASSAY_TESTS_ENGINE_STORE_STORE_SUITE_H_

// The contract of Store as tests.  Every implementation passes it; included once, by
// store_suite_test.cc.

#include <map>
#include <string>
#include <vector>

#include "engine/base/rng.h"
#include "tests/engine/store/store_backends.h"

namespace assay {

using StoreSuite = StoreBackendTest;

// Keys of all families, in key order: see keys.h.
inline std::vector<std::string> KeysOfAllFamilies() {
  return {"\x10 a",    "\x20 b",  "@ item",     "P label",   "` id",
          "p finding", "q later", "\x80 block", "\x90 state"};
}

TEST_P(StoreSuite, AKeyThatWasNeverPutIsNotFound) {
  const auto value = store().Get("\x10 absent");
  EXPECT_EQ(value.status().code(), absl::StatusCode::kNotFound);
  EXPECT_THAT(value, HasReason("KEY_NOT_FOUND"));
}

TEST_P(StoreSuite, ReturnsWhatWasPutAlsoAfterReopening) {
  for (const std::string& key : KeysOfAllFamilies()) {
    ASSERT_THAT(PutOne(store(), key, "value of " + key), IsOk());
  }
  Reopen();
  for (const std::string& key : KeysOfAllFamilies()) {
    const auto value = store().Get(key);
    ASSERT_THAT(value, IsOk());
    EXPECT_EQ(*value, "value of " + key);
  }
}

TEST_P(StoreSuite, KeysAndValuesMayHoldAnyBytesAndValuesMayBeEmpty) {
  const std::string key("\x10\x00\xFF\n", 4);
  const std::string value("\x00\xFE\x00", 3);
  ASSERT_THAT(PutOne(store(), key, value), IsOk());
  ASSERT_THAT(PutOne(store(), "\x11", ""), IsOk());
  EXPECT_EQ(*store().Get(key), value);
  EXPECT_EQ(*store().Get("\x11"), "");
}

TEST_P(StoreSuite, KeepsAValueOf70Megabytes) {
  const std::string large(70u << 20, 'x');
  ASSERT_THAT(PutOne(store(), "@large", large), IsOk());
  Reopen();
  EXPECT_TRUE(*store().Get("@large") == large);
}

TEST_P(StoreSuite, ABatchThatIsNotCommittedHasNoEffect) {
  { store().NewBatch()->Put("\x10 key", "value"); }
  EXPECT_THAT(store().Get("\x10 key"), HasReason("KEY_NOT_FOUND"));
}

TEST_P(StoreSuite, TheLastChangeOfABatchWins) {
  const auto batch = store().NewBatch();
  batch->Put("@a", "1");
  batch->Put("@a", "2");
  batch->Put("@b", "1");
  batch->Delete("@b");
  batch->Put("@c", "1");
  batch->DeleteRange("@a", "@z");
  batch->Put("@d", "3");
  ASSERT_THAT(batch->Commit(Durability::kSynced), IsOk());
  EXPECT_EQ(ReadAll(store()), (Entries{{"@d", "3"}}));
}

TEST_P(StoreSuite, DeletingAnAbsentKeyIsNoError) {
  const auto batch = store().NewBatch();
  batch->Delete("@absent");
  EXPECT_THAT(batch->Commit(Durability::kSynced), IsOk());
}

TEST_P(StoreSuite, ScanVisitsAHalfOpenRangeInOrderOfUnsignedBytes) {
  const std::vector<std::string> keys = {"@",     "@\x01", "@a",    "@a\x01",   "@b",
                                         "@\x7F", "@\x80", "@\xFF", "@\xFF\xFF"};
  for (size_t i = keys.size(); i-- > 0;) {
    ASSERT_THAT(PutOne(store(), keys[i], std::to_string(i)), IsOk());
  }
  const Entries found = ReadRange(store(), "@\x01", "@\xFF");
  std::vector<std::string> found_keys;
  for (const auto& [key, value] : found) {
    found_keys.push_back(key);
  }
  EXPECT_EQ(found_keys, std::vector<std::string>(keys.begin() + 1, keys.begin() + 7));
}

TEST_P(StoreSuite, ScanStopsWhenItIsToldTo) {
  for (const char* key : {"@1", "@2", "@3"}) {
    ASSERT_THAT(PutOne(store(), key, ""), IsOk());
  }
  int visited = 0;
  ASSERT_THAT(store().Scan("@", "A", [&](auto, auto) { return ++visited < 2; }), IsOk());
  EXPECT_EQ(visited, 2);
}

TEST_P(StoreSuite, ScanOfAnEmptyOrReversedRangeVisitsNothing) {
  ASSERT_THAT(PutOne(store(), "@k", ""), IsOk());
  EXPECT_EQ(ReadRange(store(), "@k", "@k").size(), 0u);
  EXPECT_EQ(ReadRange(store(), "@z", "@a").size(), 0u);
}

TEST_P(StoreSuite, ScansAndRangeDeletionsCrossFamilies) {
  const std::vector<std::string> keys = KeysOfAllFamilies();
  for (const std::string& key : keys) {
    ASSERT_THAT(PutOne(store(), key, ""), IsOk());
  }
  EXPECT_EQ(ReadAll(store()).size(), keys.size());
  const auto batch = store().NewBatch();
  batch->DeleteRange("\x20", "p");
  ASSERT_THAT(batch->Commit(Durability::kSynced), IsOk());
  EXPECT_EQ(ReadAll(store()),
            (Entries{{keys[0], ""}, {keys[5], ""}, {keys[6], ""}, {keys[7], ""}, {keys[8], ""}}));
}

TEST_P(StoreSuite, AScanSeesTheStoreAsItWasWhenItBegan) {
  for (const std::string& key : KeysOfAllFamilies()) {
    ASSERT_THAT(PutOne(store(), key, "old"), IsOk());
  }
  std::vector<std::string> values;
  const auto visit = [&](std::string_view, std::string_view value) {
    if (values.empty()) {
      const auto batch = store().NewBatch();
      for (const std::string& key : KeysOfAllFamilies()) {
        batch->Put(key, "new");
      }
      EXPECT_THAT(batch->Commit(Durability::kSynced), IsOk());
    }
    values.emplace_back(value);
    return true;
  };
  ASSERT_THAT(store().Scan("\x10", "\xFF", visit), IsOk());
  EXPECT_EQ(values, std::vector<std::string>(KeysOfAllFamilies().size(), "old"));
}

TEST_P(StoreSuite, ConditionsThatHoldLetTheBatchPass) {
  ASSERT_THAT(PutOne(store(), "@k", "1"), IsOk());
  const auto batch = store().NewBatch();
  batch->Require("@k", "1");
  batch->RequireAbsent("@other");
  batch->Put("@k", "2");
  ASSERT_THAT(batch->Commit(Durability::kSynced), IsOk());
  EXPECT_EQ(*store().Get("@k"), "2");
}

TEST_P(StoreSuite, AConditionThatDoesNotHoldChangesNothing) {
  ASSERT_THAT(PutOne(store(), "@k", "1"), IsOk());
  const auto try_with = [&](const auto& add_condition) {
    const auto batch = store().NewBatch();
    batch->Put("@other", "x");
    batch->DeleteRange("@", "A");
    add_condition(*batch);
    return batch->Commit(Durability::kSynced);
  };
  for (const absl::Status& status :
       {try_with([](Store::Batch& batch) { batch.Require("@k", "2"); }),
        try_with([](Store::Batch& batch) { batch.Require("@absent", ""); }),
        try_with([](Store::Batch& batch) { batch.RequireAbsent("@k"); })}) {
    EXPECT_EQ(status.code(), absl::StatusCode::kAborted);
    EXPECT_THAT(status, HasReason("WRITE_CONFLICT"));
  }
  EXPECT_EQ(ReadAll(store()), (Entries{{"@k", "1"}}));
}

TEST_P(StoreSuite, ConditionsLookAtTheStoreAsItWasBeforeTheBatch) {
  const auto batch = store().NewBatch();
  batch->Put("@k", "1");
  batch->RequireAbsent("@k");
  EXPECT_THAT(batch->Commit(Durability::kSynced), IsOk());
}

TEST_P(StoreSuite, BufferedBatchesAreVisibleAtOnceAndSurviveReopening) {
  const auto batch = store().NewBatch();
  batch->Put("@k", "1");
  ASSERT_THAT(batch->Commit(Durability::kBuffered), IsOk());
  EXPECT_EQ(*store().Get("@k"), "1");
  ASSERT_THAT(store().Flush(), IsOk());
  Reopen();
  EXPECT_EQ(*store().Get("@k"), "1");
}

TEST_P(StoreSuite, ASortedLoadIsInvisibleUntilItIsFinishedAndLasts) {
  const auto load = store().NewSortedLoad();
  for (const std::string& key : KeysOfAllFamilies()) {
    ASSERT_THAT(load->Add(key, "v"), IsOk());
  }
  EXPECT_TRUE(ReadAll(store()).empty());
  ASSERT_THAT(load->Finish(), IsOk());
  EXPECT_EQ(ReadAll(store()).size(), KeysOfAllFamilies().size());
  Reopen();
  EXPECT_EQ(ReadAll(store()).size(), KeysOfAllFamilies().size());
}

TEST_P(StoreSuite, ASortedLoadThatIsNotFinishedHasNoEffect) {
  { ASSERT_THAT(store().NewSortedLoad()->Add("@k", "1"), IsOk()); }
  EXPECT_TRUE(ReadAll(store()).empty());
}

TEST_P(StoreSuite, AnEmptySortedLoadIsNoError) {
  EXPECT_THAT(store().NewSortedLoad()->Finish(), IsOk());
}

TEST_P(StoreSuite, ASortedLoadRefusesKeysThatDoNotAscend) {
  const auto load = store().NewSortedLoad();
  ASSERT_THAT(load->Add("@b", ""), IsOk());
  EXPECT_THAT(load->Add("@b", ""), HasReason("KEYS_NOT_ASCENDING"));
  EXPECT_THAT(load->Add("@a", ""), HasReason("KEYS_NOT_ASCENDING"));
}

TEST_P(StoreSuite, SortedLoadsMayInterleaveTheirKeys) {
  const auto even = store().NewSortedLoad();
  const auto odd = store().NewSortedLoad();
  for (char digit = '0'; digit <= '9'; ++digit) {
    ASSERT_THAT((digit % 2 == 0 ? even : odd)->Add(std::string("@") + digit, {&digit, 1}), IsOk());
  }
  ASSERT_THAT(odd->Finish(), IsOk());
  ASSERT_THAT(even->Finish(), IsOk());
  const Entries found = ReadAll(store());
  ASSERT_EQ(found.size(), 10u);
  EXPECT_EQ(found[7], std::make_pair(std::string("@7"), std::string("7")));
}

TEST_P(StoreSuite, LoadedRowsCanBeReplacedAndDeletedLikeOthers) {
  const auto load = store().NewSortedLoad();
  for (const char* key : {"@1", "@2", "@3"}) {
    ASSERT_THAT(load->Add(key, "loaded"), IsOk());
  }
  ASSERT_THAT(load->Finish(), IsOk());
  const auto batch = store().NewBatch();
  batch->Put("@1", "put");
  batch->DeleteRange("@2", "@3");
  ASSERT_THAT(batch->Commit(Durability::kSynced), IsOk());
  Reopen();
  EXPECT_EQ(ReadAll(store()), (Entries{{"@1", "put"}, {"@3", "loaded"}}));
}

TEST_P(StoreSuite, ReclaimingSpaceChangesNothingThatCanBeRead) {
  const auto load = store().NewSortedLoad();
  for (int i = 100; i < 200; ++i) {
    ASSERT_THAT(load->Add("@" + std::to_string(i), std::string(1000, 'x')), IsOk());
  }
  ASSERT_THAT(load->Finish(), IsOk());
  ASSERT_THAT(PutOne(store(), "@0", "kept"), IsOk());
  ASSERT_THAT(PutOne(store(), "@3", "kept"), IsOk());
  const auto batch = store().NewBatch();
  batch->DeleteRange("@1", "@2");
  ASSERT_THAT(batch->Commit(Durability::kSynced), IsOk());
  ASSERT_THAT(store().ReclaimDeletedRange("@1", "@2"), IsOk());
  EXPECT_EQ(ReadAll(store()), (Entries{{"@0", "kept"}, {"@3", "kept"}}));
  Reopen();
  EXPECT_EQ(ReadAll(store()), (Entries{{"@0", "kept"}, {"@3", "kept"}}));
}

TEST_P(StoreSuite, VerifyFindsNothingWrongWithAGoodStore) {
  ASSERT_THAT(PutOne(store(), "@k", "1"), IsOk());
  EXPECT_THAT(store().Verify(), IsOk());
}

// Random batches against the obviously right model: a std::map.
TEST_P(StoreSuite, BehavesLikeAnOrderedMap) {
  Rng rng(20240607);
  std::map<std::string, std::string> model;
  const auto random_key = [&] {
    const std::string key = KeysOfAllFamilies()[rng.Below(KeysOfAllFamilies().size())];
    return key + static_cast<char>(rng.Below(256)) + static_cast<char>(rng.Below(4));
  };
  for (int round = 0; round < 200; ++round) {
    const auto batch = store().NewBatch();
    for (uint64_t change = rng.Below(20); change > 0; --change) {
      const std::string key = random_key();
      const std::string other = random_key();
      switch (rng.Below(4)) {
        case 0:
          batch->Delete(key);
          model.erase(key);
          break;
        case 1:
          if (key < other && rng.Below(10) == 0) {
            batch->DeleteRange(key, other);
            model.erase(model.lower_bound(key), model.lower_bound(other));
          }
          break;
        default:
          batch->Put(key, std::to_string(round));
          model[key] = std::to_string(round);
      }
    }
    ASSERT_THAT(batch->Commit(round % 2 == 0 ? Durability::kSynced : Durability::kBuffered),
                IsOk());
    if (round % 50 == 49) {
      Reopen();
    }
  }
  EXPECT_GT(model.size(), 100u);
  EXPECT_EQ(ReadAll(store()), Entries(model.begin(), model.end()));
}

ASSAY_INSTANTIATE_FOR_ALL_STORES(StoreSuite);

}  // namespace assay

#endif  // ASSAY_TESTS_ENGINE_STORE_STORE_SUITE_H_
