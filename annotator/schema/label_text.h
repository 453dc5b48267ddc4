#ifndef ASSAY_ANNOTATOR_SCHEMA_LABEL_TEXT_H_
#define ASSAY_ANNOTATOR_SCHEMA_LABEL_TEXT_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "assay/v1/label_values.pb.h"

namespace assay {

// Answers as texts, and back (LabelSchema::Canonical says which texts).

// INVALID_ARGUMENT BAD_LABEL_VALUE (metadata field, found, expected).
absl::Status BadLabelValue(std::string_view field, std::string_view found,
                           std::string_view expected);

// The shortest decimal that reads back as the same number; "0" for -0.
std::string ShortestNumber(double number);

// "cat|dog", as engine/agreement reads sets; a JSON list where a class has a '|' or the text would
// begin with '['.
std::string SetText(const std::vector<std::string>& classes);

// "0-5:PER|10-12:LOC", sorted by start, end and class, each span once; a JSON list of objects with
// start, end, label and column where a class has a '|' or a column is named.
std::string SpansText(const v1::LabelValue::Spans& spans);

// A JSON list of objects with the fields of Box, sorted by edges and class, each box once.
std::string BoxesText(const v1::LabelValue::Boxes& boxes);

// "first", "second", "tie".
std::string_view PreferenceText(v1::LabelValue::Preference preference);

// An answer of the kind `expected` (all but choice), from one of these texts or from the JSON of
// LabelValue.  BAD_LABEL_VALUE where it cannot be read; classes and ranges are not looked at.
absl::StatusOr<v1::LabelValue> ReadLabelText(v1::LabelValue::ValueCase expected,
                                             std::string_view text);

}  // namespace assay

#endif  // ASSAY_ANNOTATOR_SCHEMA_LABEL_TEXT_H_
