// What a connection brings: the same verdict however it is cut into pieces, and a head that ends
// where its first empty line does.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "annotator/http/head_scan.h"
#include "engine/base/check.h"

namespace {

using assay::http::HeadScan;

HeadScan ScanInPieces(std::string_view bytes, size_t step) {
  size_t seen = 0;
  for (size_t size = std::min(step, bytes.size());; size = std::min(size + step, bytes.size())) {
    const HeadScan scan = assay::http::ScanHead(bytes.substr(0, size), seen);
    if (scan.state != HeadScan::State::kIncomplete || size == bytes.size()) {
      return scan;
    }
    seen = size;
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const HeadScan whole = assay::http::ScanHead(bytes);
  for (const size_t step : {size_t{1}, size_t{7}}) {
    const HeadScan pieces = ScanInPieces(bytes, step);
    ASSAY_CHECK(pieces.state == whole.state && pieces.size == whole.size);
  }
  if (whole.state == HeadScan::State::kComplete) {
    const std::string_view head = bytes.substr(0, whole.size);
    ASSAY_CHECK(whole.size <= size && head.ends_with("\r\n\r\n"));
    ASSAY_CHECK(head.find("\r\n\r\n") + 4 == whole.size);
    ASSAY_CHECK(head.front() >= 'A' && head.front() <= 'Z');
    ASSAY_CHECK(head.find('\0') == std::string_view::npos);
  }
  return 0;
}
