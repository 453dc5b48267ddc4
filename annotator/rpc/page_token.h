#ifndef ASSAY_ANNOTATOR_RPC_PAGE_TOKEN_H_
#define ASSAY_ANNOTATOR_RPC_PAGE_TOKEN_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

namespace assay::rpc {

// Makes and checks the opaque tokens of paged lists (AIP-158).  A token holds a position and is
// signed (HMAC-SHA256) together with a description of the request it belongs to, so a token that
// was forged, or used with other arguments, is refused.  Thread-safe.
class PageTokens {
 public:
  // `secret`: at least 32 random bytes, the same for all servers over one store.
  explicit PageTokens(std::string secret) : secret_(std::move(secret)) {}

  // `request` describes the call and all its arguments except page_size and page_token.
  std::string Make(std::string_view request, uint64_t position) const;

  // The position in `token`; `first` for an empty token.
  // INVALID_ARGUMENT BAD_PAGE_TOKEN for anything that Make(request, ...) did not return.
  absl::StatusOr<uint64_t> Read(std::string_view request, std::string_view token,
                                uint64_t first) const;

 private:
  std::string secret_;
};

// The page size to use: 0 -> 100, above 1000 -> 1000.  INVALID_ARGUMENT BAD_PAGE_SIZE below 0.
absl::StatusOr<size_t> PageSize(int32_t requested);

// Drops what was read beyond the page; true where there was anything.  Lists are read one entry
// further than the page, so that the last page is known to be the last even when it is full.
template <typename Entry>
bool CutToPage(std::vector<Entry>& entries, size_t page_size) {
  const bool has_more = entries.size() > page_size;
  if (has_more) {
    entries.resize(page_size);
  }
  return has_more;
}

}  // namespace assay::rpc

#endif  // ASSAY_ANNOTATOR_RPC_PAGE_TOKEN_H_
