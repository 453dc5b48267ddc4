#include "annotator/mturk/answer_xml.h"

#include <expat.h>

#include <algorithm>
#include <cstddef>
#include <memory>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "annotator/exchange/utf8.h"

namespace assay::mturk {
namespace {

constexpr size_t kMaxBytes = size_t{8} << 20;
constexpr size_t kMaxAnswers = 4096;
constexpr char kSeparator = ' ';  // stands in no namespace
constexpr int kAnswerDepth = 2;
constexpr int kPartDepth = 3;

struct AnswerReader {
  XML_Parser parser = nullptr;
  std::vector<std::pair<std::string, std::string>>* answers = nullptr;
  std::string space;  // of the document, with the separator
  std::string fault;
  int depth = 0;
  bool in_answer = false;
  std::string part;  // the element of an answer that is open
  std::string text;  // of it
  std::string question;
  std::string value;

  void Stop(std::string why) {
    fault = std::move(why);
    XML_StopParser(parser, XML_FALSE);
  }

  void Begin(std::string_view name) {
    ++depth;
    if (depth == 1) {
      const size_t end = name.rfind(kSeparator);
      space = name.substr(0, end == std::string_view::npos ? 0 : end + 1);
      if (name.substr(space.size()) != "QuestionFormAnswers") {
        Stop(absl::StrCat("found <", exchange::Excerpt(name.substr(space.size()), 40),
                          ">, expected <QuestionFormAnswers>"));
      }
      return;
    }
    const bool is_ours =
        name.starts_with(space) && name.find(kSeparator, space.size()) == std::string_view::npos;
    const std::string_view local = is_ours ? name.substr(space.size()) : std::string_view();
    if (depth == kAnswerDepth) {
      in_answer = local == "Answer";
      question.clear();
      value.clear();
    } else if (depth == kPartDepth && in_answer) {
      part = local;
      text.clear();
    }
  }

  void End() {
    if (depth == kPartDepth && in_answer) {
      EndPart();
      part.clear();
    } else if (depth == kAnswerDepth && in_answer) {
      EndAnswer();
      in_answer = false;
    }
    --depth;
  }

  void EndPart() {
    if (part == "QuestionIdentifier") {
      question = std::string(absl::StripAsciiWhitespace(text));
    } else if (part == "FreeText" || part == "SelectionIdentifier" ||
               part == "OtherSelectionText" || part == "UploadedFileKey") {
      Join(value, text);
    }
  }

  void EndAnswer() {
    if (question.empty()) {
      Stop("an answer has no QuestionIdentifier");
      return;
    }
    const auto known = std::find_if(answers->begin(), answers->end(),
                                    [this](const auto& one) { return one.first == question; });
    if (known != answers->end()) {
      Join(known->second, value);
    } else if (answers->size() == kMaxAnswers) {
      Stop(absl::StrCat("it has more than ", kMaxAnswers, " answers"));
    } else {
      answers->emplace_back(question, value);
    }
  }

  static void Join(std::string& all, const std::string& one) {
    if (!all.empty() && !one.empty()) {
      all += '|';
    }
    all += one;
  }
};

void XMLCALL OnBegin(void* data, const XML_Char* name, const XML_Char**) {
  static_cast<AnswerReader*>(data)->Begin(name);
}

void XMLCALL OnEnd(void* data, const XML_Char*) { static_cast<AnswerReader*>(data)->End(); }

void XMLCALL OnText(void* data, const XML_Char* text, int size) {
  auto& reader = *static_cast<AnswerReader*>(data);
  if (reader.depth == kPartDepth && !reader.part.empty()) {
    reader.text.append(text, static_cast<size_t>(size));
  }
}

void XMLCALL OnDocumentType(void* data, const XML_Char*, const XML_Char*, const XML_Char*, int) {
  static_cast<AnswerReader*>(data)->Stop("it has a document type, which no answer needs");
}

}  // namespace

std::string ReadAnswerXml(std::string_view xml,
                          std::vector<std::pair<std::string, std::string>>& answers) {
  answers.clear();
  if (xml.size() > kMaxBytes) {
    return absl::StrCat("it has ", xml.size(), " bytes, expected at most ", kMaxBytes);
  }
  const std::unique_ptr<XML_ParserStruct, decltype(&XML_ParserFree)> parser(
      XML_ParserCreateNS("UTF-8", kSeparator), &XML_ParserFree);
  AnswerReader reader;
  reader.parser = parser.get();
  reader.answers = &answers;
  XML_SetUserData(parser.get(), &reader);
  XML_SetElementHandler(parser.get(), &OnBegin, &OnEnd);
  XML_SetCharacterDataHandler(parser.get(), &OnText);
  XML_SetStartDoctypeDeclHandler(parser.get(), &OnDocumentType);
  const bool ok = XML_Parse(parser.get(), xml.data(), static_cast<int>(xml.size()),
                            /*isFinal=*/1) == XML_STATUS_OK;
  if (!reader.fault.empty()) {
    return std::move(reader.fault);
  }
  return ok ? ""
            : absl::StrCat("its line ", XML_GetCurrentLineNumber(parser.get()), ": ",
                           XML_ErrorString(XML_GetErrorCode(parser.get())));
}

}  // namespace assay::mturk
