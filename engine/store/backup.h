#ifndef ASSAY_ENGINE_STORE_BACKUP_H_
#define ASSAY_ENGINE_STORE_BACKUP_H_

#include <string>

#include "absl/status/status.h"
#include "engine/store/store.h"

namespace assay {

// Writes a backup of the store as of one moment into `backup_dir`, which must not exist or be
// empty; its parent must exist.  Imports, audits and reads go on meanwhile; an import that is
// under way is not part of the backup.  Files that never change are shared with the data directory
// by hard links where both are on one file system, so that the backup costs almost nothing; for
// safety against a broken disk, copy it elsewhere.  A backup has the form of a data directory.
// `backup_dir` appears under its name when the backup is complete, on disk and not before.
//
// Errors: as Store, and
//   FAILED_PRECONDITION TARGET_NOT_EMPTY  something is in `backup_dir` (metadata target).
//   UNIMPLEMENTED       STORE_NOT_ON_DISK a store in memory has nothing to copy.
absl::Status Backup(const Store& store, const std::string& backup_dir);

// Makes a data directory `data_dir`, which must not exist or be empty, out of a backup.  Copies
// all files, opens the copy, and reads everything in it back and compares it with its checksums;
// `data_dir` appears under its name when all of that has gone well and not before.  The backup
// stays as it is.
//
// Errors: as RocksStore::Open for the copy (STORE_TOO_NEW, DATA_DIR_DAMAGED, DISK_FULL, ...), and
//   NOT_FOUND           BACKUP_NOT_FOUND  there is no `backup_dir` (metadata backup).
//   FAILED_PRECONDITION NOT_A_BACKUP      `backup_dir` is not one (metadata backup).
//   DATA_LOSS           BACKUP_DAMAGED    it is, but something in it is not what was written.
//   FAILED_PRECONDITION TARGET_NOT_EMPTY  something is in `data_dir` (metadata target).
absl::Status Restore(const std::string& backup_dir, const std::string& data_dir);

}  // namespace assay

#endif  // ASSAY_ENGINE_STORE_BACKUP_H_
