#include "engine/store/campaign_keys.h"

#include <algorithm>
#include <limits>
#include <string>
#include <tuple>
#include <vector>

#include "engine/base/rng.h"
#include "tests/support/status_matchers.h"

namespace assay {
namespace {

constexpr uint64_t kMax = std::numeric_limits<uint64_t>::max();

std::string Bytes(std::initializer_list<int> bytes) {
  std::string text;
  for (const int byte : bytes) {
    text.push_back(static_cast<char>(byte));
  }
  return text;
}

std::string Number(int low) { return Bytes({0, 0, 0, 0, 0, 0, 0, low}); }

// Written out by hand from the table in docs/storage_format.md.
TEST(CampaignKeysTest, HaveTheBytesThatTheFormatSays) {
  const std::string one = Number(1);
  const std::string two = Number(2);
  const std::string three = Number(3);
  EXPECT_EQ(CounterKey(Counter::kCampaign), Bytes({0x02, 8}));
  EXPECT_EQ(AnnotatorKey(1), Bytes({0x30}) + one);
  EXPECT_EQ(AnnotatorNameKey("ann"), Bytes({0x31}) + "ann");
  EXPECT_EQ(ApiKeyKey(1), Bytes({0x32}) + one);
  EXPECT_EQ(ApiKeyHashKey("hash"), Bytes({0x33}) + "hash");
  EXPECT_EQ(TrailKey(1), Bytes({0x34, 255, 255, 255, 255, 255, 255, 255, 254}));
  EXPECT_EQ(RequestKey("r"), Bytes({0x35}) + "r");
  EXPECT_EQ(CampaignKey(1), Bytes({0x38}) + one);
  EXPECT_EQ(CampaignNameKey("c"), Bytes({0x39}) + "c");
  EXPECT_EQ(DatasetCampaignKey(1, 2), Bytes({0x3A}) + one + two);
  EXPECT_EQ(CampaignLogKey(1, 2), Bytes({0x51}) + one + two);
  EXPECT_EQ(StagedLabelsKey(1, 2, 3), Bytes({0x82}) + one + two + three);
  EXPECT_EQ(CampaignSelectionKey(1, 2), Bytes({0x83}) + one + two);
  EXPECT_EQ(CampaignHeadKey(1), Bytes({0x90}) + one);
  EXPECT_EQ(CampaignItemKey(1, 2), Bytes({0x91}) + one + two);
  EXPECT_EQ(CampaignOpenKey(1, 2), Bytes({0x92}) + one + two);
  EXPECT_EQ(CampaignGainKey(1, 1, 3),
            Bytes({0x93}) + one + Bytes({0, 0, 0, 0, 255, 255, 255, 254}) + three);
  EXPECT_EQ(CampaignAnnotatorKey(1, 2), Bytes({0x94}) + one + two);
}

TEST(CampaignKeysTest, EveryKindLiesInTheFamilyItIsMeantFor) {
  EXPECT_EQ(FamilyOfKey(DatasetCampaignKey(kMax, kMax)), Family::kMeta);
  EXPECT_EQ(FamilyOfKey(CampaignLogKey(0, 0)), Family::kLabels);
  EXPECT_EQ(FamilyOfKey(CampaignSelectionKey(kMax, kMax)), Family::kBlobs);
  EXPECT_EQ(FamilyOfKey(CampaignHeadKey(0)), Family::kCampaigns);
  EXPECT_EQ(FamilyOfKey(CampaignAnnotatorKey(kMax, kMax)), Family::kCampaigns);
}

TEST(CampaignKeysTest, EveryKindHasANameOfItsOwn) {
  std::vector<std::string_view> names;
  for (int kind = 0; kind < 256; ++kind) {
    names.push_back(KeyKindName(static_cast<KeyKind>(kind)));
  }
  std::erase(names, "unknown");
  EXPECT_EQ(names.size(), 43u);
  std::sort(names.begin(), names.end());
  EXPECT_EQ(std::adjacent_find(names.begin(), names.end()), names.end());
}

TEST(CampaignKeysTest, ReadBackWhatWasWritten) {
  Rng rng(1);
  for (int round = 0; round < 500; ++round) {
    const uint64_t a = rng.Next() >> rng.Below(64);
    const uint64_t b = rng.Next() >> rng.Below(64);
    const auto gain = static_cast<uint32_t>(rng.Next() >> (32 + rng.Below(32)));
    EXPECT_EQ(*ParseTrailKey(TrailKey(a)), a);
    EXPECT_EQ(*ParseDatasetCampaignKey(DatasetCampaignKey(a, b)), b);
    EXPECT_EQ(ParseCampaignLogKey(CampaignLogKey(a, b))->campaign_number, a);
    EXPECT_EQ(ParseCampaignLogKey(CampaignLogKey(a, b))->place, b);
    EXPECT_EQ(ParseCampaignItemKey(CampaignItemKey(a, b))->campaign_number, a);
    EXPECT_EQ(ParseCampaignItemKey(CampaignItemKey(a, b))->place, b);
    EXPECT_EQ(ParseCampaignOpenKey(CampaignOpenKey(a, b))->campaign_number, a);
    EXPECT_EQ(ParseCampaignOpenKey(CampaignOpenKey(a, b))->place, b);
    EXPECT_EQ(ParseCampaignAnnotatorKey(CampaignAnnotatorKey(a, b))->campaign_number, a);
    EXPECT_EQ(ParseCampaignAnnotatorKey(CampaignAnnotatorKey(a, b))->place, b);
    EXPECT_EQ(ParseCampaignGainKey(CampaignGainKey(a, gain, b))->campaign_number, a);
    EXPECT_EQ(ParseCampaignGainKey(CampaignGainKey(a, gain, b))->gain, gain);
    EXPECT_EQ(ParseCampaignGainKey(CampaignGainKey(a, gain, b))->place, b);
    EXPECT_EQ(*ParseStagedLabelsKey(StagedLabelsKey(a, b, 5)), a);
  }
}

TEST(CampaignKeysTest, TheGreatestGainComesFirstAndThenTheOldestPlace) {
  EXPECT_LT(CampaignGainKey(1, 9, 5), CampaignGainKey(1, 8, 1));
  EXPECT_LT(CampaignGainKey(1, 9, 5), CampaignGainKey(1, 9, 6));
  EXPECT_LT(CampaignGainKey(1, 0, kMax), CampaignGainKey(2, 9, 0));
}

TEST(CampaignKeysTest, TheNewestEntryOfTheTrailComesFirst) {
  EXPECT_LT(TrailKey(2), TrailKey(1));
  const KeyRange before = TrailRangeBefore(2);
  EXPECT_GE(TrailKey(1), before.begin);
  EXPECT_LT(TrailKey(0), before.end);
  EXPECT_LT(TrailKey(2), before.begin);
}

void ExpectHolds(const KeyRange& range, const std::vector<std::string>& inside,
                 const std::vector<std::string>& outside) {
  for (const std::string& key : inside) {
    EXPECT_TRUE(range.begin <= key && key < range.end);
  }
  for (const std::string& key : outside) {
    EXPECT_FALSE(range.begin <= key && key < range.end);
  }
}

TEST(CampaignKeysTest, RangesHoldWhatTheySayAndNothingElse) {
  ExpectHolds(AnnotatorRangeAfter(3), {AnnotatorKey(4), AnnotatorKey(kMax)},
              {AnnotatorKey(3), AnnotatorNameKey("")});
  ExpectHolds(ApiKeyRangeAfter(3), {ApiKeyKey(4), ApiKeyKey(kMax)},
              {ApiKeyKey(3), ApiKeyHashKey("")});
  ExpectHolds(CampaignRangeAfter(3), {CampaignKey(4), CampaignKey(kMax)},
              {CampaignKey(3), CampaignNameKey("")});
  ExpectHolds(DatasetCampaignRange(3), {DatasetCampaignKey(3, 0), DatasetCampaignKey(3, kMax)},
              {DatasetCampaignKey(2, kMax), DatasetCampaignKey(4, 0)});
  ExpectHolds(CampaignLogRange(3), {CampaignLogKey(3, 0), CampaignLogKey(3, kMax)},
              {CampaignLogKey(2, kMax), CampaignLogKey(4, 0)});
  ExpectHolds(CampaignItemRangeFrom(3, 5), {CampaignItemKey(3, 5), CampaignItemKey(3, kMax)},
              {CampaignItemKey(3, 4), CampaignItemKey(4, 0)});
  ExpectHolds(CampaignOpenRangeFrom(3, 5), {CampaignOpenKey(3, 5), CampaignOpenKey(3, kMax)},
              {CampaignOpenKey(3, 4), CampaignOpenKey(4, 0)});
  ExpectHolds(CampaignGainRange(3), {CampaignGainKey(3, 0, kMax), CampaignGainKey(3, ~0u, 0)},
              {CampaignGainKey(2, 0, 0), CampaignGainKey(4, 0, 0)});
  ExpectHolds(CampaignAnnotatorRange(3), {CampaignAnnotatorKey(3, 0)},
              {CampaignAnnotatorKey(2, kMax), CampaignAnnotatorKey(4, 0)});
  ExpectHolds(StagedLabelsRange(3), {StagedLabelsKey(3, 0, 0), StagedLabelsKey(3, kMax, kMax)},
              {StagedLabelsKey(2, kMax, kMax), StagedLabelsKey(4, 0, 0)});
  ExpectHolds(StagedLabelsRange(3, 5), {StagedLabelsKey(3, 5, 0), StagedLabelsKey(3, 5, kMax)},
              {StagedLabelsKey(3, 4, kMax), StagedLabelsKey(3, 6, 0)});
  ExpectHolds(CampaignSelectionRange(3), {CampaignSelectionKey(3, kMax)},
              {CampaignSelectionKey(4, 0), StagedLabelsKey(3, 0, 0)});
}

TEST(CampaignKeysTest, KeysThatAreCutOffOrOfAnotherKindAreDamage) {
  const std::string gain = CampaignGainKey(1, 2, 3);
  EXPECT_THAT(ParseCampaignGainKey(gain.substr(0, 24)), HasReason("STORED_KEY_DAMAGED"));
  EXPECT_THAT(
      ParseCampaignGainKey(Bytes({0x93}) + Number(1) + Bytes({1, 0, 0, 0, 0, 0, 0, 0}) + Number(3)),
      HasReason("STORED_KEY_DAMAGED"));
  EXPECT_THAT(ParseCampaignItemKey(CampaignOpenKey(1, 2)), HasReason("STORED_KEY_DAMAGED"));
  EXPECT_THAT(ParseStagedLabelsKey(StagedLabelsKey(1, 2, 3) + "x"),
              HasReason("STORED_KEY_DAMAGED"));
  EXPECT_THAT(ParseTrailKey(TrailKey(1).substr(1)), HasReason("STORED_KEY_DAMAGED"));
}

}  // namespace
}  // namespace assay
