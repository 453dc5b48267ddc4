#ifndef ASSAY_ANNOTATOR_LABEL_STUDIO_ANSWER_H_
#define ASSAY_ANNOTATOR_LABEL_STUDIO_ANSWER_H_

#include <optional>

#include "absl/status/statusor.h"
#include "annotator/label_studio/label_config.h"
#include "assay/v1/label_values.pb.h"
#include "nlohmann/json.hpp"

namespace assay::label_studio {

using Json = nlohmann::ordered_json;

// What an annotation's "result" says with the control, as a label of a campaign of that kind.
// Results of other controls are left out.  Nullopt: the question was not answered (of several
// choices, spans and boxes nothing marked is an answer: none applies).
//
// Boxes become pixels by the size of the image that stands with them.  Spans count characters, in
// Label Studio as here in Unicode code points.
//
// Errors: INVALID_ARGUMENT BAD_ANNOTATION  it is not as Label Studio writes it, or says what a
// label cannot: a turned box, one of an image of unknown size, more than one choice for a single
// one (metadata found, expected).
absl::StatusOr<std::optional<v1::LabelValue>> ReadAnswer(const Json& result, const Control& control,
                                                         v1::LabelSchema::Kind kind);

// The other way: a prediction's "result".  Empty for what cannot be shown: boxes, for want of the
// image's size, and a tie of pairs.
Json WriteAnswer(const v1::LabelValue& value, const Control& control);

// INVALID_ARGUMENT BAD_ANNOTATION.
absl::Status BadAnnotation(const std::string& found, const std::string& expected);

}  // namespace assay::label_studio

#endif  // ASSAY_ANNOTATOR_LABEL_STUDIO_ANSWER_H_
