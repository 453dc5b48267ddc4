// Opening good, foreign, locked, damaged and newer data directories.
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "engine/store/codec.h"
#include "engine/store/keys.h"
#include "engine/store/migrations.h"
#include "rocksdb/db.h"
#include "tests/engine/store/store_backends.h"
#include "tests/engine/store/store_test_data.h"
#include "tests/support/test_data.h"

namespace assay {
namespace {

namespace fs = std::filesystem;

class RocksStoreOpenTest : public testing::Test {
 protected:
  std::string data_dir() const { return dir_.File("data"); }

  // A closed store with rows in the log and in table files.
  void MakeStore() {
    auto store = RocksStore::Open(data_dir());
    ASSERT_THAT(store, IsOk());
    const auto load = (*store)->NewSortedLoad();
    for (int i = 100; i < 999; ++i) {
      ASSERT_THAT(load->Add("@" + std::to_string(i), std::string(500, static_cast<char>(i))),
                  IsOk());
    }
    ASSERT_THAT(load->Finish(), IsOk());
    ASSERT_THAT(PutOne(**store, "\x10 key", "value"), IsOk());
  }

  std::vector<fs::path> EngineFiles(const std::string& name_part) const {
    std::vector<fs::path> found;
    for (const auto& entry : fs::directory_iterator(fs::path(data_dir()) / "store")) {
      if (entry.path().filename().string().find(name_part) != std::string::npos) {
        found.push_back(entry.path());
      }
    }
    return found;
  }

  void Overwrite(const fs::path& file, std::streamoff offset, std::string_view bytes) {
    std::fstream stream(file, std::ios::in | std::ios::out | std::ios::binary);
    stream.seekp(offset);
    stream << bytes;
    ASSERT_TRUE(stream.good());
  }

  void ExpectDamaged() {
    const auto store = RocksStore::Open(data_dir());
    EXPECT_EQ(store.status().code(), absl::StatusCode::kDataLoss);
    EXPECT_THAT(store, HasReason("DATA_DIR_DAMAGED"));
    EXPECT_THAT(store, HasMetadata("data_dir", data_dir()));
    EXPECT_THAT(std::string(store.status().message()), testing::HasSubstr("restore a backup"));
  }

  TempDir dir_;
};

TEST_F(RocksStoreOpenTest, MakesADirectoryThatDoesNotExistWithItsParents) {
  const std::string deep = dir_.File("a/b/c");
  EXPECT_THAT(RocksStore::Open(deep), IsOk());
  EXPECT_TRUE(fs::exists(fs::path(deep) / "ASSAY"));
}

TEST_F(RocksStoreOpenTest, DoesNotMakeADirectoryWhenItIsNotToldTo) {
  RocksStore::Options options;
  options.create_if_missing = false;
  const auto store = RocksStore::Open(data_dir(), options);
  EXPECT_EQ(store.status().code(), absl::StatusCode::kNotFound);
  EXPECT_THAT(store, HasReason("DATA_DIR_NOT_FOUND"));
  EXPECT_FALSE(fs::exists(data_dir()));
}

TEST_F(RocksStoreOpenTest, TakesAnEmptyDirectoryAndTheRootOfAnEmptyFileSystem) {
  fs::create_directories(data_dir() + "/lost+found");
  EXPECT_THAT(RocksStore::Open(data_dir()), IsOk());
}

TEST_F(RocksStoreOpenTest, LeavesAForeignDirectoryAsItIs) {
  dir_.WriteFile("photo.jpg", "x");
  const auto store = RocksStore::Open(dir_.path().string());
  EXPECT_EQ(store.status().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(store, HasReason("NOT_AN_ASSAY_STORE"));
  EXPECT_THAT(store, HasMetadata("found", "photo.jpg"));
  EXPECT_EQ(std::distance(fs::directory_iterator(dir_.path()), fs::directory_iterator()), 1);
}

TEST_F(RocksStoreOpenTest, AFileIsNotADirectory) {
  const std::string file = dir_.WriteFile("file", "x");
  for (const std::string& path : {file, file + "/below", file + "/far/below"}) {
    const auto store = RocksStore::Open(path);
    EXPECT_EQ(store.status().code(), absl::StatusCode::kFailedPrecondition) << path;
    EXPECT_THAT(store, HasReason("DATA_DIR_NOT_A_DIRECTORY")) << path;
    EXPECT_THAT(store, HasMetadata("data_dir", path));
  }
  EXPECT_EQ(ReadFile(file), "x");
}

TEST_F(RocksStoreOpenTest, ADirectoryInUseSaysByWhom) {
  const auto first = RocksStore::Open(data_dir());
  ASSERT_THAT(first, IsOk());
  const auto second = RocksStore::Open(data_dir());
  EXPECT_EQ(second.status().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(second, HasReason("DATA_DIR_IN_USE"));
  EXPECT_THAT(second, HasMetadata("data_dir", data_dir()));
  EXPECT_THAT(second, HasMetadata("process_id", std::to_string(getpid())));
  EXPECT_THAT(std::string(second.status().message()), testing::HasSubstr("--server"));
  EXPECT_THAT(PutOne(**first, "@k", "v"), IsOk());
}

TEST_F(RocksStoreOpenTest, ADirectoryIsFreeAgainWhenTheStoreIsGone) {
  ASSERT_THAT(RocksStore::Open(data_dir()), IsOk());
  EXPECT_THAT(RocksStore::Open(data_dir()), IsOk());
}

// /sys takes no files from anybody, root included.
TEST_F(RocksStoreOpenTest, ADirectoryThatCannotBeWrittenIsReadOnly) {
  for (const std::string path : {"/sys/assay-data", "/sys/kernel/assay/data"}) {
    const auto store = RocksStore::Open(path);
    EXPECT_EQ(store.status().code(), absl::StatusCode::kPermissionDenied) << store.status();
    EXPECT_THAT(store, HasReason("DATA_DIR_READ_ONLY"));
    EXPECT_THAT(store, HasMetadata("data_dir", path));
  }
}

TEST_F(RocksStoreOpenTest, AStoreOnAReadOnlyFileSystemIsReadOnly) {
  MakeStore();
  const std::string path = data_dir();
  if (geteuid() != 0) {
    for (const auto& entry : fs::recursive_directory_iterator(path)) {
      fs::permissions(entry, fs::perms::owner_write, fs::perm_options::remove);
    }
    fs::permissions(path, fs::perms::owner_write, fs::perm_options::remove);
  } else if (mount(path.c_str(), path.c_str(), nullptr, MS_BIND, nullptr) != 0 ||
             mount(nullptr, path.c_str(), nullptr, MS_REMOUNT | MS_BIND | MS_RDONLY, nullptr) !=
                 0) {
    GTEST_SKIP() << "root may not mount here, and permissions do not bind root";
  }
  EXPECT_THAT(RocksStore::Open(path), HasReason("DATA_DIR_READ_ONLY"));
  if (geteuid() == 0) {
    umount(path.c_str());
  } else {
    fs::permissions(path, fs::perms::owner_write, fs::perm_options::add);
    for (const auto& entry : fs::recursive_directory_iterator(path)) {
      fs::permissions(entry, fs::perms::owner_write, fs::perm_options::add);
    }
  }
  EXPECT_THAT(RocksStore::Open(path), IsOk());
}

TEST_F(RocksStoreOpenTest, AnUnfinishedCreationIsFinished) {
  fs::create_directories(data_dir() + "/store");
  std::ofstream(data_dir() + "/ASSAY") << "x";
  std::ofstream(data_dir() + "/store/MANIFEST-000001") << "begun";
  EXPECT_THAT(RocksStore::Open(data_dir()), IsOk());
}

TEST_F(RocksStoreOpenTest, FilesOfUnfinishedLoadsAreRemoved) {
  MakeStore();
  std::ofstream(data_dir() + "/loading/7.sst") << "left behind";
  ASSERT_THAT(RocksStore::Open(data_dir()), IsOk());
  EXPECT_TRUE(fs::is_empty(data_dir() + "/loading"));
}

TEST_F(RocksStoreOpenTest, AMissingCurrentFileIsDamage) {
  MakeStore();
  fs::remove(data_dir() + "/store/CURRENT");
  ExpectDamaged();
}

TEST_F(RocksStoreOpenTest, ACurrentFileWithRubbishIsDamage) {
  MakeStore();
  std::ofstream(data_dir() + "/store/CURRENT") << "rubbish";
  ExpectDamaged();
}

TEST_F(RocksStoreOpenTest, AMissingManifestIsDamage) {
  MakeStore();
  for (const fs::path& manifest : EngineFiles("MANIFEST")) {
    fs::remove(manifest);
  }
  ExpectDamaged();
}

TEST_F(RocksStoreOpenTest, AManifestWithFlippedBytesIsDamage) {
  MakeStore();
  for (const fs::path& manifest : EngineFiles("MANIFEST")) {
    Overwrite(manifest, 20, "\xA5\xA5\xA5");
  }
  ExpectDamaged();
}

TEST_F(RocksStoreOpenTest, AMissingTableFileIsDamage) {
  MakeStore();
  ASSERT_FALSE(EngineFiles(".sst").empty());
  fs::remove(EngineFiles(".sst").front());
  ExpectDamaged();
}

TEST_F(RocksStoreOpenTest, ATruncatedTableFileIsDamage) {
  MakeStore();
  const fs::path file = EngineFiles(".sst").front();
  fs::resize_file(file, fs::file_size(file) / 2);
  ExpectDamaged();
}

// A torn record at the end of the log was never acknowledged; one in the middle was.
TEST_F(RocksStoreOpenTest, ADamagedLogIsRefusedAndATornEndIsNot) {
  {
    auto store = RocksStore::Open(data_dir());
    ASSERT_THAT(store, IsOk());
    for (const char* key : {"\x10 1", "\x10 2", "\x10 3"}) {
      ASSERT_THAT(PutOne(**store, key, std::string(100, 'v')), IsOk());
    }
  }
  ASSERT_EQ(EngineFiles(".log").size(), 1u);
  const fs::path log = EngineFiles(".log").front();
  const std::string content = ReadFile(log);
  fs::resize_file(log, content.size() - 10);
  {
    auto store = RocksStore::Open(data_dir());
    ASSERT_THAT(store, IsOk());
    EXPECT_THAT((*store)->Get("\x10 2"), IsOk());
    EXPECT_THAT((*store)->Get("\x10 3"), HasReason("KEY_NOT_FOUND"));
    ASSERT_THAT(PutOne(**store, "\x10 4", std::string(100, 'v')), IsOk());
    ASSERT_THAT(PutOne(**store, "\x10 5", std::string(100, 'v')), IsOk());
  }
  Overwrite(EngineFiles(".log").front(), 60, "\xA5\xA5");
  ExpectDamaged();
}

TEST_F(RocksStoreOpenTest, DamageInTheMiddleOfATableFileIsFoundByReadingIt) {
  MakeStore();
  for (const fs::path& file : EngineFiles(".sst")) {
    if (fs::file_size(file) > 2000) {
      Overwrite(file, 200, "\xA5\xA5\xA5\xA5");
    }
  }
  const auto store = RocksStore::Open(data_dir());
  ASSERT_THAT(store, IsOk());
  EXPECT_THAT((*store)->Verify(), HasReason("STORE_DAMAGED"));
  EXPECT_THAT((*store)->Scan("@", "A", [](auto, auto) { return true; }),
              HasReason("STORE_DAMAGED"));
  EXPECT_EQ((*store)->Get("@100").status().code(), absl::StatusCode::kDataLoss);
}

TEST_F(RocksStoreOpenTest, AStoreOfANewerAssayIsRefusedAndLeftAsItIs) {
  {
    auto store = RocksStore::Open(data_dir());
    ASSERT_THAT(store, IsOk());
    ASSERT_THAT(PutOne(**store, FormatVersionKey(), EncodeNumber(kStoreFormatVersion + 1)), IsOk());
  }
  for (int i = 0; i < 2; ++i) {
    const auto store = RocksStore::Open(data_dir());
    EXPECT_EQ(store.status().code(), absl::StatusCode::kFailedPrecondition);
    EXPECT_THAT(store, HasReason("STORE_TOO_NEW"));
    EXPECT_THAT(store, HasMetadata("found", std::to_string(kStoreFormatVersion + 1)));
    EXPECT_THAT(store, HasMetadata("expected", std::to_string(kStoreFormatVersion)));
    EXPECT_THAT(store, HasMetadata("data_dir", data_dir()));
  }
}

TEST_F(RocksStoreOpenTest, AStoreOfVersionOneIsOpenedAndBroughtUpToDate) {
  fs::copy(TestData("store_version_1"), data_dir(), fs::copy_options::recursive);
  for (int i = 0; i < 2; ++i) {
    const auto store = RocksStore::Open(data_dir());
    ASSERT_THAT(store, IsOk());
    EXPECT_EQ((*store)->Get(FormatVersionKey()).value(), EncodeNumber(kStoreFormatVersion));
    const auto dataset = DatasetRepository(**store).Get("old");
    ASSERT_THAT(dataset, IsOk());
    EXPECT_EQ(dataset->dataset().item_count(), 4);
    EXPECT_EQ(DatasetRepository(**store).GetItem(dataset->dataset_number(), 3)->item_id(), "4");
    EXPECT_THAT(AddMatrix(**store, *dataset, 4, 2), IsOk());
    EXPECT_EQ(MatrixRepository(**store).List(dataset->dataset_number(), 0, 9)->size(),
              static_cast<size_t>(i + 1));
  }
}

TEST_F(RocksStoreOpenTest, ANewerStoreWithAFamilyWeDoNotKnowIsTooNewNotDamaged) {
  MakeStore();
  {
    std::vector<rocksdb::ColumnFamilyDescriptor> families;
    for (const FamilyInfo& info : kFamilies) {
      families.emplace_back(info.name, rocksdb::ColumnFamilyOptions());
    }
    families.emplace_back("family_of_the_future", rocksdb::ColumnFamilyOptions());
    rocksdb::DBOptions options;
    options.create_missing_column_families = true;
    std::vector<rocksdb::ColumnFamilyHandle*> handles;
    rocksdb::DB* opened = nullptr;
    ASSERT_TRUE(
        rocksdb::DB::Open(options, data_dir() + "/store", families, &handles, &opened).ok());
    const std::unique_ptr<rocksdb::DB> db(opened);
    ASSERT_TRUE(db->Put({}, FormatVersionKey(), EncodeNumber(12)).ok());
    for (rocksdb::ColumnFamilyHandle* handle : handles) {
      ASSERT_TRUE(db->DestroyColumnFamilyHandle(handle).ok());
    }
  }
  const auto store = RocksStore::Open(data_dir());
  EXPECT_THAT(store, HasReason("STORE_TOO_NEW"));
  EXPECT_THAT(store, HasMetadata("found", "12"));
}

TEST_F(RocksStoreOpenTest, ReopeningManyTimesDoesNotPileUpFiles) {
  MakeStore();
  for (int i = 0; i < 30; ++i) {
    auto store = RocksStore::Open(data_dir());
    ASSERT_THAT(store, IsOk());
    ASSERT_THAT(PutOne(**store, "\x10 key", std::to_string(i)), IsOk());
  }
  EXPECT_LT(EngineFiles("").size(), 30u);
}

}  // namespace
}  // namespace assay
