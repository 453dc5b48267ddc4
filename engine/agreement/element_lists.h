#ifndef ASSAY_ENGINE_AGREEMENT_ELEMENT_LISTS_H_
#define ASSAY_ENGINE_AGREEMENT_ELEMENT_LISTS_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/labels/name_list.h"

namespace assay {

// What the classes are made of, where each class is a set: the numbers of its elements, ascending.
struct ElementLists {
  std::vector<uint64_t> begin;  // K + 1
  std::vector<uint32_t> elements;

  std::span<const uint32_t> operator[](size_t k) const {
    return std::span(elements).subspan(begin[k], begin[k + 1] - begin[k]);
  }
};

// Reads class names as sets, or as lists of spans (class_distance.h says how they are written; a
// set of spans has one element for each start, end and class).
//
// Errors: FAILED_PRECONDITION CLASSES_NOT_SETS, CLASSES_NOT_SPANS; metadata found.
absl::StatusOr<ElementLists> ReadSets(const NameList& names);
absl::StatusOr<ElementLists> ReadSpanLists(const NameList& names);

// Of each set the sets that share an element with it or are empty like it, itself among them,
// ascending.  Without lists (begin is empty) where these are more than `max_count` together.
// O(count log count).
ElementLists SetsThatMeet(const ElementLists& sets, size_t max_count);

// |A n B|.  Both ascending.  O(|A| + |B|).
size_t CommonCount(std::span<const uint32_t> a, std::span<const uint32_t> b);

// The distances of class_distance.h, in [0, 1]; 0 for two empty sets.
double JaccardDistance(std::span<const uint32_t> a, std::span<const uint32_t> b);
double MasiDistance(std::span<const uint32_t> a, std::span<const uint32_t> b);
double F1Distance(std::span<const uint32_t> a, std::span<const uint32_t> b);

}  // namespace assay

#endif  // ASSAY_ENGINE_AGREEMENT_ELEMENT_LISTS_H_
