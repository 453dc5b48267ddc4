#ifndef ASSAY_ENGINE_LEARN_ALIGNED_FLOATS_H_
#define ASSAY_ENGINE_LEARN_ALIGNED_FLOATS_H_

#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <new>

namespace assay {

// A zeroed array of floats on a cache-line boundary, so that a vector of class weights never
// straddles more lines than it has to.
class AlignedFloats {
 public:
  AlignedFloats() = default;
  explicit AlignedFloats(size_t size) : size_(size), data_(Allocate(size)) {}

  float* data() { return data_.get(); }
  const float* data() const { return data_.get(); }
  size_t size() const { return size_; }

 private:
  struct Free {
    void operator()(float* data) const { std::free(data); }
  };

  static float* Allocate(size_t size) {
    constexpr size_t kLine = 64;
    const size_t bytes = (size * sizeof(float) + kLine) / kLine * kLine;
    void* data = std::aligned_alloc(kLine, bytes);
    if (data == nullptr) {
      throw std::bad_alloc();
    }
    std::memset(data, 0, bytes);
    return static_cast<float*>(data);
  }

  size_t size_ = 0;
  std::unique_ptr<float[], Free> data_;
};

}  // namespace assay

#endif  // ASSAY_ENGINE_LEARN_ALIGNED_FLOATS_H_
