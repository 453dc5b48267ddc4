// A disk that becomes full, and then has room again.
#include <atomic>
#include <chrono>
#include <memory>
#include <string>
#include <thread>

#include "engine/base/rng.h"
#include "engine/store/backup.h"
#include "engine/store/keys.h"
#include "engine/store/recovery.h"
#include "tests/engine/store/small_disk.h"
#include "tests/engine/store/store_backends.h"
#include "tests/engine/store/store_test_data.h"

namespace assay {
namespace {

constexpr int64_t kDiskBytes = 24 << 20;
constexpr int64_t kMoreBytes = 200 << 20;

class DiskFullTest : public testing::TestWithParam<const char*> {
 protected:
  void SetUp() override {
    if (std::string(GetParam()) == "Mounted") {
      disk_ = std::make_unique<MountedSmallDisk>(kDiskBytes);
    } else {
      disk_ = std::make_unique<SimulatedSmallDisk>(kDiskBytes);
    }
    if (!disk_->is_usable()) {
      GTEST_SKIP() << "this user may not mount a file system; the simulated disk is tested";
    }
    auto opened = RocksStore::Open(data_dir());
    ASSERT_THAT(opened, IsOk());
    store_ = *std::move(opened);
  }

  std::string data_dir() const { return (disk_->path() / "data").string(); }

  // Incompressible.
  std::string RandomBytes(size_t size) {
    std::string bytes(size, '\0');
    for (char& byte : bytes) {
      byte = static_cast<char>(rng_.Below(256));
    }
    return bytes;
  }

  // Puts until the disk is full; returns how many were acknowledged.
  int PutUntilFull() {
    for (int i = 0; i < 2000; ++i) {
      const absl::Status status = PutOne(*store_, KeyOf(i), RandomBytes(100'000));
      if (!status.ok()) {
        EXPECT_EQ(status.code(), absl::StatusCode::kResourceExhausted);
        EXPECT_THAT(status, HasReason("DISK_FULL"));
        return i;
      }
    }
    ADD_FAILURE() << "the disk was never full";
    return 0;
  }

  static std::string KeyOf(int i) { return "@" + std::to_string(10'000 + i); }

  // The storage engine may look for room by itself at the same time, and then refuses for some
  // seconds more.
  absl::Status PutWithPatience(const std::string& key, const std::string& value) {
    absl::Status status;
    for (int i = 0; i < 300; ++i) {
      status = PutOne(*store_, key, value);
      if (status.ok()) {
        break;
      }
      std::this_thread::sleep_for(std::chrono::milliseconds(100));
    }
    return status;
  }

  Rng rng_{5};
  std::unique_ptr<SmallDisk> disk_;
  std::unique_ptr<RocksStore> store_;
};

TEST_P(DiskFullTest, TheStoreCanBeReadWhileFullAndGoesOnWhenThereIsRoom) {
  const int acknowledged = PutUntilFull();
  EXPECT_GT(acknowledged, 10);
  EXPECT_THAT(store_->Get(KeyOf(acknowledged)), HasReason("KEY_NOT_FOUND"));
  EXPECT_EQ(ReadAll(*store_).size(), static_cast<size_t>(acknowledged));
  EXPECT_THAT(PutOne(*store_, "@again", RandomBytes(100'000)), HasReason("DISK_FULL"));

  disk_->MakeRoom(kMoreBytes);
  ASSERT_THAT(PutWithPatience("@after", "there is room"), IsOk());
  EXPECT_EQ(ReadAll(*store_).size(), static_cast<size_t>(acknowledged) + 1);

  store_.reset();
  auto reopened = RocksStore::Open(data_dir());
  ASSERT_THAT(reopened, IsOk());
  EXPECT_EQ(ReadAll(**reopened).size(), static_cast<size_t>(acknowledged) + 1);
  EXPECT_EQ(*(*reopened)->Get("@after"), "there is room");
  EXPECT_THAT((*reopened)->Verify(), IsOk());
}

TEST_P(DiskFullTest, AStoreThatWasClosedWhileFullOpensWhenThereIsRoom) {
  const int acknowledged = PutUntilFull();
  store_.reset();
  {
    // While the disk is full, opening may or may not work, but says why.
    const auto full = RocksStore::Open(data_dir());
    EXPECT_TRUE(full.ok() || ErrorReason(full.status()) == "DISK_FULL") << full.status();
  }
  disk_->MakeRoom(kMoreBytes);
  const auto reopened = RocksStore::Open(data_dir());
  ASSERT_THAT(reopened, IsOk());
  for (int i = 0; i < acknowledged; ++i) {
    EXPECT_THAT((*reopened)->Get(KeyOf(i)), IsOk());
  }
  EXPECT_EQ(ReadAll(**reopened).size(), static_cast<size_t>(acknowledged));
}

TEST_P(DiskFullTest, AnImportThatDoesNotFitLeavesNothing) {
  DatasetRepository datasets(*store_);
  ASSERT_THAT(ImportDataset(*store_, "small", 10), IsOk());
  const Entries before = ReadAll(*store_);
  absl::Status status;
  {
    const auto writer = *datasets.BeginImport();
    for (int i = 0; i < 1000 && status.ok(); ++i) {
      status = writer->Append(std::to_string(i), {RandomBytes(100'000)}, "l", "", 0);
    }
    if (status.ok()) {
      status = writer->Commit(NamedDataset("large", "")).status();
    }
    EXPECT_THAT(status, HasReason("DISK_FULL"));
  }
  EXPECT_THAT(datasets.Get("large"), HasReason("DATASET_NOT_FOUND"));
  EXPECT_THAT(datasets.Get("small"), IsOk());

  disk_->MakeRoom(kMoreBytes);
  ASSERT_THAT(PutWithPatience("\x30", ""), IsOk());
  // Where even the clearing up did not fit, it is done at the next start.
  ASSERT_THAT(RecoverAfterCrash(*store_, 0), IsOk());
  EXPECT_EQ(ReadRange(*store_, ItemKey(0, 0), "\xFF"), [&] {
    Entries rows;
    for (const auto& entry : before) {
      if (entry.first >= ItemKey(0, 0)) {
        rows.push_back(entry);
      }
    }
    return rows;
  }());
  ASSERT_THAT(ImportDataset(*store_, "large", 1000), IsOk());
}

TEST_P(DiskFullTest, ALoadThatHasFailedKeepsFailingAndLeavesNothing) {
  {
    const auto load = store_->NewSortedLoad();
    absl::Status status;
    for (int i = 0; i < 1000 && status.ok(); ++i) {
      status = load->Add(KeyOf(i), RandomBytes(100'000));
    }
    EXPECT_THAT(status, HasReason("DISK_FULL"));
    EXPECT_THAT(load->Add("@z", "small"), HasReason("DISK_FULL"));
    EXPECT_THAT(load->Finish(), HasReason("DISK_FULL"));
  }
  EXPECT_TRUE(std::filesystem::is_empty(disk_->path() / "data" / "loading"));
  EXPECT_TRUE(ReadAll(*store_).empty());
}

// The store then opens its files anew; scans that are under way end well first.
TEST_P(DiskFullTest, TheFirstImportAfterwardsWaitsForReaders) {
  const int acknowledged = PutUntilFull();
  disk_->MakeRoom(kMoreBytes);
  ASSERT_THAT(PutWithPatience("\x30", ""), IsOk());
  std::atomic<int> visited = 0;
  std::thread reader([&] {
    EXPECT_THAT(store_->Scan("@", "A",
                             [&](std::string_view, std::string_view) {
                               std::this_thread::sleep_for(std::chrono::milliseconds(2));
                               return ++visited > 0;
                             }),
                IsOk());
  });
  while (visited == 0) {
    std::this_thread::yield();
  }
  EXPECT_THAT(ImportDataset(*store_, "after", 100), IsOk());
  reader.join();
  EXPECT_EQ(visited, acknowledged);
  EXPECT_THAT(DatasetRepository(*store_).Get("after"), IsOk());
}

TEST_P(DiskFullTest, ABackupThatDoesNotFitLeavesNothing) {
  const auto load = store_->NewSortedLoad();
  for (int i = 0; i < 100; ++i) {
    ASSERT_THAT(load->Add(KeyOf(i), RandomBytes(100'000)), IsOk());
  }
  ASSERT_THAT(load->Finish(), IsOk());
  const TempDir elsewhere;
  ASSERT_THAT(Backup(*store_, elsewhere.File("backup")), IsOk());
  const std::string target = (disk_->path() / "restored").string();
  absl::Status status = Restore(elsewhere.File("backup"), target);
  for (int i = 0; i < 5 && status.ok(); ++i) {
    status = Restore(elsewhere.File("backup"), target + std::to_string(i));
  }
  EXPECT_THAT(status, HasReason("DISK_FULL"));
  for (const auto& entry : std::filesystem::directory_iterator(disk_->path())) {
    EXPECT_EQ(entry.path().string().find("unfinished"), std::string::npos);
  }
}

INSTANTIATE_TEST_SUITE_P(SmallDisks, DiskFullTest, testing::Values("Simulated", "Mounted"),
                         [](const auto& disk) { return std::string(disk.param); });

}  // namespace
}  // namespace assay
