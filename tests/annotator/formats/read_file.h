#ifndef ASSAY_TESTS_ANNOTATOR_FORMATS_READ_FILE_H_
#define ASSAY_TESTS_ANNOTATOR_FORMATS_READ_FILE_H_

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "annotator/formats/foreign_format.h"
#include "engine/base/status.h"

namespace assay::formats {

struct ReadFile {
  std::vector<ForeignItem> items;
  std::map<std::string, int64_t> losses;
};

// All of a file, handed over in small pieces.
inline absl::StatusOr<ReadFile> ReadAll(std::string_view format, const std::string& text,
                                        ReadOptions options = {}) {
  if (options.file_name.empty()) {
    options.file_name = "file";
  }
  exchange::StringSource source(text, 7);
  ASSAY_ASSIGN_OR_RETURN(const auto reader,
                         FindForeignFormat(format)->make_reader(options, source));
  ReadFile file;
  ForeignItem item;
  for (;;) {
    ASSAY_ASSIGN_OR_RETURN(const bool any, reader->Next(item));
    if (!any) {
      file.losses = reader->losses().counts();
      return file;
    }
    file.items.push_back(item);
  }
}

}  // namespace assay::formats

#endif  // ASSAY_TESTS_ANNOTATOR_FORMATS_READ_FILE_H_
