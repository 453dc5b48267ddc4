// Any bytes, read as a table of labels with a row for each: a table that counts its rows, or an
// error with a reason; where bytes are cut does not matter.
#include <cstddef>
#include <cstdint>
#include <string>

#include "annotator/measuring/label_reader.h"
#include "engine/base/check.h"
#include "engine/base/status.h"
#include "engine/store/memory_store.h"

namespace assay {
namespace {

class OneFile final : public SentFiles {
 public:
  OneFile(const std::string& text, size_t bytes_per_read) : source_(text, bytes_per_read) {}
  exchange::ByteSource& Next() override { return source_; }

 private:
  exchange::StringSource source_;
};

// The number of labels; -1: an error.
int64_t CountLabels(const std::string& text, LabelKind kind, size_t bytes_per_read) {
  MemoryStore store;
  const DatasetRepository datasets(store);
  const CampaignRepository campaigns(store);
  const AnnotatorRepository annotators(store);
  v1::LabelSource source;
  source.set_file_name("t.csv");
  source.set_format("csv");
  OneFile file(text, bytes_per_read);
  NullProgress progress;
  auto read = ReadLabels(source, kind, file, {datasets, campaigns, annotators}, progress);
  if (!read.ok()) {
    ASSAY_CHECK(!ErrorReason(read.status()).empty());
    return -1;
  }
  const auto table = read->collector.Finish(read->info);
  ASSAY_CHECK(table.ok() || ErrorReason(table.status()) == "NO_LABELS");
  return read->collector.row_count();
}

}  // namespace
}  // namespace assay

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace assay;
  const std::string text(reinterpret_cast<const char*>(data), size);
  for (const LabelKind kind :
       {LabelKind::kClasses, LabelKind::kOrderedClasses, LabelKind::kNumbers}) {
    const int64_t count = CountLabels(text, kind, std::string::npos);
    ASSAY_CHECK(CountLabels(text, kind, 3) == count);
  }
  return 0;
}
