#include "engine/consensus/confusion_em.h"

#include <algorithm>
#include <bit>

#include "engine/consensus/consensus_checks.h"
#include "engine/consensus/item_slices.h"
#include "engine/consensus/row_math.h"
#include "engine/consensus/zeroed_floats.h"

namespace assay {
namespace {

// Slices beyond what a desktop has cores for cost memory and win nothing.
constexpr size_t kMaxSlices = 8;
constexpr size_t kMinWorkOfSlice = 16'384;
constexpr size_t kMaxSliceBytes = size_t{64} << 20;
// Exponents that far below 0 are 0 next to any other.
constexpr float kImpossible = -1e30f;

// to += from, and from := 0.
void MoveCounts(double* __restrict from, size_t count, double* __restrict to) {
  for (size_t cell = 0; cell < count; ++cell) {
    to[cell] += from[cell];
    from[cell] = 0.0;
  }
}

}  // namespace

ConfusionEm::ConfusionEm(const ConsensusInput& input, WorkerPool& pool) : pool_(pool) {
  const LabelTable& labels = input.labels;
  rows_.item_begin = labels.item_begin().data();
  rows_.annotators = labels.annotators().data();
  rows_.classes = labels.classes().data();
  rows_.gold = input.gold.empty() ? nullptr : input.gold.data();
  rows_.class_count = labels.class_count();
  rows_.width = RowWidth(labels.class_count());
  NumberRows(labels);
  const size_t cells = (rows_.row_count + 1) * rows_.width;
  posterior_ = ZeroedFloats(labels.item_count() * labels.class_count());
  log_table_.assign(cells, 0.0f);
  log_prior_.assign(rows_.width, kImpossible);
  counts_.assign(cells, 0.0);
  MakeSlices(labels);
  for (size_t item = 0; item < labels.item_count(); ++item) {
    const bool labelled = rows_.item_begin[item] != rows_.item_begin[item + 1];
    counted_items_ += labelled || GoldOf(input, item) != kNoClass ? 1 : 0;
  }
}

void ConfusionEm::NumberRows(const LabelTable& labels) {
  const size_t pair_count = labels.annotator_count() * labels.class_count();
  std::vector<uint8_t> used(pair_count, 1);
  const bool sparse = pair_count > 2 * labels.label_count();
  if (sparse) {
    std::fill(used.begin(), used.end(), uint8_t{0});
    for (size_t label = 0; label < labels.label_count(); ++label) {
      used[size_t{labels.annotators()[label]} * labels.class_count() + labels.classes()[label]] = 1;
    }
    row_of_pair_.assign(pair_count, 0);
    rows_.row_of_pair = row_of_pair_.data();
  }
  for (size_t pair = 0; pair < pair_count; ++pair) {
    if (pair % labels.class_count() == 0) {
      row_begin_.push_back(row_class_.size());
    }
    if (used[pair] != 0) {
      if (sparse) {
        row_of_pair_[pair] = static_cast<uint32_t>(row_class_.size());
      }
      row_class_.push_back(static_cast<uint16_t>(pair % labels.class_count()));
    }
  }
  row_begin_.push_back(row_class_.size());
  rows_.row_count = row_class_.size();
}

void ConfusionEm::MakeSlices(const LabelTable& labels) {
  const size_t cells = counts_.size();
  const size_t affordable = kMaxSliceBytes / (cells * (sizeof(float) + sizeof(double)));
  // Bringing the counts of slices together costs as much as a few labels a cell.
  const size_t worthwhile = std::bit_floor(std::max<size_t>(labels.label_count() / cells, 2));
  const std::vector<size_t> bounds = CutItems(
      labels, std::clamp<size_t>(std::min(affordable, worthwhile), 1, kMaxSlices), kMinWorkOfSlice);
  const size_t count = bounds.size() - 1;
  slices_.resize(count);
  block_counts_.assign(count, std::vector<float>(cells, 0.0f));
  slice_counts_.assign(count, std::vector<double>(cells, 0.0));
  scratch_.assign(count, std::vector<float>(rows_.width, 0.0f));
  for (size_t s = 0; s < count; ++s) {
    ConfusionSlice& slice = slices_[s];
    slice.item_begin = bounds[s];
    slice.item_end = bounds[s + 1];
    slice.log_prior = log_prior_.data();
    slice.posterior = posterior_.data();
    slice.block_counts = block_counts_[s].data();
    slice.counts = slice_counts_[s].data();
    slice.scratch = scratch_[s].data();
    slice.block_labels = std::max<size_t>(4096, cells / 2);
  }
}

ConfusionEm::Round ConfusionEm::RunSlices(const float* log_table, bool harden) {
  pool_.Run(slices_.size(), [&](size_t s) {
    slices_[s].log_table = log_table;
    slices_[s].harden = harden;
    RunConfusionSlice(rows_, slices_[s]);
  });
  Round round;
  for (const ConfusionSlice& slice : slices_) {
    round.log_likelihood += slice.log_likelihood;
    round.change += slice.change;
  }
  pool_.ForRanges(counts_.size(), 16'384, [&](size_t begin, size_t end) {
    std::fill(counts_.begin() + static_cast<ptrdiff_t>(begin),
              counts_.begin() + static_cast<ptrdiff_t>(end), 0.0);
    for (std::vector<double>& part : slice_counts_) {
      MoveCounts(part.data() + begin, end - begin, counts_.data() + begin);
    }
  });
  round.change /= static_cast<double>(std::max<size_t>(posterior_.size(), 1));
  return round;
}

void ConfusionEm::CountVotes(bool harden) { RunSlices(nullptr, harden); }

ConfusionEm::Round ConfusionEm::Run(bool harden) { return RunSlices(log_table_.data(), harden); }

void ConfusionEm::ForAnnotators(const std::function<void(size_t)>& body) {
  constexpr size_t kGrain = 16;
  if (counts_.size() < 65'536) {
    for (size_t annotator = 0; annotator < annotator_count(); ++annotator) {
      body(annotator);
    }
    return;
  }
  pool_.ForRanges(annotator_count(), kGrain, [&](size_t begin, size_t end) {
    for (size_t annotator = begin; annotator < end; ++annotator) {
      body(annotator);
    }
  });
}

}  // namespace assay
