#ifndef ASSAY_TESTS_ENGINE_STORE_STORE_BACKENDS_H_
#define ASSAY_TESTS_ENGINE_STORE_STORE_BACKENDS_H_

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "engine/store/memory_store.h"
#include "engine/store/rocks_store.h"
#include "engine/store/store.h"
#include "gtest/gtest.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_dir.h"

namespace assay {

enum class Backend { kMemory, kRocks };

inline std::string BackendName(const testing::TestParamInfo<Backend>& info) {
  return info.param == Backend::kMemory ? "MemoryStore" : "RocksStore";
}

// A test that runs over every implementation of Store.
class StoreBackendTest : public testing::TestWithParam<Backend> {
 protected:
  void SetUp() override {
    if (GetParam() == Backend::kMemory) {
      store_ = std::make_unique<MemoryStore>();
      return;
    }
    auto opened = RocksStore::Open(data_dir());
    ASSERT_THAT(opened, IsOk());
    store_ = *std::move(opened);
  }

  std::string data_dir() const { return dir_.File("data"); }
  Store& store() { return *store_; }

  // Closes and opens the store, where it is one that lasts.
  void Reopen() {
    if (GetParam() == Backend::kMemory) {
      return;
    }
    store_.reset();
    auto opened = RocksStore::Open(data_dir());
    ASSERT_THAT(opened, IsOk());
    store_ = *std::move(opened);
  }

  TempDir dir_;
  std::unique_ptr<Store> store_;
};

#define ASSAY_INSTANTIATE_FOR_ALL_STORES(suite)                                                  \
  INSTANTIATE_TEST_SUITE_P(AllStores, suite, testing::Values(Backend::kMemory, Backend::kRocks), \
                           &BackendName)

using Entries = std::vector<std::pair<std::string, std::string>>;

inline Entries ReadRange(const Store& store, std::string_view begin, std::string_view end) {
  Entries entries;
  EXPECT_THAT(store.Scan(begin, end,
                         [&](std::string_view key, std::string_view value) {
                           entries.emplace_back(key, value);
                           return true;
                         }),
              IsOk());
  return entries;
}

// Everything but the format version, which MemoryStore does not have.
inline Entries ReadAll(const Store& store) {
  return ReadRange(store, std::string_view("\x01\x00", 2), "\xFF");
}

inline absl::Status PutOne(Store& store, std::string_view key, std::string_view value) {
  const auto batch = store.NewBatch();
  batch->Put(key, value);
  return batch->Commit(Durability::kSynced);
}

}  // namespace assay

#endif  // ASSAY_TESTS_ENGINE_STORE_STORE_BACKENDS_H_
