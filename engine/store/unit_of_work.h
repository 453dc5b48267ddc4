#ifndef ASSAY_ENGINE_STORE_UNIT_OF_WORK_H_
#define ASSAY_ENGINE_STORE_UNIT_OF_WORK_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/btree_map.h"
#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "engine/store/store.h"

namespace assay {

// Changes that are being prepared over a store, seen by their maker as if they were made, and
// committed together.  Steps within it can be taken back one by one.  Remembers what it has read
// and written between commits, up to a bound, so that rows in use are not read twice; so nobody
// else may write the same keys, unless the keys that are required tell.  Not thread-safe.
class UnitOfWork {
 public:
  // `store` must outlive it.  `cache_bytes`: bound of what is remembered between commits, keys and
  // values; 0: nothing.
  UnitOfWork(Store& store, size_t cache_bytes);

  // The value as it is after the changes so far; nullopt where there is none.  Errors: as Store.
  absl::StatusOr<std::optional<std::string>> Get(std::string_view key);
  void Put(std::string_view key, std::string_view value);
  void Delete(std::string_view key);
  // Visits the entries of [begin, end) as they are after the changes so far.  The visitor must not
  // change the unit of work.  Errors: as Store.
  absl::Status Scan(std::string_view begin, std::string_view end, const Store::Visitor& visit);
  // The commit fails with ABORTED WRITE_CONFLICT unless the store still holds what Get or Scan of
  // `key` would have found before any change of this unit of work.  Reads the key.
  absl::Status Require(std::string_view key);

  // Begins a step; steps do not nest (ASSAY_CHECK).
  void BeginStep();
  // Ends the step; its changes stay.
  void KeepStep();
  // Ends the step and takes its changes back; what it required stays required.
  void RollBackStep();

  bool empty() const { return changes_.empty(); }

  // Writes all changes as one batch, if there are any, and checks what is required.  Not within a
  // step (ASSAY_CHECK).  On success it is empty again and remembers the values; after
  // an error it is empty and has forgotten everything.  Errors: as Store::Batch::Commit.
  absl::Status Commit(Durability durability);
  // Drops all changes, a running step, what is required, and everything remembered.
  void Reset();

 private:
  using Value = std::optional<std::string>;
  using Changes = absl::btree_map<std::string, Value, std::less<>>;
  struct Row {
    std::string key;
    Value value;
  };
  // The most recently used first.
  using Rows = std::list<Row>;
  struct Undo {
    std::string key;
    // What `changes_` held; nullopt: nothing.
    std::optional<Value> before;
  };

  void Change(std::string_view key, Value value);
  // The value without the changes.
  absl::StatusOr<Value> ReadStored(std::string_view key);
  void Remember(std::string_view key, Value value);

  Store& store_;
  const size_t cache_limit_;
  Changes changes_;
  // Of the running step.
  std::vector<Undo> undo_;
  bool in_step_ = false;
  std::vector<Row> required_;
  Rows remembered_;
  // Keys are views of those in `remembered_`.
  absl::flat_hash_map<std::string_view, Rows::iterator, std::hash<std::string_view>,
                      std::equal_to<>>
      remembered_by_key_;
  size_t remembered_bytes_ = 0;
};

}  // namespace assay

#endif  // ASSAY_ENGINE_STORE_UNIT_OF_WORK_H_
