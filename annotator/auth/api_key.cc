#include "annotator/auth/api_key.h"

#include <openssl/rand.h>
#include <openssl/sha.h>

#include <algorithm>
#include <array>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "engine/base/status.h"

namespace assay::auth {
namespace {

constexpr std::string_view kPrefix = "assay_";
constexpr size_t kRandomBytes = 32;
constexpr size_t kSecretChars = 6 + 43;
constexpr std::string_view kScheme = "bearer ";

bool IsSecretChar(char c) {
  return absl::ascii_isalnum(static_cast<unsigned char>(c)) || c == '-' || c == '_';
}

}  // namespace

absl::StatusOr<std::string> MakeSecret() {
  std::array<unsigned char, kRandomBytes> bytes{};
  if (RAND_bytes(bytes.data(), static_cast<int>(bytes.size())) != 1) {
    return MakeError(absl::StatusCode::kInternal, "NO_RANDOM_BYTES",
                     "the machine's source of random bytes does not answer");
  }
  return std::string(kPrefix) +
         absl::WebSafeBase64Escape({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}

std::string HashSecret(std::string_view secret) {
  std::string hash(SHA256_DIGEST_LENGTH, '\0');
  SHA256(reinterpret_cast<const unsigned char*>(secret.data()), secret.size(),
         reinterpret_cast<unsigned char*>(hash.data()));
  return hash;
}

std::optional<std::string_view> BearerSecret(std::string_view authorization) {
  if (authorization.size() != kScheme.size() + kSecretChars ||
      !absl::EqualsIgnoreCase({authorization.data(), kScheme.size()},
                              {kScheme.data(), kScheme.size()})) {
    return std::nullopt;
  }
  const std::string_view secret = authorization.substr(kScheme.size());
  if (secret.substr(0, kPrefix.size()) != kPrefix ||
      !std::all_of(secret.begin(), secret.end(), IsSecretChar)) {
    return std::nullopt;
  }
  return secret;
}

}  // namespace assay::auth
