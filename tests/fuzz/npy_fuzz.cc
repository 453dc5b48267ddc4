// Whatever the bytes, reading them as an npy file gives a matrix or an error with a reason, and the
// stream agrees with the header and the size of the file.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "annotator/exchange/npy_check.h"
#include "annotator/exchange/npy_header.h"
#include "annotator/exchange/npy_stream.h"
#include "engine/base/check.h"
#include "engine/base/status.h"

namespace assay::exchange {
namespace {

absl::Status ReadStream(const std::string& bytes, uint64_t* row_count) {
  StringSource source(bytes, 50);
  ASSAY_ASSIGN_OR_RETURN(const auto stream, NpyStream::Open("f.npy", source));
  std::vector<float> rows(3 * stream->header().column_count);
  while (true) {
    ASSAY_ASSIGN_OR_RETURN(const uint64_t count, stream->ReadRows(rows));
    CheckProbabilityRows("f.npy", 1, std::span(rows).first(count * stream->header().column_count),
                         stream->header().column_count)
        .IgnoreError();
    CheckVectorRows("f.npy", 1, rows, stream->header().column_count).IgnoreError();
    *row_count += count;
    if (count < 3) {
      return absl::OkStatus();
    }
  }
}

}  // namespace
}  // namespace assay::exchange

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace assay;
  using namespace assay::exchange;
  const std::string bytes(reinterpret_cast<const char*>(data), size);
  const auto header = ParseWholeNpyHeader("f.npy", bytes);
  ASSAY_CHECK(header.ok() || !ErrorReason(header.status()).empty());
  uint64_t row_count = 0;
  const absl::Status streamed = ReadStream(bytes, &row_count);
  ASSAY_CHECK(streamed.ok() == (header.ok() && CheckNpySize("f.npy", *header, size).ok()));
  ASSAY_CHECK(!streamed.ok() || row_count == header->row_count);
  return 0;
}
