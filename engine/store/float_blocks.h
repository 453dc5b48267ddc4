#ifndef ASSAY_ENGINE_STORE_FLOAT_BLOCKS_H_
#define ASSAY_ENGINE_STORE_FLOAT_BLOCKS_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "engine/store/keys.h"
#include "engine/store/store.h"

namespace assay {

// A long array of float32 in the store, cut into blocks of kFloatBlockValues values (the last one
// may be shorter) under ascending keys.  A block's value is its numbers, little-endian.
inline constexpr size_t kFloatBlockValues = size_t{1} << 18;

// Writes one array.  Memory: one block.  Not thread-safe; dropped without Finish it has no effect;
// the store must outlive it.
class FloatBlockWriter {
 public:
  // key_of_block gives the key of block 0, 1, 2, ...; later blocks have greater keys.
  FloatBlockWriter(Store& store, std::function<std::string(uint64_t block_index)> key_of_block);

  // Errors: as Store::SortedLoad.
  absl::Status Append(std::span<const float> values);
  // Makes the array visible, whole and on disk.  Can be called once.  Errors: as Store::SortedLoad.
  absl::Status Finish();

 private:
  absl::Status WriteBlock(std::span<const float> values);

  const std::function<std::string(uint64_t)> key_of_block_;
  std::unique_ptr<Store::SortedLoad> load_;
  std::vector<float> block_;
  uint64_t block_count_ = 0;
};

// Reads an array of value_count values whose blocks are all that `range` holds, in memory for the
// array and one block.
//
// Errors: as Store, and
//   DATA_LOSS STORED_VALUE_DAMAGED  the blocks hold more or fewer values.
absl::StatusOr<std::vector<float>> ReadFloatBlocks(const Store& store, KeyKind kind,
                                                   const KeyRange& range, uint64_t value_count);

}  // namespace assay

#endif  // ASSAY_ENGINE_STORE_FLOAT_BLOCKS_H_
