#ifndef ASSAY_ANNOTATOR_LABEL_STUDIO_LABEL_CONFIG_H_
#define ASSAY_ANNOTATOR_LABEL_STUDIO_LABEL_CONFIG_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "assay/v1/label_values.pb.h"

namespace assay::label_studio {

// A tag of a labelling configuration that people answer with, such as <Choices>.
struct Control {
  std::string tag;      // "Choices", "Rating", "Number", "Labels", "RectangleLabels" or "Pairwise"
  std::string name;     // what results call "from_name"
  std::string to_name;  // the first of those that it is about
  bool multiple = false;  // of Choices: several may be chosen
  // What may be chosen, as results spell it; empty: none, or they come with the task.
  std::vector<std::string> classes;
};

// The controls of a project's configuration, in its order.
//
// Errors: INVALID_ARGUMENT BAD_LABEL_CONFIG  longer than 1 MiB, no XML, or with a DTD (metadata
// detail).
absl::StatusOr<std::vector<Control>> ReadLabelConfig(std::string_view xml);

// The first control that labels of a campaign can be given with:
//
//   single choice    <Choices> of one choice
//   multiple choice  <Choices choice="multiple">
//   ordinal          the same as single choice, or <Rating> where the classes are numbers
//   number           <Number> or <Rating>
//   text spans       <Labels>
//   boxes            <RectangleLabels>
//   pairwise         <Pairwise>
//
// Errors: INVALID_ARGUMENT LABEL_CONFIG_MISMATCH  there is none, or it has a class that is none of
// the campaign's (metadata found, expected).
absl::StatusOr<Control> FindControl(const std::vector<Control>& controls,
                                    const v1::LabelSchema& schema);

}  // namespace assay::label_studio

#endif  // ASSAY_ANNOTATOR_LABEL_STUDIO_LABEL_CONFIG_H_
