#ifndef ASSAY_CLIENTS_CLI_KIND_WORD_H_
#define ASSAY_CLIENTS_CLI_KIND_WORD_H_

#include <map>
#include <string>

#include "assay/v1/label_values.pb.h"

namespace assay::cli {

// The kind of labels that a word of the command line means; unspecified for any other word.
inline v1::LabelSchema::Kind KindOfWord(const std::string& word) {
  static const std::map<std::string, v1::LabelSchema::Kind> kinds = {
      {"single", v1::LabelSchema::KIND_SINGLE_CHOICE},
      {"multiple", v1::LabelSchema::KIND_MULTIPLE_CHOICE},
      {"ordinal", v1::LabelSchema::KIND_ORDINAL},
      {"number", v1::LabelSchema::KIND_NUMBER},
      {"spans", v1::LabelSchema::KIND_TEXT_SPANS},
      {"boxes", v1::LabelSchema::KIND_BOXES},
      {"pairwise", v1::LabelSchema::KIND_PAIRWISE}};
  const auto kind = kinds.find(word);
  return kind == kinds.end() ? v1::LabelSchema::KIND_UNSPECIFIED : kind->second;
}

}  // namespace assay::cli

#endif  // ASSAY_CLIENTS_CLI_KIND_WORD_H_
