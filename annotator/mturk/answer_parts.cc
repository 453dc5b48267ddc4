#include "annotator/mturk/answer_parts.h"

#include <algorithm>

namespace assay::mturk {
namespace {

using Form = AnswerField::Form;
using simdjson::dom::element;

constexpr size_t kMaxParts = 1000;

bool IsTrue(std::string_view text) { return text == "true" || text == "True" || text == "TRUE"; }

void SplitAtBars(std::string_view text, std::vector<std::string>& parts) {
  for (size_t begin = 0; begin <= text.size();) {
    const size_t end = std::min(text.find('|', begin), text.size());
    if (end > begin) {
      parts.emplace_back(text.substr(begin, end - begin));
    }
    begin = end + 1;
  }
}

bool ReadText(element value, std::string& text) {
  std::string_view view;
  if (value.get(view) != simdjson::SUCCESS) {
    return false;
  }
  text = view;
  return true;
}

bool ReadNumber(element object, const char* key, double& number) {
  return object[key].get(number) == simdjson::SUCCESS;
}

bool ReadSpan(element object, AnswerParts::Span& span) {
  std::string_view label;
  if (object["startOffset"].get(span.start) != simdjson::SUCCESS ||
      object["endOffset"].get(span.end) != simdjson::SUCCESS ||
      object["label"].get(label) != simdjson::SUCCESS) {
    return false;
  }
  span.label = label;
  return true;
}

bool ReadBox(element object, AnswerParts::Box& box) {
  std::string_view label;
  if (!ReadNumber(object, "left", box.left) || !ReadNumber(object, "top", box.top) ||
      !ReadNumber(object, "width", box.width) || !ReadNumber(object, "height", box.height) ||
      object["label"].get(label) != simdjson::SUCCESS) {
    return false;
  }
  box.label = label;
  return true;
}

}  // namespace

bool AnswerPartsReader::Read(const AnswerField& field, const std::vector<Answer>& answers,
                             AnswerParts& parts) {
  parts.answered = false;
  parts.texts.clear();
  parts.spans.clear();
  parts.boxes.clear();
  for (const Answer& answer : answers) {
    const auto column = std::find(field.columns.begin(), field.columns.end(), answer.column);
    if (column == field.columns.end()) {
      continue;
    }
    parts.answered = true;
    switch (field.form) {
      case Form::kOneHot:
        if (IsTrue(answer.text)) {
          parts.texts.push_back(field.options[static_cast<size_t>(column - field.columns.begin())]);
        }
        break;
      case Form::kBars:
        SplitAtBars(answer.text, parts.texts);
        break;
      case Form::kLabels:
      case Form::kSpans:
      case Form::kBoxes:
        if (!ReadJson(field.form, answer.text, parts)) {
          return false;
        }
        break;
      default:
        if (parts.texts.empty()) {
          parts.texts.emplace_back(answer.text);
        }
    }
  }
  return true;
}

bool AnswerPartsReader::ReadJson(Form form, std::string_view json, AnswerParts& parts) {
  element root;
  simdjson::dom::array list;
  if (parser_.parse(json.data(), json.size()).get(root) != simdjson::SUCCESS ||
      root.get(list) != simdjson::SUCCESS || list.size() > kMaxParts) {
    return false;
  }
  for (const element item : list) {
    bool read = false;
    if (form == Form::kSpans) {
      read = ReadSpan(item, parts.spans.emplace_back());
    } else if (form == Form::kBoxes) {
      read = ReadBox(item, parts.boxes.emplace_back());
    } else {
      read = ReadText(item, parts.texts.emplace_back());
    }
    if (!read) {
      return false;
    }
  }
  return true;
}

}  // namespace assay::mturk
