#ifndef ASSAY_ANNOTATOR_AUTH_API_KEY_H_
#define ASSAY_ANNOTATOR_AUTH_API_KEY_H_

#include <optional>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace assay::auth {

// What the bearer of a key sends: "assay_" and 256 random bits as 43 characters of base64url.
// Different every time.
//
// Errors:
//   INTERNAL NO_RANDOM_BYTES  the machine's source of random bytes does not answer.
absl::StatusOr<std::string> MakeSecret();

// SHA-256 of a secret, 32 bytes: what is stored.  A fast hash is enough, for a secret of 256 random
// bits cannot be guessed from it.
std::string HashSecret(std::string_view secret);

// The secret in the value of the metadata "authorization": "Bearer SECRET", the word in any case.
// nullopt where it is something else, or the secret has not the form of one of ours.
std::optional<std::string_view> BearerSecret(std::string_view authorization);

}  // namespace assay::auth

#endif  // ASSAY_ANNOTATOR_AUTH_API_KEY_H_
