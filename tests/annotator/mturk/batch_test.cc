#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <random>
#include <set>
#include <sstream>

#include "annotator/exchange/csv_writer.h"
#include "annotator/mturk/html_escape.h"
#include "annotator/mturk/record_reader.h"
#include "nlohmann/json.hpp"
#include "tests/annotator/mturk/batch_work.h"
#include "tests/annotator/mturk/read_results.h"

namespace assay::mturk {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using testing::Pair;
using v1::LabelSchema;

std::vector<std::vector<std::string>> Cells(const std::string& csv) {
  exchange::StringSource source(csv);
  auto reader = RecordReader::Open(std::make_unique<exchange::InputBuffer>("x", source));
  EXPECT_TRUE(reader.ok());
  std::vector<std::vector<std::string>> rows;
  Record record;
  while (*reader->Next(record)) {
    rows.emplace_back(record.cells.begin(), record.cells.end());
  }
  return rows;
}

TEST(HtmlEscapeTest, WhatIsEscapedIsReadBack) {
  std::mt19937 random(3);
  const std::vector<std::string> pieces = {"a",   "&", "&amp;", "<",         "\"",    "'", "$",
                                           "{x}", "😀", "é",     "&#128512;", "&#36;", ";"};
  for (int round = 0; round < 500; ++round) {
    std::string text;
    for (auto i = random() % 10; i > 0; --i) {
      text += pieces[random() % pieces.size()];
    }
    int64_t count = 0;
    const std::string escaped = EscapeHtml(text, round % 2 == 0, count);
    EXPECT_EQ(UnescapeHtml(escaped), text);
    EXPECT_EQ(escaped.find_first_of("<>\"'$"), std::string::npos);
  }
}

TEST(HtmlEscapeTest, CharactersBeyondTheBasicPlaneBecomeReferences) {
  int64_t count = 0;
  EXPECT_EQ(EscapeHtml("a😀é", false, count), "a&#128512;é");
  EXPECT_EQ(count, 1);
  EXPECT_EQ(EscapeHtml("a😀", true, count), "a😀");
}

TEST(ExportBatchTest, WritesARowForEachItemThatWantsLabelsAndGoldAmongThem) {
  Work work(LabelSchema::KIND_SINGLE_CHOICE);
  v1::BatchSummary summary;
  const auto file = work.Export(RequestOf(Request::FILE_INPUT_CSV), &summary);
  ASSERT_TRUE(file.ok()) << file.status();
  auto rows = Cells(*file);
  ASSERT_EQ(rows.size(), 5U);
  EXPECT_THAT(rows[0], ElementsAre("assay_item_id", "words"));
  std::sort(rows.begin() + 1, rows.end());
  EXPECT_THAT(rows[1], ElementsAre("2nd", "b"));
  EXPECT_EQ(UnescapeHtml(rows[2][1]), kText);
  EXPECT_THAT(rows[3], ElementsAre("g1", "meow"));
  EXPECT_EQ(summary.hit_count(), 4);
  EXPECT_EQ(summary.gold_count(), 2);
  EXPECT_EQ(summary.astral_character_count(), 2);
  EXPECT_THAT(*file, Not(HasSubstr("\xf0")));
  EXPECT_EQ(*work.Export(RequestOf(Request::FILE_INPUT_CSV)), *file);
}

TEST(ExportBatchTest, EveryKindOfLabelHasItsWidget) {
  const std::vector<std::pair<LabelSchema::Kind, std::string>> widgets = {
      {LabelSchema::KIND_SINGLE_CHOICE, "<crowd-classifier name=\"label\""},
      {LabelSchema::KIND_ORDINAL, "<crowd-classifier name=\"label\""},
      {LabelSchema::KIND_MULTIPLE_CHOICE, "<crowd-checkbox name=\"label\" value=\"cat\""},
      {LabelSchema::KIND_NUMBER, "<crowd-input name=\"label\" type=\"number\""},
      {LabelSchema::KIND_TEXT_SPANS, "<crowd-entity-annotation name=\"label\""},
      {LabelSchema::KIND_BOXES, "<crowd-bounding-box name=\"label\""},
      {LabelSchema::KIND_PAIRWISE, "&quot;second&quot;"}};
  for (const auto& [kind, widget] : widgets) {
    Work work(kind);
    const auto page = work.Export(RequestOf(Request::FILE_LAYOUT_HTML));
    ASSERT_TRUE(page.ok()) << page.status();
    EXPECT_THAT(*page, HasSubstr(widget));
    EXPECT_THAT(*page, HasSubstr("${words}"));
    EXPECT_THAT(*page, HasSubstr("What&#39;s &quot;in&quot; it?"));
    const bool in_form = page->find("<crowd-form answer-format") != std::string::npos;
    EXPECT_EQ(in_form, kind != LabelSchema::KIND_TEXT_SPANS);
  }
}

TEST(ExportBatchTest, HitsForTheApiHoldThePageFilledIn) {
  Work work(LabelSchema::KIND_SINGLE_CHOICE);
  Request request = RequestOf(Request::FILE_HTML_HITS);
  request.set_gold_share(0);
  const auto file = work.Export(request);
  ASSERT_TRUE(file.ok()) << file.status();
  const auto hit = nlohmann::json::parse(file->substr(0, file->find('\n')));
  EXPECT_EQ(hit["Reward"], "0.05");
  EXPECT_EQ(hit["MaxAssignments"], 1);
  EXPECT_EQ(hit["RequesterAnnotation"], "assay:campaigns/work:first");
  const std::string question = hit["Question"];
  EXPECT_THAT(question, HasSubstr("2011-11-11/HTMLQuestion.xsd\"><HTMLContent><![CDATA[<!DOCTYPE"));
  EXPECT_THAT(question, HasSubstr("&#128512; Ana &lt;b&gt;met"));
  EXPECT_THAT(question, Not(HasSubstr("${")));
}

TEST(ExportBatchTest, ExternalHitsNameThePageAndTheItem) {
  Work work(LabelSchema::KIND_NUMBER);
  Request request = RequestOf(Request::FILE_EXTERNAL_HITS);
  request.set_external_url("https://example.org/work?a=1");
  const auto file = work.Export(request);
  ASSERT_TRUE(file.ok()) << file.status();
  EXPECT_THAT(nlohmann::json::parse(file->substr(0, file->find('\n')))["Question"],
              HasSubstr("<ExternalURL>https://example.org/work?a=1&amp;item=first</ExternalURL>"));
  request.set_external_url("http://example.org");
  EXPECT_EQ(ErrorReason(work.Export(request).status()), "BAD_BATCH");
}

TEST(ExportBatchTest, APageBeyondTheLimitIsNamed) {
  Work work(LabelSchema::KIND_ORDINAL, {std::string(1024, 'x'), std::string(1023, '<') + "y"});
  Request request = RequestOf(Request::FILE_INPUT_CSV);
  EXPECT_TRUE(work.Export(request).ok());
  std::vector<std::string> classes;
  for (int i = 0; i < 70; ++i) {
    classes.push_back(std::to_string(i) + std::string(1000, 'x'));
  }
  Work large(LabelSchema::KIND_ORDINAL, classes);
  EXPECT_EQ(ErrorReason(large.Export(request).status()), "HIT_TOO_LARGE");
}

TEST(ExportBatchTest, PlainFormsHaveInputsOfHtmlAlone) {
  const std::vector<std::pair<LabelSchema::Kind, std::string>> inputs = {
      {LabelSchema::KIND_SINGLE_CHOICE, "<input type=\"radio\" name=\"label\" value=\"cat\""},
      {LabelSchema::KIND_ORDINAL, "<input type=\"radio\" name=\"label\" value=\"dog\""},
      {LabelSchema::KIND_MULTIPLE_CHOICE, "type=\"checkbox\" name=\"label.cat\" value=\"true\""},
      {LabelSchema::KIND_NUMBER, "<input type=\"number\" name=\"label\""},
      {LabelSchema::KIND_PAIRWISE, "name=\"label\" value=\"tie\""}};
  Request request = RequestOf(Request::FILE_LAYOUT_HTML);
  request.set_plain_form(true);
  for (const auto& [kind, input] : inputs) {
    Work work(kind);
    const auto page = work.Export(request);
    ASSERT_TRUE(page.ok()) << page.status();
    EXPECT_THAT(*page, HasSubstr(input));
    EXPECT_THAT(*page, HasSubstr("${words}"));
    EXPECT_THAT(*page, Not(HasSubstr("crowd")));
  }
  for (const auto kind : {LabelSchema::KIND_TEXT_SPANS, LabelSchema::KIND_BOXES}) {
    Work work(kind);
    EXPECT_EQ(ErrorReason(work.Export(request).status()), "BAD_BATCH");
  }
  request.set_file(Request::FILE_HTML_HITS);
  Work work(LabelSchema::KIND_NUMBER);
  EXPECT_EQ(ErrorReason(work.Export(request).status()), "BAD_BATCH");
}

TEST(ExportBatchTest, MicroBatchesAreSeveralHitsOfAnItem) {
  Work work(LabelSchema::KIND_NUMBER);
  Request request = RequestOf(Request::FILE_HTML_HITS);
  request.set_max_assignments(19);
  request.set_micro_batches(true);
  v1::BatchSummary summary;
  const auto file = work.Export(request, &summary);
  ASSERT_TRUE(file.ok()) << file.status();
  EXPECT_THAT(summary.batch_assignment_counts(), ElementsAre(7, 6, 6));
  std::map<std::string, int64_t> assignments;
  std::set<std::string> tokens;
  std::istringstream lines(*file);
  for (std::string line; std::getline(lines, line);) {
    const auto hit = nlohmann::json::parse(line);
    EXPECT_LT(hit["MaxAssignments"], 10);
    assignments[hit["RequesterAnnotation"]] += hit["MaxAssignments"].get<int64_t>();
    tokens.insert(hit["UniqueRequestToken"].get<std::string>());
  }
  EXPECT_THAT(assignments, ElementsAre(Pair("assay:campaigns/work:2nd", 19),
                                       Pair("assay:campaigns/work:first", 19)));
  EXPECT_EQ(std::ssize(tokens), summary.hit_count());
  EXPECT_EQ(summary.hit_count(), 6);
}

TEST(ExportBatchTest, SettingsOutOfRangeAreNamed) {
  Work work(LabelSchema::KIND_SINGLE_CHOICE);
  Request request = RequestOf(Request::FILE_HTML_HITS);
  request.set_reward_micros(55'555);
  EXPECT_EQ(ErrorReason(work.Export(request).status()), "BAD_BATCH");
  request = RequestOf(Request::FILE_INPUT_CSV);
  request.set_gold_share(0.6);
  EXPECT_EQ(ErrorReason(work.Export(request).status()), "BAD_BATCH");
  EXPECT_EQ(ErrorReason(work.Export(Request()).status()), "BAD_BATCH");
}

// A result file for a batch: the inputs as they were exported, an answer for each.
std::string Answered(const std::string& csv, const std::string& column, const std::string& answer) {
  std::string file =
      "HITId,AssignmentId,WorkerId,AssignmentStatus,Input.assay_item_id,"
      "Input.words,Answer." +
      column + "\n";
  const auto rows = Cells(csv);
  for (size_t i = 1; i < rows.size(); ++i) {
    const std::string number = std::to_string(i);
    const std::vector<std::string> cells = {"H" + number, "A" + number, "W",   "Submitted",
                                            rows[i][0],   rows[i][1],   answer};
    exchange::AppendCsvRow(file, std::span<const std::string>(cells));
  }
  return file;
}

TEST(ExportBatchTest, WhatComesBackMeetsItsItemsAndTheGold) {
  Work work(LabelSchema::KIND_SINGLE_CHOICE);
  const auto csv = work.Export(RequestOf(Request::FILE_INPUT_CSV));
  v1::ImportResultsSpec spec;
  spec.set_campaign("campaigns/work");
  const auto imported = work.Import(spec, Answered(*csv, "label.label", "cat"));
  ASSERT_TRUE(imported.ok()) << imported.status();
  EXPECT_EQ(imported->assignment_count(), 4);
  EXPECT_EQ(imported->label_count(), 2);
  EXPECT_EQ(work.Figures("campaigns/work").label_count(), 2);
  std::map<std::string, int> gold;
  MturkRepository(work.store)
      .ScanAssignments(work.campaigns.Get("work")->campaign_number(),
                       [&](const auto& assignment) {
                         gold[assignment.item_id()] = assignment.gold();
                         return true;
                       })
      .IgnoreError();
  EXPECT_EQ(gold["g1"], storage::v1::MturkAssignment::GOLD_RIGHT);
  EXPECT_EQ(gold["g2"], storage::v1::MturkAssignment::GOLD_WRONG);
  EXPECT_EQ(gold["first"], storage::v1::MturkAssignment::GOLD_UNSPECIFIED);
  const auto rest = work.Export(RequestOf(Request::FILE_INPUT_CSV));
  EXPECT_EQ(ErrorReason(rest.status()), "NO_OPEN_ITEMS");
}

TEST(ExportBatchTest, SpansOfEscapedTextsMeanTheCharactersThatWereShown) {
  Work work(LabelSchema::KIND_TEXT_SPANS);
  const auto csv = work.Export(RequestOf(Request::FILE_INPUT_CSV));
  v1::ImportResultsSpec spec;
  spec.set_campaign("campaigns/work");
  const auto imported =
      work.Import(spec, Answered(csv->substr(0, csv->find("2nd")), "label.entities",
                                 R"([{"startOffset":2,"endOffset":5,"label":"cat"}])"));
  ASSERT_TRUE(imported.ok()) << imported.status();
  EXPECT_EQ(imported->label_count(), 1);
}

TEST(ExportBatchTest, ASingleCheckboxOfAMultipleChoiceIsAnAnswer) {
  Work work(LabelSchema::KIND_MULTIPLE_CHOICE);
  const auto csv = work.Export(RequestOf(Request::FILE_INPUT_CSV));
  v1::ImportResultsSpec spec;
  spec.set_campaign("campaigns/work");
  const auto imported = work.Import(spec, Answered(*csv, "label.dog", "true"));
  ASSERT_TRUE(imported.ok()) << imported.status();
  EXPECT_EQ(imported->label_count(), 2);
}

}  // namespace
}  // namespace assay::mturk
