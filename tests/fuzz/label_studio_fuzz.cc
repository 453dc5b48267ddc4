// What Label Studio might send: the first line is a configuration, the rest the body of a webhook.
// Labels that were read have an item, an annotator of ours and a time.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "annotator/label_studio/annotation_hook.h"
#include "annotator/label_studio/task.h"
#include "engine/base/check.h"
#include "engine/base/status.h"

namespace {

using assay::v1::LabelSchema;

void Take(const assay::label_studio::Json& body, LabelSchema::Kind kind) {
  LabelSchema schema;
  schema.set_kind(kind);
  for (const char* name : {"sport", "money", "1", "2"}) {
    schema.add_classes(name);
  }
  int64_t skipped = 0;
  const auto labels = assay::label_studio::ReadHook(body, schema, "id", skipped);
  if (!labels.ok()) {
    ASSAY_CHECK(!assay::ErrorReason(labels.status()).empty());
    return;
  }
  for (const auto& row : labels->rows()) {
    ASSAY_CHECK(!row.item_id().empty() && row.annotator_id().substr(0, 3) == "ls-");
    ASSAY_CHECK(row.has_submit_time());
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const size_t line = text.find('\n');
  const auto controls = assay::label_studio::ReadLabelConfig(text.substr(0, line));
  if (!controls.ok()) {
    ASSAY_CHECK(assay::ErrorReason(controls.status()) == "BAD_LABEL_CONFIG");
  }
  auto body = assay::label_studio::ParseObject(
      line == std::string_view::npos ? std::string_view() : text.substr(line + 1));
  if (!body.ok()) {
    ASSAY_CHECK(assay::ErrorReason(body.status()) == "BAD_JSON");
    return 0;
  }
  if (controls.ok()) {
    (*body)["project"] = {{"label_config", std::string(text.substr(0, line))}};
  }
  for (int kind = LabelSchema::KIND_SINGLE_CHOICE; kind <= LabelSchema::KIND_PAIRWISE; ++kind) {
    Take(*body, static_cast<LabelSchema::Kind>(kind));
  }
  return 0;
}
