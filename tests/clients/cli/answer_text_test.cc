#include "clients/cli/answer_text.h"

#include "engine/base/status.h"
#include "tests/support/status_matchers.h"

namespace assay::cli {
namespace {

using v1::LabelSchema;
using v1::LabelValue;

LabelSchema Schema(LabelSchema::Kind kind, const std::vector<std::string>& classes = {}) {
  LabelSchema schema;
  schema.set_kind(kind);
  schema.mutable_classes()->Assign(classes.begin(), classes.end());
  return schema;
}

LabelSchema News(LabelSchema::Kind kind = LabelSchema::KIND_SINGLE_CHOICE) {
  return Schema(kind, {"World", "Sports", "Sci/Tech", "Real Estate"});
}

std::vector<std::string> Chosen(const absl::StatusOr<LabelValue>& value) {
  if (!value.ok()) {
    return {std::string(value.status().message())};
  }
  return {value->choices().classes().begin(), value->choices().classes().end()};
}

TEST(ParseAnswerTest, TakesAClassAsItIsSpelled) {
  EXPECT_EQ(ParseAnswer(News(), "Sci/Tech")->choice(), "Sci/Tech");
  EXPECT_EQ(ErrorReason(ParseAnswer(News(), "sci/tech").status()), "BAD_LABEL_VALUE");
  EXPECT_EQ(ErrorReason(ParseAnswer(News(), "2").status()), "BAD_LABEL_VALUE");
  EXPECT_EQ(ErrorReason(ParseAnswer(News(), "").status()), "BAD_LABEL_VALUE");
}

TEST(ParseAnswerTest, TakesSeveralClassesWithBarsBetweenThem) {
  const LabelSchema schema = News(LabelSchema::KIND_MULTIPLE_CHOICE);
  EXPECT_THAT(Chosen(ParseAnswer(schema, "World|Real Estate")),
              ::testing::ElementsAre("World", "Real Estate"));
  EXPECT_THAT(Chosen(ParseAnswer(schema, "")), ::testing::IsEmpty());
  EXPECT_TRUE(ParseAnswer(schema, "")->has_choices());
  EXPECT_FALSE(ParseAnswer(schema, "World|Moon").ok());
}

TEST(ParseAnswerTest, TakesNumbersThatAreNumbers) {
  const LabelSchema schema = Schema(LabelSchema::KIND_NUMBER);
  EXPECT_EQ(ParseAnswer(schema, "-2.5")->number(), -2.5);
  for (const char* bad : {"", "two", "1,5", "2 apples", "inf", "nan"}) {
    EXPECT_EQ(ErrorReason(ParseAnswer(schema, bad).status()), "BAD_LABEL_VALUE") << bad;
  }
}

TEST(ParseAnswerTest, TakesPairsByNameAndByKey) {
  const LabelSchema schema = Schema(LabelSchema::KIND_PAIRWISE);
  EXPECT_EQ(ParseAnswer(schema, "second")->preference(), LabelValue::PREFERENCE_SECOND);
  EXPECT_EQ(ParseAnswer(schema, "3")->preference(), LabelValue::PREFERENCE_TIE);
  EXPECT_FALSE(ParseAnswer(schema, "4").ok());
}

TEST(ParseAnswerTest, TakesTheJsonOfSpans) {
  const LabelSchema schema = Schema(LabelSchema::KIND_TEXT_SPANS, {"name"});
  const auto value = ParseAnswer(
      schema,
      R"({"spans": {"spans": [{"start_offset": 2, "end_offset": 5, "label_class": "name"}]}})");
  ASSERT_TRUE(value.ok()) << value.status();
  EXPECT_EQ(value->spans().spans(0).end_offset(), 5);
  EXPECT_EQ(ErrorReason(ParseAnswer(schema, "name").status()), "BAD_LABEL_VALUE");
}

TEST(ParseTypedAnswerTest, TakesTheNumberOfTheMenuAndTheNameInAnyCase) {
  EXPECT_EQ(ParseTypedAnswer(News(), "2")->choice(), "Sports");
  EXPECT_EQ(ParseTypedAnswer(News(), " sports ")->choice(), "Sports");
  for (const char* bad : {"0", "5", "-1", "2x", ""}) {
    EXPECT_FALSE(ParseTypedAnswer(News(), bad).ok()) << bad;
  }
}

TEST(ParseTypedAnswerTest, TakesSeveralNumbersOrNames) {
  const LabelSchema schema = News(LabelSchema::KIND_MULTIPLE_CHOICE);
  EXPECT_THAT(Chosen(ParseTypedAnswer(schema, "1 3")), ::testing::ElementsAre("World", "Sci/Tech"));
  EXPECT_THAT(Chosen(ParseTypedAnswer(schema, "1,3")), ::testing::ElementsAre("World", "Sci/Tech"));
  EXPECT_THAT(Chosen(ParseTypedAnswer(schema, "world | real estate")),
              ::testing::ElementsAre("World", "Real Estate"));
  EXPECT_THAT(Chosen(ParseTypedAnswer(schema, "0")), ::testing::IsEmpty());
  EXPECT_FALSE(ParseTypedAnswer(schema, "").ok());
}

// A class that looks like a number cannot be had by its name, but by its place.
TEST(ParseTypedAnswerTest, AClassThatIsANumberIsMeantByItsPlaceInTheMenu) {
  const LabelSchema schema = Schema(LabelSchema::KIND_ORDINAL, {"3", "2", "1"});
  EXPECT_EQ(ParseTypedAnswer(schema, "1")->choice(), "3");
}

TEST(IsOneKeyTest, WhereEveryAnswerIsOneDigit) {
  EXPECT_TRUE(IsOneKey(News()));
  EXPECT_TRUE(IsOneKey(Schema(LabelSchema::KIND_PAIRWISE)));
  EXPECT_FALSE(IsOneKey(News(LabelSchema::KIND_MULTIPLE_CHOICE)));
  EXPECT_FALSE(IsOneKey(Schema(LabelSchema::KIND_NUMBER)));
  EXPECT_FALSE(IsOneKey(
      Schema(LabelSchema::KIND_SINGLE_CHOICE, {"a", "b", "c", "d", "e", "f", "g", "h", "i", "j"})));
}

// What the menu offers is what is taken.
TEST(AnswerMenuTest, EveryClassCanBeTypedByItsNumber) {
  const LabelSchema schema = News();
  EXPECT_EQ(AnswerMenu(schema), "1 World   2 Sports   3 Sci/Tech   4 Real Estate");
  for (int i = 0; i < schema.classes_size(); ++i) {
    EXPECT_EQ(ParseTypedAnswer(schema, std::to_string(i + 1))->choice(), schema.classes(i));
  }
}

}  // namespace
}  // namespace assay::cli
