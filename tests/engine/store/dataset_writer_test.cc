#include "engine/store/dataset_writer.h"

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "engine/base/rng.h"
#include "engine/store/dataset_repository.h"
#include "engine/store/keys.h"
#include "tests/engine/store/store_backends.h"
#include "tests/engine/store/store_test_data.h"

namespace assay {
namespace {

using Duplicate = std::optional<DatasetWriter::DuplicateId>;

class DatasetWriterTest : public StoreBackendTest {
 protected:
  // Imports items with these ids, without committing.
  std::unique_ptr<DatasetWriter> Write(const std::vector<std::string>& ids) {
    auto writer = *DatasetRepository(store()).BeginImport();
    for (const std::string& id : ids) {
      EXPECT_THAT(writer->Append(id, {id}, "label", "", 0), IsOk());
    }
    return writer;
  }

  Duplicate FindDuplicate(const std::vector<std::string>& ids) {
    const auto found = Write(ids)->FindDuplicateId();
    EXPECT_THAT(found, IsOk());
    return *found;
  }
};

// The obviously right way: remember every id.
Duplicate FirstDuplicate(const std::vector<std::string>& ids) {
  std::map<std::string, uint64_t> seen;
  for (size_t i = 0; i < ids.size(); ++i) {
    const auto [where, is_new] = seen.emplace(ids[i], i);
    if (!is_new) {
      return DatasetWriter::DuplicateId{ids[i], where->second, i};
    }
  }
  return std::nullopt;
}

void ExpectSame(const Duplicate& found, const Duplicate& expected) {
  ASSERT_EQ(found.has_value(), expected.has_value());
  if (found.has_value()) {
    EXPECT_EQ(found->item_id, expected->item_id);
    EXPECT_EQ(found->first_index, expected->first_index);
    EXPECT_EQ(found->second_index, expected->second_index);
  }
}

TEST_P(DatasetWriterTest, TellsTheFirstDuplicateOfTheFile) {
  const Duplicate found = FindDuplicate({"z", "b", "a", "b", "a", "z"});
  ASSERT_TRUE(found.has_value());
  EXPECT_EQ(found->item_id, "b");
  EXPECT_EQ(found->first_index, 1u);
  EXPECT_EQ(found->second_index, 3u);
}

TEST_P(DatasetWriterTest, DifferentIdsAreNoDuplicatesHoweverSimilar) {
  EXPECT_FALSE(FindDuplicate({}).has_value());
  EXPECT_FALSE(FindDuplicate({"one"}).has_value());
  EXPECT_FALSE(FindDuplicate({"b", "a", "A", "", "a ", " a", std::string("a\0", 2),
                              std::string("a\0\0", 3), "\x01"})
                   .has_value());
}

TEST_P(DatasetWriterTest, EqualIdsInAscendingFilesAreFound) {
  ExpectSame(FindDuplicate({"1", "2", "2", "3"}), DatasetWriter::DuplicateId{"2", 1, 2});
  ExpectSame(FindDuplicate({"9", "10", "10"}), DatasetWriter::DuplicateId{"10", 1, 2});
  ExpectSame(FindDuplicate({"", ""}), DatasetWriter::DuplicateId{"", 0, 1});
  EXPECT_FALSE(FindDuplicate({"8", "9", "10", "11", "100"}).has_value());
  EXPECT_FALSE(FindDuplicate({"a", "aa", "b", "ba"}).has_value());
}

TEST_P(DatasetWriterTest, AgreesWithRememberingEveryId) {
  Rng rng(11);
  for (int round = 0; round < 25; ++round) {
    std::vector<std::string> ids;
    const uint64_t variety = 5 + rng.Below(2000);
    for (uint64_t i = 0; i < 60; ++i) {
      std::string id;
      for (uint64_t rest = rng.Below(variety); rest > 0; rest /= 3) {
        id.push_back(static_cast<char>(rest % 3));
      }
      ids.push_back(id);
    }
    if (round % 3 == 0) {
      std::sort(ids.begin(), ids.end());
    }
    ExpectSame(FindDuplicate(ids), FirstDuplicate(ids));
  }
}

// More ids than one sorted run holds.
TEST_P(DatasetWriterTest, FindsADuplicateThatIsFarAway) {
  const std::string padding(900, 'p');
  const auto writer = *DatasetRepository(store()).BeginImport();
  constexpr int kCount = 90'000;
  for (int i = 0; i < kCount; ++i) {
    const int shuffled = static_cast<int>((int64_t{i} * 7919) % kCount);
    ASSERT_THAT(writer->Append(padding + std::to_string(shuffled), {}, "l", "", 0), IsOk());
  }
  EXPECT_FALSE((*writer->FindDuplicateId()).has_value());
  ASSERT_THAT(writer->Append(padding + "0", {}, "l", "", 0), IsOk());
  const auto found = writer->FindDuplicateId();
  ASSERT_THAT(found, IsOk());
  ExpectSame(*found, DatasetWriter::DuplicateId{padding + "0", 0, kCount});
}

TEST_P(DatasetWriterTest, RefusesIdsAndLabelsThatItCannotKeep) {
  const auto writer = Write({});
  const absl::Status too_long = writer->Append(std::string(1025, 'i'), {}, "l", "", 0);
  EXPECT_EQ(too_long.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(too_long, HasReason("ITEM_ID_TOO_LONG"));
  EXPECT_THAT(too_long, HasMetadata("found", "1025"));
  EXPECT_THAT(too_long, HasMetadata("expected", "1024"));
  EXPECT_THAT(writer->Append("\xFF", {}, "l", "", 0), HasMetadata("field", "item id"));
  EXPECT_THAT(writer->Append("i", {}, "\xFF", "", 0), HasMetadata("field", "label"));
  EXPECT_THAT(writer->Append("i", {}, "l", "\xFF", 0), HasReason("TEXT_NOT_UTF8"));
  EXPECT_THAT(writer->Append(std::string(1024, 'i'), {}, "l", "", 0), IsOk());
  EXPECT_EQ(writer->item_count(), 1u);
}

TEST_P(DatasetWriterTest, TwoImportsAtOnceDoNotMix) {
  const auto one = Write({"a", "b"});
  const auto two = Write({"b", "c", "d"});
  ASSERT_THAT(two->Commit(NamedDataset("two", "")), IsOk());
  ASSERT_THAT(one->Commit(NamedDataset("one", "")), IsOk());
  EXPECT_EQ(CountItems(store(), one->dataset_number()), 2);
  EXPECT_EQ(CountItems(store(), two->dataset_number()), 3);
  EXPECT_EQ(*DatasetRepository(store()).FindItem(one->dataset_number(), "b"), 1u);
  EXPECT_EQ(*DatasetRepository(store()).FindItem(two->dataset_number(), "b"), 0u);
}

ASSAY_INSTANTIATE_FOR_ALL_STORES(DatasetWriterTest);

}  // namespace
}  // namespace assay
