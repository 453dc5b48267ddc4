#include "engine/store/backup.h"

#include <atomic>
#include <filesystem>
#include <fstream>
#include <string>
#include <thread>

#include "engine/store/codec.h"
#include "engine/store/keys.h"
#include "engine/store/migrations.h"
#include "engine/store/recovery.h"
#include "tests/engine/store/store_backends.h"
#include "tests/engine/store/store_test_data.h"

namespace assay {
namespace {

namespace fs = std::filesystem;

class BackupTest : public testing::Test {
 protected:
  void SetUp() override { store_ = Open(dir_.File("data")); }

  static std::unique_ptr<RocksStore> Open(const std::string& path) {
    auto opened = RocksStore::Open(path);
    EXPECT_THAT(opened, IsOk());
    return *std::move(opened);
  }

  std::string backup() const { return dir_.File("backup"); }
  std::string restored() const { return dir_.File("restored"); }

  bool AnythingUnfinished() const {
    for (const auto& entry : fs::directory_iterator(dir_.path())) {
      if (entry.path().filename().string().find("unfinished") != std::string::npos) {
        return true;
      }
    }
    return false;
  }

  TempDir dir_;
  std::unique_ptr<RocksStore> store_;
};

TEST_F(BackupTest, ARestoredBackupHoldsExactlyWhatTheStoreHeld) {
  const auto dataset = ImportDataset(*store_, "d", 2000);
  ASSERT_THAT(MakeAudit(*store_, *dataset, 2000), IsOk());
  const Entries before = ReadAll(*store_);
  ASSERT_THAT(Backup(*store_, backup()), IsOk());
  ASSERT_THAT(ImportDataset(*store_, "later", 10), IsOk());
  ASSERT_THAT(DatasetRepository(*store_).Delete("d"), IsOk());

  ASSERT_THAT(Restore(backup(), restored()), IsOk());
  EXPECT_EQ(ReadAll(*Open(restored())), before);
  EXPECT_FALSE(AnythingUnfinished());
}

TEST_F(BackupTest, ABackupCanBeRestoredTwiceAndStaysAsItIs) {
  ASSERT_THAT(ImportDataset(*store_, "d", 20), IsOk());
  ASSERT_THAT(Backup(*store_, backup()), IsOk());
  ASSERT_THAT(Restore(backup(), restored()), IsOk());
  {
    const auto first = Open(restored());
    ASSERT_THAT(DatasetRepository(*first).Delete("d"), IsOk());
  }
  ASSERT_THAT(Restore(backup(), dir_.File("again")), IsOk());
  const auto again = Open(dir_.File("again"));
  EXPECT_THAT(DatasetRepository(*again).Get("d"), IsOk());
}

// Batches write a pair of keys with one value; a backup holds both or neither.
TEST_F(BackupTest, ABackupTakenWhileOthersWriteIsOneMoment) {
  std::atomic<bool> done = false;
  std::thread writer([&] {
    for (int i = 0; !done; ++i) {
      const auto batch = store_->NewBatch();
      batch->Put("\x30 first", std::to_string(i));
      batch->Put("p last", std::to_string(i));
      EXPECT_THAT(batch->Commit(i % 10 == 0 ? Durability::kSynced : Durability::kBuffered), IsOk());
    }
  });
  const auto import = *DatasetRepository(*store_).BeginImport();
  ASSERT_THAT(AppendItems(*import, 100), IsOk());
  ASSERT_THAT(import->FindDuplicateId(), IsOk());
  for (int i = 0; i < 3; ++i) {
    ASSERT_THAT(Backup(*store_, backup() + std::to_string(i)), IsOk());
  }
  done = true;
  writer.join();
  ASSERT_THAT(import->Commit(NamedDataset("d", "")), IsOk());

  for (int i = 0; i < 3; ++i) {
    const std::string target = restored() + std::to_string(i);
    ASSERT_THAT(Restore(backup() + std::to_string(i), target), IsOk());
    const auto store = Open(target);
    EXPECT_EQ(*store->Get("\x30 first"), *store->Get("p last"));
    const auto report = RecoverAfterCrash(*store, 0);
    ASSERT_THAT(report, IsOk());
    EXPECT_EQ(report->removed_imports.size(), 1u);
    EXPECT_TRUE(DatasetRepository(*store).List(0, 9)->empty());
    EXPECT_TRUE(ReadRange(*store, ItemRangeFrom(0, 0).begin, FindingKey(0, 0)).empty());
  }
}

TEST_F(BackupTest, NeverWritesIntoADirectoryThatHoldsSomething) {
  fs::create_directory(dir_.File("full"));
  dir_.WriteFile("full/photo.jpg", "x");
  const absl::Status status = Backup(*store_, dir_.File("full"));
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(status, HasReason("TARGET_NOT_EMPTY"));
  EXPECT_THAT(Backup(*store_, dir_.WriteFile("file", "x")), HasReason("TARGET_NOT_EMPTY"));
  ASSERT_THAT(Backup(*store_, backup()), IsOk());
  EXPECT_THAT(Backup(*store_, backup()), HasReason("TARGET_NOT_EMPTY"));
  EXPECT_THAT(Restore(backup(), dir_.File("full")), HasReason("TARGET_NOT_EMPTY"));
  EXPECT_THAT(Restore(backup(), dir_.File("data")), HasReason("TARGET_NOT_EMPTY"));
  EXPECT_FALSE(AnythingUnfinished());
}

TEST_F(BackupTest, AnEmptyDirectoryWillDo) {
  fs::create_directory(backup());
  fs::create_directory(restored());
  ASSERT_THAT(Backup(*store_, backup() + "/"), IsOk());
  EXPECT_THAT(Restore(backup(), restored() + "/"), IsOk());
}

TEST_F(BackupTest, WhatIsNotABackupIsRefused) {
  EXPECT_THAT(Restore(dir_.File("absent"), restored()), HasReason("BACKUP_NOT_FOUND"));
  fs::create_directory(dir_.File("foreign"));
  dir_.WriteFile("foreign/photo.jpg", "x");
  EXPECT_THAT(Restore(dir_.File("foreign"), restored()), HasReason("NOT_A_BACKUP"));
  EXPECT_FALSE(fs::exists(restored()));
}

class DamagedBackupTest : public BackupTest {
 protected:
  void SetUp() override {
    BackupTest::SetUp();
    ASSERT_THAT(ImportDataset(*store_, "d", 3000), IsOk());
    ASSERT_THAT(Backup(*store_, backup()), IsOk());
  }

  fs::path LargestFile(const std::string& extension) {
    fs::path largest;
    for (const auto& entry : fs::directory_iterator(backup() + "/store")) {
      const bool fits = entry.path().filename().string().find(extension) != std::string::npos;
      if (fits && (largest.empty() || fs::file_size(entry) > fs::file_size(largest))) {
        largest = entry.path();
      }
    }
    return largest;
  }

  void ExpectRefused() {
    const absl::Status status = Restore(backup(), restored());
    EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss);
    EXPECT_THAT(status, HasReason("BACKUP_DAMAGED"));
    EXPECT_THAT(status, HasMetadata("backup", backup()));
    EXPECT_FALSE(fs::exists(restored()));
    EXPECT_FALSE(AnythingUnfinished());
  }
};

TEST_F(DamagedBackupTest, AByteThatWasFlippedIsFound) {
  const fs::path file = LargestFile(".sst");
  // The backup shares the file with the store: give it one of its own first.
  fs::copy(file, dir_.File("own"));
  fs::rename(dir_.File("own"), file);
  std::fstream stream(file, std::ios::in | std::ios::out | std::ios::binary);
  stream.seekp(1000);
  stream << '\xA5' << '\x5A';
  stream.close();
  ExpectRefused();
  EXPECT_THAT(store_->Verify(), IsOk());
}

TEST_F(DamagedBackupTest, AMissingFileIsFound) {
  fs::remove(LargestFile(".sst"));
  ExpectRefused();
}

TEST_F(DamagedBackupTest, ATruncatedManifestIsFound) {
  fs::resize_file(LargestFile("MANIFEST"), 30);
  ExpectRefused();
}

TEST_F(BackupTest, ABackupOfANewerAssayIsRefused) {
  ASSERT_THAT(PutOne(*store_, FormatVersionKey(), EncodeNumber(kStoreFormatVersion + 1)), IsOk());
  ASSERT_THAT(Backup(*store_, backup()), IsOk());
  EXPECT_THAT(Restore(backup(), restored()), HasReason("STORE_TOO_NEW"));
  EXPECT_FALSE(fs::exists(restored()));
}

TEST_F(BackupTest, AStoreInMemoryHasNoBackup) {
  EXPECT_THAT(Backup(MemoryStore(), backup()), HasReason("STORE_NOT_ON_DISK"));
  EXPECT_FALSE(fs::exists(backup()));
}

TEST_F(BackupTest, UnchangedFilesAreSharedWithTheStore) {
  ASSERT_THAT(ImportDataset(*store_, "d", 1000), IsOk());
  ASSERT_THAT(Backup(*store_, backup()), IsOk());
  int shared = 0;
  for (const auto& entry : fs::directory_iterator(backup() + "/store")) {
    shared += entry.path().extension() == ".sst" && fs::hard_link_count(entry.path()) > 1 ? 1 : 0;
  }
  EXPECT_GT(shared, 0);
}

}  // namespace
}  // namespace assay
