#ifndef ASSAY_ANNOTATOR_VERIFY_SPARSE_BITS_H_
#define ASSAY_ANNOTATOR_VERIFY_SPARSE_BITS_H_

#include <bitset>
#include <cstdint>

#include "absl/container/flat_hash_map.h"

namespace assay {

// A set of numbers that lie close together, at a bit each; a damaged number far away costs one
// piece of 512 bytes.
class SparseBits {
 public:
  // False where it is in already.
  bool Insert(uint64_t number) {
    auto bit = pieces_[number / kPieceBits][number % kPieceBits];
    const bool is_new = !bit;
    bit = true;
    return is_new;
  }

  bool Contains(uint64_t number) const {
    const auto piece = pieces_.find(number / kPieceBits);
    return piece != pieces_.end() && piece->second[number % kPieceBits];
  }

 private:
  static constexpr uint64_t kPieceBits = 4096;
  absl::flat_hash_map<uint64_t, std::bitset<kPieceBits>> pieces_;
};

}  // namespace assay

#endif  // ASSAY_ANNOTATOR_VERIFY_SPARSE_BITS_H_
