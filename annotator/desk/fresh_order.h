#ifndef ASSAY_ANNOTATOR_DESK_FRESH_ORDER_H_
#define ASSAY_ANNOTATOR_DESK_FRESH_ORDER_H_

#include <array>
#include <bit>
#include <cstdint>

#include "engine/base/check.h"

namespace assay {

// SplitMix64's mixing of two numbers into 64 bits that look random.
inline uint64_t MixBits(uint64_t a, uint64_t b) {
  uint64_t mixed = a + 0x9E3779B97F4A7C15ull * (b + 1);
  mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9ull;
  mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EBull;
  return mixed ^ (mixed >> 31);
}

// A permutation of [0, count) that a seed decides, without a table: a Feistel network over the
// next even number of bits, walked until it is back in the range.
//
// O(1) time (less than 4 rounds of the network on average) and memory.  Pure.
//
// Source: J. Black, P. Rogaway, "Ciphers with Arbitrary Finite Domains", CT-RSA 2002.
class FreshOrder {
 public:
  FreshOrder(uint64_t count, uint64_t seed) : count_(count) {
    const int bits = count > 1 ? static_cast<int>(std::bit_width(count - 1)) : 1;
    half_bits_ = (bits + 1) / 2;
    for (uint64_t round = 0; round < keys_.size(); ++round) {
      keys_[round] = MixBits(seed, round);
    }
  }

  // The element at `position`; both in [0, count).
  uint64_t operator[](uint64_t position) const {
    ASSAY_CHECK(position < count_);
    do {
      position = Encrypt(position);
    } while (position >= count_);
    return position;
  }

 private:
  uint64_t Encrypt(uint64_t block) const {
    const uint64_t mask = (uint64_t{1} << half_bits_) - 1;
    uint64_t left = block >> half_bits_;
    uint64_t right = block & mask;
    for (const uint64_t key : keys_) {
      const uint64_t next = left ^ (MixBits(key, right) & mask);
      left = right;
      right = next;
    }
    return (left << half_bits_) | right;
  }

  uint64_t count_;
  int half_bits_ = 1;
  std::array<uint64_t, 6> keys_{};
};

}  // namespace assay

#endif  // ASSAY_ANNOTATOR_DESK_FRESH_ORDER_H_
