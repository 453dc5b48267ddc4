#include "annotator/label_studio/annotation_hook.h"

#include "annotator/label_studio/task.h"
#include "google/protobuf/util/time_util.h"
#include "gtest/gtest.h"
#include "tests/support/status_matchers.h"
#include "tests/support/test_data.h"

namespace assay::label_studio {
namespace {

using google::protobuf::util::TimeUtil;

v1::LabelSchema Topics() {
  v1::LabelSchema schema;
  schema.set_kind(v1::LabelSchema::KIND_SINGLE_CHOICE);
  schema.add_classes("money");
  schema.add_classes("sport");
  return schema;
}

Json Sent(const std::string& name) {
  return Json::parse(ReadFile(TestData("label_studio/" + name + ".json")));
}

absl::StatusOr<v1::ImportedLabels> Read(const Json& body, int64_t& skipped) {
  return ReadHook(body, Topics(), "id", skipped);
}

std::string ReasonOf(const Json& body) {
  int64_t skipped = 0;
  return ErrorReason(Read(body, skipped).status());
}

TEST(AnnotationHookTest, AnAnnotationIsALabelOfItsUserAtItsTime) {
  int64_t skipped = -1;
  const auto labels = Read(Sent("annotation_created"), skipped);
  ASSERT_TRUE(labels.ok()) << labels.status();
  ASSERT_EQ(labels->rows_size(), 1);
  const v1::ImportedLabel& label = labels->rows(0);
  EXPECT_EQ(label.item_id(), "0");
  EXPECT_EQ(label.annotator_id(), "ls-1");
  EXPECT_EQ(label.value().choice(), "money");
  EXPECT_EQ(TimeUtil::ToString(label.submit_time()), "2026-11-23T17:16:48.486982Z");
  EXPECT_EQ(TimeUtil::ToString(label.active_time()), "3.417s");
  EXPECT_EQ(skipped, 0);
}

TEST(AnnotationHookTest, AChangeIsALaterLabelOfTheSameItemAndUser) {
  int64_t skipped = 0;
  const auto labels = Read(Sent("annotation_updated"), skipped);
  ASSERT_TRUE(labels.ok()) << labels.status();
  EXPECT_EQ(labels->rows(0).item_id(), "0");
  EXPECT_EQ(labels->rows(0).annotator_id(), "ls-1");
  EXPECT_EQ(labels->rows(0).value().choice(), "sport");
  EXPECT_EQ(TimeUtil::ToString(labels->rows(0).submit_time()), "2026-11-23T17:16:48.838474Z");
}

TEST(AnnotationHookTest, ASkipIsNoLabel) {
  int64_t skipped = 0;
  const auto labels = Read(Sent("annotation_skipped"), skipped);
  ASSERT_TRUE(labels.ok()) << labels.status();
  EXPECT_EQ(labels->rows_size(), 0);
  EXPECT_EQ(skipped, 1);
}

TEST(AnnotationHookTest, SeveralAtOnceAreSeveralLabels) {
  Json body = Sent("annotation_created");
  body["action"] = "ANNOTATIONS_CREATED";
  Json other = body["annotation"];
  other["task"] = 2;
  other["completed_by"] = {{"id", 7}, {"email", "b@example.com"}};
  body["annotation"] = Json::array({body["annotation"], other});
  Json task = body["task"];
  task["id"] = 2;
  task["data"]["id"] = "item-1";
  body["task"] = Json::array({body["task"], task});
  int64_t skipped = 0;
  const auto labels = Read(body, skipped);
  ASSERT_TRUE(labels.ok()) << labels.status();
  ASSERT_EQ(labels->rows_size(), 2);
  EXPECT_EQ(labels->rows(1).item_id(), "item-1");
  EXPECT_EQ(labels->rows(1).annotator_id(), "ls-7");
}

TEST(AnnotationHookTest, WhatIsMissingIsNamed) {
  const Json whole = Sent("annotation_created");
  ASSERT_EQ(ReasonOf(whole), "");
  for (const char* name : {"annotation", "task", "project"}) {
    Json body = whole;
    body.erase(name);
    EXPECT_EQ(ReasonOf(body), "BAD_WEBHOOK") << name;
    body[name] = 3;
    EXPECT_EQ(ReasonOf(body), "BAD_WEBHOOK") << name;
  }
  for (const char* name : {"completed_by", "updated_at"}) {
    Json body = whole;
    body["annotation"][name] = "nobody";
    EXPECT_EQ(ReasonOf(body), "BAD_ANNOTATION") << name;
  }
  Json no_item = whole;
  no_item["task"]["data"].erase("id");
  EXPECT_EQ(ReasonOf(no_item), "TASK_WITHOUT_ITEM");
  Json other_task = whole;
  other_task["annotation"]["task"] = 99;
  EXPECT_EQ(ReasonOf(other_task), "BAD_WEBHOOK");
}

TEST(AnnotationHookTest, ALeadTimeThatSaysNothingIsLeftOut) {
  for (const double seconds : {-1.0, 0.0, 1e9}) {
    Json body = Sent("annotation_created");
    body["annotation"]["lead_time"] = seconds;
    int64_t skipped = 0;
    const auto labels = Read(body, skipped);
    ASSERT_TRUE(labels.ok()) << labels.status();
    EXPECT_FALSE(labels->rows(0).has_active_time()) << seconds;
  }
}

TEST(AnnotationHookTest, ATaskSaysWhichItemItIsAboutInTheOrderOfTheGuide) {
  const auto item = [](const char* data) {
    const auto found = ItemOfTask(Json::parse(data), "key");
    return found.ok() ? *found : ErrorReason(found.status());
  };
  EXPECT_EQ(item(R"({"data":{"id":"c","key":"b","assay_item_id":"a"}})"), "a");
  EXPECT_EQ(item(R"({"data":{"id":"c","key":"b"}})"), "b");
  EXPECT_EQ(item(R"({"data":{"item_id":"d","id":12}})"), "12");
  EXPECT_EQ(item(R"({"data":{"item_id":"d"}})"), "d");
  EXPECT_EQ(item(R"({"id":4,"data":{"id":1.5,"key":""}})"), "TASK_WITHOUT_ITEM");
  EXPECT_EQ(item(R"({"id":4})"), "TASK_WITHOUT_ITEM");
  EXPECT_EQ(item("[]"), "TASK_WITHOUT_ITEM");
}

TEST(AnnotationHookTest, OtherActionsBringNothing) {
  EXPECT_TRUE(BringsAnnotations("ANNOTATION_CREATED"));
  EXPECT_TRUE(BringsAnnotations("ANNOTATION_UPDATED"));
  EXPECT_TRUE(BringsAnnotations("ANNOTATIONS_CREATED"));
  EXPECT_FALSE(BringsAnnotations("ANNOTATIONS_DELETED"));
  EXPECT_FALSE(BringsAnnotations("START_TRAINING"));
}

}  // namespace
}  // namespace assay::label_studio
