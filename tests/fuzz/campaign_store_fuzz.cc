// Keys and values of campaigns as they come from a damaged disk: a key that is read is written back
// as the same bytes, a value that is read is written and read as the same.  The first byte says
// what the rest is taken for.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "assay/storage/v1/campaigns.pb.h"
#include "engine/base/check.h"
#include "engine/store/campaign_keys.h"
#include "engine/store/codec.h"

namespace assay {
namespace {

void ReadKey(std::string_view key) {
  if (const auto parsed = ParseTrailKey(key); parsed.ok()) {
    ASSAY_CHECK(TrailKey(*parsed) == key);
  }
  if (const auto parsed = ParseCampaignLogKey(key); parsed.ok()) {
    ASSAY_CHECK(CampaignLogKey(parsed->campaign_number, parsed->place) == key);
  }
  if (const auto parsed = ParseCampaignItemKey(key); parsed.ok()) {
    ASSAY_CHECK(CampaignItemKey(parsed->campaign_number, parsed->place) == key);
  }
  if (const auto parsed = ParseCampaignOpenKey(key); parsed.ok()) {
    ASSAY_CHECK(CampaignOpenKey(parsed->campaign_number, parsed->place) == key);
  }
  if (const auto parsed = ParseCampaignGainKey(key); parsed.ok()) {
    ASSAY_CHECK(CampaignGainKey(parsed->campaign_number, parsed->gain, parsed->place) == key);
  }
  if (const auto parsed = ParseCampaignAnnotatorKey(key); parsed.ok()) {
    ASSAY_CHECK(CampaignAnnotatorKey(parsed->campaign_number, parsed->place) == key);
  }
  if (const auto parsed = ParseCampaignSelectionKey(key); parsed.ok()) {
    ASSAY_CHECK(CampaignSelectionKey(parsed->campaign_number, parsed->place) == key);
  }
  // Part of the key only.
  ParseDatasetCampaignKey(key).IgnoreError();
  ParseStagedLabelsKey(key).IgnoreError();
}

template <typename Message>
void ReadValue(KeyKind kind, std::string_view bytes) {
  Message message;
  if (!DecodeMessage(kind, bytes, message).ok()) {
    return;
  }
  const auto encoded = EncodeMessage(message);
  ASSAY_CHECK(encoded.ok());
  Message again;
  ASSAY_CHECK(DecodeMessage(kind, *encoded, again).ok());
  ASSAY_CHECK(again.ByteSizeLong() == message.ByteSizeLong());
}

}  // namespace
}  // namespace assay

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size == 0) {
    return 0;
  }
  using namespace assay;
  const std::string_view rest(reinterpret_cast<const char*>(data) + 1, size - 1);
  switch (data[0] % 7) {
    case 1:
      ReadValue<storage::v1::CampaignRecord>(KeyKind::kCampaign, rest);
      break;
    case 2:
      ReadValue<storage::v1::CampaignHead>(KeyKind::kCampaignHead, rest);
      break;
    case 3:
      ReadValue<storage::v1::CampaignItemState>(KeyKind::kCampaignItem, rest);
      break;
    case 4:
      ReadValue<storage::v1::CampaignAnnotatorState>(KeyKind::kCampaignAnnotator, rest);
      break;
    case 5:
      ReadValue<storage::v1::StagedLabels>(KeyKind::kStagedLabels, rest);
      break;
    case 6:
      ReadValue<storage::v1::AnnotatorRecord>(KeyKind::kAnnotator, rest);
      break;
    default:
      ReadKey(rest);
  }
  return 0;
}
