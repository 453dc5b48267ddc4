#include "annotator/mturk/answer_xml.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace assay::mturk {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Pair;

using Answers = std::vector<std::pair<std::string, std::string>>;

constexpr const char* kBegin =
    "<QuestionFormAnswers xmlns=\"http://mechanicalturk.amazonaws.com/AWSMechanicalTurkDataSchemas/"
    "2005-10-01/QuestionFormAnswers.xsd\">";

std::string Document(const std::string& inside) {
  return std::string(kBegin) + inside + "</QuestionFormAnswers>";
}

std::string Answer(const std::string& parts) {
  return "<Answer><QuestionIdentifier>q</QuestionIdentifier>" + parts + "</Answer>";
}

TEST(AnswerXmlTest, ReadsFreeTextWithEntitiesAndCdata) {
  Answers answers;
  EXPECT_EQ(ReadAnswerXml("<?xml version=\"1.0\" encoding=\"ASCII\"?>\n" +
                              Document("<Answer>\n<QuestionIdentifier> mood </QuestionIdentifier>\n"
                                       "<FreeText>a &lt; b &#38; caf\xc3\xa9 <![CDATA[<&>]]>"
                                       "</FreeText></Answer>"),
                          answers),
            "");
  EXPECT_THAT(answers, ElementsAre(Pair("mood", "a < b & caf\xc3\xa9 <&>")));
}

TEST(AnswerXmlTest, JoinsWhatWasSelected) {
  Answers answers;
  EXPECT_EQ(ReadAnswerXml(Document(Answer("<SelectionIdentifier>a</SelectionIdentifier>"
                                          "<SelectionIdentifier>b</SelectionIdentifier>"
                                          "<OtherSelectionText>c</OtherSelectionText>") +
                                   Answer("<FreeText>d</FreeText>")),
                          answers),
            "");
  EXPECT_THAT(answers, ElementsAre(Pair("q", "a|b|c|d")));
}

TEST(AnswerXmlTest, PassesOverOtherNamespacesAndElements) {
  Answers answers;
  EXPECT_EQ(ReadAnswerXml(Document("<o:Answer xmlns:o=\"urn:o\"><o:FreeText>x</o:FreeText>"
                                   "</o:Answer>" +
                                   Answer("<FreeText>a<b>no</b></FreeText><More>x</More>")),
                          answers),
            "");
  EXPECT_THAT(answers, ElementsAre(Pair("q", "a")));
  EXPECT_EQ(ReadAnswerXml("<QuestionFormAnswers/>", answers), "");
  EXPECT_THAT(answers, IsEmpty());
}

TEST(AnswerXmlTest, RefusesADocumentType) {
  Answers answers;
  for (const char* const dtd : {"<!DOCTYPE x [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;&a;&a;\">]>",
                                "<!DOCTYPE x [<!ENTITY b SYSTEM \"file:///etc/hostname\">]>",
                                "<!DOCTYPE x SYSTEM \"http://example.org/x.dtd\">"}) {
    EXPECT_THAT(ReadAnswerXml(dtd + Document(Answer("<FreeText>&b;</FreeText>")), answers),
                HasSubstr("document type"));
  }
}

TEST(AnswerXmlTest, SaysWhatIsWrong) {
  Answers answers;
  EXPECT_THAT(ReadAnswerXml("", answers), HasSubstr("no element found"));
  EXPECT_THAT(ReadAnswerXml(std::string(kBegin) + "\n<Answer>", answers), HasSubstr("line 2"));
  EXPECT_THAT(ReadAnswerXml(Document(Answer("<FreeText>&nbsp;</FreeText>")), answers),
              HasSubstr("undefined entity"));
  EXPECT_THAT(ReadAnswerXml("<HTMLQuestion/>", answers), HasSubstr("found <HTMLQuestion>"));
  EXPECT_THAT(ReadAnswerXml(Document("<Answer><FreeText>a</FreeText></Answer>"), answers),
              HasSubstr("QuestionIdentifier"));
  EXPECT_THAT(ReadAnswerXml(std::string((8 << 20) + 1, ' '), answers), HasSubstr("at most"));
}

}  // namespace
}  // namespace assay::mturk
