#ifndef ASSAY_ENGINE_LABELS_CLASS_LIST_H_
#define ASSAY_ENGINE_LABELS_CLASS_LIST_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace assay {

inline constexpr int32_t kMissingLabel = -1;

// The labels of N items as class indices, and the names behind the indices.
struct EncodedLabels {
  std::vector<int32_t> labels;       // size N; in [0, K), or kMissingLabel
  std::vector<std::string> classes;  // size K, distinct, in the order of EncodeLabels

  size_t missing_count() const;
};

// Gives every distinct non-empty label an index.  An empty string is a missing label.
//
// The order of the classes depends on the set of labels only, never on the order of the items:
// by number where all labels are decimal integers ("2" before "10"), else by bytes.  Labels are
// compared as they are: " sport" and "sport" are two classes, and so are "7" and "07".
//
// O(N + K log K) expected.  Pure.
EncodedLabels EncodeLabels(std::span<const std::string> labels);

}  // namespace assay

#endif  // ASSAY_ENGINE_LABELS_CLASS_LIST_H_
