#include "annotator/http/head_scan.h"

#include <algorithm>
#include <cctype>

namespace assay::http {
namespace {

constexpr size_t kMaxMethodBytes = 20;

bool IsTokenByte(unsigned char byte) {
  return std::isalnum(byte) != 0 ||
         std::string_view("!#$%&'*+-.^_`|~").find(static_cast<char>(byte)) !=
             std::string_view::npos;
}

bool IsFieldByte(unsigned char byte) { return (byte >= 0x20 && byte != 0x7F) || byte == '\t'; }

bool IsTargetByte(unsigned char byte) { return byte > 0x20 && byte < 0x7F; }

bool AllOf(std::string_view text, bool (*is)(unsigned char)) {
  return std::all_of(text.begin(), text.end(),
                     [is](char c) { return is(static_cast<unsigned char>(c)); });
}

// Whether `bytes`, which may be cut anywhere, can be the beginning of a request.
bool MayBegin(std::string_view bytes) {
  const std::string_view method = bytes.substr(0, bytes.find(' '));
  return method.size() <= kMaxMethodBytes && (!bytes.empty() && bytes.front() != ' ') &&
         std::all_of(method.begin(), method.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
}

bool IsRequestLine(std::string_view line) {
  const size_t first = line.find(' ');
  const size_t last = line.rfind(' ');
  if (first == std::string_view::npos || first == last || !MayBegin(line)) {
    return false;
  }
  const std::string_view target = line.substr(first + 1, last - first - 1);
  const std::string_view version = line.substr(last + 1);
  return !target.empty() && AllOf(target, IsTargetByte) &&
         (version == "HTTP/1.1" || version == "HTTP/1.0");
}

bool IsHeaderLine(std::string_view line) {
  const size_t colon = line.find(':');
  return colon != std::string_view::npos && colon != 0 &&
         AllOf(line.substr(0, colon), IsTokenByte) && AllOf(line.substr(colon + 1), IsFieldByte);
}

bool IsHead(std::string_view head) {
  bool is_first = true;
  while (!head.empty()) {
    const size_t end = head.find("\r\n");
    const std::string_view line = head.substr(0, end);
    if (is_first ? !IsRequestLine(line) : !IsHeaderLine(line)) {
      return false;
    }
    is_first = false;
    head.remove_prefix(end + 2);
  }
  return !is_first;
}

}  // namespace

HeadScan ScanHead(std::string_view bytes, size_t seen) {
  if (!bytes.empty() && !MayBegin(bytes)) {
    return {HeadScan::State::kMalformed};
  }
  const size_t end = bytes.find("\r\n\r\n", seen < 3 ? 0 : seen - 3);
  if (end == std::string_view::npos) {
    return {};
  }
  return IsHead(bytes.substr(0, end + 2)) ? HeadScan{HeadScan::State::kComplete, end + 4}
                                          : HeadScan{HeadScan::State::kMalformed};
}

}  // namespace assay::http
