#include "engine/learn/stratified_folds.h"

#include "engine/base/check.h"
#include "engine/base/rng.h"

namespace assay {

std::vector<uint32_t> StratifiedFolds(std::span<const uint32_t> labels, size_t class_count,
                                      uint32_t fold_count, uint64_t seed) {
  ASSAY_CHECK(fold_count >= 2);
  std::vector<size_t> class_begin(class_count + 1, 0);
  for (const uint32_t label : labels) {
    ASSAY_CHECK(label < class_count);
    ++class_begin[label + 1];
  }
  for (size_t k = 0; k < class_count; ++k) {
    class_begin[k + 1] += class_begin[k];
  }
  std::vector<uint32_t> rows_by_class(labels.size());
  std::vector<size_t> next(class_begin.begin(), class_begin.end() - 1);
  for (size_t row = 0; row < labels.size(); ++row) {
    rows_by_class[next[labels[row]]++] = static_cast<uint32_t>(row);
  }
  // Dealing continues where the class before stopped, which balances the folds as a whole.
  std::vector<uint32_t> folds(labels.size());
  for (size_t k = 0; k < class_count; ++k) {
    Rng rng(seed, k);
    rng.Shuffle(
        std::span(rows_by_class).subspan(class_begin[k], class_begin[k + 1] - class_begin[k]));
    for (size_t place = class_begin[k]; place < class_begin[k + 1]; ++place) {
      folds[rows_by_class[place]] = static_cast<uint32_t>(place % fold_count);
    }
  }
  return folds;
}

}  // namespace assay
