#ifndef ASSAY_TESTS_REFERENCE_ANNOTATORS_ANNOTATOR_REFERENCE_H_
#define ASSAY_TESTS_REFERENCE_ANNOTATORS_ANNOTATOR_REFERENCE_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "engine/labels/label_table.h"

namespace assay::reference {

// The posterior of an item without the labels of some annotators, everything counted anew from the
// other items: no sums kept, no logarithms.
inline std::vector<double> LeftOutPosterior(const LabelTable& labels,
                                            std::span<const float> posterior, size_t item,
                                            const std::vector<uint32_t>& left_out) {
  const size_t class_count = labels.class_count();
  const auto q = [&](size_t i, size_t k) {
    return static_cast<double>(posterior[i * class_count + k]);
  };
  const double share = 1 / static_cast<double>(class_count);
  std::vector<double> result(class_count);
  double sum = 0;
  for (size_t k = 0; k < class_count; ++k) {
    double weight = share;
    for (size_t i = 0; i < labels.item_count(); ++i) {
      weight += q(i, k);
    }
    for (size_t at = 0; at < labels.classes_of(item).size(); ++at) {
      const uint32_t who = labels.annotators_of(item)[at];
      const size_t said = labels.classes_of(item)[at];
      bool counts = true;
      for (const uint32_t out : left_out) {
        counts = counts && out != who;
      }
      if (!counts) {
        continue;
      }
      double same = share + (k == said ? 1 : 0);
      double all = 2;
      for (size_t i = 0; i < labels.item_count(); ++i) {
        for (size_t other = 0; i != item && other < labels.classes_of(i).size(); ++other) {
          if (labels.annotators_of(i)[other] == who) {
            all += q(i, k);
            same += labels.classes_of(i)[other] == said ? q(i, k) : 0;
          }
        }
      }
      weight *= same / all;
    }
    result[k] = weight;
    sum += weight;
  }
  for (double& value : result) {
    value /= sum;
  }
  return result;
}

}  // namespace assay::reference

#endif  // ASSAY_TESTS_REFERENCE_ANNOTATORS_ANNOTATOR_REFERENCE_H_
