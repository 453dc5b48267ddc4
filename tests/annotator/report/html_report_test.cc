#include "annotator/report/html_report.h"

#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/strings/escaping.h"
#include "annotator/report/number_text.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "nlohmann/json.hpp"
#include "tests/annotator/report/sample_audit.h"

namespace assay::report {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

std::size_t CountOf(std::string_view needle, std::string_view haystack) {
  std::size_t count = 0;
  for (std::size_t at = haystack.find(needle); at != std::string_view::npos;
       at = haystack.find(needle, at + 1)) {
    ++count;
  }
  return count;
}

// What stands between each `open` and the next `close`.
std::vector<std::string> Between(std::string_view open, std::string_view close,
                                 std::string_view text) {
  std::vector<std::string> found;
  for (std::size_t at = text.find(open); at != std::string_view::npos; at = text.find(open, at)) {
    at += open.size();
    found.emplace_back(text.substr(at, text.find(close, at) - at));
  }
  return found;
}

// Names and values of all attributes.  Quotes in content are escaped, so ="..." is an attribute.
std::vector<std::pair<std::string, std::string>> Attributes(std::string_view markup) {
  std::vector<std::pair<std::string, std::string>> attributes;
  for (std::size_t at = markup.find("=\""); at != std::string_view::npos;
       at = markup.find("=\"", at + 1)) {
    const std::size_t name = markup.substr(0, at).find_last_of(" \n") + 1;
    const std::size_t value = at + 2;
    attributes.emplace_back(markup.substr(name, at - name),
                            markup.substr(value, markup.find('"', value) - value));
  }
  return attributes;
}

// What a browser takes for markup: the page without the content of its scripts and its style.
std::string Markup(std::string page) {
  for (const std::string_view tag : {"script", "style"}) {
    const std::string open = "<" + std::string(tag);
    const std::string close = "</" + std::string(tag) + ">";
    std::size_t begin = page.find(open);
    while (begin != std::string::npos) {
      page.erase(begin, page.find(close, begin) + close.size() - begin);
      begin = page.find(open);
    }
  }
  return page;
}

nlohmann::json EmbeddedData(const std::string& page) {
  constexpr std::string_view kOpen = "<script type=\"application/json\" id=\"assay-data\">";
  const std::size_t begin = page.find(kOpen) + kOpen.size();
  return nlohmann::json::parse(page.substr(begin, page.find("</script>", begin) - begin));
}

std::vector<std::uint16_t> DecodedColumn(const std::string& column) {
  std::string bytes;
  EXPECT_TRUE(absl::Base64Unescape(column, &bytes));
  std::vector<std::uint16_t> numbers(bytes.size() / 2);
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    numbers[i] = static_cast<std::uint16_t>(static_cast<unsigned char>(bytes[2 * i]) +
                                            256 * static_cast<unsigned char>(bytes[2 * i + 1]));
  }
  return numbers;
}

class EverySampleTest : public testing::TestWithParam<const char*> {};

INSTANTIATE_TEST_SUITE_P(Samples, EverySampleTest,
                         testing::Values("news", "intents", "many_classes", "clean", "hostile"));

TEST_P(EverySampleTest, LoadsNothingFromAnywhere) {
  const std::string page = RenderSample(SampleByName(GetParam()));
  const std::set<std::string> kLoading = {"src",    "href", "srcset",     "action",
                                          "poster", "data", "background", "xlink:href"};
  for (const auto& [name, value] : Attributes(Markup(page))) {
    if (!kLoading.contains(name)) continue;
    EXPECT_TRUE(value.starts_with("#") || value == "data:,") << name << " = " << value;
  }
  const std::size_t style = page.find("<style>");
  const std::string css = page.substr(style, page.find("</style>") - style);
  EXPECT_THAT(css, Not(HasSubstr("url(")));
  EXPECT_THAT(css, Not(HasSubstr("@import")));
}

TEST_P(EverySampleTest, HasTwoScriptsAndNoOther) {
  const std::string page = RenderSample(SampleByName(GetParam()));
  EXPECT_EQ(CountOf("<script", page), 2u);
  EXPECT_EQ(CountOf("</script", page), 2u);
  EXPECT_EQ(CountOf("<!--", page), 0u);
}

TEST_P(EverySampleTest, HasNoInlineStylesOrHandlersThatItsPolicyWouldRefuse) {
  const auto attributes = Attributes(Markup(RenderSample(SampleByName(GetParam()))));
  EXPECT_GT(attributes.size(), 100u);
  for (const auto& [name, value] : attributes) {
    EXPECT_NE(name, "style") << value;
    EXPECT_FALSE(name.starts_with("on")) << name << " = " << value;
  }
}

TEST_P(EverySampleTest, HasItsSectionsInTheOrderInWhichPeopleAsk) {
  const std::string page = RenderSample(SampleByName(GetParam()));
  std::vector<std::string> expected = {"summary", "suspects", "classes", "confusions",
                                       "scores",  "reading",  "method"};
  if (SampleByName(GetParam()).audit.has_review()) {
    expected.insert(expected.begin() + 1, "review");
    expected.insert(expected.begin() + 5, "rules");
  }
  EXPECT_EQ(Between("<section id=\"", "\"", page), expected);
  EXPECT_EQ(CountOf("<h1", page), 1u);
}

TEST_P(EverySampleTest, ShowsTheFirstSuspectsWithoutJavaScript) {
  EXPECT_EQ(CountOf("<li class=\"suspect\">", RenderSample(SampleByName(GetParam()))), 25u);
}

TEST_P(EverySampleTest, CarriesItsSuspectsAsData) {
  const SampleAudit sample = SampleByName(GetParam());
  const nlohmann::json data = EmbeddedData(RenderSample(sample));
  const nlohmann::json& items = data.at("items");
  ASSERT_EQ(items.at("count"), sample.findings.size());
  ASSERT_GE(data.at("suspects").size(), std::min<std::size_t>(1000, sample.findings.size()));
  const std::vector<std::uint16_t> given = DecodedColumn(items.at("given"));
  for (std::size_t i = 0; i < sample.findings.size(); ++i) {
    const v1::Finding& finding = sample.findings[i];
    EXPECT_EQ(items.at("ids")[i], finding.item_id());
    EXPECT_EQ(data.at("labels").at(given[i]), finding.given_label());
  }
}

TEST_P(EverySampleTest, IsTheSameForTheSameInput) {
  const SampleAudit sample = SampleByName(GetParam());
  EXPECT_EQ(RenderSample(sample), RenderSample(sample));
}

TEST(HtmlReportTest, TenThousandItemsStayBelowThreeMegabytesHoweverLongTheirTexts) {
  SampleAudit sample = NewsSample();
  ASSERT_EQ(sample.findings.size(), 10000u);
  for (v1::Finding& finding : sample.findings) finding.set_excerpt(std::string(5000, 'x'));
  EXPECT_LT(RenderSample(sample).size(), 3'000'000u);
}

TEST(HtmlReportTest, MarkupInTheTextsDoesNotMakeThePageLarger) {
  SampleAudit sample = NewsSample();
  for (v1::Finding& finding : sample.findings) finding.set_excerpt(std::string(5000, '<'));
  EXPECT_LT(RenderSample(sample).size(), 3'000'000u);
}

TEST(HtmlReportTest, SaysHowManyItemsHaveTextsAndExplanations) {
  SampleAudit sample = NewsSample();
  for (v1::Finding& finding : sample.findings) finding.set_excerpt(std::string(600, 'x'));
  FindingTally tally(sample.audit);
  for (const v1::Finding& finding : sample.findings) tally.Add(finding);
  ASSERT_LT(tally.suspects().size(), sample.findings.size());
  EXPECT_THAT(
      RenderSample(sample),
      HasSubstr("the first " + CountText(static_cast<std::int64_t>(tally.whole_count())) +
                " open to an explanation, the first " +
                CountText(static_cast<std::int64_t>(tally.suspects().size())) + " have a text"));
}

TEST(HtmlReportTest, TheHeadlineSaysHowManyLabelsAreWrongWithAnInterval) {
  SampleAudit sample = NewsSample();
  v1::Estimate* estimate = sample.audit.mutable_estimated_errors();
  estimate->set_value(1975.2);
  estimate->set_low(1700);
  estimate->set_high(2260);
  estimate->set_level(0.9);
  const std::string page = RenderSample(sample);
  EXPECT_THAT(page, HasSubstr("About <strong>1,975 of 10,000 labels (19.8%)</strong> are probably "
                              "wrong."));
  EXPECT_THAT(page, HasSubstr("90% interval: 1,700 to 2,260 (17.0% to 22.6%)."));
}

TEST(HtmlReportTest, TheHeadlineIsASentenceForOneAndForNone) {
  SampleAudit sample = CleanSample();
  EXPECT_THAT(RenderSample(sample),
              HasSubstr("Probably <strong>none of the 150 labels</strong> is wrong."));
  sample.audit.mutable_estimated_errors()->set_value(1);
  EXPECT_THAT(RenderSample(sample),
              HasSubstr("About <strong>1 of 150 labels (0.7%)</strong> is probably wrong."));
}

TEST(HtmlReportTest, WithoutAnEstimateTheHeadlineCountsWhatIsFlagged) {
  SampleAudit sample = CleanSample();
  sample.audit.clear_estimated_errors();
  sample.audit.set_flagged_count(7);
  EXPECT_THAT(RenderSample(sample), HasSubstr("<strong>7 of 150 labels</strong> are flagged"));
}

TEST(HtmlReportTest, SaysThatTheRecheckIsNearlyBlindWhereItFindsFarFewerThanEstimated) {
  SampleAudit sample = NewsSample();
  sample.audit.mutable_estimated_errors()->set_value(1975);
  sample.audit.set_recheck_error_count(27);
  EXPECT_THAT(RenderSample(sample), HasSubstr("compare its 27 with the 1,975 estimated"));
  sample.audit.set_recheck_error_count(1500);
  EXPECT_THAT(RenderSample(sample), Not(HasSubstr("compare its")));
}

TEST(HtmlReportTest, AnAuditWithoutAnythingIsStillAPage) {
  const std::string page = HtmlReport(v1::Audit()).Finish();
  EXPECT_THAT(page, HasSubstr("There are no findings."));
  EXPECT_THAT(page, HasSubstr("No flagged item has another label suggested."));
}

TEST(HtmlReportTest, ListsClassesByEstimatedShareOfErrors) {
  SampleAudit sample = CleanSample();
  for (int i = 0; i < 3; ++i) {
    sample.audit.mutable_class_summaries(i)->set_item_count(1000 - 450 * i);
    sample.audit.mutable_class_summaries(i)->mutable_estimated_errors()->set_value(30 - 5 * i);
  }
  const std::string page = RenderSample(sample);
  EXPECT_THAT(Between("<th scope=\"row\" class=\"label\"><bdi>", "</bdi>", page),
              ElementsAre("virginica", "versicolor", "setosa"));
}

TEST(HtmlReportTest, ShowsSignalsWithWeightAndDescription) {
  const std::string page = RenderSample(CleanSample());
  EXPECT_THAT(page, HasSubstr("<bdi>loo_<wbr>complement_<wbr>nb</bdi></code></th><td>Words of the "
                              "other classes, the item itself left out</td><td "
                              "class=\"number\">40.0%</td>"));
  EXPECT_THAT(page, HasSubstr("<td class=\"number\">shown only</td>"));
}

TEST(HtmlReportTest, WarningsStandInTheSummary) {
  SampleAudit sample = CleanSample();
  EXPECT_THAT(RenderSample(sample), Not(HasSubstr("Please note")));
  sample.audit.add_warnings("Class a < b has one item.");
  EXPECT_THAT(RenderSample(sample), HasSubstr("Class a &lt; b has one item."));
}

TEST(HtmlReportTest, AnItemWithoutABetterLabelSaysSo) {
  EXPECT_THAT(RenderSample(CleanSample()), HasSubstr("no better label known"));
}

}  // namespace
}  // namespace assay::report
