#ifndef ASSAY_ENGINE_ANNOTATORS_JUDGED_LABEL_H_
#define ASSAY_ENGINE_ANNOTATORS_JUDGED_LABEL_H_

#include <cstdint>

namespace assay {

// A label of one annotator beside what the others' consensus, or gold, says of the item.
struct JudgedLabel {
  double right = 0;   // probability that the item is what he said
  double agrees = 0;  // 1 where he says the most probable class, 1/n where n are so
  double time = 0;    // when, NaN where unknown
  bool by_gold = false;
};

}  // namespace assay

#endif  // ASSAY_ENGINE_ANNOTATORS_JUDGED_LABEL_H_
