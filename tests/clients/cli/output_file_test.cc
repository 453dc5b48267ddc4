#include "clients/cli/output_file.h"

#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <thread>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_dir.h"

namespace assay::cli {
namespace {

namespace fs = std::filesystem;

std::string Read(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

TEST(OutputFile, TakesThePlaceOfTheOldFileAtCommitOnly) {
  const TempDir folder;
  const fs::path path = fs::path(folder.path()) / "out.csv";
  std::ofstream(path) << "old";
  {
    OutputFile given_up(path);
    given_up.Write("new");
  }
  EXPECT_EQ(Read(path), "old");
  OutputFile file(path);
  file.Write("new");
  EXPECT_EQ(Read(path), "old");
  ASSERT_THAT(file.Commit(), IsOk());
  EXPECT_EQ(Read(path), "new");
  EXPECT_FALSE(fs::exists(path.string() + ".partial"));
}

TEST(OutputFile, FollowsALink) {
  const TempDir folder;
  const fs::path target = fs::path(folder.path()) / "target.csv";
  const fs::path link = fs::path(folder.path()) / "link.csv";
  std::ofstream(target) << "old";
  fs::create_symlink(target, link);
  OutputFile file(link);
  file.Write("new");
  ASSERT_THAT(file.Commit(), IsOk());
  EXPECT_TRUE(fs::is_symlink(link));
  EXPECT_EQ(Read(target), "new");
}

TEST(OutputFile, WritesIntoAPipeAndLeavesItThere) {
  const TempDir folder;
  const fs::path pipe = fs::path(folder.path()) / "pipe";
  ASSERT_EQ(mkfifo(pipe.c_str(), 0600), 0);
  std::string received;
  std::thread reader([&] { received = Read(pipe); });
  {
    OutputFile file(pipe);
    file.Write("rows");
    EXPECT_THAT(file.Commit(), IsOk());
  }
  reader.join();
  EXPECT_EQ(received, "rows");
  EXPECT_TRUE(fs::is_fifo(pipe));
}

TEST(OutputFile, SaysWhichFileCannotBeWritten) {
  const TempDir folder;
  OutputFile file(fs::path(folder.path()) / "no such folder" / "out.csv");
  file.Write("rows");
  const absl::Status status = file.Commit();
  EXPECT_THAT(status.message(), testing::HasSubstr("no such folder/out.csv"));
}

}  // namespace
}  // namespace assay::cli
