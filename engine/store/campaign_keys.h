#ifndef ASSAY_ENGINE_STORE_CAMPAIGN_KEYS_H_
#define ASSAY_ENGINE_STORE_CAMPAIGN_KEYS_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "engine/store/keys.h"

namespace assay {

// The keys of campaigns, annotators, API keys and the trail; otherwise as keys.h.

std::string AnnotatorKey(uint64_t annotator_number);
KeyRange AnnotatorRangeAfter(uint64_t annotator_number);
std::string AnnotatorNameKey(std::string_view annotator_id);

std::string ApiKeyKey(uint64_t key_number);
KeyRange ApiKeyRangeAfter(uint64_t key_number);
std::string ApiKeyHashKey(std::string_view secret_hash);

std::string TrailKey(uint64_t sequence_number);
// Entries with a smaller sequence number than this, newest first.
KeyRange TrailRangeBefore(uint64_t sequence_number);
absl::StatusOr<uint64_t> ParseTrailKey(std::string_view key);

std::string RequestKey(std::string_view request_id);

std::string CampaignKey(uint64_t campaign_number);
KeyRange CampaignRangeAfter(uint64_t campaign_number);
std::string CampaignNameKey(std::string_view campaign_id);
std::string DatasetCampaignKey(uint64_t dataset_number, uint64_t campaign_number);
KeyRange DatasetCampaignRange(uint64_t dataset_number);
// The campaign number.
absl::StatusOr<uint64_t> ParseDatasetCampaignKey(std::string_view key);

// Item numbers of gold items begin here.
inline constexpr uint64_t kFirstGoldItem = uint64_t{1} << 62;

struct CampaignPlace {
  uint64_t campaign_number = 0;
  // An item number, a place in the queue, an annotator number or a sequence number.
  uint64_t place = 0;
};
std::string CampaignLogKey(uint64_t campaign_number, uint64_t first_sequence);
KeyRange CampaignLogRange(uint64_t campaign_number);
absl::StatusOr<CampaignPlace> ParseCampaignLogKey(std::string_view key);

std::string CampaignHeadKey(uint64_t campaign_number);

std::string CampaignItemKey(uint64_t campaign_number, uint64_t item_number);
KeyRange CampaignItemRangeFrom(uint64_t campaign_number, uint64_t first_item);
absl::StatusOr<CampaignPlace> ParseCampaignItemKey(std::string_view key);

std::string CampaignOpenKey(uint64_t campaign_number, uint64_t place);
KeyRange CampaignOpenRangeFrom(uint64_t campaign_number, uint64_t first_place);
absl::StatusOr<CampaignPlace> ParseCampaignOpenKey(std::string_view key);

// gain in [0, 2^32); the greatest first.
std::string CampaignGainKey(uint64_t campaign_number, uint32_t gain, uint64_t place);
KeyRange CampaignGainRange(uint64_t campaign_number);
struct CampaignGain {
  uint64_t campaign_number = 0;
  uint32_t gain = 0;
  uint64_t place = 0;
};
absl::StatusOr<CampaignGain> ParseCampaignGainKey(std::string_view key);

std::string CampaignAnnotatorKey(uint64_t campaign_number, uint64_t annotator_number);
KeyRange CampaignAnnotatorRange(uint64_t campaign_number);
absl::StatusOr<CampaignPlace> ParseCampaignAnnotatorKey(std::string_view key);

// The last calls of an annotator, slots 0 to 63.
std::string CampaignCallKey(uint64_t campaign_number, uint64_t annotator_number, uint64_t slot);
KeyRange CampaignCallRange(uint64_t campaign_number, uint64_t annotator_number);
// Those of all annotators.
KeyRange CampaignCallRange(uint64_t campaign_number);

std::string MturkSettingsKey(uint64_t campaign_number);
KeyRange MturkSettingsRange(uint64_t campaign_number);
// assignment_id is not empty.
std::string MturkAssignmentKey(uint64_t campaign_number, std::string_view assignment_id);
KeyRange MturkAssignmentRange(uint64_t campaign_number);

std::string StagedLabelsKey(uint64_t campaign_number, uint64_t import_number, uint64_t block_index);
// All of a campaign, and those of one import.
KeyRange StagedLabelsRange(uint64_t campaign_number);
KeyRange StagedLabelsRange(uint64_t campaign_number, uint64_t import_number);
// The campaign number.
absl::StatusOr<uint64_t> ParseStagedLabelsKey(std::string_view key);

std::string CampaignSelectionKey(uint64_t campaign_number, uint64_t block_index);
KeyRange CampaignSelectionRange(uint64_t campaign_number);
absl::StatusOr<CampaignPlace> ParseCampaignSelectionKey(std::string_view key);

}  // namespace assay

#endif  // ASSAY_ENGINE_STORE_CAMPAIGN_KEYS_H_
