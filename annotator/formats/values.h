#ifndef ASSAY_ANNOTATOR_FORMATS_VALUES_H_
#define ASSAY_ANNOTATOR_FORMATS_VALUES_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "annotator/formats/foreign_format.h"
#include "annotator/formats/json_records.h"
#include "assay/v1/label_values.pb.h"

namespace assay::formats {

v1::LabelValue ChoiceValue(std::string_view name);
v1::LabelValue ChoicesValue(const std::vector<std::string>& names);
v1::LabelValue NumberValue(double number);

// The classes of a choice or of choices; empty: it is neither, or none applies.
std::vector<std::string> ClassesOf(const v1::LabelValue& value);

// The value in one cell of a table: the class, classes separated by '|', the number, else the JSON
// of LabelValue.  What LabelSchema::Parse reads.
std::string CellOf(const v1::LabelValue& value);

// What a cell may say before the schema is known: JSON of LabelValue where it is such, else a
// class.
v1::LabelValue ValueOfCell(std::string_view cell);

// One span of `text`, which a tool gives as [start, end) in code points or UTF-16 units: by
// `quoted`, the passage's own text, where the tool gives it, else as code points.  nullopt: outside
// of the text, or inside of a character.
std::optional<v1::LabelValue::Span> SpanOf(std::string_view text, int64_t start, int64_t end,
                                           const Json& quoted, std::string_view label_class);

// Adds a JSON object's members, as texts, to the fields of an item.
void AddFields(const Json& object, ForeignItem& item);

// The first field that is a text; empty: there is none.
std::string_view FirstText(const std::vector<std::pair<std::string, std::string>>& fields,
                           std::string_view column = "");

// The one label of formats that have one for each item: the consensus; counts the others.
const v1::LabelValue* OneLabel(const ItemToWrite& item, Losses& losses);

}  // namespace assay::formats

#endif  // ASSAY_ANNOTATOR_FORMATS_VALUES_H_
