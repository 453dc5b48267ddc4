#ifndef ASSAY_ENGINE_STORE_STORE_H_
#define ASSAY_ENGINE_STORE_STORE_H_

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace assay {

// When a committed batch is safe.  Either way it is visible to all readers on return, whole or not
// at all, and survives the death of this process (kill -9).
enum class Durability {
  // On disk on return: survives a power failure.  Concurrent commits share one disk flush.
  kSynced,
  // Handed to the operating system: a power failure may lose it, and then everything buffered
  // after it too, but nothing synced before it.  On disk after the next Flush() or kSynced commit.
  kBuffered,
};

// Ordered byte store under the typed repositories.  Two implementations, RocksStore and
// MemoryStore, pass one suite (tests/engine/store/store_suite.h).  Keys and values are bytes; keys
// sort as unsigned bytes; their layout lives in engine/store/keys.h only.
//
// Every method is thread-safe.  Errors of every method that touches the disk:
//   DATA_LOSS          STORE_DAMAGED     what is on disk is not what was written; restore a backup.
//   RESOURCE_EXHAUSTED DISK_FULL         no room left.  Nothing of the call is visible, and the
//                                        store works again, without reopening, once there is room.
//   UNAVAILABLE        STORE_IO_FAILED   the disk or file system refused for another reason.
//   INTERNAL           STORE_FAILED      the storage engine refused for a reason we do not know.
class Store {
 public:
  // Gets the entries of a scan; both views are valid during the call only.  Returns false to end
  // the scan.  May read the store and commit batches to it, but must neither finish a sorted load
  // nor wait for a thread that does.
  using Visitor = std::function<bool(std::string_view key, std::string_view value)>;

  // Changes that take effect together or not at all.  Not thread-safe; dropped without Commit it
  // has no effect.  Changes apply in the order of the calls: the last one wins.
  class Batch {
   public:
    virtual ~Batch() = default;
    virtual void Put(std::string_view key, std::string_view value) = 0;
    // Deleting an absent key is no error.
    virtual void Delete(std::string_view key) = 0;
    // Deletes every key in [begin, end), also those put earlier in this batch.  O(1) to write
    // however many there are.  begin <= end.
    virtual void DeleteRange(std::string_view begin, std::string_view end) = 0;
    // Conditions, checked against the store as it is before the batch.
    virtual void Require(std::string_view key, std::string_view expected_value) = 0;
    virtual void RequireAbsent(std::string_view key) = 0;
    // Checks all conditions and applies all changes as one step that no other commit interleaves
    // with.  Can be called once.  An error other than ABORTED means that the changes are not
    // visible; in the case of UNAVAILABLE they may come to light when the store is reopened after a
    // crash.
    //
    // Errors:
    //   ABORTED WRITE_CONFLICT  a condition does not hold; nothing was changed.  Read again, and
    //                           decide again.
    virtual absl::Status Commit(Durability durability) = 0;
  };

  // Writes many new rows in ascending key order, several times faster than batches and in memory
  // that does not grow with their number.  Not thread-safe; dropped without Finish it has no
  // effect.
  class SortedLoad {
   public:
    virtual ~SortedLoad() = default;
    // Errors:
    //   INVALID_ARGUMENT KEYS_NOT_ASCENDING  `key` is not greater than the one before.
    virtual absl::Status Add(std::string_view key, std::string_view value) = 0;
    // Makes all added rows visible in one step; they are on disk on return, a power failure
    // included.  Can be called once.  The rows must not be written by anybody else meanwhile.
    virtual absl::Status Finish() = 0;
  };

  virtual ~Store() = default;

  virtual std::unique_ptr<Batch> NewBatch() = 0;
  virtual std::unique_ptr<SortedLoad> NewSortedLoad() = 0;

  // Errors:
  //   NOT_FOUND KEY_NOT_FOUND
  virtual absl::StatusOr<std::string> Get(std::string_view key) const = 0;

  // Visits the entries of [begin, end) in ascending key order, all as of one moment, until `visit`
  // returns false.  Memory does not grow with the number of entries.
  virtual absl::Status Scan(std::string_view begin, std::string_view end,
                            const Visitor& visit) const = 0;

  // As Scan, in descending key order.  Finds the last entry of a range with one seek.
  virtual absl::Status ScanBack(std::string_view begin, std::string_view end,
                                const Visitor& visit) const = 0;

  // Puts every committed batch on disk.
  virtual absl::Status Flush() = 0;

  // Gives the disk space of deleted keys in [begin, end) back sooner.  Only for ranges that hold
  // no live key and never will again.  Changes nothing that a reader can see.
  virtual absl::Status ReclaimDeletedRange(std::string_view begin, std::string_view end) = 0;

  // Writes a copy of the store as of one moment into `directory`, which must not exist; its parent
  // must.  Where the file system can, unchanged files are shared by hard links, so that the copy
  // costs almost nothing.  Readers and writers go on meanwhile.  engine/store/backup.h makes a
  // backup of it.
  //
  // Errors:
  //   UNIMPLEMENTED STORE_NOT_ON_DISK  a store in memory has nothing to copy.
  virtual absl::Status Checkpoint(const std::string& directory) const = 0;

  // Reads everything back and compares it with its checksums.
  virtual absl::Status Verify() const = 0;
};

}  // namespace assay

#endif  // ASSAY_ENGINE_STORE_STORE_H_
