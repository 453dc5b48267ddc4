#ifndef ASSAY_ENGINE_LEARN_ALIGNED_FLOATS_H_
#define ASSAY_ENGINE_LEARN_ALIGNED_FLOATS_H_

#include <sys/mman.h>

#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <new>

namespace assay {

// A zeroed array of floats on a cache-line boundary, so that a vector of class weights never
// straddles more lines than it has to.  Large arrays ask the kernel for huge pages.
class AlignedFloats {
 public:
  AlignedFloats() = default;
  explicit AlignedFloats(size_t size) : size_(size), data_(Allocate(size)) {}
  AlignedFloats(AlignedFloats&&) = default;
  AlignedFloats& operator=(AlignedFloats&&) = default;
  ~AlignedFloats() = default;

  AlignedFloats Copy() const {
    AlignedFloats copy(size_);
    if (size_ > 0) {
      std::memcpy(copy.data(), data(), size_ * sizeof(float));
    }
    return copy;
  }

  float* data() { return data_.get(); }
  const float* data() const { return data_.get(); }
  size_t size() const { return size_; }

 private:
  struct Free {
    void operator()(float* data) const { std::free(data); }
  };

  static float* Allocate(size_t size) {
    constexpr size_t kLine = 64;
    constexpr size_t kHugePage = size_t{2} << 20;
    const bool large = size * sizeof(float) >= kHugePage;
    const size_t alignment = large ? kHugePage : kLine;
    const size_t bytes = (size * sizeof(float) + alignment) / alignment * alignment;
    void* data = std::aligned_alloc(alignment, bytes);
    if (data == nullptr) {
      throw std::bad_alloc();
    }
#ifdef MADV_HUGEPAGE
    // Rows of weights are visited at random: with small pages, most visits miss the TLB too.
    if (large) {
      madvise(data, bytes, MADV_HUGEPAGE);
    }
#endif
    std::memset(data, 0, bytes);
    return static_cast<float*>(data);
  }

  size_t size_ = 0;
  std::unique_ptr<float[], Free> data_;
};

}  // namespace assay

#endif  // ASSAY_ENGINE_LEARN_ALIGNED_FLOATS_H_
