#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

#include "annotator/dataset/import_dataset.h"
#include "annotator/exchange/csv_writer.h"
#include "annotator/mturk/export_batch.h"
#include "annotator/mturk/html_escape.h"
#include "annotator/mturk/record_reader.h"
#include "nlohmann/json.hpp"
#include "tests/annotator/mturk/read_results.h"
#include "tests/annotator/mturk/store_parts.h"

namespace assay::mturk {
namespace {

using Request = v1::ExportBatchRequest;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using v1::LabelSchema;

constexpr const char* kText = "😀 Ana <b>met</b> \"Bo\" & $5 ${x} 😀";

// A campaign "work" over two items, with two known answers.
class Work : public StoreParts {
 public:
  explicit Work(LabelSchema::Kind kind, const std::vector<std::string>& classes = {"cat", "dog"}) {
    AddDataset("items", "item,words\nfirst,\"😀 Ana <b>met</b> \"\"Bo\"\" & $5 ${x} 😀\"\n2nd,b\n",
               true);
    v1::CreateCampaignRequest request;
    request.set_campaign_id("work");
    v1::Campaign& campaign = *request.mutable_campaign();
    campaign.set_dataset("datasets/items");
    campaign.set_question("What's \"in\" it?");
    campaign.mutable_schema()->set_kind(kind);
    if (kind != LabelSchema::KIND_NUMBER && kind != LabelSchema::KIND_PAIRWISE) {
      campaign.mutable_schema()->mutable_classes()->Assign(classes.begin(), classes.end());
    }
    if (kind == LabelSchema::KIND_SINGLE_CHOICE) {
      AddDataset("gold", "item,words,label\ng1,meow,cat\ng2,wuff,dog\n", false);
      campaign.mutable_gold()->set_dataset("datasets/gold");
      campaign.mutable_gold()->set_share(0.5);
      campaign.mutable_gold()->set_pass_mark(0.5);
    }
    const auto made = catalog.Create(request);
    EXPECT_TRUE(made.ok()) << made.status();
  }

  void AddDataset(const std::string& id, const std::string& csv, bool no_labels) {
    v1::ImportSpec spec;
    spec.set_dataset_id(id);
    spec.set_file_name(id + ".csv");
    spec.set_id_column("item");
    spec.set_no_labels(no_labels);
    spec.add_text_columns("words");
    exchange::StringSource source(csv);
    const auto imported = ImportDataset(spec, source, datasets, clock);
    EXPECT_TRUE(imported.ok()) << imported.status();
  }

  absl::StatusOr<std::string> Export(Request request, v1::BatchSummary* summary = nullptr) {
    request.set_campaign("campaigns/work");
    std::string file;
    ASSAY_RETURN_IF_ERROR(
        ExportBatch(request, store, desks, [&](const v1::ExportBatchResponse& response) {
          file += response.chunk();
          if (response.has_summary() && summary != nullptr) {
            *summary = response.summary();
          }
          return absl::OkStatus();
        }));
    return file;
  }
};

Request RequestOf(Request::File file) {
  Request request;
  request.set_file(file);
  request.set_reward_micros(50'000);
  return request;
}

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
