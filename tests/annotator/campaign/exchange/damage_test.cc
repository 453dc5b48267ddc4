// Files of campaigns that are not whole or not right are refused: the line and the field are named,
// and nothing of them stays.
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "gmock/gmock.h"
#include "tests/annotator/campaign/exchange/exchange_case.h"

namespace assay {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

// A file of two items, one annotator and three entries: a label, another that supersedes it, a
// skip.
std::string GoodFile() {
  ExchangeCase original;
  original.AddDataset("items", {{"i0", "one"}, {"i1", "two"}});
  original.Make(ExchangeCase::Plain(v1::LabelSchema::KIND_SINGLE_CHOICE, {"a", "b"}));
  const Worker ann = original.AddAnnotator("ann", 5);
  original.Submit(ann, original.Lease(ann), Choice("a"), "why");
  original.Submit(ann, original.Undo(ann), Choice("b"));
  original.Skip(ann, original.Lease(ann), "unclear");
  return original.Export();
}

struct Damage {
  const char* name;
  const char* good;  // what is replaced, wherever it stands
  const char* bad;
  const char* line;   // that the error names
  const char* found;  // part of what it has found
};

class DamagedFileTest : public testing::TestWithParam<Damage> {};

TEST_P(DamagedFileTest, IsRefusedAndLeavesNothing) {
  const std::string file = GoodFile();
  ASSERT_THAT(file, HasSubstr(GetParam().good));
  const std::string bad = absl::StrReplaceAll(file, {{GetParam().good, GetParam().bad}});
  ExchangeCase again;
  const absl::Status status = again.Restore(bad);
  EXPECT_THAT(status, HasReason("BAD_CAMPAIGN_FILE"));
  EXPECT_THAT(status, HasMetadata("line", GetParam().line));
  EXPECT_THAT(status, HasMetadata("file", "c.jsonl"));
  const ErrorMetadata metadata = GetErrorMetadata(status);
  EXPECT_THAT(metadata.contains("found") ? metadata.at("found") : "", HasSubstr(GetParam().found));
  EXPECT_THAT(again.Names(), IsEmpty());
  // And it was only the damage.
  ASSERT_THAT(again.Restore(file), IsOk());
  EXPECT_EQ(again.Export(), file);
}

INSTANTIATE_TEST_SUITE_P(
    Header, DamagedFileTest,
    testing::Values(
        Damage{"OtherFormat", "assay-campaign", "assay-audit", "1", "\"format\""},
        Damage{"LaterVersion", "\"version\":1", "\"version\":2", "1", "\"version\""},
        Damage{"VersionAsText", "\"version\":1", "\"version\":\"1\"", "1", "\"version\""},
        Damage{"NoHeader", "{\"type\":\"header\",\"format\":\"assay-campaign\",\"version\":1}\n",
               "", "1", "another type"}),
    [](const auto& each) { return std::string(each.param.name); });

INSTANTIATE_TEST_SUITE_P(
    Content, DamagedFileTest,
    testing::Values(
        Damage{"UnknownType", "\"type\":\"item\"", "\"type\":\"items\"", "3", "items"},
        Damage{"CellsAreNoList", "\"cells\":[\"i1\",\"two\"]", "\"cells\":\"two\"", "4",
               "\"cells\""},
        Damage{"CellIsANumber", "\"cells\":[\"i1\",\"two\"]", "\"cells\":[\"i1\",2]", "4",
               "\"cells\""},
        Damage{"TooManyCells", "[\"i1\",\"two\"]", "[\"i1\",\"two\",\"3\"]", "4", "3 cells"},
        Damage{"SameItemTwice", "\"id\":\"i1\"", "\"id\":\"i0\"", "5", "'i0'"},
        Damage{"ItemMissing", "{\"type\":\"item\",\"id\":\"i1\",\"cells\":[\"i1\",\"two\"]}\n", "",
               "4", "1 items"},
        Damage{"UnknownFieldOfTheCampaign", "\"question\":", "\"query\":", "5", "\"content\""},
        Damage{"UnknownKindOfSchema", "KIND_SINGLE_CHOICE", "KIND_DOUBLE_CHOICE", "5",
               "\"content\""},
        Damage{"UnknownFieldOfTheAnnotator", "\"label_price_micros\":", "\"price\":", "6",
               "\"content\""},
        Damage{"InvalidUtf8", "\"two\"", "\"tw\xFF\"", "4", "UTF"},
        Damage{"LoneSurrogate", "\"two\"", "\"\\ud800\"", "4", "string"},
        Damage{"Nul", "\"two\"", "\"\\u0000\"", "4", "\"cells\""}),
    [](const auto& each) { return std::string(each.param.name); });

INSTANTIATE_TEST_SUITE_P(
    Entries, DamagedFileTest,
    testing::Values(
        Damage{"SequenceTwice", "\"sequence\":1,", "\"sequence\":0,", "8", ""},
        Damage{"SequenceLeftOut", "\"sequence\":1,", "\"sequence\":3,", "8", "sequence"},
        Damage{"SequenceBelow0", "\"sequence\":1,", "\"sequence\":-1,", "8", "\"sequence\""},
        Damage{"SequenceBeyond64Bits", "\"sequence\":1,", "\"sequence\":99999999999999999999,", "8",
               ""},
        Damage{"UnknownField", "\"sequence\":1,", "\"sequence\":1,\"mood\":3,", "8", "key"},
        Damage{"FieldTwice", "\"sequence\":1,", "\"sequence\":1,\"sequence\":1,", "8", "key"},
        Damage{"UnknownAnnotator", "\"annotator\":\"ann\",\"value\":{\"choice\":\"b\"}",
               "\"annotator\":\"eve\",\"value\":{\"choice\":\"b\"}", "8", "'eve'"},
        Damage{"UnknownItem", "\"kind\":\"skip\",\"item\":\"i1\"",
               "\"kind\":\"skip\",\"item\":\"i2\"", "9", "'i2'"},
        Damage{"UnknownGoldItem", "\"kind\":\"skip\",\"item\":\"i1\"",
               "\"kind\":\"skip\",\"gold_item\":\"i1\"", "9", "gold"},
        Damage{"UnknownKind", "\"kind\":\"skip\"", "\"kind\":\"skipped\"", "9", "\"kind\""},
        Damage{"SkipWithoutItem", "\"kind\":\"skip\",\"item\":\"i1\"", "\"kind\":\"skip\"", "9",
               "\"item\""},
        Damage{"LabelWithoutValue", "\"value\":{\"choice\":\"b\"},", "", "8", "\"value\""},
        Damage{"AnswerThatIsNone", "{\"choice\":\"b\"}", "{\"choice\":\"z\"}", "8", "z"},
        Damage{"AnswerOfAnotherKind", "{\"choice\":\"b\"}", "{\"number\":1}", "8", ""},
        Damage{"AnswerOfNoKind", "{\"choice\":\"b\"}", "{}", "8", "\"value\""},
        Damage{"AnswerAsText", "{\"choice\":\"b\"}", "\"b\"", "8", "\"value\""},
        Damage{"ItemOfWrongType", "\"kind\":\"skip\",\"item\":\"i1\"",
               "\"kind\":\"skip\",\"item\":1", "9", "\"item\""},
        Damage{"ConfidenceAbove1", "\"confidence\":0.30000000000000004", "\"confidence\":1.5", "7",
               "\"confidence\""},
        Damage{"ActiveTimeOutOfRange", "\"active_time_us\":234567",
               "\"active_time_us\":2592000000001", "7", "\"active_time_us\""},
        Damage{"UnknownSource", "\"source\":\"submitted\"", "\"source\":\"guessed\"", "7",
               "\"source\""},
        Damage{"SupersedesItself", "\"supersedes\":0", "\"supersedes\":1", "8", "\"supersedes\""},
        Damage{"WithdrawsNothing", "\"kind\":\"skip\"", "\"kind\":\"withdraw\"", "9",
               "\"supersedes\""},
        Damage{"WrongCount", "\"entry_count\":3", "\"entry_count\":2", "10", "entry_count"},
        Damage{"NoEnd", "{\"type\":\"end\",\"entry_count\":3}\n", "", "10", "end of the file"},
        Damage{"LineAfterTheEnd", "{\"type\":\"end\",\"entry_count\":3}\n",
               "{\"type\":\"end\",\"entry_count\":3}\n{\"type\":\"end\",\"entry_count\":3}\n", "11",
               "after the end"}),
    [](const auto& each) { return std::string(each.param.name); });

TEST(CutFileTest, EveryCutIsRefusedAndLeavesNothing) {
  const std::string file = GoodFile();
  ExchangeCase again;
  // Without its last line feed the file is whole.
  for (size_t size = 0; size + 1 < file.size(); size += 1 + size % 7) {
    const absl::Status status = again.Restore(file.substr(0, size));
    EXPECT_THAT(status, HasReason("BAD_CAMPAIGN_FILE")) << size;
    EXPECT_THAT(again.Names(), IsEmpty()) << size;
  }
  EXPECT_THAT(again.Restore(file), IsOk());
}

}  // namespace
}  // namespace assay
