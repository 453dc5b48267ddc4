#include "clients/cli/price_text.h"

#include "engine/base/status.h"
#include "tests/support/status_matchers.h"

namespace assay::cli {
namespace {

TEST(PriceTextTest, ReadsMillionths) {
  EXPECT_EQ(*ParsePrice("--x", "0.05"), 50'000);
  EXPECT_EQ(*ParsePrice("--x", "100"), 100'000'000);
  EXPECT_EQ(*ParsePrice("--x", ".5"), 500'000);
  EXPECT_EQ(*ParsePrice("--x", "0.000001"), 1);
  for (const char* bad : {"", ".", "-1", "1e3", "1,5", "0.0000001", "1234567890123", "1 USD"}) {
    const absl::Status status = ParsePrice("--x", bad).status();
    EXPECT_EQ(ErrorReason(status), "BAD_COST") << bad;
    EXPECT_EQ(GetErrorMetadata(status).at("field"), "--x");
  }
}

}  // namespace
}  // namespace assay::cli
