#include "annotator/dataset/fingerprint.h"

#include <initializer_list>
#include <string>

#include "gtest/gtest.h"

namespace assay {
namespace {

std::string Of(std::initializer_list<std::string> texts) {
  Fingerprint fingerprint;
  for (const std::string& text : texts) {
    fingerprint.Add(text);
  }
  return fingerprint.Finish();
}

// SHA-256 of no bytes, as FIPS 180-4's test vectors print it, cut to 16 bytes.
TEST(FingerprintTest, OfNothingIsTheHashOfNoBytes) {
  EXPECT_EQ(Of({}), "e3b0c44298fc1c149afbf4c8996fb924");
}

TEST(FingerprintTest, IsEqualForEqualSequences) { EXPECT_EQ(Of({"a", "b"}), Of({"a", "b"})); }

TEST(FingerprintTest, TellsApartWhereATextEnds) {
  EXPECT_NE(Of({"ab", "c"}), Of({"a", "bc"}));
  EXPECT_NE(Of({"a", ""}), Of({"a"}));
  EXPECT_NE(Of({"", "a"}), Of({"a", ""}));
  EXPECT_NE(Of({"a", "b"}), Of({"b", "a"}));
  EXPECT_NE(Of({std::string("\0", 1)}), Of({""}));
}

}  // namespace
}  // namespace assay
