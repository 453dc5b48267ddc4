#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

#include "annotator/mturk/answer_fields.h"
#include "annotator/mturk/label_maker.h"
#include "annotator/schema/label_schema.h"
#include "annotator/schema/span_offsets.h"
#include "tests/annotator/mturk/read_results.h"
#include "tests/support/status_matchers.h"

namespace assay::mturk {
namespace {

using testing::ElementsAre;
using v1::LabelSchema;

// The labels of a bundled file, as canonical texts; "-" for none.
struct Labels {
  std::string field;
  LabelSchema schema;
  std::vector<std::string> texts;
};

absl::StatusOr<Labels> MakeLabels(const Results& results, std::string_view wanted,
                                  LabelSchema::Kind kind, size_t text_input) {
  AnswerTable table(results.answer_names);
  std::vector<Answer> answers;
  for (const Assignment& assignment : results.assignments) {
    EXPECT_EQ(table.Read(assignment.answers, answers), "");
    table.Count(answers);
  }
  RepairList repairs;
  const auto fields = FindAnswerFields(table, repairs);
  ASSAY_ASSIGN_OR_RETURN(const auto chosen, ChooseAnswerField(fields, wanted));
  AnswerSurvey survey(fields[*chosen], kind);
  for (const Assignment& assignment : results.assignments) {
    table.Read(assignment.answers, answers);
    survey.Add(answers, assignment.inputs[text_input]);
  }
  ASSAY_ASSIGN_OR_RETURN(const LabelPlan plan, survey.Plan());
  Labels labels;
  labels.field = fields[*chosen].name;
  labels.schema = survey.Schema(plan);
  ASSAY_ASSIGN_OR_RETURN(const auto schema, assay::LabelSchema::Make(labels.schema));
  LabelMaker maker(plan);
  v1::LabelValue value;
  for (const Assignment& assignment : results.assignments) {
    table.Read(assignment.answers, answers);
    ASSAY_ASSIGN_OR_RETURN(const bool has,
                           maker.Make(answers, assignment.inputs[text_input], value));
    if (has) {
      EXPECT_TRUE(schema.Check(value).ok()) << schema.Check(value);
    }
    labels.texts.push_back(has ? schema.Canonical(value) : "-");
  }
  return labels;
}

Labels LabelsOf(const std::string& file, std::string_view wanted = "",
                LabelSchema::Kind kind = LabelSchema::KIND_UNSPECIFIED, size_t text_input = 0) {
  const auto results = ReadResults(Bundled(file));
  EXPECT_TRUE(results.ok());
  auto labels = MakeLabels(*results, wanted, kind, text_input);
  EXPECT_TRUE(labels.ok()) << labels.status();
  return labels.ok() ? *std::move(labels) : Labels();
}

TEST(AnswerLabelsTest, AColumnOfFewAnswersIsASingleChoice) {
  const Labels labels = LabelsOf("untouched.csv");
  EXPECT_EQ(labels.field, "mood");
  EXPECT_EQ(labels.schema.kind(), LabelSchema::KIND_SINGLE_CHOICE);
  EXPECT_THAT(labels.schema.classes(), ElementsAre("glad", "none", "sad"));
  EXPECT_THAT(labels.texts,
              ElementsAre("sad", "glad", "sad", "glad", "glad", "glad", "sad", "none", "glad"));
}

TEST(AnswerLabelsTest, TrueFalseColumnsOfOneNameAreOneQuestion) {
  const Labels labels = LabelsOf("one_hot.csv");
  EXPECT_EQ(labels.field, "place");
  EXPECT_EQ(labels.schema.kind(), LabelSchema::KIND_SINGLE_CHOICE);
  EXPECT_THAT(labels.texts, ElementsAre("food", "museum", "food"));
}

TEST(AnswerLabelsTest, TrueFalseColumnsThatBeginAlikeAreOneQuestion) {
  const Labels labels = LabelsOf("one_hot.csv", "q4");
  EXPECT_EQ(labels.schema.kind(), LabelSchema::KIND_MULTIPLE_CHOICE);
  EXPECT_THAT(labels.schema.classes(), ElementsAre("nature", "store"));
  EXPECT_THAT(labels.texts, ElementsAre("store", "nature|store", ""));
}

TEST(AnswerLabelsTest, ASingleCheckboxIsTrueOrFalse) {
  const Labels labels = LabelsOf("one_hot.csv", "sure");
  EXPECT_THAT(labels.texts, ElementsAre("true", "false", "-"));
}

TEST(AnswerLabelsTest, TaskAnswersAreTakenApart) {
  EXPECT_THAT(LabelsOf("task_answers_bom.csv").texts, ElementsAre("glad", "sad", "glad"));
  EXPECT_THAT(LabelsOf("task_answers_bom.csv", "tags").texts, ElementsAre("-", "odd|short", "-"));
  EXPECT_THAT(LabelsOf("task_answers_bom.csv", "why").texts,
              ElementsAre("it, \"says\" so", "-", "-"));
  EXPECT_THAT(LabelsOf("task_answers_bom.csv", "rating", LabelSchema::KIND_NUMBER).texts,
              ElementsAre("-", "-", "4"));
}

TEST(AnswerLabelsTest, OneQuestionInTwoColumnsIsPutTogether) {
  EXPECT_THAT(LabelsOf("split_columns.csv").texts, ElementsAre("cat", "dog", "cat"));
}

TEST(AnswerLabelsTest, BoundingBoxesBecomeBoxes) {
  const Labels labels = LabelsOf("boxes.csv");
  EXPECT_EQ(labels.field, "annotatedResult");
  EXPECT_EQ(labels.schema.kind(), LabelSchema::KIND_BOXES);
  EXPECT_THAT(labels.schema.classes(), ElementsAre("Stone"));
  EXPECT_EQ(labels.texts[1], "[]");
  EXPECT_EQ(labels.texts[2],
            R"([{"label_class":"Stone","max_x_pixels":1250.0,"max_y_pixels":1035.0,)"
            R"("min_x_pixels":841.0,"min_y_pixels":570.0}])");
}

// "😀 Ana met Bo 😀 in Rome": Ana is at 2-5, Rome at 18-22 in code points.
TEST(AnswerLabelsTest, SpansMeanTheSameInEitherUnit) {
  for (const char* const file : {"spans_code_points.csv", "spans_utf16.csv"}) {
    const Labels labels = LabelsOf(file, "", LabelSchema::KIND_UNSPECIFIED, 1);
    EXPECT_THAT(labels.texts, ElementsAre("2-5:person|18-22:place", "2-5:person|18-22:place"))
        << file;
  }
}

TEST(AnswerLabelsTest, ASpanOutsideOfItsTextIsRefused) {
  LabelPlan plan;
  plan.kind = LabelSchema::KIND_TEXT_SPANS;
  plan.field.form = AnswerField::Form::kSpans;
  plan.field.columns = {0};
  LabelMaker maker(plan);
  v1::LabelValue value;
  const std::string json = R"([{"startOffset":0,"endOffset":4,"label":"x"}])";
  EXPECT_TRUE(maker.Make({{0, json}}, "four", value).ok());
  EXPECT_EQ(ErrorReason(maker.Make({{0, json}}, "fou", value).status()), "BAD_LABEL_VALUE");
  EXPECT_EQ(ErrorReason(maker.Make({{0, "[1]"}}, "four", value).status()), "BAD_LABEL_VALUE");
}

TEST(AnswerLabelsTest, FreeTextOnlySaysThatItWasAnswered) {
  auto results = ReadResults(Bundled("untouched.csv"));
  for (Assignment& assignment : results->assignments) {
    assignment.answers[0] = std::string(1100, 'x') + assignment.assignment_id;
  }
  const auto labels = MakeLabels(*results, "", LabelSchema::KIND_UNSPECIFIED, 0);
  ASSERT_TRUE(labels.ok());
  EXPECT_EQ(labels->texts[0], "answered");
  const auto wanted = MakeLabels(*results, "mood", LabelSchema::KIND_SINGLE_CHOICE, 0);
  EXPECT_EQ(ErrorReason(wanted.status()), "BAD_ANSWER_KIND");
}

TEST(AnswerLabelsTest, AQuestionThatIsNotThereIsAnError) {
  const auto results = ReadResults(Bundled("untouched.csv"));
  const auto labels = MakeLabels(*results, "Answer.color", LabelSchema::KIND_UNSPECIFIED, 0);
  EXPECT_EQ(ErrorReason(labels.status()), "UNKNOWN_ANSWER");
}

TEST(AnswerLabelsTest, TaskAnswersThatAreNoObjectAreSaidSo) {
  AnswerTable table({"taskAnswers"});
  std::vector<Answer> answers;
  for (const char* const bad : {"[1]", "x", "[{\"a\":1},{\"b\":2}]", "[{\"a\":", "3"}) {
    EXPECT_NE(table.Read({bad}, answers), "") << bad;
  }
  EXPECT_EQ(table.Read({"[]"}, answers), "");
  EXPECT_EQ(table.Read({"{\"a\":{\"b\":[1, 2]},\"c\":\"\",\"d\":null,\"e\":7}"}, answers), "");
  ASSERT_EQ(answers.size(), 2U);
  EXPECT_EQ(answers[0].text, "[1,2]");
  EXPECT_EQ(answers[1].text, "7");
}

// Any span survives the way to UTF-16 and back.
TEST(SpanOffsetsTest, OffsetsGoThereAndBack) {
  std::mt19937 random(5);
  const std::vector<std::string> pieces = {"a", " ", "é", "漢", "😀", "👩‍🚀"};
  for (int round = 0; round < 200; ++round) {
    std::string text;
    for (auto i = random() % 12; i > 0; --i) {
      text += pieces[random() % pieces.size()];
    }
    const SpanOffsets offsets(text);
    for (int64_t at = 0; at <= offsets.code_point_count(); ++at) {
      EXPECT_EQ(offsets.ToCodePoints(offsets.ToUtf16(at), SpanUnit::kUtf16), at);
    }
    EXPECT_EQ(
        offsets.ToCodePoints(offsets.ToUtf16(offsets.code_point_count()) + 1, SpanUnit::kUtf16),
        std::nullopt);
  }
  EXPECT_EQ(SpanOffsets("😀x").ToCodePoints(1, SpanUnit::kUtf16), std::nullopt);
}

}  // namespace
}  // namespace assay::mturk
