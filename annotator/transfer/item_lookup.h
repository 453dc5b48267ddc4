#ifndef ASSAY_ANNOTATOR_TRANSFER_ITEM_LOOKUP_H_
#define ASSAY_ANNOTATOR_TRANSFER_ITEM_LOOKUP_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "engine/labels/name_list.h"
#include "engine/store/store.h"

namespace assay {

// Indexes of the items of a data set by their ids, for imports.  The first look-ups ask the store;
// once they are many for a data set of that size, all ids are read into memory once.
//
// Memory: for N items with B bytes of ids about B + 30 N, at most `max_index_bytes`; ids that would
// need more stay in the store.  Time: about 10 microseconds a look-up in the store, O(N) once for
// the index, and then a fraction of a microsecond a look-up.  Not thread-safe; the store must
// outlive it.
class ItemLookup {
 public:
  static constexpr size_t kMaxIndexBytes = size_t{512} << 20;

  ItemLookup(const Store& store, uint64_t dataset_number, uint64_t item_count,
             size_t max_index_bytes = kMaxIndexBytes);

  // Nullopt where no item has this id.  Errors: as Store.
  absl::StatusOr<std::optional<uint64_t>> Find(std::string_view item_id);

  bool has_index() const { return state_ == State::kIndexed; }

 private:
  enum class State { kAsking, kIndexed, kTooLarge };

  absl::Status BuildIndex();
  absl::StatusOr<std::optional<uint64_t>> Ask(std::string_view item_id) const;

  const Store& store_;
  const uint64_t dataset_number_;
  const uint64_t item_count_;
  const size_t max_index_bytes_;
  State state_ = State::kAsking;
  uint64_t asked_count_ = 0;
  NameIndex ids_;
  // Of each id, in the order of the store.
  std::vector<uint32_t> indexes_;
  // Labels of one item often stand next to each other.
  std::string last_id_;
  std::optional<uint64_t> last_index_;
};

}  // namespace assay

#endif  // ASSAY_ANNOTATOR_TRANSFER_ITEM_LOOKUP_H_
