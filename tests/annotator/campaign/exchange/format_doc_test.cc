// The example of docs/campaign_format.md is a file as it is written.
#include <fstream>
#include <iterator>

#include "gmock/gmock.h"
#include "tests/annotator/campaign/exchange/exchange_case.h"

namespace assay {
namespace {

std::string ReadExample() {
  std::ifstream doc(ASSAY_SOURCE_DIR "/docs/campaign_format.md");
  const std::string text{std::istreambuf_iterator<char>(doc), {}};
  const std::string fence = "```jsonl\n";
  const size_t begin = text.find(fence) + fence.size();
  return text.substr(begin, text.find("```", begin) - begin);
}

TEST(CampaignFormatDocTest, TheExampleIsRestoredAndWrittenAgain) {
  const std::string example = ReadExample();
  ASSERT_THAT(example, testing::StartsWith("{\"type\":\"header\""));
  ExchangeCase restored;
  ASSERT_THAT(restored.Restore(example), IsOk());
  EXPECT_EQ(restored.Export(), example);
  restored.ExpectVerified();
  EXPECT_EQ(restored.desk().Read()->head.next_sequence(), 3u);
}

}  // namespace
}  // namespace assay
