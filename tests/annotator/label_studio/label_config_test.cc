#include "annotator/label_studio/label_config.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/status_matchers.h"

namespace assay::label_studio {
namespace {

using ::testing::ElementsAre;

v1::LabelSchema Schema(v1::LabelSchema::Kind kind, std::vector<std::string> classes) {
  v1::LabelSchema schema;
  schema.set_kind(kind);
  for (const std::string& name : classes) {
    schema.add_classes(name);
  }
  return schema;
}

// The template "Text classification" of Label Studio's documentation, with a second question.
constexpr char kConfig[] = R"(<View>
  <Text name="text" value="$text"/>
  <View style="box-shadow: 2px 2px 5px #999">
    <Header value="Choose text sentiment"/>
    <Choices name="sentiment" toName="text" choice="single" showInLine="true">
      <Choice value="Positive"/>
      <Choice value="Negative" alias="neg"/>
    </Choices>
    <Choices name="topics" toName="text,other" choice="multiple">
      <Choice value="a &amp; b"/>
    </Choices>
  </View>
</View>)";

TEST(LabelConfigTest, NamesTheControlsWithTheirClassesAsResultsSpellThem) {
  const auto controls = ReadLabelConfig(kConfig);
  ASSERT_TRUE(controls.ok()) << controls.status();
  ASSERT_EQ(controls->size(), 2U);
  EXPECT_EQ((*controls)[0].name, "sentiment");
  EXPECT_EQ((*controls)[0].to_name, "text");
  EXPECT_THAT((*controls)[0].classes, ElementsAre("Positive", "neg"));
  EXPECT_FALSE((*controls)[0].multiple);
  EXPECT_EQ((*controls)[1].to_name, "text");
  EXPECT_THAT((*controls)[1].classes, ElementsAre("a & b"));
  EXPECT_TRUE((*controls)[1].multiple);
}

TEST(LabelConfigTest, FindsTheControlThatFitsTheCampaign) {
  const auto controls = ReadLabelConfig(kConfig);
  ASSERT_TRUE(controls.ok());
  const auto single =
      FindControl(*controls, Schema(v1::LabelSchema::KIND_SINGLE_CHOICE, {"neg", "Positive"}));
  ASSERT_TRUE(single.ok()) << single.status();
  EXPECT_EQ(single->name, "sentiment");
  const auto multiple =
      FindControl(*controls, Schema(v1::LabelSchema::KIND_MULTIPLE_CHOICE, {"a & b", "c"}));
  ASSERT_TRUE(multiple.ok()) << multiple.status();
  EXPECT_EQ(multiple->name, "topics");
}

TEST(LabelConfigTest, EveryKindHasItsTag) {
  const auto controls = ReadLabelConfig(
      R"(<View><Rating name="r" toName="t"/><Number name="n" toName="t"/>
         <Labels name="l" toName="t"><Label value="PER"/></Labels>
         <RectangleLabels name="b" toName="i"><Label value="Car"/></RectangleLabels>
         <Pairwise name="p" toName="x,y"/></View>)");
  ASSERT_TRUE(controls.ok());
  const auto name = [&](v1::LabelSchema::Kind kind, std::vector<std::string> classes) {
    const auto control = FindControl(*controls, Schema(kind, std::move(classes)));
    return control.ok() ? control->name : ErrorReason(control.status());
  };
  EXPECT_EQ(name(v1::LabelSchema::KIND_ORDINAL, {"1", "2", "3"}), "r");
  EXPECT_EQ(name(v1::LabelSchema::KIND_ORDINAL, {"bad", "good"}), "LABEL_CONFIG_MISMATCH");
  EXPECT_EQ(name(v1::LabelSchema::KIND_NUMBER, {}), "r");
  EXPECT_EQ(name(v1::LabelSchema::KIND_TEXT_SPANS, {"PER"}), "l");
  EXPECT_EQ(name(v1::LabelSchema::KIND_BOXES, {"Car"}), "b");
  EXPECT_EQ(name(v1::LabelSchema::KIND_PAIRWISE, {}), "p");
}

TEST(LabelConfigTest, AClassThatTheCampaignHasNotIsNamed) {
  const auto controls = ReadLabelConfig(kConfig);
  ASSERT_TRUE(controls.ok());
  const auto control =
      FindControl(*controls, Schema(v1::LabelSchema::KIND_SINGLE_CHOICE, {"Positive", "Negative"}));
  EXPECT_EQ(ErrorReason(control.status()), "LABEL_CONFIG_MISMATCH");
  EXPECT_EQ(GetErrorMetadata(control.status()).at("found"), "the class 'neg'");
}

TEST(LabelConfigTest, WhatIsNoXmlOrHasADtdIsRefused) {
  for (const std::string& text :
       {std::string(), std::string("<View>"), std::string("<View></Other>"),
        std::string("<!DOCTYPE v [<!ENTITY a \"b\">]><View>&a;</View>"),
        std::string("<View a=\"\x01\"/>"), std::string((1 << 20) + 1, ' ')}) {
    EXPECT_EQ(ErrorReason(ReadLabelConfig(text).status()), "BAD_LABEL_CONFIG")
        << text.substr(0, 40);
  }
}

TEST(LabelConfigTest, DeepNestingIsOnlyMemory) {
  std::string deep;
  for (int i = 0; i < 100'000; ++i) {
    deep += "<a>";
  }
  EXPECT_EQ(ErrorReason(ReadLabelConfig(deep).status()), "BAD_LABEL_CONFIG");
}

}  // namespace
}  // namespace assay::label_studio
