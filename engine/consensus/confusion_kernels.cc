#include "engine/consensus/confusion_kernels.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>

#include "engine/base/kernel.h"
#include "engine/consensus/row_math.h"
#include "engine/labels/label_table.h"

namespace assay {
namespace {

ASSAY_ROW_INLINE size_t RowOf(const LabelRows& labels, size_t label) {
  const size_t pair = size_t{labels.annotators[label]} * labels.class_count + labels.classes[label];
  return labels.row_of_pair == nullptr ? pair : labels.row_of_pair[pair];
}

ASSAY_ROW_INLINE void MakeCertain(size_t width, int32_t known, float* row) {
  std::fill_n(row, width, 0.0f);
  row[known] = 1.0f;
}

// row := shares of the votes, or the known class.
ASSAY_ROW_INLINE void ShareVotes(const LabelRows& labels, size_t begin, size_t end, int32_t known,
                                 float* row) {
  if (known != kNoClass) {
    MakeCertain(labels.width, known, row);
    return;
  }
  std::fill_n(row, labels.width, 0.0f);
  const float share = begin == end ? 0.0f : 1.0f / static_cast<float>(end - begin);
  for (size_t label = begin; label < end; ++label) {
    row[labels.classes[label]] += share;
  }
}

// Moves the counts of a block to the slice's, so that floats only ever sum a few.
ASSAY_ROW_INLINE void FlushBlock(const LabelRows& labels, ConfusionSlice& slice) {
  const size_t cells = (labels.row_count + 1) * labels.width;
  float* __restrict block = slice.block_counts;
  double* __restrict counts = slice.counts;
  for (size_t cell = 0; cell < cells; ++cell) {
    counts[cell] += static_cast<double>(block[cell]);
    block[cell] = 0.0f;
  }
}

// row := log prior + the rows of the labels.
template <size_t kWidth>
ASSAY_ROW_INLINE void SumRows(const LabelRows& labels, const ConfusionSlice& slice, size_t begin,
                              size_t end, float* __restrict row) {
  if constexpr (kWidth == 0) {
    std::memcpy(row, slice.log_prior, labels.width * sizeof(float));
    for (size_t label = begin; label < end; ++label) {
      AddRow<0>(row, slice.log_table + RowOf(labels, label) * labels.width, labels.width);
    }
  } else {
    // The sums stay in registers.
    typename LaneGroup<kWidth>::Type sums[kWidth / kRowLanes<kWidth>];
    std::memcpy(sums, slice.log_prior, sizeof sums);
    for (size_t label = begin; label < end; ++label) {
      const float* more = slice.log_table + RowOf(labels, label) * kWidth;
      for (auto& sum : sums) {
        typename LaneGroup<kWidth>::Type lanes;
        std::memcpy(&lanes, more, sizeof lanes);
        sum += lanes;
        more += kRowLanes<kWidth>;
      }
    }
    std::memcpy(row, sums, sizeof sums);
  }
}

// s = log prior + the rows of the labels; row := softmax(s).
template <size_t kWidth>
ASSAY_ROW_INLINE void Expect(const LabelRows& labels, const ConfusionSlice& slice, size_t begin,
                             size_t end, int32_t known, float* __restrict row, double& log_max,
                             LogSum& log_sum) {
  const size_t width = kWidth == 0 ? labels.width : kWidth;
  SumRows<kWidth>(labels, slice, begin, end, row);
  if (known != kNoClass) {
    log_max += static_cast<double>(row[known]);
    MakeCertain(width, known, row);
    return;
  }
  const float max = PaddedMax<kWidth>(row, width);
  const float sum = PaddedSoftmax<kWidth>(row, max, width);
  if (begin != end) {
    log_max += static_cast<double>(max);
    log_sum.Add(static_cast<double>(sum));
  }
}

template <size_t kWidth>
ASSAY_ROW_INLINE void RunSlice(const LabelRows& labels, ConfusionSlice& slice) {
  const size_t width = kWidth == 0 ? labels.width : kWidth;
  float local[kWidth == 0 ? 1 : kWidth];
  float* row = kWidth == 0 ? slice.scratch : local;
  float* item_totals = slice.block_counts + labels.row_count * width;
  double log_max = 0;
  double change = 0;
  LogSum log_sum;
  size_t pending = 0;
  for (size_t item = slice.item_begin; item < slice.item_end; ++item) {
    const size_t begin = labels.item_begin[item];
    const size_t end = labels.item_begin[item + 1];
    const int32_t known = labels.gold == nullptr ? kNoClass : labels.gold[item];
    if (slice.log_table != nullptr) {
      Expect<kWidth>(labels, slice, begin, end, known, row, log_max, log_sum);
    } else {
      ShareVotes(labels, begin, end, known, row);
    }
    change += static_cast<double>(
        MoveRow(row, labels.class_count, slice.posterior + item * labels.class_count));
    if (begin == end && known == kNoClass) {
      continue;
    }
    if (slice.harden) {
      RowHarden(row, labels.class_count);
    }
    AddRow<kWidth>(item_totals, row, width);
    for (size_t label = begin; label < end; ++label) {
      AddRow<kWidth>(slice.block_counts + RowOf(labels, label) * width, row, width);
    }
    pending += end - begin + 1;
    if (pending >= slice.block_labels) {
      FlushBlock(labels, slice);
      pending = 0;
    }
  }
  FlushBlock(labels, slice);
  slice.log_likelihood = log_max + log_sum.value();
  slice.change = change;
}

ASSAY_KERNEL void RunSlice4(const LabelRows& labels, ConfusionSlice& slice) {
  RunSlice<4>(labels, slice);
}

ASSAY_KERNEL void RunSlice8(const LabelRows& labels, ConfusionSlice& slice) {
  RunSlice<8>(labels, slice);
}

ASSAY_KERNEL void RunSlice16(const LabelRows& labels, ConfusionSlice& slice) {
  RunSlice<16>(labels, slice);
}

ASSAY_KERNEL void RunSliceAny(const LabelRows& labels, ConfusionSlice& slice) {
  RunSlice<0>(labels, slice);
}

// log(x) with an absolute error below 2e-7 * max(1, |log x|), for normal positive x (the
// polynomial of the Cephes library's logf).
ASSAY_ROW_INLINE float LogOfNormal(float x) {
  const int32_t bits = std::bit_cast<int32_t>(x);
  const int32_t power = (bits - 0x3F3504F3) >> 23;
  const float m = std::bit_cast<float>(bits - power * (1 << 23)) - 1.0f;
  const float n = static_cast<float>(power);
  const float square = m * m;
  float p = 7.0376836292e-2f;
  p = p * m - 1.1514610310e-1f;
  p = p * m + 1.1676998740e-1f;
  p = p * m - 1.2420140846e-1f;
  p = p * m + 1.4249322787e-1f;
  p = p * m - 1.6668057665e-1f;
  p = p * m + 2.0000714765e-1f;
  p = p * m - 2.4999993993e-1f;
  p = p * m + 3.3333331174e-1f;
  p = p * m * square;
  p = p - 2.12194440e-4f * n - 0.5f * square;
  return m + p + 0.693359375f * n;
}

}  // namespace

void RunConfusionSlice(const LabelRows& labels, ConfusionSlice& slice) {
  switch (labels.width) {
    case 4:
      return RunSlice4(labels, slice);
    case 8:
      return RunSlice8(labels, slice);
    case 16:
      return RunSlice16(labels, slice);
    default:
      return RunSliceAny(labels, slice);
  }
}

ASSAY_KERNEL void LogOfShares(const double* __restrict counts, const float* __restrict pseudo,
                              const float* __restrict inverse_total, float clip, size_t width,
                              float* __restrict log_row) {
  for (size_t k = 0; k < width; ++k) {
    const float share = (static_cast<float>(counts[k]) + pseudo[k]) * inverse_total[k];
    log_row[k] = LogOfNormal(share > clip ? share : clip);
  }
}

}  // namespace assay
