#ifndef ASSAY_ENGINE_CONSENSUS_CONFUSION_KERNELS_H_
#define ASSAY_ENGINE_CONSENSUS_CONFUSION_KERNELS_H_

#include <cstddef>
#include <cstdint>

namespace assay {

// The labels as the loops over them see them.  The row of a label is
// row_of_pair[annotator * K + class], or annotator * K + class where row_of_pair is null.
struct LabelRows {
  const uint64_t* item_begin;
  const uint32_t* annotators;
  const uint16_t* classes;
  const uint32_t* row_of_pair;
  const int32_t* gold;  // null: none is known
  size_t class_count;
  size_t row_count;
  size_t width;  // RowWidth(class_count)
};

// What one task of a round works on.  Tables have row_count + 1 rows of `width`; the last row of
// the counts sums the posteriors of the items themselves.
struct ConfusionSlice {
  size_t item_begin;
  size_t item_end;
  // Null: the posterior is that of the votes, and there is no likelihood.
  const float* log_table;
  const float* log_prior;  // width floats, very negative in the padding
  bool harden;             // count the most probable class alone
  float* posterior;        // N x K, written
  float* block_counts;     // zero before and after
  double* counts;          // added to
  float* scratch;          // width floats
  size_t block_labels;     // counts are moved from floats to doubles after so many labels
  double log_likelihood;   // out
  double change;           // out: sum |q - q before|
};

// One round over the items of a slice: E step, and the counts of the M step.
void RunConfusionSlice(const LabelRows& labels, ConfusionSlice& slice);

// log_table[row, k] = log(max(clip, (counts[row, k] + pseudo[k]) * inverse_total[k])), one row of
// `width` floats.  All logarithms must be of normal floats.
void LogOfShares(const double* counts, const float* pseudo, const float* inverse_total, float clip,
                 size_t width, float* log_row);

}  // namespace assay

#endif  // ASSAY_ENGINE_CONSENSUS_CONFUSION_KERNELS_H_
