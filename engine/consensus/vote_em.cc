#include "engine/consensus/vote_em.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "engine/consensus/consensus_checks.h"
#include "engine/consensus/item_slices.h"
#include "engine/consensus/zeroed_floats.h"

namespace assay {
namespace {

constexpr size_t kMaxSlices = 8;
constexpr size_t kMinWorkOfSlice = 32'768;

void AddTo(std::vector<double>& total, const std::vector<double>& part) {
  for (size_t i = 0; i < total.size(); ++i) {
    total[i] += part[i];
  }
}

}  // namespace

VoteEm::VoteEm(const ConsensusInput& input, WorkerPool& pool)
    : input_(input),
      pool_(pool),
      bounds_(CutItems(input.labels, kMaxSlices, kMinWorkOfSlice)),
      label_counts_(input.labels.annotator_count(), 0.0),
      posterior_(ZeroedFloats(input.labels.item_count() * input.labels.class_count())) {
  for (const uint32_t annotator : input.labels.annotators()) {
    label_counts_[annotator] += 1.0;
  }
  for (size_t item = 0; item < input.labels.item_count(); ++item) {
    const bool labelled = !input.labels.classes_of(item).empty();
    counted_items_ += labelled || GoldOf(input, item) != kNoClass ? 1 : 0;
  }
}

void VoteEm::RunSlice(size_t slice, std::span<const float> weights, std::span<const float> base,
                      const Finish& finish, Round& round) {
  const LabelTable& labels = input_.labels;
  const size_t class_count = labels.class_count();
  std::vector<float> row(class_count);
  for (size_t item = bounds_[slice]; item < bounds_[slice + 1]; ++item) {
    const auto annotators = labels.annotators_of(item);
    const auto classes = labels.classes_of(item);
    const int32_t known = GoldOf(input_, item);
    if (known == kNoClass) {
      std::copy(base.begin(), base.end(), row.begin());
      float weight = 0;
      for (size_t label = 0; label < classes.size(); ++label) {
        row[classes[label]] += weights[annotators[label]];
        weight += weights[annotators[label]];
      }
      finish(row, weight);
    } else {
      std::fill(row.begin(), row.end(), 0.0f);
      row[static_cast<size_t>(known)] = 1.0f;
    }
    float* posterior = posterior_.data() + item * class_count;
    double squares = 0;
    float change = 0;
    const double counted = classes.empty() && known == kNoClass ? 0.0 : 1.0;
    for (size_t k = 0; k < class_count; ++k) {
      change += std::abs(row[k] - posterior[k]);
      posterior[k] = row[k];
      squares += static_cast<double>(row[k] * row[k]);
      round.class_sum[k] += counted * static_cast<double>(row[k]);
    }
    round.change += static_cast<double>(change);
    for (size_t label = 0; label < classes.size(); ++label) {
      round.agreement[annotators[label]] += static_cast<double>(row[classes[label]]);
      round.square_sum[annotators[label]] += squares;
    }
  }
}

VoteEm::Round VoteEm::Run(std::span<const float> weights, std::span<const float> base,
                          const Finish& finish) {
  const size_t annotator_count = label_counts_.size();
  const size_t class_count = base.size();
  const Round empty{std::vector<double>(annotator_count, 0.0),
                    std::vector<double>(annotator_count, 0.0),
                    std::vector<double>(class_count, 0.0), 0.0};
  std::vector<Round> parts(bounds_.size() - 1, empty);
  pool_.Run(parts.size(), [&](size_t s) { RunSlice(s, weights, base, finish, parts[s]); });
  Round total = empty;
  for (const Round& part : parts) {
    AddTo(total.agreement, part.agreement);
    AddTo(total.square_sum, part.square_sum);
    AddTo(total.class_sum, part.class_sum);
    total.change += part.change;
  }
  total.change /= static_cast<double>(std::max<size_t>(posterior_.size(), 1));
  return total;
}

VoteEm::Round VoteEm::CountVotes() {
  const std::vector<float> weights(label_counts_.size(), 1.0f);
  const std::vector<float> base(input_.labels.class_count(), 0.0f);
  return Run(weights, base, [](std::span<float> row, float) { ShareRow(row); });
}

void ShareRow(std::span<float> row) {
  const float sum = std::accumulate(row.begin(), row.end(), 0.0f);
  if (sum > 0) {
    for (float& value : row) {
      value /= sum;
    }
  }
}

}  // namespace assay
