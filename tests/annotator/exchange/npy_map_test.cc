#include "annotator/exchange/npy_map.h"

#include <utility>
#include <vector>

#include "tests/support/npy_file.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_dir.h"

namespace assay::exchange {
namespace {

TEST(MappedNpyTest, ShowsTheNumbersWhereTheyLie) {
  const TempDir folder;
  const std::vector<double> values = {0.5, 0.5, 1, 0, 0.25, 0.75};
  auto map = MappedNpy::Open(folder.WriteFile("p.npy", NpyMatrix(values, 2)));
  ASSERT_THAT(map, IsOk());
  EXPECT_EQ(map->file_name(), "p.npy");
  EXPECT_EQ(map->header().row_count, 3u);
  const MappedNpy moved = *std::move(map);
  const auto found = moved.Values<double>();
  ASSERT_THAT(found, IsOk());
  EXPECT_THAT(*found, testing::ElementsAreArray(values));
}

TEST(MappedNpyTest, RefusesATruncatedFile) {
  const TempDir folder;
  const std::string file = NpyMatrix<float>({1, 2, 3, 4}, 2);
  const auto refused = MappedNpy::Open(folder.WriteFile("p.npy", file.substr(0, file.size() - 5)));
  EXPECT_THAT(refused, HasReason("TRUNCATED_NPY"));
  EXPECT_THAT(refused, HasMetadata("file", "p.npy"));
}

TEST(MappedNpyTest, RefusesAFileThatGoesOn) {
  const TempDir folder;
  EXPECT_THAT(
      MappedNpy::Open(folder.WriteFile("p.npy", NpyMatrix<float>({1, 2, 3, 4}, 2) + "more")),
      HasReason("NPY_TRAILING_BYTES"));
}

TEST(MappedNpyTest, RefusesAnEmptyFile) {
  const TempDir folder;
  EXPECT_THAT(MappedNpy::Open(folder.WriteFile("p.npy", "")), HasReason("TRUNCATED_NPY"));
}

TEST(MappedNpyTest, RefusesWhatIsNoFile) {
  const TempDir folder;
  EXPECT_THAT(MappedNpy::Open(folder.File("missing.npy")), HasReason("FILE_NOT_READABLE"));
  EXPECT_THAT(MappedNpy::Open(folder.path().string()), HasReason("FILE_NOT_READABLE"));
}

TEST(MappedNpyTest, RefusesNumbersThatTheProcessorCannotReadWhereTheyLie) {
  const TempDir folder;
  const std::string text = "{'descr': '<f8', 'fortran_order': False, 'shape': (1, 1)}";
  const std::string file = std::string("\x93NUMPY\x01\x00", 8) + static_cast<char>(text.size()) +
                           std::string("\0", 1) + text + std::string(8, '\0');
  const auto map = MappedNpy::Open(folder.WriteFile("p.npy", file));
  ASSERT_THAT(map, IsOk());
  ASSERT_NE(map->header().data_offset % 8, 0u);
  EXPECT_THAT(map->Values<double>(), HasReason("NPY_NOT_ALIGNED"));
}

}  // namespace
}  // namespace assay::exchange
