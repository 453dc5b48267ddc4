// Labels that no person gives through leases: by rules, and from files.
#include "gmock/gmock.h"
#include "tests/annotator/campaign/exchange/exchange_case.h"

namespace assay {
namespace {

using ::testing::ElementsAre;

class LabelSourcesTest : public testing::Test {
 protected:
  LabelSourcesTest() {
    case_.AddDataset("items", {{"refund", "I want my REFUND now"},
                               {"inside", "nonrefundable"},
                               {"mark", "refund\xCC\x81"},
                               {"spaces", "money \t back"},
                               {"number", "order 12345"},
                               {"none", ""}});
    case_.Make(ExchangeCase::Plain(v1::LabelSchema::KIND_SINGLE_CHOICE, {"yes", "no"}));
  }

  // Ids of the items that the rule labels.
  std::vector<std::string> LabelledBy(const std::string& term, const std::string& expression) {
    v1::Annotator annotator;
    annotator.set_name("annotators/rule");
    annotator.set_kind(v1::Annotator::KIND_RULE);
    annotator.mutable_rule()->set_column("text");
    annotator.mutable_rule()->set_label_class("yes");
    if (!term.empty()) {
      annotator.mutable_rule()->set_term(term);
    } else {
      annotator.mutable_rule()->set_regular_expression(expression);
    }
    const Worker rule = case_.AddAnnotator(annotator);
    const auto first = case_.RunMachine(rule);
    EXPECT_THAT(first, IsOk());
    const std::string labels = case_.Export(v1::ExportCampaignRequest::FORMAT_LABELS_CSV);
    const auto second = case_.RunMachine(rule);
    EXPECT_THAT(second, IsOk());
    EXPECT_EQ(second.value_or(-1), 0);
    EXPECT_EQ(case_.Export(v1::ExportCampaignRequest::FORMAT_LABELS_CSV), labels);
    case_.ExpectVerified();
    std::vector<std::string> ids;
    for (const char* id : {"refund", "inside", "mark", "spaces", "number", "none"}) {
      if (labels.find("\n" + std::string(id) + ",rule,yes,") != std::string::npos) {
        ids.push_back(id);
      }
    }
    EXPECT_EQ(static_cast<int64_t>(ids.size()), first.value_or(-1));
    return ids;
  }

  absl::StatusOr<v1::ImportLabelsResponse> Import(const std::string& rows) {
    v1::ImportLabelsSpec spec;
    spec.set_create_annotators_kind(v1::Annotator::KIND_CROWD);
    return case_.ImportTable(spec, "item,annotator,label,time,active_seconds\n" + rows);
  }

  ExchangeCase case_;
};

TEST_F(LabelSourcesTest, ATermIsAWholeWordInAnyCase) {
  EXPECT_THAT(LabelledBy("refund", ""), ElementsAre("refund"));
}

TEST_F(LabelSourcesTest, ASpaceOfATermStandsForAnyWhiteSpace) {
  EXPECT_THAT(LabelledBy("Money back", ""), ElementsAre("spaces"));
}

TEST_F(LabelSourcesTest, AnExpressionIsFoundAnywhere) {
  EXPECT_THAT(LabelledBy("", "[0-9]{5}$|refundable"), ElementsAre("inside", "number"));
}

TEST_F(LabelSourcesTest, AnImportTwiceAddsNothing) {
  const std::string rows =
      "refund,w1,yes,2024-05-01T12:00:00Z,2\nrefund,w2,no,2024-05-01T12:00:01Z,\n"
      "refund,w1,no,2024-05-01T13:00:00Z,1\nnone,w1,no,,\n";
  const auto first = Import(rows);
  ASSERT_THAT(first, IsOk());
  EXPECT_EQ(first->label_count(), 4);
  EXPECT_EQ(first->superseding_count(), 1);
  EXPECT_EQ(first->created_annotator_count(), 2);
  const std::string file = case_.Export();
  case_.clock().Advance(10);
  const auto second = Import(rows);
  ASSERT_THAT(second, IsOk());
  EXPECT_EQ(second->label_count(), 0);
  EXPECT_EQ(second->repeated_count(), 4);
  EXPECT_EQ(case_.Export(), file);
  case_.ExpectVerified();
}

TEST_F(LabelSourcesTest, AnImportTakesItsNumber) {
  const uint64_t before = case_.desk().Read()->head.next_import();
  ASSERT_THAT(Import("none,w1,no,,\n"), IsOk());
  EXPECT_EQ(case_.desk().Read()->head.next_import(), before + 1);
}

struct BadRow {
  const char* row;
  const char* reason;
  const char* column;
};

TEST_F(LabelSourcesTest, ABadRowTakesTheWholeImportBack) {
  const std::string before = case_.Export();
  const std::vector<std::string> names = case_.Names();
  for (const BadRow& bad : {BadRow{"nobody,w1,yes,,", "UNKNOWN_ITEM", "item"},
                            BadRow{"none,,yes,,", "EMPTY_ANNOTATOR", "annotator"},
                            BadRow{"none,a/b,yes,,", "BAD_ANNOTATOR_ID", "annotator"},
                            BadRow{"none,w1,,,", "EMPTY_LABEL", "label"},
                            BadRow{"none,w1,perhaps,,", "BAD_LABEL_VALUE", "label"},
                            BadRow{"none,w1,yes,yesterday,", "NOT_A_TIME", "time"},
                            BadRow{"none,w1,yes,,-1", "NOT_A_NUMBER", "active_seconds"}}) {
    const auto imported = Import("refund,w1,yes,,\ninside,w9,no,,\n" + std::string(bad.row) + "\n");
    EXPECT_THAT(imported, HasReason(bad.reason));
    EXPECT_THAT(imported, HasMetadata("row", "3"));
    EXPECT_THAT(imported, HasMetadata("line", "4"));
    EXPECT_THAT(imported, HasMetadata("column", bad.column));
    EXPECT_EQ(case_.Export(), before);
    EXPECT_EQ(case_.Names(), names);
  }
  case_.ExpectVerified();
}

TEST_F(LabelSourcesTest, UnknownAnnotatorsAreRefusedUnlessTheyAreToBeMade) {
  EXPECT_THAT(case_.ImportTable({}, "item,annotator,label\nnone,w1,yes\n"),
              HasReason("UNKNOWN_ANNOTATOR"));
  case_.AddAnnotator("w1");
  EXPECT_THAT(case_.ImportTable({}, "item,annotator,label\nnone,w1,yes\n"), IsOk());
}

}  // namespace
}  // namespace assay
