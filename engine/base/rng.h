#ifndef ASSAY_ENGINE_BASE_RNG_H_
#define ASSAY_ENGINE_BASE_RNG_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>

namespace assay {

// xoshiro256** (Blackman & Vigna, "Scrambled linear pseudorandom number generators", ACM TOMS
// 2021), seeded by SplitMix64.  The same seed gives the same numbers on every machine, which
// std::shuffle and the std distributions do not promise.  Not thread-safe; not for secrets.
class Rng {
 public:
  // Streams of one seed are independent: use one per fold, per bootstrap replicate, ...
  explicit Rng(uint64_t seed, uint64_t stream = 0) {
    uint64_t state = seed + 0x9E3779B97F4A7C15ull * (stream + 1);
    for (uint64_t& word : state_) {
      state += 0x9E3779B97F4A7C15ull;
      uint64_t mixed = state;
      mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9ull;
      mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EBull;
      word = mixed ^ (mixed >> 31);
    }
  }

  uint64_t Next() {
    const uint64_t result = RotateLeft(state_[1] * 5, 7) * 9;
    const uint64_t shifted = state_[1] << 17;
    state_[2] ^= state_[0];
    state_[3] ^= state_[1];
    state_[1] ^= state_[2];
    state_[0] ^= state_[3];
    state_[2] ^= shifted;
    state_[3] = RotateLeft(state_[3], 45);
    return result;
  }

  // Uniform on [0, bound), without modulo bias (Lemire 2019).  bound > 0.
  uint64_t Below(uint64_t bound) {
    Wide product = static_cast<Wide>(Next()) * bound;
    if (static_cast<uint64_t>(product) < bound) {
      const uint64_t threshold = (0 - bound) % bound;
      while (static_cast<uint64_t>(product) < threshold) {
        product = static_cast<Wide>(Next()) * bound;
      }
    }
    return static_cast<uint64_t>(product >> 64);
  }

  // Uniform on [0, 1) with 53 random bits.
  double Uniform() { return static_cast<double>(Next() >> 11) * 0x1.0p-53; }

  // Fisher-Yates.
  template <typename T>
  void Shuffle(std::span<T> values) {
    for (size_t i = values.size(); i > 1; --i) {
      std::swap(values[i - 1], values[static_cast<size_t>(Below(i))]);
    }
  }

 private:
  __extension__ using Wide = unsigned __int128;

  static uint64_t RotateLeft(uint64_t value, int bits) {
    return (value << bits) | (value >> (64 - bits));
  }

  std::array<uint64_t, 4> state_{};
};

}  // namespace assay

#endif  // ASSAY_ENGINE_BASE_RNG_H_
