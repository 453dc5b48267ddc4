#include "engine/consensus/zeroed_floats.h"

#include <sys/mman.h>

#include <cstdint>

namespace assay {

std::vector<float> ZeroedFloats(size_t size) {
  constexpr uintptr_t kHugePage = uintptr_t{2} << 20;
  std::vector<float> floats;
  floats.reserve(size);
#ifdef MADV_HUGEPAGE
  const auto begin = reinterpret_cast<uintptr_t>(floats.data());
  const uintptr_t end = begin + size * sizeof(float);
  const uintptr_t first = (begin + kHugePage - 1) / kHugePage * kHugePage;
  const uintptr_t last = end / kHugePage * kHugePage;
  if (first < last) {
    // Advice only: where it is refused, small pages do.
    static_cast<void>(madvise(reinterpret_cast<void*>(first), last - first, MADV_HUGEPAGE));
  }
#endif
  floats.resize(size, 0.0f);
  return floats;
}

}  // namespace assay
