#include "annotator/http/gzip.h"

#include <zlib.h>

#include <limits>

namespace assay::http {
namespace {

constexpr int kQuick = 1;
constexpr int kWindowBits = 15;
constexpr int kGzipHeader = 16;
constexpr int kMemoryLevel = 8;

}  // namespace

std::string Gzip(std::string_view bytes) {
  z_stream stream{};
  if (bytes.size() > std::numeric_limits<uInt>::max() / 2 ||
      deflateInit2(&stream, kQuick, Z_DEFLATED, kWindowBits + kGzipHeader, kMemoryLevel,
                   Z_DEFAULT_STRATEGY) != Z_OK) {
    return "";
  }
  std::string packed(deflateBound(&stream, static_cast<uLong>(bytes.size())), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(packed.data());
  stream.avail_out = static_cast<uInt>(packed.size());
  const int outcome = deflate(&stream, Z_FINISH);
  packed.resize(outcome == Z_STREAM_END ? stream.total_out : 0);
  deflateEnd(&stream);
  return packed;
}

bool AcceptsGzip(std::string_view accept_encoding) {
  while (!accept_encoding.empty()) {
    std::string_view entry = accept_encoding.substr(0, accept_encoding.find(','));
    accept_encoding.remove_prefix(entry.size() == accept_encoding.size() ? entry.size()
                                                                         : entry.size() + 1);
    entry.remove_prefix(std::min(entry.find_first_not_of(" \t"), entry.size()));
    const size_t end = entry.find_first_of(" \t;");
    if (entry.substr(0, end) == "gzip" || entry.substr(0, end) == "*") {
      const size_t weight = entry.find("q=0");
      return weight == std::string_view::npos ||
             entry.substr(weight + 3).find_first_of("123456789") != std::string_view::npos;
    }
  }
  return false;
}

}  // namespace assay::http
