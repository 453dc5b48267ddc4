#ifndef ASSAY_ANNOTATOR_MTURK_HIT_LAYOUT_H_
#define ASSAY_ANNOTATOR_MTURK_HIT_LAYOUT_H_

#include <string>
#include <string_view>
#include <vector>

#include "assay/v1/campaigns.pb.h"

namespace assay::mturk {

// The page of a HIT for one campaign, of crowd-html-elements, one widget for each kind of label;
// the answer is called "label":
//   single choice, ordinal   crowd-classifier             label.label
//   multiple choice          crowd-checkbox, one a class  label.<class> = true or false
//   number                   crowd-input                  label
//   text spans               crowd-entity-annotation      label.entities
//   boxes                    crowd-bounding-box           label.boundingBoxes
//   pairwise                 crowd-classifier             label.label = first, second, tie
// Or a plain form of HTML's own inputs, which needs no script and no custom elements:
//   single choice, ordinal, pairwise   radio buttons          label
//   multiple choice                    checkboxes             label.<class> = true
//   number                             a number               label
//   text spans, boxes                  there is no plain form
// Source: docs.aws.amazon.com/sagemaker/latest/dg/sms-ui-template-reference.html
class HitLayout {
 public:
  // `columns`: what is shown, in order.  The name of an input is that of its column with all but
  // letters, digits and '_' replaced, made unique; the first input is assay_item_id.
  //
  // `plain_form`: HasPlainForm must hold.
  HitLayout(const v1::Campaign& campaign, const std::vector<std::string>& columns,
            bool plain_form = false);

  static bool HasPlainForm(v1::LabelSchema::Kind kind);

  // Names of the inputs, assay_item_id first.
  const std::vector<std::string>& input_names() const { return input_names_; }
  // With ${name} where the inputs go.
  const std::string& html() const { return html_; }
  // With the inputs, escaped, in the order of input_names().
  std::string Fill(const std::vector<std::string>& inputs) const;

 private:
  std::string PlainForm(const v1::Campaign& campaign) const;
  std::string CrowdForm(const v1::Campaign& campaign) const;
  std::string Widget(const v1::Campaign& campaign) const;
  std::string Classifier(const v1::Campaign& campaign) const;
  std::string Checkboxes(const v1::Campaign& campaign) const;
  std::string Instructions(const v1::Campaign& campaign) const;
  // The fields as text, each with the name of its column above it where there are several.
  std::string ShownFields() const;
  // The input that looks most like the address of an image, or like a text.
  std::string ImageInput() const;
  std::string TextInput() const;

  std::vector<std::string> columns_;
  std::vector<std::string> input_names_;
  std::string html_;
};

}  // namespace assay::mturk

#endif  // ASSAY_ANNOTATOR_MTURK_HIT_LAYOUT_H_
