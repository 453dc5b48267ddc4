#include "annotator/rpc/page_token.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <algorithm>
#include <array>

#include "absl/strings/escaping.h"
#include "engine/base/status.h"

namespace assay::rpc {
namespace {

constexpr size_t kPositionBytes = 8;
constexpr size_t kSignatureBytes = 16;

std::string EncodePosition(uint64_t position) {
  std::string bytes(kPositionBytes, '\0');
  for (size_t i = 0; i < kPositionBytes; ++i) {
    bytes[i] = static_cast<char>(position >> (8 * (kPositionBytes - 1 - i)));
  }
  return bytes;
}

uint64_t DecodePosition(std::string_view bytes) {
  uint64_t position = 0;
  for (const char byte : bytes) {
    position = (position << 8) | static_cast<unsigned char>(byte);
  }
  return position;
}

std::string Sign(const std::string& secret, std::string_view request, std::string_view position) {
  std::string message(position);
  message.append(request);
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int size = 0;
  HMAC(EVP_sha256(), secret.data(), static_cast<int>(secret.size()),
       reinterpret_cast<const unsigned char*>(message.data()), message.size(), digest.data(),
       &size);
  return {reinterpret_cast<const char*>(digest.data()), kSignatureBytes};
}

}  // namespace

std::string PageTokens::Make(std::string_view request, uint64_t position) const {
  const std::string bytes = EncodePosition(position);
  return absl::WebSafeBase64Escape(bytes + Sign(secret_, request, bytes));
}

absl::StatusOr<uint64_t> PageTokens::Read(std::string_view request, std::string_view token,
                                          uint64_t first) const {
  if (token.empty()) {
    return first;
  }
  std::string bytes;
  const bool decoded = token.size() <= 64 &&
                       absl::WebSafeBase64Unescape({token.data(), token.size()}, &bytes) &&
                       bytes.size() == kPositionBytes + kSignatureBytes;
  if (decoded) {
    const std::string expected = Sign(secret_, request, bytes.substr(0, kPositionBytes));
    if (CRYPTO_memcmp(expected.data(), bytes.data() + kPositionBytes, kSignatureBytes) == 0) {
      return DecodePosition(std::string_view(bytes).substr(0, kPositionBytes));
    }
  }
  return MakeError(absl::StatusCode::kInvalidArgument, "BAD_PAGE_TOKEN",
                   "page_token is not from the last page of this same request",
                   {{"field", "page_token"}});
}

absl::StatusOr<size_t> PageSize(int32_t requested) {
  if (requested < 0) {
    return MakeError(absl::StatusCode::kInvalidArgument, "BAD_PAGE_SIZE",
                     "page_size is " + std::to_string(requested) + ", expected 0 or more",
                     {{"field", "page_size"}, {"found", std::to_string(requested)}});
  }
  return requested == 0 ? 100 : static_cast<size_t>(std::min(requested, 1000));
}

}  // namespace assay::rpc
