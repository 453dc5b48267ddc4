#ifndef ASSAY_ENGINE_STORE_STORE_SECRET_H_
#define ASSAY_ENGINE_STORE_STORE_SECRET_H_

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "engine/store/store.h"

namespace assay {

// The secret that every server over this store signs its page tokens with: what the store holds,
// or, the first time, `fresh` (random bytes), which is then kept.  Two servers that do this at once
// end with the same one.
absl::StatusOr<std::string> LoadOrCreateStoreSecret(Store& store, std::string_view fresh);

}  // namespace assay

#endif  // ASSAY_ENGINE_STORE_STORE_SECRET_H_
