#include "annotator/report/html_report.h"

#include <regex>
#include <string>
#include <string_view>
#include <vector>

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

std::vector<std::string> Matches(const std::string& pattern, const std::string& text) {
  std::vector<std::string> found;
  const std::regex regex(pattern, std::regex::icase);
  for (auto it = std::sregex_iterator(text.begin(), text.end(), regex);
       it != std::sregex_iterator(); ++it) {
    found.push_back((*it)[1]);
  }
  return found;
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

class EverySampleTest : public testing::TestWithParam<const char*> {};

INSTANTIATE_TEST_SUITE_P(Samples, EverySampleTest,
                         testing::Values("news", "intents", "many_classes", "clean", "hostile"));

TEST_P(EverySampleTest, LoadsNothingFromAnywhere) {
  const std::string page = RenderSample(SampleByName(GetParam()));
  for (const std::string& target :
       Matches("\\s(?:src|href|srcset|action|data|poster|background)=\"([^\"]*)", Markup(page))) {
    EXPECT_TRUE(target.starts_with("#") || target == "data:,") << target;
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
  const std::string markup = Markup(RenderSample(SampleByName(GetParam())));
  EXPECT_THAT(Matches("<[a-z][^<>]*\\s(style|on[a-z]+)=", markup), ElementsAre());
}

TEST_P(EverySampleTest, HasItsSectionsInTheOrderInWhichPeopleAsk) {
  const std::string page = RenderSample(SampleByName(GetParam()));
  EXPECT_THAT(
      Matches("<section id=\"([a-z]+)\"", page),
      ElementsAre("summary", "suspects", "classes", "confusions", "scores", "reading", "method"));
  EXPECT_EQ(CountOf("<h1", page), 1u);
}

TEST_P(EverySampleTest, ShowsTheFirstSuspectsWithoutJavaScript) {
  EXPECT_EQ(CountOf("<li class=\"suspect\">", RenderSample(SampleByName(GetParam()))), 25u);
}

TEST_P(EverySampleTest, CarriesItsSuspectsAsData) {
  const SampleAudit sample = SampleByName(GetParam());
  const nlohmann::json data = EmbeddedData(RenderSample(sample));
  ASSERT_EQ(data.at("suspects").size(), std::min<std::size_t>(500, sample.findings.size()));
  for (std::size_t i = 0; i < data.at("suspects").size(); ++i) {
    const nlohmann::json& suspect = data.at("suspects")[i];
    const v1::Finding& finding = sample.findings[i];
    EXPECT_EQ(suspect.at("rank"), finding.rank());
    EXPECT_NEAR(suspect.at("score").get<double>(), finding.score(), 1e-6);
    if (finding.given_label().size() <= FindingTally::kLabelLimit) {
      EXPECT_EQ(data.at("labels").at(suspect.at("given").get<std::size_t>()),
                finding.given_label());
    }
  }
}

TEST_P(EverySampleTest, IsTheSameForTheSameInput) {
  const SampleAudit sample = SampleByName(GetParam());
  EXPECT_EQ(RenderSample(sample), RenderSample(sample));
}

TEST(HtmlReportTest, TenThousandItemsStayBelowOneMegabyte) {
  const SampleAudit sample = NewsSample();
  ASSERT_EQ(sample.findings.size(), 10000u);
  EXPECT_LT(RenderSample(sample).size(), 1000000u);
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

TEST(HtmlReportTest, ListsClassesByEstimatedErrors) {
  SampleAudit sample = CleanSample();
  for (int i = 0; i < 3; ++i) {
    sample.audit.mutable_class_summaries(i)->mutable_estimated_errors()->set_value(i);
  }
  const std::string page = RenderSample(sample);
  EXPECT_THAT(Matches("class=\"label\"><bdi>([a-z]+)</bdi></th>", page),
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
