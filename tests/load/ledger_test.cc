#include "tests/load/ledger.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/load/latencies.h"

namespace assay::load {
namespace {

using storage::v1::LogEntry;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

Intent Label(const std::string& item, const std::string& annotator, const std::string& choice) {
  return {LogEntry::KIND_LABEL, item, annotator, choice};
}

// Two labels on the only item, as the campaign wants it, and a ledger that knows them.
class LedgerTest : public testing::Test {
 protected:
  LedgerTest() {
    Add("r0", Label("i0", "a0", "c0"), -1);
    Add("r1", Label("i0", "a1", "c1"), -1);
    campaign_.item_count = 1;
    campaign_.label_count = 2;
    campaign_.next_sequence = 2;
  }

  void Add(const std::string& request_id, const Intent& intent, int64_t superseded) {
    const auto sequence = static_cast<int64_t>(campaign_.log.size());
    campaign_.log.push_back({intent, request_id, superseded});
    campaign_.next_sequence = campaign_.log.size();
    ledger_.Intend(request_id, intent);
    EXPECT_EQ(ledger_.Acknowledge(request_id, sequence, superseded), "");
  }

  std::vector<std::string> Faults(bool complete = true) const {
    return ledger_.Compare(campaign_, complete);
  }

  StoredCampaign campaign_;
  Ledger ledger_;
};

TEST_F(LedgerTest, FindsNothingWhereAllIsAsItWasAcknowledged) { EXPECT_THAT(Faults(), IsEmpty()); }

TEST_F(LedgerTest, FindsALostLabel) {
  campaign_.log.pop_back();
  campaign_.next_sequence = 1;
  EXPECT_THAT(Faults(false), ElementsAre(HasSubstr("r1 was acknowledged as 1")));
}

TEST_F(LedgerTest, FindsADoubledLabel) {
  campaign_.log.push_back(campaign_.log[1]);
  campaign_.log.back().superseded_sequence = 1;
  campaign_.next_sequence = 3;
  EXPECT_THAT(Faults(), ElementsAre(HasSubstr("r1 is there twice")));
}

TEST_F(LedgerTest, FindsAChangedLabel) {
  campaign_.log[1].what.choice = "c0";
  EXPECT_THAT(Faults(), ElementsAre(HasSubstr("as c0, asked for was")));
}

TEST_F(LedgerTest, FindsALabelThatNobodyAskedFor) {
  campaign_.log[1].request_id = "other";
  EXPECT_THAT(Faults(), ElementsAre(HasSubstr("nobody asked for entry 1"), HasSubstr("not there")));
}

TEST_F(LedgerTest, FindsALabelThatWasRefused) {
  campaign_.label_count = 3;
  const Intent intent = Label("i0", "a2", "c0");
  ledger_.Intend("r2", intent);
  ledger_.Refuse("r2");
  campaign_.log.push_back({intent, "r2", -1});
  campaign_.next_sequence = 3;
  EXPECT_THAT(Faults(), ElementsAre(HasSubstr("r2 was refused")));
}

TEST_F(LedgerTest, TakesALabelWhoseAnswerWasLost) {
  const Intent intent = Label("i0", "a2", "c0");
  campaign_.label_count = 3;
  ledger_.Intend("r2", intent);
  campaign_.log.push_back({intent, "r2", -1});
  campaign_.next_sequence = 3;
  EXPECT_THAT(Faults(), IsEmpty());
}

TEST_F(LedgerTest, FindsTooManyLabelsOnAnItem) {
  Add("r2", Label("i0", "a2", "c0"), -1);
  EXPECT_THAT(Faults(false), ElementsAre(HasSubstr("item i0 has 3 labels, wanted are 2")));
}

TEST_F(LedgerTest, FindsTooFewLabelsOnlyWhereAllShouldBeDone) {
  campaign_.label_count = 3;
  EXPECT_THAT(Faults(false), IsEmpty());
  EXPECT_THAT(Faults(true), ElementsAre(HasSubstr("0 items have all their labels")));
}

TEST_F(LedgerTest, FindsTwoLabelsOfOneAnnotatorOnAnItem) {
  Add("r2", Label("i0", "a0", "c1"), -1);
  EXPECT_THAT(Faults(), ElementsAre(HasSubstr("supersedes -1, expected 0")));
}

TEST_F(LedgerTest, CountsASupersededLabelOnce) {
  Add("r2", Label("i0", "a0", "c1"), 0);
  EXPECT_THAT(Faults(), IsEmpty());
}

TEST_F(LedgerTest, FindsALabelAfterTheItemWasGivenUp) {
  campaign_.label_count = 3;
  Add("r2", {LogEntry::KIND_SKIP, "i0", "a2", ""}, -1);
  Add("r3", Label("i0", "a2", "c1"), -1);
  EXPECT_THAT(Faults(), ElementsAre(HasSubstr("after the item was given up")));
}

TEST_F(LedgerTest, FindsAHeadThatDoesNotFitTheLog) {
  campaign_.next_sequence = 3;
  EXPECT_THAT(Faults(), ElementsAre(HasSubstr("the head ends at 3")));
}

TEST_F(LedgerTest, SaysWhenARepeatedCallGetsAnotherAnswer) {
  EXPECT_EQ(ledger_.Acknowledge("r1", 1, -1), "");
  EXPECT_THAT(ledger_.Acknowledge("r1", 2, -1), HasSubstr("and then with 2/-1"));
  EXPECT_EQ(ledger_.acknowledged_count(), 2);
}

TEST(LatenciesTest, PercentilesAreTheSmallestValuesThatEnoughDoNotExceed) {
  Latencies latencies;
  EXPECT_EQ(latencies.Percentile(0.5), 0);
  for (const int micros : {50, 10, 40, 20, 30, 70, 60, 100, 80, 90}) {
    latencies.Add(std::chrono::microseconds(micros));
  }
  EXPECT_EQ(latencies.Percentile(0.5), 50);
  EXPECT_EQ(latencies.Percentile(0.91), 100);
  EXPECT_EQ(latencies.Percentile(0.01), 10);
  EXPECT_EQ(latencies.Percentile(1), 100);
}

}  // namespace
}  // namespace assay::load
