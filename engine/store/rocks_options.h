#ifndef ASSAY_ENGINE_STORE_ROCKS_OPTIONS_H_
#define ASSAY_ENGINE_STORE_ROCKS_OPTIONS_H_

// Included by rocks_*.cc only: no other file sees a rocksdb type.

#include <vector>

#include "absl/status/status.h"
#include "engine/store/keys.h"
#include "rocksdb/db.h"
#include "rocksdb/options.h"
#include "rocksdb/status.h"

namespace assay {

// Options of the whole store.  docs/storage_format.md gives the reasons.
rocksdb::DBOptions RocksDbOptions();

// One per row of kFamilies, in its order; they share one cache.
std::vector<rocksdb::ColumnFamilyDescriptor> RocksFamilies();

// The mapping of Store's errors; `ok` stays OK.
absl::Status FromRocks(const rocksdb::Status& status);

}  // namespace assay

#endif  // ASSAY_ENGINE_STORE_ROCKS_OPTIONS_H_
