// Random work against the oracle: every answer of the desk is compared with what it must be.

#include <algorithm>
#include <cmath>
#include <map>
#include <random>
#include <string>
#include <tuple>
#include <vector>

#include "engine/base/status.h"
#include "engine/store/campaign_keys.h"
#include "engine/store/codec.h"
#include "gmock/gmock.h"
#include "tests/annotator/campaign/desk/desk_bench.h"
#include "tests/annotator/campaign/desk/row_comparison.h"
#include "tests/reference/campaign/campaign_oracle.h"

namespace assay {
namespace {

using reference::CampaignOracle;

constexpr const char* kClasses[] = {"a", "b", "c", "d", "e"};
constexpr int64_t kLeaseMicros = 60'000'000;
constexpr uint64_t kSeeds = 8;
constexpr int kSteps = 800;

struct Setting {
  uint64_t seed;
  v1::Campaign::Order order;
  bool gold;
  int64_t budget;
};

class Model {
 public:
  explicit Model(const Setting& setting)
      : random_(setting.seed),
        setting_(setting),
        budget_(setting.budget),
        oracle_(3, kItems, {.label_count = 2, .max_label_count = 2}, kLeaseMicros) {
    bench_.AddItems(kItems);
    bench_.AddGold(kGold);
    v1::Campaign campaign = DeskBench::Plain();
    campaign.set_order(setting.order);
    campaign.set_seed(setting.seed);
    campaign.mutable_overlap()->set_label_count(2);
    campaign.set_max_lease_count(static_cast<int>(max_leases_));
    campaign.set_budget_micros(budget_);
    if (setting.gold) {
      campaign.mutable_gold()->set_share(0.3);
      campaign.mutable_gold()->set_pass_mark(pass_mark_);
      campaign.mutable_gold()->set_min_answer_count(kMinGold);
      campaign.mutable_gold()->set_action(v1::GoldRule::ACTION_STOP);
    }
    bench_.Make(campaign);
    for (int i = 0; i < 6; ++i) {
      workers_.push_back(bench_.AddWorker("w" + std::to_string(i), 10 * i));
    }
    machine_ = bench_.AddWorker("rule", 0, v1::Annotator::KIND_RULE);
    oracle_.AddMachine(machine_.annotator_number);
    StartLeaseClock(0);
  }

  void Run(int steps) {
    for (int step = 0; step < steps && !testing::Test::HasFailure(); ++step) {
      SCOPED_TRACE("step " + std::to_string(step));
      Step();
      Compare();
      if (step % 250 == 249) {
        Verify();
      }
    }
    if (!testing::Test::HasFailure()) {
      Close();
      Compare();
      Verify();
    }
  }

 private:
  static constexpr uint64_t kItems = 12;
  static constexpr int64_t kGold = 6;
  static constexpr int kMinGold = 3;

  struct GoldCount {
    int64_t answers = 0;
    int64_t right = 0;
    bool stopped = false;
  };

  size_t Pick(size_t count) { return static_cast<size_t>(random_() % count); }
  int AnyAnswer() { return static_cast<int>(Pick(static_cast<size_t>(oracle_.class_count()))); }
  const Worker& AnyWorker() { return workers_[Pick(workers_.size())]; }

  void StartLeaseClock(int64_t seen_us) {
    lease_begin_us_ = std::max(seen_us, bench_.clock().WallMicros());
    steady_begin_us_ = bench_.clock().MonotonicMicros();
  }
  int64_t LeaseTime() {
    return lease_begin_us_ + bench_.clock().MonotonicMicros() - steady_begin_us_;
  }

  void Step() {
    oracle_.AdvanceTo(LeaseTime());
    const size_t what = Pick(100);
    if (what < 30) {
      Lease(AnyWorker());
    } else if (what < 62) {
      Submit();
    } else if (what < 68) {
      Skip();
    } else if (what < 71) {
      Flag();
    } else if (what < 77) {
      Undo(AnyWorker());
    } else if (what < 80) {
      Release(AnyWorker());
    } else if (what < 83) {
      Extend(AnyWorker());
    } else if (what < 88) {
      bench_.clock().Advance(static_cast<int64_t>(Pick(40)));
    } else if (what < 90) {
      SetWall();
    } else if (what < 94) {
      Add();
    } else if (what < 96) {
      Change();
    } else if (what < 97) {
      Restart();
    } else if (what < 98) {
      Reinstate(AnyWorker());
    } else if (what < 99) {
      RefuseOnce(AnyWorker());
    } else if (oracle_.item_count() < 40) {
      bench_.AppendItems(1);
      oracle_.AddItems(1);
    }
  }

  // Somebody sets the clock, back or forth.
  void SetWall() {
    const int64_t jump_us = (static_cast<int64_t>(Pick(400)) - 200) * 1'000'000;
    bench_.clock().SetWall(bench_.clock().WallMicros() + jump_us);
  }

  // Of the program, or of the machine: its steady clock begins anew then.
  void Restart() {
    const auto head = ReadMessage<storage::v1::CampaignHead>(
        bench_.store(), KeyKind::kCampaignHead, CampaignHeadKey(bench_.campaign_number()));
    ASSERT_THAT(head, IsOk());
    ASSERT_TRUE(head->has_value());
    EXPECT_GE((*head)->lease_time_us(), seen_us_);
    EXPECT_LE((*head)->lease_time_us(), LeaseTime());
    seen_us_ = (*head)->lease_time_us();
    if (Pick(2) == 0) {
      bench_.clock().SetSteady(static_cast<int64_t>(Pick(1000)));
    }
    bench_.Reopen();
    StartLeaseClock(seen_us_);
    bench_.desk().ExpireLeases();
  }

  bool BudgetAllows(const Worker& worker) const {
    return budget_ == 0 ||
           oracle_.spent() + oracle_.committed() + worker.label_price_micros <= budget_;
  }

  void Lease(const Worker& worker) {
    const uint64_t who = worker.annotator_number;
    const auto asked = static_cast<int64_t>(1 + Pick(5));
    const auto response = bench_.TryLease(worker, static_cast<int>(asked));
    if (paused_) {
      EXPECT_THAT(response, HasReason("CAMPAIGN_NOT_RUNNING"));
      return;
    }
    if (gold_[who].stopped) {
      EXPECT_THAT(response, HasReason("ANNOTATOR_STOPPED"));
      return;
    }
    const int64_t room = max_leases_ - oracle_.Held(who);
    if (room <= 0) {
      EXPECT_THAT(response, HasReason("TOO_MANY_LEASES"));
      return;
    }
    ASSERT_THAT(response, IsOk());
    for (const v1::Lease& lease : response->leases()) {
      EXPECT_TRUE(BudgetAllows(worker));
      ExpectAllowed(who, lease);
      Remember(worker, lease, worker.label_price_micros);
    }
    if (response->leases_size() == std::min(asked, room)) {
      EXPECT_EQ(response->state(), v1::LeaseItemsResponse::STATE_MORE);
    } else if (!BudgetAllows(worker)) {
      EXPECT_EQ(response->state(), v1::LeaseItemsResponse::STATE_BUDGET_SPENT);
    } else {
      EXPECT_EQ(oracle_.AnyFor(who, true), CampaignOracle::kNobody);
      EXPECT_EQ(oracle_.AnyFor(who, false), CampaignOracle::kNobody);
      EXPECT_EQ(response->state(), oracle_.Held(CampaignOracle::kNobody) > 0
                                       ? v1::LeaseItemsResponse::STATE_WAIT
                                       : v1::LeaseItemsResponse::STATE_DONE);
    }
  }

  void ExpectAllowed(uint64_t who, const v1::Lease& lease) {
    const uint64_t item = ItemOf(lease);
    if (lease.item_id().starts_with("g")) {
      EXPECT_FALSE(oracle_.HadGold(who, item));
      return;
    }
    EXPECT_TRUE(oracle_.MayHave(who, item)) << lease.item_id();
    if (setting_.order == v1::Campaign::ORDER_GAIN && oracle_.HasStarted(item)) {
      ExpectGreatestGain(who, item);
    }
    if (!oracle_.HasStarted(item)) {
      EXPECT_EQ(oracle_.AnyFor(who, true), CampaignOracle::kNobody)
          << "an untouched item before one that has some of its labels";
      if (setting_.order == v1::Campaign::ORDER_SEQUENTIAL) {
        EXPECT_EQ(oracle_.AnyFor(who, false), item);
      }
    }
  }

  void ExpectGreatestGain(uint64_t who, uint64_t item) const {
    constexpr double kMicro = 1e-6;
    const double gain = oracle_.CountItem(item).gain;
    for (uint64_t other = 0; other < oracle_.item_count(); ++other) {
      if (oracle_.HasStarted(other) && oracle_.MayHave(who, other)) {
        EXPECT_LE(oracle_.CountItem(other).gain, gain + kMicro) << other << " before " << item;
      }
    }
  }

  void Remember(const Worker& worker, const v1::Lease& lease, int64_t cost) {
    const auto& granted = oracle_.Grant(worker.annotator_number, ItemOf(lease),
                                        lease.item_id().starts_with("g"), cost);
    given_.push_back({worker, lease, granted.number});
  }

  struct Given {
    Worker worker;
    v1::Lease lease;
    uint64_t number;
  };
  // A lease that was given out, mostly one that is still held.
  const Given* AnyLease() {
    const Given* chosen = nullptr;
    for (int attempt = 0; attempt < 8 && !given_.empty(); ++attempt) {
      chosen = &given_[Pick(given_.size())];
      if (oracle_.IsLive(chosen->number)) {
        break;
      }
    }
    return chosen;
  }

  // The price, or what the budget has left where others and the own lease leave less.
  int64_t PaidFor(const Given& given) const {
    const int64_t price = given.worker.label_price_micros;
    if (budget_ == 0) {
      return price;
    }
    const auto& named = oracle_.leases()[given.number - 1];
    int64_t left = budget_ - oracle_.spent() - oracle_.committed();
    for (const CampaignOracle::Lease& lease : oracle_.leases()) {
      const bool is_this = lease.live && lease.annotator == named.annotator &&
                           lease.item == named.item && lease.gold == named.gold;
      left += is_this ? lease.cost : 0;
    }
    return std::clamp<int64_t>(left, 0, price);
  }

  CampaignOracle::Event EventOf(const Given& given, int answer, int64_t active_us) const {
    const auto& lease = oracle_.leases()[given.number - 1];
    return {.annotator = lease.annotator,
            .item = lease.item,
            .gold = lease.gold,
            .answer = answer,
            .cost = PaidFor(given),
            .active_us = active_us};
  }

  void Submit() {
    const Given* given = AnyLease();
    if (given == nullptr) {
      return;
    }
    // Two of three say the same of an item.
    const uint64_t item = ItemOf(given->lease);
    const int answer = Pick(3) < 2 ? static_cast<int>(item % 3) : AnyAnswer();
    const auto seconds = static_cast<int64_t>(Pick(30));
    const std::string request_id = "s" + std::to_string(++request_count_);
    const std::string why_not = oracle_.WhyNot(oracle_.leases()[given->number - 1]);
    const auto response =
        bench_.TrySubmit(given->worker, given->lease, kClasses[answer], request_id, seconds);
    if (!why_not.empty()) {
      EXPECT_THAT(response, HasReason(why_not));
      return;
    }
    ASSERT_THAT(response, IsOk());
    EXPECT_EQ(response->sequence(), static_cast<int64_t>(oracle_.event_count()));
    const uint64_t superseded = oracle_.AddLabel(EventOf(*given, answer, seconds * 1'000'000));
    EXPECT_EQ(response->superseded_sequence(), static_cast<int64_t>(superseded) - 1);
    CountGold(*given, answer);
    const auto again =
        bench_.TrySubmit(given->worker, given->lease, kClasses[answer], request_id, seconds);
    ASSERT_THAT(again, IsOk());
    EXPECT_EQ(again->SerializeAsString(), response->SerializeAsString());
  }

  void CountGold(const Given& given, int answer) {
    const auto& lease = oracle_.leases()[given.number - 1];
    if (!lease.gold) {
      return;
    }
    GoldCount& count = gold_[lease.annotator];
    ++count.answers;
    count.right += answer == static_cast<int>(lease.item % 2) ? 1 : 0;
    if (count.answers >= kMinGold && !count.stopped &&
        static_cast<double>(count.right) / static_cast<double>(count.answers) < pass_mark_) {
      count.stopped = true;
      oracle_.EndAll(lease.annotator);
    }
  }

  void Skip() {
    const Given* given = AnyLease();
    if (given == nullptr) {
      return;
    }
    const std::string why_not = oracle_.WhyNot(oracle_.leases()[given->number - 1]);
    const auto response = bench_.TrySkip(given->worker, given->lease);
    if (!why_not.empty()) {
      EXPECT_THAT(response, HasReason(why_not));
      return;
    }
    ASSERT_THAT(response, IsOk());
    EXPECT_EQ(response->sequence(), static_cast<int64_t>(oracle_.event_count()));
    oracle_.AddSkip(EventOf(*given, 0, 0));
  }

  void Flag() {
    if (const Given* given = AnyLease(); given != nullptr) {
      EXPECT_THAT(bench_.TryFlag(given->worker, given->lease), IsOk());
      oracle_.AddFlag(EventOf(*given, 0, 0));
    }
  }

  void Undo(const Worker& worker) {
    const uint64_t who = worker.annotator_number;
    const size_t count = 1 + Pick(2);
    const auto response = bench_.TryUndo(worker, static_cast<int>(count));
    if (paused_ || gold_[who].stopped) {
      EXPECT_THAT(response, HasReason(paused_ ? "CAMPAIGN_NOT_RUNNING" : "ANNOTATOR_STOPPED"));
      return;
    }
    std::vector<uint64_t> items = oracle_.Undoable(who);
    if (items.empty()) {
      EXPECT_THAT(response, HasReason("NOTHING_TO_UNDO"));
      return;
    }
    ASSERT_THAT(response, IsOk());
    items.resize(std::min(items.size(), count));
    ASSERT_EQ(static_cast<size_t>(response->leases_size()), items.size());
    for (size_t i = 0; i < items.size(); ++i) {
      const v1::Lease& lease = response->leases(static_cast<int>(i));
      EXPECT_EQ(ItemOf(lease), items[i]);
      EXPECT_EQ(lease.earlier_value().choice(), kClasses[*oracle_.AnswerOf(who, items[i])]);
      Remember(worker, lease, 0);
    }
  }

  void Release(const Worker& worker) {
    EXPECT_EQ(bench_.Release(worker), oracle_.Held(worker.annotator_number));
    oracle_.EndAll(worker.annotator_number);
  }

  void Extend(const Worker& worker) {
    const auto response = bench_.Extend(worker);
    ASSERT_THAT(response, IsOk());
    EXPECT_EQ(response->leases_size(), oracle_.Held(worker.annotator_number));
    for (const auto& lease : oracle_.leases()) {
      if (lease.live && lease.annotator == worker.annotator_number) {
        oracle_.Extend(lease.number);
      }
    }
  }

  // Labels from elsewhere.
  void Add() {
    std::vector<storage::v1::LogEntry> entries;
    for (size_t i = 0; i < 1 + Pick(3); ++i) {
      const Worker& worker = Pick(3) == 0 ? machine_ : AnyWorker();
      const uint64_t item = Pick(oracle_.item_count());
      const int answer = AnyAnswer();
      entries.push_back(DeskBench::LabelOf(worker, item, kClasses[answer]));
      oracle_.AddLabel({.annotator = worker.annotator_number, .item = item, .answer = answer});
    }
    const auto added =
        Pick(2) == 0 ? bench_.AddEntries(entries) : bench_.Import(++import_count_, {entries});
    ASSERT_THAT(added, IsOk());
    EXPECT_EQ(added->label_count, static_cast<int64_t>(entries.size()));
  }

  void Change() {
    switch (Pick(5)) {
      case 0:
        paused_ = !paused_;
        return bench_.Change([this](v1::Campaign& campaign) {
          campaign.set_state(paused_ ? v1::Campaign::STATE_PAUSED : v1::Campaign::STATE_RUNNING);
        });
      case 1:
        return ChangeLimits();
      case 2:
        return AddClass();
      default:
        return ChangeOverlap();
    }
  }

  void ChangeOverlap() {
    CampaignOracle::Rule rule;
    rule.label_count = static_cast<int>(1 + Pick(3));
    rule.max_label_count = rule.label_count + static_cast<int>(Pick(3));
    rule.target = Pick(2) == 0 ? 0.95 : 0.8;
    oracle_.SetRule(rule);
    bench_.Change([&](v1::Campaign& campaign) {
      campaign.mutable_overlap()->set_label_count(rule.label_count);
      campaign.mutable_overlap()->set_max_label_count(rule.max_label_count);
      campaign.mutable_overlap()->set_target_confidence(rule.target);
    });
  }

  void ChangeLimits() {
    const auto lease_seconds = static_cast<int64_t>(20 + Pick(80));
    oracle_.SetLeaseTime(lease_seconds * 1'000'000);
    max_leases_ = static_cast<int64_t>(2 + Pick(4));
    pass_mark_ = Pick(2) == 0 ? 0.2 : 0.4;
    budget_ += budget_ == 0 ? 0 : 200;
    bench_.Change([&](v1::Campaign& campaign) {
      campaign.mutable_lease_duration()->set_seconds(lease_seconds);
      campaign.set_max_lease_count(static_cast<int>(max_leases_));
      campaign.set_budget_micros(budget_);
      if (setting_.gold) {
        campaign.mutable_gold()->set_pass_mark(pass_mark_);
      }
    });
  }

  void AddClass() {
    const int count = oracle_.class_count();
    if (count < static_cast<int>(std::size(kClasses))) {
      oracle_.SetClassCount(count + 1);
      bench_.Change(
          [&](v1::Campaign& campaign) { campaign.mutable_schema()->add_classes(kClasses[count]); });
    }
  }

  // Leases end, and nothing is taken any more.
  void Close() {
    oracle_.AdvanceTo(LeaseTime());
    bench_.desk().ExpireLeases();
    bench_.Change([](v1::Campaign& campaign) { campaign.set_state(v1::Campaign::STATE_CLOSED); });
    for (const Worker& worker : workers_) {
      oracle_.EndAll(worker.annotator_number);
      EXPECT_THAT(bench_.TryLease(worker), HasReason("CAMPAIGN_NOT_RUNNING"));
      EXPECT_THAT(bench_.TryUndo(worker), HasReason("CAMPAIGN_NOT_RUNNING"));
    }
    for (const Given& given : given_) {
      const auto& [worker, lease, number] = given;
      EXPECT_THAT(bench_.TrySubmit(worker, lease, "a"), HasReason("CAMPAIGN_CLOSED"));
      EXPECT_THAT(bench_.TrySkip(worker, lease), HasReason("CAMPAIGN_CLOSED"));
      EXPECT_THAT(bench_.TryFlag(worker, lease), HasReason("CAMPAIGN_CLOSED"));
    }
    const std::vector<storage::v1::LogEntry> entries{DeskBench::LabelOf(machine_, 0, "a")};
    EXPECT_THAT(bench_.AddEntries(entries), HasReason("CAMPAIGN_CLOSED"));
    EXPECT_THAT(bench_.Import(++import_count_, {entries}), HasReason("CAMPAIGN_CLOSED"));
  }

  void Reinstate(const Worker& worker) {
    storage::v1::LogEntry entry;
    entry.set_kind(storage::v1::LogEntry::KIND_REINSTATE);
    entry.set_source(storage::v1::LogEntry::SOURCE_SUBMITTED);
    entry.set_annotator_number(worker.annotator_number);
    entry.set_submit_time_us(1);
    EXPECT_THAT(bench_.AddEntries({entry}), IsOk());
    oracle_.AddOther();
    gold_[worker.annotator_number] = {};
  }

  void RefuseOnce(const Worker& worker) {
    bench_.store().FailCommits(absl::ResourceExhaustedError("full"));
    const auto response = bench_.TryLease(worker, 2);
    EXPECT_FALSE(response.ok() && !response->leases().empty());
    bench_.store().FailCommits(absl::OkStatus());
  }

  void Compare() {
    oracle_.AdvanceTo(LeaseTime());
    bench_.desk().ExpireLeases();
    CompareFigures();
    ExpectRowsOf(oracle_, bench_.store(), bench_.campaign_number(),
                 setting_.order == v1::Campaign::ORDER_GAIN);
  }

  void CompareFigures() {
    const CampaignOracle::Figures expected = oracle_.Count();
    const v1::CampaignStatus found = bench_.Status();
    EXPECT_EQ(found.complete_item_count(), expected.complete_items);
    EXPECT_EQ(found.open_item_count(), expected.open_items);
    EXPECT_EQ(found.label_count(), expected.labels);
    EXPECT_EQ(found.wanted_label_count(), expected.wanted_labels);
    EXPECT_EQ(found.machine_label_count(), expected.machine_labels);
    EXPECT_EQ(found.superseded_label_count(), expected.superseded);
    EXPECT_EQ(found.skip_count(), expected.skips);
    EXPECT_EQ(found.flag_count(), expected.flags);
    EXPECT_EQ(found.entry_count(), static_cast<int64_t>(oracle_.event_count()));
    EXPECT_EQ(found.lease_count(), expected.leases);
    EXPECT_EQ(found.spent_micros(), expected.spent);
    EXPECT_EQ(found.committed_micros(), expected.committed);
    EXPECT_EQ(found.active_time().seconds() * 1'000'000, expected.active_us);
    EXPECT_EQ(found.gold_rate().trial_count(), expected.gold);
    EXPECT_EQ(bench_.Figures().gold_right_count(), expected.gold_right);
    EXPECT_EQ(found.consensus().item_count(), expected.consensus_items);
    EXPECT_EQ(found.consensus().unsure_item_count(), expected.unsure_items);
    EXPECT_NEAR(found.consensus().mean_confidence(), expected.mean_confidence, 1e-6);
    for (int k = 0; k < oracle_.class_count(); ++k) {
      EXPECT_EQ(found.consensus().classes(k).item_count(),
                expected.consensus_classes[static_cast<size_t>(k)]);
    }
    EXPECT_EQ(found.agreement().item_count(), expected.shared_items);
    ExpectEqualOrNaN(found.agreement().percent_agreement(), expected.percent_agreement);
    ExpectEqualOrNaN(found.agreement().krippendorff_alpha(), expected.alpha);
  }

  static void ExpectEqualOrNaN(double found, double expected) {
    EXPECT_EQ(std::isnan(found), std::isnan(expected)) << found << " for " << expected;
    if (!std::isnan(expected)) {
      EXPECT_NEAR(found, expected, 1e-9);
    }
  }

  void Verify() {
    const auto outcome = bench_.Verify();
    ASSERT_THAT(outcome, IsOk());
    for (const auto& difference : outcome->differences) {
      ADD_FAILURE() << difference.ShortDebugString();
    }
  }

  std::mt19937_64 random_;
  const Setting setting_;
  int64_t budget_;
  int64_t max_leases_ = 4;
  double pass_mark_ = 0.3;
  DeskBench bench_;
  CampaignOracle oracle_;
  std::vector<Worker> workers_;
  Worker machine_;
  std::vector<Given> given_;
  std::map<uint64_t, GoldCount> gold_;
  bool paused_ = false;
  int64_t lease_begin_us_ = 0;
  int64_t steady_begin_us_ = 0;
  int64_t seen_us_ = 0;
  int request_count_ = 0;
  uint64_t import_count_ = 0;
};

class ModelTest : public testing::TestWithParam<Setting> {};

TEST_P(ModelTest, EveryAnswerAndFigureIsThatOfThePlainModel) {
  for (uint64_t seed = 1; seed <= kSeeds && !HasFailure(); ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    Setting setting = GetParam();
    setting.seed = seed;
    Model(setting).Run(kSteps);
  }
}

INSTANTIATE_TEST_SUITE_P(Settings, ModelTest,
                         testing::Values(Setting{0, v1::Campaign::ORDER_SEQUENTIAL, false, 0},
                                         Setting{0, v1::Campaign::ORDER_SEQUENTIAL, true, 800},
                                         Setting{0, v1::Campaign::ORDER_RANDOM, false, 1500},
                                         Setting{0, v1::Campaign::ORDER_RANDOM, true, 0},
                                         Setting{0, v1::Campaign::ORDER_GAIN, false, 0},
                                         Setting{0, v1::Campaign::ORDER_GAIN, true, 3000}));

}  // namespace
}  // namespace assay
