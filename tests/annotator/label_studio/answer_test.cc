#include "annotator/label_studio/answer.h"

#include "google/protobuf/util/message_differencer.h"
#include "gtest/gtest.h"
#include "tests/support/status_matchers.h"

namespace assay::label_studio {
namespace {

using Kind = v1::LabelSchema;

Control Of(const std::string& tag) {
  return {.tag = tag, .name = "q", .to_name = "t", .multiple = false, .classes = {}};
}

// What an annotation with these "value" objects says; the reason where it says nothing.
std::string Say(const std::string& tag, Kind::Kind kind, const std::vector<std::string>& values,
                const std::string& more = "") {
  Json result = Json::array();
  for (const std::string& value : values) {
    result.push_back(Json::parse(R"({"id":"x","from_name":"q","to_name":"t","type":"c",)" + more +
                                 R"("value":)" + value + "}"));
  }
  const auto answer = ReadAnswer(result, Of(tag), kind);
  if (!answer.ok()) {
    return ErrorReason(answer.status());
  }
  return answer->has_value() ? (*answer)->ShortDebugString() : "nothing";
}

// The values are those of Label Studio's documentation of its tags.
TEST(AnswerTest, ReadsEachKind) {
  EXPECT_EQ(Say("Choices", Kind::KIND_SINGLE_CHOICE, {R"({"choices":["Positive"]})"}),
            R"(choice: "Positive")");
  EXPECT_EQ(Say("Choices", Kind::KIND_MULTIPLE_CHOICE, {R"({"choices":["a","b"]})"}),
            R"(choices { classes: "a" classes: "b" })");
  EXPECT_EQ(Say("Rating", Kind::KIND_ORDINAL, {R"({"rating":4})"}), R"(choice: "4")");
  EXPECT_EQ(Say("Rating", Kind::KIND_NUMBER, {R"({"rating":4})"}), "number: 4");
  EXPECT_EQ(Say("Number", Kind::KIND_NUMBER, {R"({"number":2.5})"}), "number: 2.5");
  EXPECT_EQ(Say("Labels", Kind::KIND_TEXT_SPANS,
                {R"({"start":0,"end":26,"text":"..","labels":["PER"]})"}),
            R"(spans { spans { end_offset: 26 label_class: "PER" } })");
  EXPECT_EQ(Say("Pairwise", Kind::KIND_PAIRWISE, {R"({"selected":"left"})"}),
            "preference: PREFERENCE_FIRST");
}

TEST(AnswerTest, ABoxInPercentBecomesPixelsOfTheImage) {
  // 10 % and 30 % of 200 by 400 pixels.
  EXPECT_EQ(
      Say("RectangleLabels", Kind::KIND_BOXES,
          {R"({"x":10,"y":10,"width":20,"height":20,"rotation":0,"rectanglelabels":["Car"]})"},
          R"("original_width":200,"original_height":400,)"),
      "boxes { boxes { min_x_pixels: 20 min_y_pixels: 40 max_x_pixels: 60 max_y_pixels: 120 "
      R"(label_class: "Car" } })");
  EXPECT_EQ(Say("RectangleLabels", Kind::KIND_BOXES,
                {R"({"x":1,"y":1,"width":2,"height":2,"rotation":45,"rectanglelabels":["Car"]})"},
                R"("original_width":200,"original_height":400,)"),
            "BAD_ANNOTATION");
  EXPECT_EQ(Say("RectangleLabels", Kind::KIND_BOXES,
                {R"({"x":1,"y":1,"width":2,"height":2,"rectanglelabels":["Car"]})"}),
            "BAD_ANNOTATION");
}

TEST(AnswerTest, NothingMarkedIsAnAnswerWhereSeveralCouldBe) {
  EXPECT_EQ(Say("Choices", Kind::KIND_SINGLE_CHOICE, {}), "nothing");
  EXPECT_EQ(Say("Number", Kind::KIND_NUMBER, {}), "nothing");
  EXPECT_EQ(Say("Choices", Kind::KIND_MULTIPLE_CHOICE, {}), "choices { }");
  EXPECT_EQ(Say("Labels", Kind::KIND_TEXT_SPANS, {}), "spans { }");
}

TEST(AnswerTest, WhatALabelCannotSayIsRefused) {
  EXPECT_EQ(Say("Choices", Kind::KIND_SINGLE_CHOICE, {R"({"choices":["a","b"]})"}),
            "BAD_ANNOTATION");
  EXPECT_EQ(Say("Choices", Kind::KIND_SINGLE_CHOICE, {R"({"choices":[1]})"}), "BAD_ANNOTATION");
  EXPECT_EQ(Say("Choices", Kind::KIND_SINGLE_CHOICE, {R"({"choices":"a"})"}), "BAD_ANNOTATION");
  EXPECT_EQ(Say("Choices", Kind::KIND_SINGLE_CHOICE, {R"({"rating":1})"}), "BAD_ANNOTATION");
  EXPECT_EQ(Say("Rating", Kind::KIND_ORDINAL, {R"({"rating":1.5})"}), "BAD_ANNOTATION");
  EXPECT_EQ(Say("Number", Kind::KIND_NUMBER, {R"({"number":"4"})"}), "BAD_ANNOTATION");
  EXPECT_EQ(Say("Labels", Kind::KIND_TEXT_SPANS, {R"({"start":3,"end":3,"labels":["A"]})"}),
            "BAD_ANNOTATION");
  for (const char* result :
       {"{}", "null", "[1]", R"([{"from_name":"q"}])", R"([{"from_name":"q","value":[]}])"}) {
    const auto answer = ReadAnswer(Json::parse(result), Of("Choices"), Kind::KIND_SINGLE_CHOICE);
    EXPECT_EQ(ErrorReason(answer.status()), "BAD_ANNOTATION") << result;
  }
}

TEST(AnswerTest, OtherControlsDoNotCount) {
  const auto answer = ReadAnswer(Json::parse(R"([{"from_name":"other","value":{"choices":["x"]}},
                                 {"type":"relation","from_id":"a","to_id":"b"},
                                 {"from_name":"q","value":{"choices":["y"]}}])"),
                                 Of("Choices"), Kind::KIND_SINGLE_CHOICE);
  ASSERT_TRUE(answer.ok() && answer->has_value());
  EXPECT_EQ((*answer)->choice(), "y");
}

TEST(AnswerTest, WhatIsWrittenReadsBackAsTheSameLabel) {
  struct Case {
    const char* tag;
    Kind::Kind kind;
    v1::LabelValue value;
  };
  std::vector<Case> cases(6);
  cases[0] = {"Choices", Kind::KIND_SINGLE_CHOICE, {}};
  cases[0].value.set_choice("a \"b\" \xF0\x9F\x98\x80");
  cases[1] = {"Choices", Kind::KIND_MULTIPLE_CHOICE, {}};
  cases[1].value.mutable_choices()->add_classes("a");
  cases[1].value.mutable_choices()->add_classes("b");
  cases[2] = {"Rating", Kind::KIND_ORDINAL, {}};
  cases[2].value.set_choice("3");
  cases[3] = {"Number", Kind::KIND_NUMBER, {}};
  cases[3].value.set_number(-0.125);
  cases[4] = {"Labels", Kind::KIND_TEXT_SPANS, {}};
  for (int i = 1; i < 3; ++i) {
    v1::LabelValue::Span& span = *cases[4].value.mutable_spans()->add_spans();
    span.set_start_offset(i);
    span.set_end_offset(i * 10);
    span.set_label_class("PER");
  }
  cases[5] = {"Pairwise", Kind::KIND_PAIRWISE, {}};
  cases[5].value.set_preference(v1::LabelValue::PREFERENCE_SECOND);
  for (const Case& one : cases) {
    const Json written = Json::parse(WriteAnswer(one.value, Of(one.tag)).dump());
    const auto read = ReadAnswer(written, Of(one.tag), one.kind);
    ASSERT_TRUE(read.ok() && read->has_value()) << written;
    EXPECT_TRUE(google::protobuf::util::MessageDifferencer::Equals(**read, one.value)) << written;
  }
}

}  // namespace
}  // namespace assay::label_studio
