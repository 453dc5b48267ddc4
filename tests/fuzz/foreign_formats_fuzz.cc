// The first byte chooses a format of another tool, the rest is a file of it: its items come, or an
// error with a reason; where bytes are cut does not matter, and what was read can be written.
#include <cstddef>
#include <cstdint>
#include <string>

#include "annotator/formats/foreign_format.h"
#include "engine/base/check.h"
#include "engine/base/status.h"

namespace assay::formats {
namespace {

struct Counts {
  int64_t items = 0;
  int64_t labels = 0;
  bool operator==(const Counts&) const = default;
};

// Negative: an error after so many items.
Counts Read(const ForeignFormat& format, const std::string& text, size_t bytes_per_read,
            bool writes) {
  exchange::StringSource source(text, bytes_per_read);
  auto reader = format.make_reader({.file_name = "f"}, source);
  if (!reader.ok()) {
    ASSAY_CHECK(!ErrorReason(reader.status()).empty());
    return {-1, -1};
  }
  Counts counts;
  ForeignItem item;
  const Sink drop = [](std::string_view) { return absl::OkStatus(); };
  const auto writer =
      writes && format.make_writer != nullptr ? format.make_writer({}, drop) : nullptr;
  for (;;) {
    const auto any = (*reader)->Next(item);
    if (!any.ok()) {
      ASSAY_CHECK(!ErrorReason(any.status()).empty());
      return {-1 - counts.items, -1 - counts.labels};
    }
    if (!*any) {
      return counts;
    }
    ASSAY_CHECK(!item.id.empty());
    ++counts.items;
    counts.labels += static_cast<int64_t>(item.labels.size());
    for (const ForeignLabel& label : item.labels) {
      ASSAY_CHECK(!label.annotator.empty());
    }
    if (writer != nullptr) {
      ItemToWrite copy{item.id, item.fields, item.labels, {}};
      if (!item.labels.empty()) {
        copy.consensus = item.labels[0].value;
      }
      ASSAY_CHECK(writer->Write(copy).ok());
    }
  }
}

}  // namespace
}  // namespace assay::formats

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace assay::formats;
  if (size == 0) {
    return 0;
  }
  const ForeignFormat& format = ForeignFormats()[data[0] % ForeignFormats().size()];
  const std::string text(reinterpret_cast<const char*>(data) + 1, size - 1);
  ASSAY_CHECK(Read(format, text, std::string::npos, true) == Read(format, text, 3, false));
  return 0;
}
