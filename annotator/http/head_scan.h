#ifndef ASSAY_ANNOTATOR_HTTP_HEAD_SCAN_H_
#define ASSAY_ANNOTATOR_HTTP_HEAD_SCAN_H_

#include <cstddef>
#include <string_view>

namespace assay::http {

// What a connection has brought so far.
struct HeadScan {
  enum class State {
    kIncomplete,
    kComplete,
    kMalformed,
  };
  State state = State::kIncomplete;
  // Of a complete head: its bytes, the empty line included.
  size_t size = 0;
};

// Looks for a whole head, that is the request line, the headers and the empty line after them, at
// the beginning of `bytes`.  Stricter than RFC 9112 allows a server to be, so that no proxy in
// front can read it otherwise: lines end in CR LF; a method is capital letters, and one space
// stands between it, the target and the version; no header is folded over two lines or has a space
// before its colon; no control characters but tabs in values.
//
// `seen`: bytes that were incomplete the last time, for a cost of O(bytes) in all.
HeadScan ScanHead(std::string_view bytes, size_t seen = 0);

}  // namespace assay::http

#endif  // ASSAY_ANNOTATOR_HTTP_HEAD_SCAN_H_
