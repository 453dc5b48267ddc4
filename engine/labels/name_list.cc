#include "engine/labels/name_list.h"

#include <functional>
#include <utility>

namespace assay {

size_t NameIndex::SlotOf(std::string_view name, uint64_t hash) const {
  const size_t mask = slots_.size() - 1;
  size_t slot = hash & mask;
  while (slots_[slot] != kAbsent && names_[slots_[slot]] != name) {
    slot = (slot + 1) & mask;
  }
  return slot;
}

void NameIndex::Grow() {
  const size_t capacity = slots_.empty() ? 64 : slots_.size() * 2;
  slots_.assign(capacity, kAbsent);
  for (uint32_t index = 0; index < names_.size(); ++index) {
    const std::string_view name = names_[index];
    slots_[SlotOf(name, std::hash<std::string_view>{}(name))] = index;
  }
}

uint32_t NameIndex::Intern(std::string_view name) {
  if (2 * (names_.size() + 1) > slots_.size()) {
    Grow();
  }
  const size_t slot = SlotOf(name, std::hash<std::string_view>{}(name));
  if (slots_[slot] == kAbsent) {
    slots_[slot] = static_cast<uint32_t>(names_.size());
    names_.Append(name);
  }
  return slots_[slot];
}

uint32_t NameIndex::Find(std::string_view name) const {
  if (slots_.empty()) {
    return kAbsent;
  }
  return slots_[SlotOf(name, std::hash<std::string_view>{}(name))];
}

NameList NameIndex::Release() {
  slots_ = {};
  return std::exchange(names_, NameList());
}

}  // namespace assay
