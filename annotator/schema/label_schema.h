#ifndef ASSAY_ANNOTATOR_SCHEMA_LABEL_SCHEMA_H_
#define ASSAY_ANNOTATOR_SCHEMA_LABEL_SCHEMA_H_

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "assay/v1/label_values.pb.h"

namespace assay {

// A campaign's schema, ready to check answers.  Thread-safe to read.
class LabelSchema {
 public:
  // INVALID_ARGUMENT BAD_LABEL_SCHEMA: the number of classes is wrong for the kind, a class twice,
  // empty, too long or not UTF-8, or the range of numbers is empty (metadata field, found,
  // expected).
  static absl::StatusOr<LabelSchema> Make(const v1::LabelSchema& schema);

  const v1::LabelSchema& proto() const { return schema_; }
  // Single choice and ordinal: an answer is one class.
  bool has_classes() const;

  // INVALID_ARGUMENT BAD_LABEL_VALUE: not of the kind, an unknown class, a class twice, a number
  // out of range or not finite, a span or box without extent (metadata field, found, expected).
  absl::Status Check(const v1::LabelValue& value) const;

  // Of a checked value with has_classes(): its class as index.
  uint32_t ClassOf(const v1::LabelValue& value) const;

  // One text for equal answers, of a checked value: the class; classes in the schema's order as
  // engine/agreement reads sets; the shortest decimal; spans sorted, as engine/agreement reads
  // them; JSON for boxes; "first", "second", "tie".
  std::string Canonical(const v1::LabelValue& value) const;

  // The value whose canonical form, or form in a table (ImportLabelsSpec.label_column), this is.
  // BAD_LABEL_VALUE.
  absl::StatusOr<v1::LabelValue> Parse(std::string_view text) const;

 private:
  v1::LabelSchema schema_;
  std::unordered_map<std::string, uint32_t> class_indexes_;
};

}  // namespace assay

#endif  // ASSAY_ANNOTATOR_SCHEMA_LABEL_SCHEMA_H_
