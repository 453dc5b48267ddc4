#ifndef ASSAY_CLIENTS_CLI_FILE_SOURCE_H_
#define ASSAY_CLIENTS_CLI_FILE_SOURCE_H_

#include <string_view>

#include "absl/status/statusor.h"
#include "annotator/exchange/byte_source.h"
#include "clients/cli/input_file.h"
#include "engine/base/status.h"

namespace assay::cli {

// An input file for the readers of tables.  The file must outlive it.
class FileSource : public exchange::ByteSource {
 public:
  explicit FileSource(InputFile& file) : file_(file) {}

  absl::StatusOr<size_t> Read(char* buffer, size_t capacity) override {
    if (rest_.empty()) {
      ASSAY_ASSIGN_OR_RETURN(rest_, file_.Read());
    }
    const size_t count = rest_.copy(buffer, capacity);
    rest_.remove_prefix(count);
    return count;
  }

 private:
  InputFile& file_;
  std::string_view rest_;
};

}  // namespace assay::cli

#endif  // ASSAY_CLIENTS_CLI_FILE_SOURCE_H_
