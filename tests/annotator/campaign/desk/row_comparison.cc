#include "tests/annotator/campaign/desk/row_comparison.h"

#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "annotator/desk/campaign_rows.h"
#include "engine/store/campaign_keys.h"
#include "engine/store/campaign_repository.h"
#include "engine/store/codec.h"
#include "gmock/gmock.h"
#include "tests/support/status_matchers.h"

namespace assay {
namespace {

using reference::CampaignOracle;
using storage::v1::CampaignAnnotatorState;
using storage::v1::CampaignItemState;

class RowComparison {
 public:
  RowComparison(const CampaignOracle& oracle, Store& store, uint64_t campaign_number, bool by_gain)
      : oracle_(oracle), store_(store), number_(campaign_number), by_gain_(by_gain) {}

  void Run() {
    CampaignRepository campaigns(store_);
    ASSERT_THAT(campaigns.ScanAnnotators(number_,
                                         [&](const CampaignAnnotatorState& row) {
                                           CompareAnnotator(row);
                                           return true;
                                         }),
                IsOk());
    std::map<uint64_t, CampaignItemState> rows;
    ASSERT_THAT(campaigns.ScanItems(number_, 0,
                                    [&](uint64_t item, const CampaignItemState& row) {
                                      rows[item] = row;
                                      return true;
                                    }),
                IsOk());
    CompareItems(rows);
    CompareQueue();
    CompareGains();
  }

 private:
  void CompareAnnotator(const CampaignAnnotatorState& row) {
    const uint64_t number = row.annotator_number();
    SCOPED_TRACE("annotator " + std::to_string(number));
    ordinals_[number] = row.ordinal();
    const CampaignOracle::Annotator expected = oracle_.CountAnnotator(number);
    EXPECT_EQ(row.label_count(), expected.labels);
    EXPECT_EQ(row.all_gold_count(), expected.gold);
    EXPECT_EQ(row.all_gold_right_count(), expected.gold_right);
    EXPECT_EQ(row.scored_count(), expected.scored);
    EXPECT_EQ(row.scored_right_count(), expected.scored_right);
    EXPECT_EQ(row.expired_lease_count(), expected.expired);
    EXPECT_EQ(row.skip_count(), expected.skips);
    EXPECT_EQ(row.flag_count(), expected.flags);
    EXPECT_EQ(row.active_time_us(), expected.active_us);
    EXPECT_EQ(row.measured_label_count(), expected.measured);
    EXPECT_EQ(row.spent_micros(), expected.spent);
    EXPECT_EQ(static_cast<size_t>(row.leases_size()), expected.leases.size());
    for (const auto& held : row.leases()) {
      ASSERT_TRUE(expected.leases.contains(held.lease_number()));
      const CampaignOracle::Lease& lease = expected.leases.at(held.lease_number());
      EXPECT_EQ(held.item_number(), lease.gold ? kFirstGoldItem + lease.item : lease.item);
      EXPECT_EQ(held.expire_time_us(), lease.end_us);
      EXPECT_EQ(held.committed_micros(), lease.cost);
    }
  }

  void CompareItems(const std::map<uint64_t, CampaignItemState>& rows) {
    size_t row_count = 0;
    for (const uint64_t item : oracle_.TouchedItems()) {
      SCOPED_TRACE("item " + std::to_string(item));
      ASSERT_TRUE(rows.contains(item));
      CompareItem(item, rows.at(item), oracle_.CountItem(item));
      ++row_count;
    }
    for (const auto& [pair, touch] : oracle_.CountGold()) {
      SCOPED_TRACE("gold item " + std::to_string(pair.second));
      const uint64_t row = GoldRowNumber(kFirstGoldItem + pair.second, ordinals_.at(pair.first));
      ASSERT_TRUE(rows.contains(row));
      ASSERT_EQ(rows.at(row).touches_size(), 1);
      EXPECT_EQ(rows.at(row).touches(0).annotator_number(), pair.first);
      CompareTouch(rows.at(row).touches(0), touch, /*gold=*/true);
      ++row_count;
    }
    EXPECT_EQ(rows.size(), row_count);
  }

  void CompareItem(uint64_t item, const CampaignItemState& row,
                   const CampaignOracle::Item& expected) {
    EXPECT_EQ(static_cast<size_t>(row.touches_size()), expected.touches.size());
    for (const auto& touch : row.touches()) {
      SCOPED_TRACE("of annotator " + std::to_string(touch.annotator_number()));
      ASSERT_TRUE(expected.touches.contains(touch.annotator_number()));
      CompareTouch(touch, expected.touches.at(touch.annotator_number()), /*gold=*/false);
    }
    EXPECT_EQ(static_cast<int>(row.wanted_count()), expected.wanted);
    EXPECT_EQ(static_cast<int>(row.consensus()) - 1, expected.answer);
    EXPECT_NEAR(row.confidence_micros(), expected.confidence * 1e6, 1);
    EXPECT_NEAR(row.gain_micros(), expected.gain * 1e6, 1);
    EXPECT_EQ(row.skip_count(), expected.skips);
    EXPECT_EQ(row.flag_count(), expected.flags);
    EXPECT_EQ(row.open_place() != 0, expected.open);
    if (row.open_place() != 0) {
      queue_[row.open_place() - 1] = item;
      gains_[row.open_place() - 1] = row.gain_micros();
    }
  }

  static void CompareTouch(const CampaignItemState::Touch& touch,
                           const CampaignOracle::Touch& expected, bool gold) {
    EXPECT_EQ(touch.lease_number(), expected.lease);
    EXPECT_EQ(touch.last_lease(), expected.last_lease);
    EXPECT_EQ(touch.label(), expected.label);
    EXPECT_EQ(touch.skipped(), expected.skipped);
    EXPECT_EQ(touch.score(), static_cast<uint32_t>(expected.score));
    if (expected.label != 0) {
      EXPECT_EQ(touch.label_lease(), expected.label_lease);
    }
    if (expected.label != 0 && !gold) {
      EXPECT_EQ(static_cast<int>(touch.answer()), expected.answer);
    }
  }

  void CompareQueue() {
    std::map<uint64_t, uint64_t> found;
    const KeyRange range = CampaignOpenRangeFrom(number_, 0);
    const auto visit = [&](std::string_view key, std::string_view value) {
      found[ParseCampaignOpenKey(key)->place] = *DecodeNumber(KeyKind::kCampaignOpen, value);
      return true;
    };
    ASSERT_THAT(store_.Scan(range.begin, range.end, visit), IsOk());
    EXPECT_EQ(found, queue_);
  }

  void CompareGains() {
    std::map<uint64_t, uint64_t> found;
    const KeyRange range = CampaignGainRange(number_);
    const auto visit = [&](std::string_view key, std::string_view value) {
      const auto gain = ParseCampaignGainKey(key);
      found[gain->place] = *DecodeNumber(KeyKind::kCampaignGain, value);
      EXPECT_EQ(gain->gain, gains_[gain->place]);
      return true;
    };
    ASSERT_THAT(store_.Scan(range.begin, range.end, visit), IsOk());
    EXPECT_EQ(found, by_gain_ ? queue_ : decltype(queue_)());
  }

  const CampaignOracle& oracle_;
  Store& store_;
  const uint64_t number_;
  const bool by_gain_;
  std::map<uint64_t, uint64_t> ordinals_;
  std::map<uint64_t, uint64_t> queue_;  // place: item
  std::map<uint64_t, uint32_t> gains_;  // place: gain
};

}  // namespace

void ExpectRowsOf(const reference::CampaignOracle& oracle, Store& store, uint64_t campaign_number,
                  bool by_gain) {
  RowComparison(oracle, store, campaign_number, by_gain).Run();
}

}  // namespace assay
