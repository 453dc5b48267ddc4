#include "annotator/rpc/page_token.h"

#include <cstdint>
#include <limits>
#include <string>

#include "tests/support/status_matchers.h"

namespace assay::rpc {
namespace {

const PageTokens& Tokens() {
  static const PageTokens tokens("the secret of this store");
  return tokens;
}

TEST(PageTokenTest, APositionComesBack) {
  for (const uint64_t position : {uint64_t{0}, uint64_t{1}, uint64_t{255}, uint64_t{256},
                                  uint64_t{1} << 40, std::numeric_limits<uint64_t>::max()}) {
    const auto read = Tokens().Read("ListX", Tokens().Make("ListX", position), 7);
    ASSERT_THAT(read, IsOk());
    EXPECT_EQ(*read, position);
  }
}

TEST(PageTokenTest, NoTokenMeansTheFirstPage) { EXPECT_EQ(*Tokens().Read("ListX", "", 7), 7u); }

TEST(PageTokenTest, ATokenOfAnotherRequestIsRefused) {
  const std::string token = Tokens().Make("ListFindings audits/1", 7);
  EXPECT_THAT(Tokens().Read("ListFindings audits/2", token, 1), HasReason("BAD_PAGE_TOKEN"));
  EXPECT_THAT(Tokens().Read("ListFindings audits/1", token, 1), IsOk());
}

TEST(PageTokenTest, ATokenOfAnotherStoreIsRefused) {
  const PageTokens other("the secret of another store");
  EXPECT_THAT(other.Read("ListX", Tokens().Make("ListX", 7), 1), HasReason("BAD_PAGE_TOKEN"));
}

TEST(PageTokenTest, EveryCutAndEveryChangedCharacterIsRefused) {
  const std::string token = Tokens().Make("ListX", 1234567);
  for (size_t i = 0; i < token.size(); ++i) {
    if (i > 0) {
      EXPECT_THAT(Tokens().Read("ListX", token.substr(0, i), 1), HasReason("BAD_PAGE_TOKEN")) << i;
    }
    std::string forged = token;
    forged[i] = forged[i] == 'A' ? 'B' : 'A';
    EXPECT_THAT(Tokens().Read("ListX", forged, 1), HasReason("BAD_PAGE_TOKEN")) << i;
  }
  EXPECT_THAT(Tokens().Read("ListX", token + "A", 1), HasReason("BAD_PAGE_TOKEN"));
  EXPECT_THAT(Tokens().Read("ListX", token + token, 1), HasReason("BAD_PAGE_TOKEN"));
}

TEST(PageTokenTest, RubbishIsRefusedAndTheFieldNamed) {
  for (const std::string& token :
       {std::string("x"), std::string("\0", 1), std::string(32, '='), std::string(1 << 20, 'A'),
        std::string("\xFF\xFE"), std::string(" ")}) {
    const auto read = Tokens().Read("ListX", token, 1);
    EXPECT_THAT(read, HasReason("BAD_PAGE_TOKEN"));
    EXPECT_THAT(read, HasMetadata("field", "page_token"));
  }
}

TEST(PageSizeTest, FollowsTheContract) {
  EXPECT_EQ(*PageSize(0), 100u);
  EXPECT_EQ(*PageSize(1), 1u);
  EXPECT_EQ(*PageSize(1000), 1000u);
  EXPECT_EQ(*PageSize(1001), 1000u);
  EXPECT_EQ(*PageSize(std::numeric_limits<int32_t>::max()), 1000u);
}

TEST(PageSizeTest, RefusesNegativeSizesAndSaysWhatItFound) {
  EXPECT_THAT(PageSize(-1), HasReason("BAD_PAGE_SIZE"));
  EXPECT_THAT(PageSize(std::numeric_limits<int32_t>::min()), HasMetadata("found", "-2147483648"));
}

}  // namespace
}  // namespace assay::rpc
