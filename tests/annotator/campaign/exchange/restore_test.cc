// A lossless file of a campaign is read back into an empty store, and written again: byte for byte
// the same.
#include <limits>

#include "gmock/gmock.h"
#include "google/protobuf/text_format.h"
#include "tests/annotator/campaign/exchange/exchange_case.h"

namespace assay {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr const char* kWoman =
    "👩🏽‍🚀 cafe\xCC\x81 \xE2\x80\xA8 \"<b>\\n</b>\"\t\x01 naïve";

v1::LabelValue Parse(const std::string& text) {
  v1::LabelValue value;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &value)) << text;
  return value;
}

void ExpectTheSameAgain(ExchangeCase& original) {
  const std::string file = original.Export();
  original.ExpectVerified();
  ExchangeCase again;
  ASSERT_THAT(again.Restore(file), IsOk());
  EXPECT_EQ(again.Export(), file);
  again.ExpectVerified();
  for (const auto format : {v1::ExportCampaignRequest::FORMAT_LABELS_CSV,
                            v1::ExportCampaignRequest::FORMAT_CONSENSUS_CSV}) {
    EXPECT_EQ(again.Export(format), original.Export(format));
  }
}

struct SchemaCase {
  const char* name;
  v1::LabelSchema::Kind kind;
  std::vector<std::string> classes;
  std::vector<std::string> values;
};

class RestoreSchemaTest : public testing::TestWithParam<SchemaCase> {};

TEST_P(RestoreSchemaTest, AnswersComeBackAsTheyWere) {
  ExchangeCase original;
  std::vector<CaseItem> items;
  for (size_t i = 0; i < GetParam().values.size(); ++i) {
    items.push_back({"📌" + std::to_string(i), kWoman});
  }
  original.AddDataset("items", items);
  original.Make(ExchangeCase::Plain(GetParam().kind, GetParam().classes));
  const Worker ann = original.AddAnnotator("ann", 12'345);
  for (const std::string& value : GetParam().values) {
    original.Submit(ann, original.Lease(ann), Parse(value), kWoman);
  }
  ExpectTheSameAgain(original);
}

INSTANTIATE_TEST_SUITE_P(
    AllKinds, RestoreSchemaTest,
    testing::Values(
        SchemaCase{"Single",
                   v1::LabelSchema::KIND_SINGLE_CHOICE,
                   {kWoman, "b\"\\", "|"},
                   {R"(choice: "b\"\\")", R"(choice: "|")"}},
        SchemaCase{"Multiple",
                   v1::LabelSchema::KIND_MULTIPLE_CHOICE,
                   {"a|b", "é", "e\u0301"},
                   {"choices {}", R"(choices { classes: "é" classes: "a|b" })",
                    "choices { classes: \"e\u0301\" }"}},
        SchemaCase{"Ordinal",
                   v1::LabelSchema::KIND_ORDINAL,
                   {"low", "high"},
                   {R"(choice: "high")", R"(choice: "low")"}},
        SchemaCase{"Number",
                   v1::LabelSchema::KIND_NUMBER,
                   {},
                   {"number: 0", "number: -0.0", "number: 18446744073709551616", "number: 1e300",
                    "number: 5e-324", "number: 0.1", "number: -123456789012345678",
                    "number: 9007199254740993", "number: 1e22", "number: -9223372036854775809",
                    "number: 1.7976931348623157e308", "number: 1e15"}},
        SchemaCase{"Spans",
                   v1::LabelSchema::KIND_TEXT_SPANS,
                   {"PER", "👍🏽"},
                   {"spans {}",
                    R"(spans { spans { start_offset: 3 end_offset: 4 label_class: "👍🏽" }
                               spans { start_offset: 0 end_offset: 9 label_class: "PER" } })",
                    R"(spans { spans { start_offset: 1 end_offset: 2 label_class: "PER"
                                       column: "text" } })"}},
        SchemaCase{"Boxes",
                   v1::LabelSchema::KIND_BOXES,
                   {"cat"},
                   {"boxes {}",
                    R"(boxes { boxes { min_x_pixels: -0.0 min_y_pixels: 0.1 max_x_pixels: 1e16
                                       max_y_pixels: 5 label_class: "cat" } })"}},
        SchemaCase{"Pairwise",
                   v1::LabelSchema::KIND_PAIRWISE,
                   {},
                   {"preference: PREFERENCE_FIRST", "preference: PREFERENCE_TIE"}}),
    [](const auto& each) { return std::string(each.param.name); });

// Everything that may stand in a log.
class RestoreLogTest : public testing::Test {
 protected:
  RestoreLogTest() {
    std::vector<CaseItem> items;
    for (int i = 0; i < 12; ++i) {
      items.push_back({"i" + std::to_string(i), i % 3 == 0 ? "a Würstchen!" : kWoman});
    }
    case_.AddDataset("items", items);
    case_.AddDataset("gold", {{"g0", "one", "a"}, {"g1", "two", "b"}, {"g2", "three", "a"}});
  }

  static v1::Campaign Settings() {
    v1::Campaign campaign =
        ExchangeCase::Plain(v1::LabelSchema::KIND_SINGLE_CHOICE, {"a", "b", "c"});
    campaign.mutable_overlap()->set_label_count(2);
    campaign.mutable_guidelines()->set_version(1);
    campaign.mutable_guidelines()->set_text(kWoman);
    campaign.set_currency_code("EUR");
    v1::GoldRule& gold = *campaign.mutable_gold();
    gold.set_dataset("datasets/gold");
    gold.set_first_count(2);
    gold.set_pass_mark(0.9);
    gold.set_min_answer_count(2);
    gold.set_action(v1::GoldRule::ACTION_STOP);
    return campaign;
  }

  void AddRuleLabels() {
    v1::Annotator rule;
    rule.set_name("annotators/rule");
    rule.set_kind(v1::Annotator::KIND_RULE);
    rule.mutable_rule()->set_term("würstchen");
    rule.mutable_rule()->set_label_class("c");
    const auto count = case_.RunMachine(case_.AddAnnotator(rule));
    ASSERT_THAT(count, IsOk());
    EXPECT_EQ(*count, 4);
  }

  void AddCrowdLabels() {
    v1::ImportLabelsSpec spec;
    spec.set_create_annotators_kind(v1::Annotator::KIND_CROWD);
    const auto imported =
        case_.ImportTable(spec,
                          "item,annotator,label,time,active_seconds\n"
                          "i1,w1,a,2024-05-01T12:34:56.25Z,2.5\ni1,w2,b,2024-05-01T12:34:57Z,1\n"
                          "i1,w1,b,2024-05-01T12:35:00Z,\n");
    ASSERT_THAT(imported, IsOk());
    EXPECT_EQ(imported->label_count(), 3);
  }

  void AddWork() {
    const Worker ann = case_.AddAnnotator("ann", 100'000);
    for (int i = 0; i < 4; ++i) {
      const v1::Lease lease = case_.Lease(ann);  // the first two are gold
      case_.Submit(ann, lease, Choice(lease.item_id() == "g1" ? "b" : "a"), "c");
    }
    case_.Submit(ann, case_.Undo(ann), Choice("c"));
    case_.Skip(ann, case_.Undo(ann), "do not know any more");
    case_.Skip(ann, case_.Lease(ann), kWoman);
    const v1::Lease flagged = case_.Lease(ann);
    case_.Flag(ann, flagged, "broken");
    case_.Submit(ann, flagged, Choice("b"));
    case_.Lease(ann);
    case_.clock().Advance(3600);
    case_.desk().ExpireLeases();
    case_.Lease(ann);
    const Worker bob = case_.AddAnnotator("bob");
    case_.Submit(bob, case_.Lease(bob), Choice("c"));
    case_.Submit(bob, case_.Lease(bob), Choice("c"));  // and is stopped
  }

  ExchangeCase case_;
};

TEST_F(RestoreLogTest, EveryKindOfEntryComesBackAsItWas) {
  case_.Make(Settings());
  AddRuleLabels();
  AddWork();
  AddCrowdLabels();
  const std::string file = case_.Export();
  for (const char* kind :
       {"\"kind\":\"label\"", "\"kind\":\"skip\"", "\"kind\":\"flag\"", "\"kind\":\"withdraw\"",
        "\"gold_item\":", "\"supersedes\":", "\"source\":\"machine\"", "\"source\":\"imported\"",
        "\"cost_micros\":100000", "\"active_time_us\":234567", "\"key\":3",
        "\"peer\":", "\"confidence\":0.30000000000000004", "\"guideline_version\":1"}) {
    EXPECT_THAT(file, HasSubstr(kind));
  }
  ExpectTheSameAgain(case_);
}

TEST_F(RestoreLogTest, ItMayComeInPiecesOfAnySize) {
  case_.Make(Settings());
  AddWork();
  const std::string file = case_.Export();
  for (const size_t size : {1U, 7U, 1000U}) {
    ExchangeCase again;
    ASSERT_THAT(again.Restore(file, {}, size), IsOk());
    EXPECT_EQ(again.Export(), file);
  }
}

TEST_F(RestoreLogTest, ItIsRestoredBesideTheOriginalUnderAnotherName) {
  case_.Make(Settings());
  AddWork();
  const std::string file = case_.Export();
  v1::RestoreCampaignSpec spec;
  EXPECT_THAT(case_.Restore(file, spec), testing::Not(IsOk()));
  ExchangeCase again;
  ASSERT_THAT(again.Restore(file), IsOk());
  EXPECT_THAT(again.Restore(file), testing::Not(IsOk()));
  EXPECT_THAT(again.Names(), ElementsAre("datasets/items", "datasets/gold", "campaigns/c",
                                         "annotators/ann", "annotators/bob"));
}

TEST_F(RestoreLogTest, WorkGoesOnWhereItStopped) {
  case_.Make(Settings());
  AddWork();
  const std::string file = case_.Export();
  ExchangeCase again;
  ASSERT_THAT(again.Restore(file), IsOk());
  const Worker carl = again.AddAnnotator("carl");
  again.Submit(carl, again.Lease(carl), Choice("a"));
  again.ExpectVerified();
  EXPECT_EQ(again.desk().Read()->head.next_sequence(),
            case_.desk().Read()->head.next_sequence() + 1);
}

}  // namespace
}  // namespace assay
