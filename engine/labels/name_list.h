#ifndef ASSAY_ENGINE_LABELS_NAME_LIST_H_
#define ASSAY_ENGINE_LABELS_NAME_LIST_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace assay {

// Texts, numbered from 0, in one block of memory: the bytes of each and 8 bytes more.
class NameList {
 public:
  NameList() = default;

  size_t size() const { return ends_.size(); }
  // Valid until the list changes or dies.
  std::string_view operator[](size_t index) const {
    const uint64_t begin = index == 0 ? 0 : ends_[index - 1];
    return std::string_view(bytes_).substr(begin, ends_[index] - begin);
  }
  void Append(std::string_view name) {
    bytes_.append(name);
    ends_.push_back(bytes_.size());
  }

 private:
  std::string bytes_;
  std::vector<uint64_t> ends_;
};

// Texts, each with the number of its first appearance.  Not thread-safe.
class NameIndex {
 public:
  // The number of `name`, which is added where it is new.  O(1) expected.
  uint32_t Intern(std::string_view name);
  // The number of `name`, or kAbsent.
  uint32_t Find(std::string_view name) const;
  static constexpr uint32_t kAbsent = UINT32_MAX;

  const NameList& names() const { return names_; }
  // The names; the index is empty afterwards.
  NameList Release();

 private:
  size_t SlotOf(std::string_view name, uint64_t hash) const;
  void Grow();

  NameList names_;
  // Open addressing, a power of two, at most half full; kAbsent = free.
  std::vector<uint32_t> slots_;
};

}  // namespace assay

#endif  // ASSAY_ENGINE_LABELS_NAME_LIST_H_
