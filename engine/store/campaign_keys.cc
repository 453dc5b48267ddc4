#include "engine/store/campaign_keys.h"

#include <limits>

#include "engine/base/status.h"
#include "engine/store/key_fields.h"

namespace assay {
namespace {

constexpr uint64_t kMaxNumber = std::numeric_limits<uint64_t>::max();

std::string PlaceKey(KeyKind kind, uint64_t campaign_number, uint64_t place) {
  return KeyWriter(kind).Number(campaign_number).Number(place).Take();
}

KeyRange PlaceRangeFrom(KeyKind kind, uint64_t campaign_number, uint64_t first_place) {
  return {PlaceKey(kind, campaign_number, first_place),
          AfterPrefix(NumberKey(kind, campaign_number))};
}

absl::StatusOr<CampaignPlace> ParsePlaceKey(KeyKind kind, std::string_view key) {
  KeyReader reader(kind, key);
  CampaignPlace parsed;
  parsed.campaign_number = reader.Number();
  parsed.place = reader.Number();
  ASSAY_RETURN_IF_ERROR(reader.Finish());
  return parsed;
}

}  // namespace

std::string AnnotatorKey(uint64_t annotator_number) {
  return NumberKey(KeyKind::kAnnotator, annotator_number);
}

KeyRange AnnotatorRangeAfter(uint64_t annotator_number) {
  return {JustAfter(AnnotatorKey(annotator_number)), EndOfKind(KeyKind::kAnnotator)};
}

std::string AnnotatorNameKey(std::string_view annotator_id) {
  return KeyWriter(KeyKind::kAnnotatorName).LastText(annotator_id).Take();
}

std::string ApiKeyKey(uint64_t key_number) { return NumberKey(KeyKind::kKey, key_number); }

KeyRange ApiKeyRangeAfter(uint64_t key_number) {
  return {JustAfter(ApiKeyKey(key_number)), EndOfKind(KeyKind::kKey)};
}

std::string ApiKeyHashKey(std::string_view secret_hash) {
  return KeyWriter(KeyKind::kKeyHash).LastText(secret_hash).Take();
}

std::string TrailKey(uint64_t sequence_number) {
  return NumberKey(KeyKind::kTrail, kMaxNumber - sequence_number);
}

KeyRange TrailRangeBefore(uint64_t sequence_number) {
  return {JustAfter(TrailKey(sequence_number)), EndOfKind(KeyKind::kTrail)};
}

absl::StatusOr<uint64_t> ParseTrailKey(std::string_view key) {
  ASSAY_ASSIGN_OR_RETURN(const uint64_t number, ParseNumberKey(KeyKind::kTrail, key));
  return kMaxNumber - number;
}

std::string RequestKey(std::string_view request_id) {
  return KeyWriter(KeyKind::kRequest).LastText(request_id).Take();
}

std::string CampaignKey(uint64_t campaign_number) {
  return NumberKey(KeyKind::kCampaign, campaign_number);
}

KeyRange CampaignRangeAfter(uint64_t campaign_number) {
  return {JustAfter(CampaignKey(campaign_number)), EndOfKind(KeyKind::kCampaign)};
}

std::string CampaignNameKey(std::string_view campaign_id) {
  return KeyWriter(KeyKind::kCampaignName).LastText(campaign_id).Take();
}

std::string DatasetCampaignKey(uint64_t dataset_number, uint64_t campaign_number) {
  return PlaceKey(KeyKind::kDatasetCampaign, dataset_number, campaign_number);
}

KeyRange DatasetCampaignRange(uint64_t dataset_number) {
  return PlaceRangeFrom(KeyKind::kDatasetCampaign, dataset_number, 0);
}

absl::StatusOr<uint64_t> ParseDatasetCampaignKey(std::string_view key) {
  ASSAY_ASSIGN_OR_RETURN(const CampaignPlace parsed, ParsePlaceKey(KeyKind::kDatasetCampaign, key));
  return parsed.place;
}

std::string CampaignLogKey(uint64_t campaign_number, uint64_t first_sequence) {
  return PlaceKey(KeyKind::kCampaignLog, campaign_number, first_sequence);
}

KeyRange CampaignLogRange(uint64_t campaign_number) {
  return PlaceRangeFrom(KeyKind::kCampaignLog, campaign_number, 0);
}

absl::StatusOr<CampaignPlace> ParseCampaignLogKey(std::string_view key) {
  return ParsePlaceKey(KeyKind::kCampaignLog, key);
}

std::string CampaignHeadKey(uint64_t campaign_number) {
  return NumberKey(KeyKind::kCampaignHead, campaign_number);
}

std::string CampaignItemKey(uint64_t campaign_number, uint64_t item_number) {
  return PlaceKey(KeyKind::kCampaignItem, campaign_number, item_number);
}

KeyRange CampaignItemRangeFrom(uint64_t campaign_number, uint64_t first_item) {
  return PlaceRangeFrom(KeyKind::kCampaignItem, campaign_number, first_item);
}

absl::StatusOr<CampaignPlace> ParseCampaignItemKey(std::string_view key) {
  return ParsePlaceKey(KeyKind::kCampaignItem, key);
}

std::string CampaignOpenKey(uint64_t campaign_number, uint64_t place) {
  return PlaceKey(KeyKind::kCampaignOpen, campaign_number, place);
}

KeyRange CampaignOpenRangeFrom(uint64_t campaign_number, uint64_t first_place) {
  return PlaceRangeFrom(KeyKind::kCampaignOpen, campaign_number, first_place);
}

absl::StatusOr<CampaignPlace> ParseCampaignOpenKey(std::string_view key) {
  return ParsePlaceKey(KeyKind::kCampaignOpen, key);
}

std::string CampaignGainKey(uint64_t campaign_number, uint32_t gain, uint64_t place) {
  const uint64_t order = std::numeric_limits<uint32_t>::max() - gain;
  return KeyWriter(KeyKind::kCampaignGain)
      .Number(campaign_number)
      .Number(order)
      .Number(place)
      .Take();
}

KeyRange CampaignGainRange(uint64_t campaign_number) {
  return PrefixRange(NumberKey(KeyKind::kCampaignGain, campaign_number));
}

absl::StatusOr<CampaignGain> ParseCampaignGainKey(std::string_view key) {
  KeyReader reader(KeyKind::kCampaignGain, key);
  CampaignGain parsed;
  parsed.campaign_number = reader.Number();
  const uint64_t order = reader.Number();
  reader.Require(order <= std::numeric_limits<uint32_t>::max());
  parsed.gain = static_cast<uint32_t>(std::numeric_limits<uint32_t>::max() - order);
  parsed.place = reader.Number();
  ASSAY_RETURN_IF_ERROR(reader.Finish());
  return parsed;
}

std::string CampaignAnnotatorKey(uint64_t campaign_number, uint64_t annotator_number) {
  return PlaceKey(KeyKind::kCampaignAnnotator, campaign_number, annotator_number);
}

KeyRange CampaignAnnotatorRange(uint64_t campaign_number) {
  return PlaceRangeFrom(KeyKind::kCampaignAnnotator, campaign_number, 0);
}

absl::StatusOr<CampaignPlace> ParseCampaignAnnotatorKey(std::string_view key) {
  return ParsePlaceKey(KeyKind::kCampaignAnnotator, key);
}

std::string CampaignCallKey(uint64_t campaign_number, uint64_t annotator_number, uint64_t slot) {
  return KeyWriter(KeyKind::kCampaignCall)
      .Number(campaign_number)
      .Number(annotator_number)
      .Number(slot)
      .Take();
}

KeyRange CampaignCallRange(uint64_t campaign_number, uint64_t annotator_number) {
  return PrefixRange(PlaceKey(KeyKind::kCampaignCall, campaign_number, annotator_number));
}

KeyRange CampaignCallRange(uint64_t campaign_number) {
  return PrefixRange(NumberKey(KeyKind::kCampaignCall, campaign_number));
}

std::string MturkSettingsKey(uint64_t campaign_number) {
  return NumberKey(KeyKind::kMturkSettings, campaign_number);
}

KeyRange MturkSettingsRange(uint64_t campaign_number) {
  return PrefixRange(MturkSettingsKey(campaign_number));
}

std::string MturkAssignmentKey(uint64_t campaign_number, std::string_view assignment_id) {
  return KeyWriter(KeyKind::kMturkAssignment)
      .Number(campaign_number)
      .LastText(assignment_id)
      .Take();
}

KeyRange MturkAssignmentRange(uint64_t campaign_number) {
  return PrefixRange(NumberKey(KeyKind::kMturkAssignment, campaign_number));
}

std::string StagedLabelsKey(uint64_t campaign_number, uint64_t import_number,
                            uint64_t block_index) {
  return KeyWriter(KeyKind::kStagedLabels)
      .Number(campaign_number)
      .Number(import_number)
      .Number(block_index)
      .Take();
}

KeyRange StagedLabelsRange(uint64_t campaign_number) {
  return PrefixRange(NumberKey(KeyKind::kStagedLabels, campaign_number));
}

KeyRange StagedLabelsRange(uint64_t campaign_number, uint64_t import_number) {
  return PrefixRange(PlaceKey(KeyKind::kStagedLabels, campaign_number, import_number));
}

absl::StatusOr<uint64_t> ParseStagedLabelsKey(std::string_view key) {
  KeyReader reader(KeyKind::kStagedLabels, key);
  const uint64_t campaign_number = reader.Number();
  reader.Number();
  reader.Number();
  ASSAY_RETURN_IF_ERROR(reader.Finish());
  return campaign_number;
}

std::string CampaignSelectionKey(uint64_t campaign_number, uint64_t block_index) {
  return PlaceKey(KeyKind::kCampaignSelection, campaign_number, block_index);
}

KeyRange CampaignSelectionRange(uint64_t campaign_number) {
  return PlaceRangeFrom(KeyKind::kCampaignSelection, campaign_number, 0);
}

absl::StatusOr<CampaignPlace> ParseCampaignSelectionKey(std::string_view key) {
  return ParsePlaceKey(KeyKind::kCampaignSelection, key);
}

}  // namespace assay
