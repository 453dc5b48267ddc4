#include "annotator/dataset/dataset_id.h"

#include <string>

#include "tests/support/status_matchers.h"

namespace assay {
namespace {

TEST(CheckDatasetIdTest, TakesWhatTheContractAllows) {
  for (const std::string& id : {std::string("a"), std::string("0"), std::string("a.b-c_9"),
                                std::string("-"), std::string(63, 'z')}) {
    EXPECT_THAT(CheckDatasetId(id), IsOk()) << id;
  }
}

TEST(CheckDatasetIdTest, RefusesTheRestAndNamesTheField) {
  for (const std::string& id :
       {std::string(), std::string(64, 'z'), std::string("A"), std::string("a b"),
        std::string("a/b"), std::string(".."), std::string(".a"), std::string("\xC3\xA4"),
        std::string("a\0b", 3), std::string("a\n"), std::string(1 << 20, 'x')}) {
    EXPECT_THAT(CheckDatasetId(id), HasReason("BAD_DATASET_ID"));
    EXPECT_THAT(CheckDatasetId(id), HasMetadata("field", "spec.dataset_id"));
    EXPECT_LT(CheckDatasetId(id).message().size(), 300u);
  }
}

TEST(DatasetIdFromFileNameTest, IsTheStemInLowerCase) {
  EXPECT_EQ(DatasetIdFromFileName("Reviews.csv"), "reviews");
  EXPECT_EQ(DatasetIdFromFileName("reviews.csv.gz"), "reviews");
  EXPECT_EQ(DatasetIdFromFileName("reviews"), "reviews");
  EXPECT_EQ(DatasetIdFromFileName("my_data-2.tsv"), "my_data-2");
}

TEST(DatasetIdFromFileNameTest, FoldsOtherCharactersToOneDash) {
  EXPECT_EQ(DatasetIdFromFileName("My  new (final) data!.csv"), "my-new-final-data");
  EXPECT_EQ(DatasetIdFromFileName("\xC3\x9C"
                                  "bung.csv"),
            "bung");
  EXPECT_EQ(DatasetIdFromFileName("../../etc/passwd"), "dataset");
}

TEST(DatasetIdFromFileNameTest, IsDatasetWhereNothingIsLeft) {
  for (const std::string& name : {std::string(), std::string(".csv"), std::string("---.csv"),
                                  std::string("\xE6\x97\xA5.csv"), std::string("\0", 1)}) {
    EXPECT_EQ(DatasetIdFromFileName(name), "dataset");
  }
}

TEST(DatasetIdFromFileNameTest, IsAlwaysAValidIdWithRoomForANumber) {
  for (int byte = 0; byte < 256; ++byte) {
    for (const size_t length : {size_t{1}, size_t{49}, size_t{50}, size_t{51}, size_t{1000}}) {
      const std::string id =
          DatasetIdFromFileName(std::string(length, static_cast<char>(byte)) + "a.csv");
      EXPECT_THAT(CheckDatasetId(id), IsOk()) << byte << ' ' << length;
      EXPECT_LE(id.size(), 50u);
    }
  }
}

}  // namespace
}  // namespace assay
