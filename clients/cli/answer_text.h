#ifndef ASSAY_CLIENTS_CLI_ANSWER_TEXT_H_
#define ASSAY_CLIENTS_CLI_ANSWER_TEXT_H_

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "assay/v1/label_values.pb.h"

namespace assay::cli {

// The answer that a text means: of single choice and ordinal the class; of multiple choice the
// classes separated by '|', empty for none; of numbers a number; of pairs "first", "second" or
// "tie"; of spans, boxes and pairs also the JSON of LabelValue.
// Errors: INVALID_ARGUMENT BAD_LABEL_VALUE  no such answer (metadata found, expected).
absl::StatusOr<v1::LabelValue> ParseAnswer(const v1::LabelSchema& schema, std::string_view text);

// The answer that somebody at a terminal means, who sees the classes with numbers from 1: "2"; of
// multiple choice "1 3" or "1,3", and "0" for none; of pairs 1, 2, and 3 for neither.  What is no
// such number is read as ParseAnswer does, with capitals and small letters alike.
absl::StatusOr<v1::LabelValue> ParseTypedAnswer(const v1::LabelSchema& schema,
                                                std::string_view text);

// Whether an answer is one key, so that nobody has to press Enter.
bool IsOneKey(const v1::LabelSchema& schema);

// What can be typed, for people: "1 World   2 Sports".
std::string AnswerMenu(const v1::LabelSchema& schema);

}  // namespace assay::cli

#endif  // ASSAY_CLIENTS_CLI_ANSWER_TEXT_H_
