#include "clients/cli/campaign_text.h"

#include "clients/cli/work_timer.h"
#include "google/protobuf/util/time_util.h"
#include "tests/support/status_matchers.h"

namespace assay::cli {
namespace {

using google::protobuf::util::TimeUtil;
using ::testing::HasSubstr;

TEST(CampaignTextTest, DurationsAreReadable) {
  EXPECT_EQ(DurationText(TimeUtil::MillisecondsToDuration(4'230)), "4.2 s");
  EXPECT_EQ(DurationText(TimeUtil::SecondsToDuration(200)), "3 min 20 s");
  EXPECT_EQ(DurationText(TimeUtil::SecondsToDuration(7'500)), "2 h 5 min");
}

TEST(CampaignTextTest, ABarIsFullAtTheEndAndEmptyAtTheBeginning) {
  EXPECT_EQ(BarText(0, 20), "[..............................] 0 %");
  EXPECT_EQ(BarText(20, 20), "[##############################] 100 %");
  EXPECT_EQ(BarText(10, 20), "[###############...............] 50 %");
  EXPECT_EQ(BarText(0, 0), "[..............................] 0 %");
  EXPECT_EQ(BarText(30, 20), BarText(20, 20));
}

TEST(CampaignTextTest, EveryShareHasItsIntervalAndItsN) {
  v1::ShareEstimate share;
  EXPECT_EQ(ShareText(share), "-");
  share.set_value(0.9);
  share.set_low(0.596);
  share.set_high(0.982);
  share.set_trial_count(10);
  EXPECT_EQ(ShareText(share), "90 % (59.6 % to 98.2 %; n = 10)");
}

TEST(CampaignTextTest, AStatusLeavesOutWhatIsNotKnown) {
  v1::CampaignStatus status;
  status.set_name("campaigns/news");
  status.set_state(v1::Campaign::STATE_RUNNING);
  status.set_item_count(20);
  const std::string text = StatusText(status);
  EXPECT_THAT(text, HasSubstr("campaigns/news: running"));
  EXPECT_THAT(text, HasSubstr("0 of 20 complete"));
  for (const char* absent : {"agreement", "consensus", "gold", "cost", "median"}) {
    EXPECT_THAT(text, ::testing::Not(HasSubstr(absent)));
  }
}

// 40 of 100 labels cost 2.00, so 100 cost 5.00.
TEST(CampaignTextTest, TheEstimateIsWhatAllLabelsCostAtThePriceOfThoseSoFar) {
  v1::CampaignStatus status;
  EXPECT_EQ(EstimatedMicros(status), 0);
  status.set_currency_code("EUR");
  status.set_label_count(40);
  status.set_wanted_label_count(100);
  status.set_spent_micros(2'000'000);
  status.set_committed_micros(50'000);
  EXPECT_EQ(EstimatedMicros(status), 5'000'000);
  EXPECT_THAT(StatusText(status),
              testing::HasSubstr("2.00 EUR spent, 0.05 EUR committed, about 5.00 EUR for all"));
  status.set_label_count(120);  // more were imported than wanted
  EXPECT_EQ(EstimatedMicros(status), 2'000'000);
}

TEST(CampaignTextTest, AnswersAreWords) {
  v1::LabelValue value;
  EXPECT_EQ(ValueText(value), "");
  value.set_number(2.5);
  EXPECT_EQ(ValueText(value), "2.5");
  value.mutable_choices();
  EXPECT_EQ(ValueText(value), "(none)");
  value.mutable_choices()->add_classes("a");
  value.mutable_choices()->add_classes("b");
  EXPECT_EQ(ValueText(value), "a | b");
  value.mutable_boxes()->add_boxes();
  EXPECT_EQ(ValueText(value), "1 box");
}

TEST(WorkTimerTest, APauseCountsAsWorkForAMinuteAtMost) {
  using std::chrono::milliseconds;
  WorkTimer timer;
  const WorkTimer::Time start;
  timer.Start(start);
  timer.Touch(start + milliseconds(5'000));
  timer.Touch(start + milliseconds(605'000));
  EXPECT_EQ(timer.wall(), milliseconds(605'000));
  EXPECT_EQ(timer.active(), milliseconds(65'000));
  timer.Start(start + milliseconds(605'000));
  timer.Touch(start + milliseconds(606'000));
  EXPECT_EQ(timer.wall(), milliseconds(1'000));
  EXPECT_EQ(timer.active(), milliseconds(1'000));
}

}  // namespace
}  // namespace assay::cli
