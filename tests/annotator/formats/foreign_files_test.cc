// Files as the tools themselves write them (shapes: their documentation, named in format_list.cc),
// and files that are no such files.

#include <string>

#include "annotator/formats/file_summary.h"
#include "annotator/formats/foreign_items.h"
#include "annotator/formats/values.h"
#include "gmock/gmock.h"
#include "tests/annotator/formats/read_file.h"
#include "tests/support/status_matchers.h"

namespace assay::formats {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Key;
using ::testing::Pair;
using ::testing::UnorderedElementsAre;

// "annotator=label" of an item's labels.
std::vector<std::string> LabelsOf(const ForeignItem& item) {
  std::vector<std::string> labels;
  for (const ForeignLabel& label : item.labels) {
    labels.push_back(label.annotator + "=" + CellOf(label.value));
  }
  return labels;
}

TEST(LabelStudioTest, BothShapesOfUsersCancelledOnesAndLeadTimes) {
  const auto read = ReadAll("label_studio", R"([
    {"id": 7, "data": {"text": "Great 😀"}, "annotations": [
      {"id": 1, "completed_by": 3, "was_cancelled": false, "lead_time": 4.25,
       "created_at": "2024-05-01T10:00:00.500000Z",
       "result": [{"id": "a", "from_name": "sentiment", "to_name": "text", "type": "choices",
                   "value": {"choices": ["Positive"]}}]},
      {"id": 2, "completed_by": {"id": 4, "email": "ben@x.org"}, "was_cancelled": false,
       "lead_time": null,
       "result": [{"id": "b", "from_name": "sentiment", "to_name": "text", "type": "choices",
                   "value": {"choices": ["Negative"]}},
                  {"id": "c", "from_name": "why", "to_name": "text", "type": "textarea",
                   "value": {"text": ["hm"]}}]},
      {"id": 3, "completed_by": 5, "was_cancelled": true, "result": []}],
     "predictions": [{"result": []}], "drafts": []},
    {"id": 8, "data": {"text": "Nobody"}, "annotations": []}])");
  ASSERT_THAT(read, IsOk());
  ASSERT_EQ(read->items.size(), 2u);
  EXPECT_EQ(read->items[0].id, "7");
  EXPECT_THAT(LabelsOf(read->items[0]), ElementsAre("3=Positive", "ben@x.org=Negative"));
  EXPECT_EQ(read->items[0].labels[0].active_time_us, 4'250'000);
  EXPECT_EQ(read->items[0].labels[0].submit_time_us, 1'714'557'600'500'000);
  EXPECT_THAT(read->items[0].fields, ElementsAre(Pair("text", "Great 😀")));
  EXPECT_THAT(read->losses,
              UnorderedElementsAre(Pair("answers to 'why' beside those to 'sentiment'", 1),
                                   Pair("cancelled (skipped) annotations", 1),
                                   Pair("predictions of models", 1)));
  EXPECT_EQ(AnnotatorIdOf("ben@x.org"), "ben_x.org");
}

TEST(LabelStudioTest, OffsetsOfBrowsersBecomeCodePoints) {
  // JavaScript counts 😀 as two; the quoted text tells.
  const auto read = ReadAll("label_studio", R"([{"id": 1, "data": {"text": "😀 Ada met 😀 Bob"},
    "annotations": [{"completed_by": 1, "result": [
      {"from_name": "ner", "type": "labels", "value": {"start": 3, "end": 6, "text": "Ada", "labels": ["PER"]}},
      {"from_name": "ner", "type": "labels", "value": {"start": 14, "end": 17, "text": "Bob", "labels": ["PER"]}}]}]}])");
  ASSERT_THAT(read, IsOk());
  const auto& spans = read->items[0].labels[0].value.spans().spans();
  ASSERT_EQ(spans.size(), 2);
  EXPECT_EQ(spans[0].start_offset(), 2);
  EXPECT_EQ(spans[0].end_offset(), 5);
  EXPECT_EQ(spans[1].start_offset(), 12);
  EXPECT_EQ(spans[1].end_offset(), 15);
}

TEST(LabelStudioTest, BoxesArePercentOfTheImage) {
  const auto read = ReadAll("label_studio", R"([{"id": 1, "data": {"image": "a.png"},
    "annotations": [{"completed_by": 1, "result": [
      {"from_name": "box", "type": "rectanglelabels", "original_width": 200, "original_height": 100,
       "value": {"x": 10, "y": 20, "width": 50, "height": 25, "rotation": 0, "rectanglelabels": ["Car"]}}]}]}])");
  ASSERT_THAT(read, IsOk());
  const auto& box = read->items[0].labels[0].value.boxes().boxes(0);
  EXPECT_DOUBLE_EQ(box.min_x_pixels(), 20);
  EXPECT_DOUBLE_EQ(box.max_x_pixels(), 120);
  EXPECT_DOUBLE_EQ(box.min_y_pixels(), 20);
  EXPECT_DOUBLE_EQ(box.max_y_pixels(), 45);
  EXPECT_EQ(box.label_class(), "Car");
}

TEST(LabelStudioMinTest, AnswersStandBesideTheData) {
  const auto read = ReadAll("label_studio_min", R"([
    {"text": "Great", "id": 7, "sentiment": "Positive", "annotator": 1, "annotation_id": 5,
     "created_at": "2024-05-01T10:00:00Z", "updated_at": "2024-05-01T10:00:00Z", "lead_time": 2},
    {"text": "Great", "id": 7, "sentiment": {"choices": ["Positive", "Funny"]}, "annotator": 2,
     "annotation_id": 6, "created_at": "2024-05-01T10:00:00Z", "lead_time": 3}])");
  ASSERT_THAT(read, IsOk());
  EXPECT_THAT(LabelsOf(read->items[0]), ElementsAre("1=Positive"));
  EXPECT_THAT(LabelsOf(read->items[1]), ElementsAre("2=Positive|Funny"));
  EXPECT_THAT(read->items[0].fields, ElementsAre(Pair("text", "Great")));
}

TEST(DoccanoTest, ClassesTriplesAndEntities) {
  const auto read =
      ReadAll("doccano",
              "{\"id\":1,\"text\":\"good\",\"label\":[\"positive\"],\"Comments\":[]}\n"
              "{\"id\":2,\"text\":\"😀 EU\",\"label\":[[2,4,\"ORG\"]]}\n"
              "{\"id\":3,\"text\":\"EU\",\"entities\":[{\"id\":9,\"start_offset\":0,"
              "\"end_offset\":2,\"label\":\"ORG\"}],\"relations\":[]}\n");
  ASSERT_THAT(read, IsOk());
  EXPECT_THAT(LabelsOf(read->items[0]), ElementsAre("doccano=positive"));
  EXPECT_EQ(read->items[1].labels[0].value.spans().spans(0).start_offset(), 2);
  EXPECT_EQ(read->items[2].labels[0].value.spans().spans(0).label_class(), "ORG");
}

TEST(ProdigyTest, AcceptedRejectedAndIgnored) {
  const auto read = ReadAll(
      "prodigy",
      R"({"text":"a","options":[{"id":"X"},{"id":"Y"}],"accept":["X"],"answer":"accept","_input_hash":-12,"_annotator_id":"db-alice","_timestamp":1690000000}
{"text":"b","label":"X","answer":"reject","_input_hash":-13,"_session_id":"db-bob"}
{"text":"c","label":"X","answer":"ignore","_input_hash":-14}
{"text":"Ada","spans":[{"start":0,"end":3,"label":"PER","token_start":0,"token_end":0}],"answer":"accept","_input_hash":5}
)");
  ASSERT_THAT(read, IsOk());
  EXPECT_EQ(read->items[0].id, "-12");
  EXPECT_THAT(LabelsOf(read->items[0]), ElementsAre("db-alice=X"));
  EXPECT_EQ(read->items[0].labels[0].submit_time_us, 1'690'000'000'000'000);
  EXPECT_THAT(read->items[1].labels, IsEmpty());
  EXPECT_THAT(read->losses,
              UnorderedElementsAre(Pair("ignored tasks", 1), Pair("rejected tasks", 1)));
  EXPECT_TRUE(read->items[3].labels[0].value.has_spans());
}

TEST(ArgillaTest, ResponsesOfUsers) {
  const auto read = ReadAll("argilla", R"([{"id":"r1","fields":{"text":"hi"},"metadata":{},
    "suggestions":{"label":{"value":"pos","score":0.9,"agent":"m"}},
    "responses":{"label":[{"value":"pos","user_id":"u-1"},{"value":"neg","user_id":"u-2","status":"discarded"}]},
    "status":"completed"}])");
  ASSERT_THAT(read, IsOk());
  EXPECT_THAT(LabelsOf(read->items[0]), ElementsAre("u-1=pos"));
  EXPECT_THAT(read->losses, UnorderedElementsAre(Pair("discarded responses", 1),
                                                 Pair("suggestions of models", 1)));
}

TEST(HuggingFaceTest, OneLabelOrThoseOfSeveralPeople) {
  const auto read =
      ReadAll("huggingface",
              "{\"text\":\"a\",\"label\":1}\n{\"text\":\"b\",\"label\":[\"x\",\"y\"]}\n"
              "{\"text\":\"c\",\"labels\":[0,1],\"annotator_ids\":[\"p\",\"q\"]}\n");
  ASSERT_THAT(read, IsOk());
  EXPECT_THAT(LabelsOf(read->items[0]), ElementsAre("huggingface=1"));
  EXPECT_THAT(LabelsOf(read->items[1]), ElementsAre("huggingface=x|y"));
  EXPECT_THAT(LabelsOf(read->items[2]), ElementsAre("p=0", "q=1"));
  EXPECT_TRUE(
      ConformValue(read->items[0].labels[0].value, v1::LabelSchema::KIND_NUMBER).has_number());
}

TEST(SageMakerTest, TheDocumentedManifests) {
  const auto single = ReadAll(
      "sagemaker",
      R"({"source-ref":"s3://b/1.jpg","sport":0,"sport-metadata":{"class-name":"football","confidence":0.00,"type":"groundtruth/image-classification","job-name":"identify-sport","human-annotated":"yes","creation-date":"2018-10-18T22:18:13.527256"}})");
  ASSERT_THAT(single, IsOk());
  EXPECT_THAT(LabelsOf(single->items[0]), ElementsAre("sagemaker=football"));
  EXPECT_TRUE(single->items[0].labels[0].submit_time_us.has_value());
  EXPECT_THAT(single->losses, Contains(Key("confidences")));
  const auto several = ReadAll(
      "sagemaker",
      R"({"source":"t","x":[1,0,8],"x-metadata":{"class-map":{"1":"bicycle","0":"person","8":"clothing"},"type":"groundtruth/image-classification-multilabel"}})");
  ASSERT_THAT(several, IsOk());
  EXPECT_THAT(LabelsOf(several->items[0]), ElementsAre("sagemaker=bicycle|person|clothing"));
  const auto spans = ReadAll(
      "sagemaker",
      R"({"source":"Diego Ramirez is an engineer","N":{"annotations":{"entities":[{"endOffset":13,"startOffset":0,"label":"NAME"}],"labels":[{"label":"NAME"}]}},"N-metadata":{"entities":[{"confidence":0.92}],"type":"groundtruth/text-span"}})");
  ASSERT_THAT(spans, IsOk());
  EXPECT_EQ(spans->items[0].labels[0].value.spans().spans(0).end_offset(), 13);
}

TEST(ConllTest, SentencesBecomeItemsAndTagsSpans) {
  const auto read =
      ReadAll("conll",
              "-DOCSTART- -X- -X- O\n\nEU NNP B-NP B-ORG\nrejects VBZ B-VP O\nNew NNP B-NP B-LOC\n"
              "York NNP I-NP I-LOC\n\nPeter NNP B-NP I-PER\nBlackburn NNP I-NP I-PER\n");
  ASSERT_THAT(read, IsOk());
  ASSERT_EQ(read->items.size(), 2u);
  EXPECT_THAT(read->items[0].fields, ElementsAre(Pair("text", "EU rejects New York")));
  const auto& spans = read->items[0].labels[0].value.spans().spans();
  ASSERT_EQ(spans.size(), 2);
  EXPECT_EQ(spans[1].start_offset(), 11);
  EXPECT_EQ(spans[1].end_offset(), 19);
  EXPECT_EQ(read->items[1].labels[0].value.spans().spans(0).end_offset(), 15);  // IOB1
}

TEST(CocoTest, ImagesWithoutBoxesStay) {
  const auto read = ReadAll(
      "coco",
      R"({"images":[{"id":1,"file_name":"a.png","width":10,"height":5},{"id":2,"file_name":"b.png"}],
    "categories":[{"id":3,"name":"cat"}],
    "annotations":[{"id":1,"image_id":1,"category_id":3,"bbox":[1,2,3,1.5],"area":4.5,"iscrowd":0,"segmentation":[[1,2,3]]}]})");
  ASSERT_THAT(read, IsOk());
  ASSERT_EQ(read->items.size(), 2u);
  EXPECT_DOUBLE_EQ(read->items[0].labels[0].value.boxes().boxes(0).max_y_pixels(), 3.5);
  EXPECT_EQ(read->items[1].labels[0].value.boxes().boxes_size(), 0);
  EXPECT_THAT(read->losses, ElementsAre(Pair("segmentations", 1)));
}

TEST(AppenTest, FullAndAggregatedReports) {
  const auto full =
      ReadAll("appen",
              "_unit_id,_created_at,_golden,_id,_missed,_started_at,_tainted,_channel,_trust,"
              "_worker_id,sentiment,sentiment_gold,text\n"
              "1,7/24/2015 12:03:41,false,9,,7/24/2015 12:03:01,false,c,0.9,44,pos,,hello\n"
              "1,7/24/2015 12:04:41,false,10,,7/24/2015 12:04:01,true,c,0.1,45,neg,,hello\n"
              "2,7/24/2015 12:04:41,false,11,,,false,c,0.9,44,\"pos\nneg\",,bye\n");
  ASSERT_THAT(full, IsOk());
  EXPECT_THAT(LabelsOf(full->items[0]), ElementsAre("44=pos"));
  EXPECT_EQ(full->items[0].labels[0].active_time_us, 40'000'000);
  EXPECT_THAT(LabelsOf(full->items[2]), ElementsAre("44=pos|neg"));
  EXPECT_EQ(full->losses.size(), 1u);
  const auto aggregated =
      ReadAll("appen_aggregated",
              "_unit_id,_golden,_unit_state,_trusted_judgments,_last_judgment_at,"
              "sentiment,sentiment:confidence,text\n"
              "1,false,finalized,3,7/24/2015 12:03:41,pos,0.6166,hello\n");
  ASSERT_THAT(aggregated, IsOk());
  EXPECT_THAT(LabelsOf(aggregated->items[0]), ElementsAre("appen=pos"));
  EXPECT_THAT(aggregated->items[0].fields, ElementsAre(Pair("text", "hello")));
}

TEST(TolokaTest, RejectedAssignmentsAreCounted) {
  const auto read =
      ReadAll("toloka",
              "INPUT:text\tOUTPUT:result\tGOLDEN:result\tASSIGNMENT:task_id\tASSIGNMENT:worker_id\t"
              "ASSIGNMENT:status\tASSIGNMENT:started\tASSIGNMENT:submitted\n"
              "hi\tOK\t\tt1\tw1\tAPPROVED\t2020-01-01T10:00:00\t2020-01-01T10:00:05\n"
              "hi\tBAD\t\tt1\tw2\tREJECTED\t2020-01-01T10:00:00\t2020-01-01T10:00:05\n");
  ASSERT_THAT(read, IsOk());
  EXPECT_THAT(LabelsOf(read->items[0]), ElementsAre("w1=OK"));
  EXPECT_EQ(read->items[0].labels[0].active_time_us, 5'000'000);
  EXPECT_THAT(read->losses, ElementsAre(Pair("assignments that are REJECTED", 1)));
}

TEST(TablesTest, CrowdKitNltkAndCleanlab) {
  const auto crowdkit = ReadAll("crowdkit", "task,worker,label\nt1,w1,cat\nt1,w2,\n");
  ASSERT_THAT(crowdkit, IsOk());
  EXPECT_THAT(LabelsOf(crowdkit->items[0]), ElementsAre("w1=cat"));
  EXPECT_THAT(crowdkit->losses, ElementsAre(Pair("rows without a label", 1)));
  const auto nltk = ReadAll("nltk", "c1,1,a\nc2,1,b\n");
  ASSERT_THAT(nltk, IsOk());
  ASSERT_EQ(nltk->items.size(), 2u);
  EXPECT_THAT(LabelsOf(nltk->items[0]), ElementsAre("c1=a"));
  const auto cleanlab = ReadAll("cleanlab", "item,ann1,ann2\n0,1,NaN\n1,,0\n");
  ASSERT_THAT(cleanlab, IsOk());
  EXPECT_THAT(LabelsOf(cleanlab->items[0]), ElementsAre("ann1=1"));
  EXPECT_THAT(LabelsOf(cleanlab->items[1]), ElementsAre("ann2=0"));
}

TEST(ItemsTest, EachItemOnceWithItsFields) {
  exchange::StringSource source(
      "{\"text\":\"a\",\"accept\":[\"X\"],\"answer\":\"accept\",\"id\":\"1\"}\n"
      "{\"text\":\"a\",\"accept\":[\"Y\"],\"answer\":\"accept\",\"id\":\"1\"}\n"
      "{\"text\":\"b\",\"accept\":[\"Y\"],\"answer\":\"accept\",\"id\":\"2\"}\n");
  exchange::TableOptions options;
  options.format = "prodigy";
  const auto table = OpenItems(options, source);
  ASSERT_THAT(table, IsOk());
  EXPECT_THAT((*table)->columns(), ElementsAre("item_id", "text"));
  exchange::TableRow row;
  std::vector<std::string> rows;
  while (*(*table)->Next(row)) {
    rows.push_back(row.cells[0] + row.cells[1]);
  }
  EXPECT_THAT(rows, ElementsAre("1a", "2b"));
}

TEST(SummaryTest, KindAndClasses) {
  exchange::StringSource source("task,worker,label\n1,a,x\n1,b,y\n2,a,x\n");
  const auto summary = SummariseFile(*FindForeignFormat("crowdkit"), {.file_name = "f"}, source);
  ASSERT_THAT(summary, IsOk());
  EXPECT_EQ(summary->schema.kind(), v1::LabelSchema::KIND_SINGLE_CHOICE);
  EXPECT_THAT(summary->schema.classes(), ElementsAre("x", "y"));
  EXPECT_EQ(summary->label_count, 3);
  exchange::StringSource empty("task,worker,label\n1,a,\n");
  EXPECT_THAT(SummariseFile(*FindForeignFormat("crowdkit"), {.file_name = "f"}, empty),
              HasReason("BAD_FOREIGN_FILE"));
}

struct BadFile {
  const char* format;
  const char* text;
  const char* reason;
};

class BadFileTest : public testing::TestWithParam<BadFile> {};

TEST_P(BadFileTest, IsRefusedWithItsPlace) {
  const auto read = ReadAll(GetParam().format, GetParam().text);
  EXPECT_THAT(read, HasReason(GetParam().reason));
  EXPECT_EQ(GetErrorMetadata(read.status()).at("file"), "file");
}

INSTANTIATE_TEST_SUITE_P(
    Files, BadFileTest,
    testing::Values(
        BadFile{"label_studio", "", "EMPTY_FILE"},
        BadFile{"label_studio", "[{\"id\":1}", "BAD_JSON"},
        BadFile{"label_studio", "[{\"id\":1}{\"id\":2}]", "BAD_JSON"},
        BadFile{"label_studio", "[{\"id\":1}] x", "BAD_JSON"},
        BadFile{"label_studio", "[1]", "NOT_A_JSON_OBJECT"},
        BadFile{"label_studio", "[{\"id\":\"\xff\"}]", "INVALID_UTF8"},
        BadFile{"label_studio", "[{\"id\":1,\"data\":{\"a\":1},\"annotations\":5}]",
                "BAD_FOREIGN_FILE"},
        BadFile{"label_studio_min", "[{\"id\":1}]", "BAD_FOREIGN_FILE"},
        BadFile{"doccano", "{\"text\":\"ab\",\"label\":[[0,9,\"X\"]]}", "BAD_FOREIGN_FILE"},
        BadFile{"doccano", "{\"text\":\"ab\",\"label\":7}", "BAD_FOREIGN_FILE"},
        BadFile{"prodigy", "{\"text\":\"ab\",\"answer\":\"maybe\"}", "BAD_FOREIGN_FILE"},
        BadFile{"argilla", "[{\"id\":1}]", "BAD_FOREIGN_FILE"},
        BadFile{"huggingface", "{\"labels\":[1],\"annotator_ids\":[1,2]}", "BAD_FOREIGN_FILE"},
        BadFile{"sagemaker", "{\"source\":\"x\"}", "BAD_FOREIGN_FILE"},
        BadFile{"conll", "EU\n", "BAD_FOREIGN_FILE"},
        BadFile{"conll", "EU NNP\n", "BAD_FOREIGN_FILE"},
        BadFile{"coco", "{\"images\":[{\"id\":1},{\"id\":1}]}", "BAD_FOREIGN_FILE"},
        BadFile{"coco", "{\"a\":1}", "BAD_FOREIGN_FILE"},
        BadFile{"appen", "a,b\n1,2\n", "BAD_FOREIGN_FILE"},
        BadFile{"toloka", "INPUT:a\tASSIGNMENT:task_id\n1\t2\n", "BAD_FOREIGN_FILE"},
        BadFile{"crowdkit", "task,label\n1,2\n", "BAD_FOREIGN_FILE"},
        BadFile{"nltk", "a,b\n1,2\n", "BAD_FOREIGN_FILE"},
        BadFile{"crowdkit", "task,worker,label\n,w,x\n", "BAD_FOREIGN_FILE"}));

TEST(DepthTest, NestingIsLimited) {
  EXPECT_THAT(ReadAll("label_studio", std::string(100'000, '[') + "{"),
              HasReason("NOT_A_JSON_OBJECT"));
  EXPECT_THAT(ReadAll("label_studio", "[{\"a\":" + std::string(100'000, '[')),
              HasReason("BAD_JSON"));
}

}  // namespace
}  // namespace assay::formats
