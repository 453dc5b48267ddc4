#include "annotator/exchange/npy_classes.h"

#include "tests/support/status_matchers.h"

namespace assay::exchange {
namespace {

using testing::ElementsAre;

absl::StatusOr<std::vector<std::string>> Read(const std::string& text) {
  return ReadClassList("p.classes.txt", text);
}

TEST(NpyClassesTest, OneClassOnEachLine) {
  EXPECT_THAT(*Read("b\na\nc\n"), ElementsAre("b", "a", "c"));
  EXPECT_THAT(*Read("b\r\na, or so\r\n\r\n"), ElementsAre("b", "a, or so"));
  EXPECT_THAT(*Read("\xEF\xBB\xBF"
                    "b\n a"),
              ElementsAre("b", " a"));
}

TEST(NpyClassesTest, ASingleLineIsAHeader) {
  EXPECT_THAT(*Read("b,a,c\n"), ElementsAre("b", "a", "c"));
  EXPECT_THAT(*Read("b\ta\tsci, tech"), ElementsAre("b", "a", "sci, tech"));
  EXPECT_THAT(*Read("\"sci, tech\",a"), ElementsAre("sci, tech", "a"));
}

TEST(NpyClassesTest, NoClassesAreRefused) {
  EXPECT_THAT(Read(""), HasReason("BAD_CLASS_LIST"));
  EXPECT_THAT(Read("\n\r\n"), HasReason("BAD_CLASS_LIST"));
}

TEST(NpyClassesTest, AnEmptyClassNamesItsLine) {
  const auto refused = Read("a\n\nb\n");
  EXPECT_THAT(refused, HasReason("BAD_CLASS_LIST"));
  EXPECT_THAT(refused, HasMetadata("line", "2"));
  EXPECT_THAT(refused, HasMetadata("file", "p.classes.txt"));
}

TEST(NpyClassesTest, OtherBytesThanTextAreRefused) {
  EXPECT_THAT(Read("a\nb\xFF\n"), HasReason("INVALID_UTF8"));
  EXPECT_THAT(Read(std::string("a\nb\0\n", 5)), HasReason("NUL_BYTE"));
  EXPECT_THAT(Read("a,b\xFF\n"), HasReason("INVALID_UTF8"));
}

}  // namespace
}  // namespace assay::exchange
