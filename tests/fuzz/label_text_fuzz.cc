// Answers as texts.  What is read and fits the schema has a canonical text, which reads as an
// answer with the same canonical text.  The first byte chooses the schema.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "annotator/campaign/label_schema.h"
#include "annotator/campaign/label_text.h"
#include "annotator/campaign/label_time.h"
#include "engine/base/check.h"
#include "engine/base/status.h"

namespace assay {
namespace {

LabelSchema Schema(int kind) {
  v1::LabelSchema schema;
  schema.set_kind(static_cast<v1::LabelSchema::Kind>(kind));
  if (kind != v1::LabelSchema::KIND_NUMBER && kind != v1::LabelSchema::KIND_PAIRWISE) {
    for (const char* name : {"a", "b", "c|d", "[", "é", " "}) {
      schema.add_classes(name);
    }
  }
  auto made = LabelSchema::Make(schema);
  ASSAY_CHECK(made.ok());
  return *std::move(made);
}

void ReadAnswer(const LabelSchema& schema, std::string_view text) {
  const auto value = schema.Parse(text);
  if (!value.ok()) {
    ASSAY_CHECK(ErrorReason(value.status()) == "BAD_LABEL_VALUE");
    return;
  }
  ASSAY_CHECK(schema.Check(*value).ok());
  const std::string canonical = schema.Canonical(*value);
  const auto again = schema.Parse(canonical);
  ASSAY_CHECK(again.ok());
  ASSAY_CHECK(schema.Canonical(*again) == canonical);
}

void ReadTime(std::string_view text) {
  const auto time = ParseLabelTime(text);
  if (time.has_value()) {
    ASSAY_CHECK(*time >= 0 && *time <= kLatestMicros);
    ASSAY_CHECK(ParseLabelTime(FormatLabelTime(*time)) == time);
  }
}

}  // namespace
}  // namespace assay

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size == 0) {
    return 0;
  }
  const std::string_view rest(reinterpret_cast<const char*>(data) + 1, size - 1);
  const int kind = data[0] % 8;
  if (kind == 0) {
    assay::ReadTime(rest);
  } else {
    assay::ReadAnswer(assay::Schema(kind), rest);
  }
  return 0;
}
