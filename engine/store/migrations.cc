#include "engine/store/migrations.h"

#include <algorithm>
#include <optional>
#include <string>

#include "engine/base/status.h"
#include "engine/store/codec.h"
#include "engine/store/keys.h"

namespace assay {
namespace {

// A new family has come into being when the store was opened.  The version is raised so that an
// Assay that does not know the family says so.
absl::Status AddFamily(Store&, Store::Batch&) { return absl::OkStatus(); }

constexpr Migration kMigrations[] = {{.from_version = 1, .run = &AddFamily},
                                     {.from_version = 2, .run = &AddFamily}};

absl::Status StoreTooOldError(uint64_t found, uint64_t expected) {
  return MakeError(absl::StatusCode::kFailedPrecondition, "STORE_TOO_OLD",
                   "the data directory has format version " + std::to_string(found) +
                       ", and this Assay cannot migrate it to version " + std::to_string(expected) +
                       "; open it once with an Assay in between",
                   {{"found", std::to_string(found)}, {"expected", std::to_string(expected)}});
}

absl::Status Initialize(Store& store, uint64_t version) {
  bool is_empty = true;
  ASSAY_RETURN_IF_ERROR(store.Scan("", "\xFF", [&](std::string_view, std::string_view) {
    is_empty = false;
    return false;
  }));
  if (!is_empty) {
    return MakeError(absl::StatusCode::kDataLoss, "DATA_DIR_DAMAGED",
                     "the data directory holds data but no format version; restore a backup");
  }
  const auto batch = store.NewBatch();
  batch->RequireAbsent(FormatVersionKey());
  batch->Put(FormatVersionKey(), EncodeNumber(version));
  return batch->Commit(Durability::kSynced);
}

absl::Status RunStep(Store& store, const Migration& migration) {
  const auto batch = store.NewBatch();
  batch->Require(FormatVersionKey(), EncodeNumber(migration.from_version));
  ASSAY_RETURN_IF_ERROR(migration.run(store, *batch));
  batch->Put(FormatVersionKey(), EncodeNumber(migration.from_version + 1));
  return batch->Commit(Durability::kSynced);
}

}  // namespace

absl::Status StoreTooNewError(uint64_t found, uint64_t expected) {
  return MakeError(absl::StatusCode::kFailedPrecondition, "STORE_TOO_NEW",
                   "the data directory has format version " + std::to_string(found) +
                       ", written by a newer Assay; this one knows versions up to " +
                       std::to_string(expected) + ": install the newer one",
                   {{"found", std::to_string(found)}, {"expected", std::to_string(expected)}});
}

std::span<const Migration> StoreMigrations() { return kMigrations; }

absl::Status BringUpToDate(Store& store, uint64_t target_version,
                           std::span<const Migration> migrations) {
  ASSAY_ASSIGN_OR_RETURN(const std::optional<uint64_t> found,
                         ReadNumber(store, KeyKind::kFormatVersion, FormatVersionKey()));
  if (!found.has_value()) {
    return Initialize(store, target_version);
  }
  if (*found > target_version) {
    return StoreTooNewError(*found, target_version);
  }
  for (uint64_t version = *found; version < target_version; ++version) {
    const auto step = std::find_if(migrations.begin(), migrations.end(),
                                   [&](const Migration& m) { return m.from_version == version; });
    if (step == migrations.end()) {
      return StoreTooOldError(version, target_version);
    }
    ASSAY_RETURN_IF_ERROR(RunStep(store, *step));
  }
  return absl::OkStatus();
}

}  // namespace assay
