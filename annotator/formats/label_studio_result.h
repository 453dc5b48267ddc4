#ifndef ASSAY_ANNOTATOR_FORMATS_LABEL_STUDIO_RESULT_H_
#define ASSAY_ANNOTATOR_FORMATS_LABEL_STUDIO_RESULT_H_

#include <optional>
#include <string>

#include "annotator/formats/foreign_label.h"
#include "annotator/formats/json_records.h"
#include "assay/v1/label_values.pb.h"

namespace assay::formats {

// What an annotation's result says, by the regions of one control.
//
// `result`: the list of regions.  `control`: the from_name that counts; empty: that of the first
// region that is a label, which is then put there.  Regions of other controls, and those that no
// label can hold, are counted.  nullopt: nothing in it is a label.
std::optional<v1::LabelValue> ReadLabelStudioResult(const Json& result, const ForeignItem& item,
                                                    std::string& control, Losses& losses);

// A label as a list of regions.  `fields`: of the item.
Json WriteLabelStudioResult(const v1::LabelValue& value,
                            const std::vector<std::pair<std::string, std::string>>& fields);

}  // namespace assay::formats

#endif  // ASSAY_ANNOTATOR_FORMATS_LABEL_STUDIO_RESULT_H_
