#ifndef ASSAY_ENGINE_STORE_MIGRATIONS_H_
#define ASSAY_ENGINE_STORE_MIGRATIONS_H_

#include <cstdint>
#include <span>

#include "absl/status/status.h"
#include "engine/store/store.h"

namespace assay {

// The version of keys and values that this build writes.
inline constexpr uint64_t kStoreFormatVersion = 3;

// One step from `from_version` to `from_version` + 1.
struct Migration {
  uint64_t from_version;
  // Adds the changes to `batch`, which also carries the new version number.  What is too much for
  // one batch is committed before in batches of its own; these must be safe to repeat, since the
  // process may die in between.
  absl::Status (*run)(Store& store, Store::Batch& batch);
};

// To change the format: raise kStoreFormatVersion, and add the step that leads there here.
std::span<const Migration> StoreMigrations();

// Brings `store` to `target_version`, one step after the other, each in one synced batch.  An empty
// store gets the version number and nothing else.
//
// Errors:
//   FAILED_PRECONDITION STORE_TOO_NEW      a newer Assay wrote it (metadata found, expected).
//   FAILED_PRECONDITION STORE_TOO_OLD      no step leads on from its version.
//   DATA_LOSS           DATA_DIR_DAMAGED   it holds data but no version number.
// and what a step returns.
absl::Status BringUpToDate(Store& store, uint64_t target_version,
                           std::span<const Migration> migrations);

// STORE_TOO_NEW.
absl::Status StoreTooNewError(uint64_t found, uint64_t expected);

}  // namespace assay

#endif  // ASSAY_ENGINE_STORE_MIGRATIONS_H_
