#ifndef ASSAY_ANNOTATOR_MTURK_ANSWER_PARTS_H_
#define ASSAY_ANNOTATOR_MTURK_ANSWER_PARTS_H_

#include <simdjson.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "annotator/mturk/answer_fields.h"

namespace assay::mturk {

// What an answer consists of, whatever form it came in.
struct AnswerParts {
  struct Span {
    int64_t start = 0;
    int64_t end = 0;
    std::string label;
  };
  struct Box {
    double left = 0;
    double top = 0;
    double width = 0;
    double height = 0;
    std::string label;
  };
  bool answered = false;
  // The text as it is, or the classes.
  std::vector<std::string> texts;
  std::vector<Span> spans;
  std::vector<Box> boxes;
};

// Reads the answers of one question.  Not thread-safe.
class AnswerPartsReader {
 public:
  // False where the JSON is not what the form asks for.
  bool Read(const AnswerField& field, const std::vector<Answer>& answers, AnswerParts& parts);

 private:
  bool ReadJson(AnswerField::Form form, std::string_view json, AnswerParts& parts);

  simdjson::dom::parser parser_;
};

}  // namespace assay::mturk

#endif  // ASSAY_ANNOTATOR_MTURK_ANSWER_PARTS_H_
