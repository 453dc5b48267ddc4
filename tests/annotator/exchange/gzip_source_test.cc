#include "annotator/exchange/gzip_source.h"

#include <string>

#include "annotator/exchange/byte_source.h"
#include "tests/annotator/exchange/read_table.h"
#include "tests/support/status_matchers.h"

namespace assay::exchange {
namespace {

absl::StatusOr<std::string> ReadAll(const std::string& content, size_t bytes_per_read,
                                    size_t capacity) {
  StringSource source(content, bytes_per_read);
  const auto decompressed = MakeDecompressingSource(source);
  std::string all;
  std::string buffer(capacity, '\0');
  for (;;) {
    ASSAY_ASSIGN_OR_RETURN(const size_t count, decompressed->Read(buffer.data(), buffer.size()));
    if (count == 0) {
      return all;
    }
    all.append(buffer, 0, count);
  }
}

absl::StatusOr<std::string> ReadAll(const std::string& content) {
  return ReadAll(content, std::string::npos, 4096);
}

std::string LongText() {
  std::string text;
  for (int i = 0; i < 40000; ++i) {
    text += std::to_string(i * 7919 % 100003) + (i % 10 == 0 ? "\n" : ",");
  }
  return text;
}

// The file that `printf hello | gzip -n` of gzip 1.12 writes.
TEST(GzipSourceTest, InflatesAFileOfTheGzipProgram) {
  const std::string file(
      "\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03\xcb\x48\xcd\xc9\xc9\x07\x00\x86\xa6\x10\x36\x05"
      "\x00\x00\x00",
      25);
  EXPECT_EQ(ReadAll(file).value(), "hello");
}

TEST(GzipSourceTest, PassesPlainBytesThroughUnchanged) {
  EXPECT_EQ(ReadAll("id,label\n1,a\n").value(), "id,label\n1,a\n");
}

TEST(GzipSourceTest, PassesShortPlainFilesThrough) {
  EXPECT_EQ(ReadAll("").value(), "");
  EXPECT_EQ(ReadAll("\x1f").value(), "\x1f");
  EXPECT_EQ(ReadAll("\x1fz").value(), "\x1fz");
}

TEST(GzipSourceTest, GivesTheSameBytesHoweverFewComeAtATime) {
  const std::string text = LongText();
  const std::string compressed = Gzip(text);
  for (const size_t bytes_per_read : {1U, 2U, 3U, 17U, 65536U}) {
    EXPECT_EQ(ReadAll(compressed, bytes_per_read, 1000).value(), text) << bytes_per_read;
    EXPECT_EQ(ReadAll(text, bytes_per_read, 1000).value(), text) << bytes_per_read;
  }
  EXPECT_EQ(ReadAll(compressed, 100, 1).value(), text);
}

// RFC 1952, section 2.2: a file is a series of members.
TEST(GzipSourceTest, JoinsConcatenatedMembers) {
  const std::string members = Gzip("one,") + Gzip("") + Gzip("two");
  EXPECT_EQ(ReadAll(members).value(), "one,two");
  EXPECT_EQ(ReadAll(members, 1, 1).value(), "one,two");
}

TEST(GzipSourceTest, IgnoresZeroPaddingAfterTheLastMember) {
  EXPECT_EQ(ReadAll(Gzip("one") + std::string(600, '\0')).value(), "one");
}

TEST(GzipSourceTest, RefusesEveryTruncationOfAMember) {
  const std::string compressed = Gzip("a text that is long enough to be worth it it it it it");
  for (size_t length = 2; length < compressed.size(); ++length) {
    EXPECT_THAT(ReadAll(compressed.substr(0, length)), HasReason("TRUNCATED_GZIP")) << length;
  }
}

TEST(GzipSourceTest, RefusesATruncatedSecondMember) {
  const std::string second = Gzip("two");
  EXPECT_THAT(ReadAll(Gzip("one") + second.substr(0, second.size() - 3)),
              HasReason("TRUNCATED_GZIP"));
}

TEST(GzipSourceTest, RefusesAWrongChecksum) {
  std::string compressed = Gzip("some text");
  compressed[compressed.size() - 8] = static_cast<char>(compressed[compressed.size() - 8] ^ 1);
  EXPECT_THAT(ReadAll(compressed), HasReason("CORRUPT_GZIP"));
}

TEST(GzipSourceTest, GivesWhatItInflatedBeforeAFault) {
  std::string compressed = Gzip("some text");
  compressed[compressed.size() - 8] = static_cast<char>(compressed[compressed.size() - 8] ^ 1);
  StringSource source(compressed);
  const auto decompressed = MakeDecompressingSource(source);
  char buffer[100];
  ASSERT_EQ(decompressed->Read(buffer, sizeof(buffer)).value(), 9U);
  EXPECT_EQ(std::string(buffer, 9), "some text");
  EXPECT_THAT(decompressed->Read(buffer, sizeof(buffer)), HasReason("CORRUPT_GZIP"));
  EXPECT_THAT(decompressed->Read(buffer, sizeof(buffer)), HasReason("CORRUPT_GZIP"));
}

TEST(GzipSourceTest, RefusesGarbageAfterAMember) {
  EXPECT_THAT(ReadAll(Gzip("one") + "garbage, not a member"), HasReason("CORRUPT_GZIP"));
}

class FailingSource : public ByteSource {
 public:
  absl::StatusOr<size_t> Read(char*, size_t) override {
    return absl::CancelledError("the upload was cancelled");
  }
};

TEST(GzipSourceTest, PassesTheErrorOfTheSourceOn) {
  FailingSource failing;
  char byte = 0;
  EXPECT_EQ(MakeDecompressingSource(failing)->Read(&byte, 1).status().code(),
            absl::StatusCode::kCancelled);
}

}  // namespace
}  // namespace assay::exchange
