#include "engine/store/keys.h"

#include <algorithm>
#include <limits>
#include <string>
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

// Written out by hand from the table in docs/storage_format.md: data of older versions has exactly
// these bytes, so that a difference is a change of format.
TEST(KeysTest, HaveTheBytesThatTheFormatSays) {
  EXPECT_EQ(FormatVersionKey(), Bytes({0x01}));
  EXPECT_EQ(CounterKey(Counter::kOperation), Bytes({0x02, 3}));
  EXPECT_EQ(DatasetKey(258), Bytes({0x10, 0, 0, 0, 0, 0, 0, 1, 2}));
  EXPECT_EQ(DatasetNameKey("ab"), Bytes({0x11, 'a', 'b'}));
  EXPECT_EQ(DatasetFingerprintKey("f", 1), Bytes({0x12, 'f', 0, 1, 0, 0, 0, 0, 0, 0, 0, 1}));
  EXPECT_EQ(PendingImportKey(1), Bytes({0x13, 0, 0, 0, 0, 0, 0, 0, 1}));
  EXPECT_EQ(DatasetAuditKey(1, 2), Bytes({0x14, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 2}));
  EXPECT_EQ(DatasetAuditCountKey(1), Bytes({0x15, 0, 0, 0, 0, 0, 0, 0, 1}));
  EXPECT_EQ(MatrixKey(1, 2), Bytes({0x16, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 2}));
  EXPECT_EQ(PendingMatrixKey(1, 2), Bytes({0x17, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 2}));
  EXPECT_EQ(AuditKey(1), Bytes({0x20, 0, 0, 0, 0, 0, 0, 0, 1}));
  EXPECT_EQ(PendingAuditKey(1), Bytes({0x21, 0, 0, 0, 0, 0, 0, 0, 1}));
  EXPECT_EQ(OperationKey(1), Bytes({0x28, 255, 255, 255, 255, 255, 255, 255, 254}));
  EXPECT_EQ(OperationRequestKey("r"), Bytes({0x29, 'r'}));
  EXPECT_EQ(RunningOperationKey(1), Bytes({0x2A, 0, 0, 0, 0, 0, 0, 0, 1}));
  EXPECT_EQ(ItemKey(1, 2), Bytes({0x40, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 2}));
  EXPECT_EQ(LabelKey(1, 2), Bytes({0x50, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 2}));
  EXPECT_EQ(ItemIdKey(1, std::string("a\0b", 3), 2),
            Bytes({0x60, 0, 0, 0, 0, 0, 0, 0, 1, 'a', 0, 255, 'b', 0, 1, 0, 0, 0, 0, 0, 0, 0, 2}));
  EXPECT_EQ(FindingKey(1, 2), Bytes({0x70, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 2}));
  EXPECT_EQ(VerifiedKey(1, 2), Bytes({0x71, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 2}));
  EXPECT_EQ(MatrixBlockKey(1, 2, 3),
            Bytes({0x80, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 3}));
}

TEST(KeysTest, AllKeysOfAnItemIdShareAPrefixWhichBeginsTheirRange) {
  for (const std::string& id : {std::string(), std::string("a"), std::string("a\0b", 3),
                                std::string("\0\xFF\0", 3), std::string("\0\1", 2)}) {
    const std::string begin = ItemIdRange(7, id).begin;
    EXPECT_EQ(ItemIdPrefix(ItemIdKey(7, id, 0)), begin);
    EXPECT_EQ(ItemIdPrefix(ItemIdKey(7, id, kMax)), begin);
    EXPECT_EQ(ItemIdPrefix(ItemIdKey(7, id, 1)), begin);
    EXPECT_EQ(ItemIdPrefix(begin), begin);
    EXPECT_EQ(ItemIdPrefix(std::string_view(begin).substr(0, begin.size() - 1)), "");
  }
  EXPECT_EQ(ItemIdPrefix(ItemIdRange(7).begin), "");
  EXPECT_EQ(ItemIdPrefix(ItemIdRange(1).end), "");
  EXPECT_EQ(ItemIdPrefix(LabelKey(1, 2)), "");
  EXPECT_EQ(ItemIdPrefix(""), "");
}

TEST(KeysTest, EveryKindLiesInTheFamilyItIsMeantFor) {
  EXPECT_EQ(FamilyOfKey(""), Family::kMeta);
  EXPECT_EQ(FamilyOfKey(FormatVersionKey()), Family::kMeta);
  EXPECT_EQ(FamilyOfKey(RunningOperationKey(kMax)), Family::kMeta);
  EXPECT_EQ(FamilyOfKey(ItemKey(0, 0)), Family::kItems);
  EXPECT_EQ(FamilyOfKey(ItemKey(kMax, kMax)), Family::kItems);
  EXPECT_EQ(FamilyOfKey(LabelKey(0, 0)), Family::kLabels);
  EXPECT_EQ(FamilyOfKey(ItemIdKey(0, "", 0)), Family::kItemIds);
  EXPECT_EQ(FamilyOfKey(FindingKey(0, 0)), Family::kFindings);
  EXPECT_EQ(FamilyOfKey(FindingKey(kMax, kMax)), Family::kFindings);
  EXPECT_EQ(FamilyOfKey(VerifiedKey(kMax, kMax)), Family::kFindings);
  EXPECT_EQ(FamilyOfKey(MatrixBlockKey(0, 0, 0)), Family::kBlobs);
  EXPECT_EQ(FamilyOfKey("\xFF"), Family::kCampaigns);
}

TEST(KeysTest, FamiliesStandInTheOrderOfTheirEnumAndOfTheirFirstBytes) {
  for (size_t i = 0; i < kFamilies.size(); ++i) {
    EXPECT_EQ(static_cast<size_t>(kFamilies[i].family), i);
    EXPECT_TRUE(i == 0 || kFamilies[i - 1].first_byte < kFamilies[i].first_byte);
  }
}

TEST(KeysTest, ReadBackWhatWasWritten) {
  Rng rng(1);
  for (int round = 0; round < 500; ++round) {
    const uint64_t a = rng.Next() >> rng.Below(64);
    const uint64_t b = rng.Next() >> rng.Below(64);
    std::string text;
    for (uint64_t i = rng.Below(12); i > 0; --i) {
      text.push_back(static_cast<char>(rng.Below(3) == 0 ? rng.Below(2) : rng.Below(256)));
    }
    EXPECT_EQ(*ParseDatasetKey(DatasetKey(a)), a);
    EXPECT_EQ(*ParsePendingImportKey(PendingImportKey(a)), a);
    EXPECT_EQ(*ParseAuditKey(AuditKey(a)), a);
    EXPECT_EQ(*ParsePendingAuditKey(PendingAuditKey(a)), a);
    EXPECT_EQ(*ParseOperationKey(OperationKey(a)), a);
    EXPECT_EQ(*ParseRunningOperationKey(RunningOperationKey(a)), a);
    EXPECT_EQ(ParseVerifiedKey(VerifiedKey(a, b))->audit_number, a);
    EXPECT_EQ(ParseVerifiedKey(VerifiedKey(a, b))->item_index, b);
    EXPECT_EQ(ParseItemKey(ItemKey(a, b))->dataset_number, a);
    EXPECT_EQ(ParseItemKey(ItemKey(a, b))->item_index, b);
    EXPECT_EQ(ParseDatasetAuditKey(DatasetAuditKey(a, b))->dataset_number, a);
    EXPECT_EQ(ParseDatasetAuditKey(DatasetAuditKey(a, b))->audit_number, b);
    EXPECT_EQ(ParsePendingMatrixKey(PendingMatrixKey(a, b))->dataset_number, a);
    EXPECT_EQ(ParsePendingMatrixKey(PendingMatrixKey(a, b))->matrix_number, b);
    EXPECT_EQ(ParseItemIdKey(ItemIdKey(a, text, b))->dataset_number, a);
    EXPECT_EQ(ParseItemIdKey(ItemIdKey(a, text, b))->item_id, text);
    EXPECT_EQ(ParseItemIdKey(ItemIdKey(a, text, b))->item_index, b);
    EXPECT_EQ(ParseDatasetFingerprintKey(DatasetFingerprintKey(text, b))->fingerprint, text);
    EXPECT_EQ(ParseDatasetFingerprintKey(DatasetFingerprintKey(text, b))->dataset_number, b);
  }
}

TEST(KeysTest, SortAsTheirFieldsDo) {
  Rng rng(2);
  struct Fields {
    uint64_t number;
    std::string text;
    uint64_t index;
    bool operator<(const Fields& o) const {
      return std::tie(number, text, index) < std::tie(o.number, o.text, o.index);
    }
  };
  std::vector<Fields> all;
  for (int i = 0; i < 400; ++i) {
    std::string text;
    for (uint64_t size = rng.Below(4); size > 0; --size) {
      constexpr int kBytes[] = {0x00, 0x01, 0xFE, 0xFF, 'a'};
      text.push_back(static_cast<char>(kBytes[rng.Below(5)]));
    }
    all.push_back({rng.Below(3) * (kMax / 2), text, rng.Below(3) * 255});
  }
  std::sort(all.begin(), all.end());
  for (size_t i = 1; i < all.size(); ++i) {
    const std::string before = ItemIdKey(all[i - 1].number, all[i - 1].text, all[i - 1].index);
    const std::string after = ItemIdKey(all[i].number, all[i].text, all[i].index);
    EXPECT_EQ(before < after, all[i - 1] < all[i]);
  }
}

bool Holds(const KeyRange& range, const std::string& key) {
  return range.begin <= key && key < range.end;
}

TEST(KeysTest, RangesHoldTheirKeysAndNoOthers) {
  for (const uint64_t n : {uint64_t{0}, uint64_t{1}, uint64_t{255}, uint64_t{256}, kMax}) {
    EXPECT_TRUE(Holds(ItemRangeFrom(n, 0), ItemKey(n, 0)));
    EXPECT_TRUE(Holds(ItemRangeFrom(n, 0), ItemKey(n, kMax)));
    EXPECT_FALSE(Holds(ItemRangeFrom(n, 7), ItemKey(n, 6)));
    EXPECT_FALSE(Holds(ItemRangeFrom(n, 0), ItemKey(n + 1, 0)));
    EXPECT_FALSE(Holds(ItemRangeFrom(n, 0), ItemKey(n - 1, kMax)));
    EXPECT_FALSE(Holds(ItemRangeFrom(n, 0), LabelKey(n, 0)));
    EXPECT_TRUE(Holds(LabelRange(n), LabelKey(n, kMax)));
    EXPECT_TRUE(Holds(FindingRangeFrom(n, 1), FindingKey(n, kMax)));
    EXPECT_FALSE(Holds(FindingRangeFrom(n, 1), FindingKey(n, 0)));
    EXPECT_TRUE(Holds(VerifiedRange(n), VerifiedKey(n, 0)));
    EXPECT_TRUE(Holds(VerifiedRange(n), VerifiedKey(n, kMax)));
    EXPECT_FALSE(Holds(VerifiedRange(n), FindingKey(n, kMax)));
    EXPECT_TRUE(Holds(ItemIdRange(n), ItemIdKey(n, "\xFF\xFF", kMax)));
    EXPECT_TRUE(Holds(ItemIdRange(n, "a"), ItemIdKey(n, "a", kMax)));
    EXPECT_FALSE(Holds(ItemIdRange(n, "a"), ItemIdKey(n, std::string("a\0", 2), 0)));
    EXPECT_FALSE(Holds(ItemIdRange(n, "a"), ItemIdKey(n, "ab", 0)));
    EXPECT_TRUE(Holds(DatasetAuditRangeAfter(n, 5), DatasetAuditKey(n, 6)));
    EXPECT_FALSE(Holds(DatasetAuditRangeAfter(n, 5), DatasetAuditKey(n, 5)));
    EXPECT_FALSE(Holds(DatasetRangeAfter(n), DatasetKey(n)));
    EXPECT_FALSE(Holds(AuditRangeAfter(n), PendingAuditKey(n)));
    EXPECT_FALSE(Holds(OperationRangeBefore(n), OperationKey(n)));
    EXPECT_TRUE(Holds(PendingImportRange(), PendingImportKey(n)));
    EXPECT_TRUE(Holds(PendingAuditRange(), PendingAuditKey(n)));
    EXPECT_TRUE(Holds(RunningOperationRange(), RunningOperationKey(n)));
    EXPECT_TRUE(Holds(PendingMatrixRange(), PendingMatrixKey(n, kMax)));
    EXPECT_TRUE(Holds(MatrixRangeAfter(n, 5), MatrixKey(n, 6)));
    EXPECT_FALSE(Holds(MatrixRangeAfter(n, 5), MatrixKey(n, 5)));
    EXPECT_FALSE(Holds(MatrixRangeAfter(n, 5), MatrixKey(n + 1, 6)));
    EXPECT_TRUE(Holds(MatrixBlockRange(n), MatrixBlockKey(n, kMax, kMax)));
    EXPECT_FALSE(Holds(MatrixBlockRange(n), MatrixBlockKey(n + 1, 0, 0)));
    EXPECT_TRUE(Holds(MatrixBlockRange(1, n), MatrixBlockKey(1, n, kMax)));
    EXPECT_FALSE(Holds(MatrixBlockRange(1, n), MatrixBlockKey(1, n + 1, 0)));
  }
  EXPECT_TRUE(Holds(DatasetRangeAfter(1), DatasetKey(2)));
  EXPECT_TRUE(Holds(OperationRangeBefore(9), OperationKey(8)));
  EXPECT_TRUE(Holds(OperationRangeBefore(9), OperationKey(0)));
}

TEST(KeysTest, OperationsComeNewestFirst) { EXPECT_LT(OperationKey(8), OperationKey(7)); }

TEST(KeysTest, BytesThatAreNoKeyOfTheKindAreDamage) {
  const std::string good = ItemIdKey(1, "id", 2);
  EXPECT_THAT(ParseItemIdKey(""), HasReason("STORED_KEY_DAMAGED"));
  EXPECT_THAT(ParseItemIdKey(good + "x"), HasReason("STORED_KEY_DAMAGED"));
  EXPECT_THAT(ParseItemKey(good), HasReason("STORED_KEY_DAMAGED"));
  for (size_t size = 0; size < good.size(); ++size) {
    EXPECT_THAT(ParseItemIdKey(good.substr(0, size)), HasReason("STORED_KEY_DAMAGED"));
  }
  EXPECT_THAT(ParseItemIdKey(good.substr(0, 11) + Bytes({0, 2}) + std::string(8, 'n')),
              HasReason("STORED_KEY_DAMAGED"));
  EXPECT_THAT(ParseDatasetKey("\x10"), HasMetadata("key_kind", "data set"));
}

}  // namespace
}  // namespace assay
