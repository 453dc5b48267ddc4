#include <vector>

#include "engine/agreement/chance_corrected.h"
#include "engine/agreement/methods/methods.h"
#include "engine/base/status.h"

namespace assay {
namespace {

// The label shares of one annotator at a time, in room that is made once.
class AnnotatorShares {
 public:
  explicit AnnotatorShares(const AgreementSample& sample)
      : sample_(sample), shares_(sample.labels.class_count(), 0.0) {}

  // Number of labels; 0 where the items of the annotator do not count.
  double Load(size_t annotator) {
    for (const uint16_t k : used_) {
      shares_[k] = 0;
    }
    used_.clear();
    double count = 0;
    const LabelsByAnnotator& grouped = *sample_.by_annotator;
    for (uint64_t at = grouped.annotator_begin[annotator];
         at < grouped.annotator_begin[annotator + 1]; ++at) {
      const double times = sample_.multiplicity(grouped.items[at]);
      const uint16_t k = grouped.classes[at];
      if (times > 0 && shares_[k] == 0) {
        used_.push_back(k);
      }
      shares_[k] += times;
      count += times;
    }
    for (const uint16_t k : used_) {
      shares_[k] /= count;
    }
    return count;
  }

  const std::vector<uint16_t>& used() const { return used_; }
  const std::vector<double>& shares() const { return shares_; }

 private:
  const AgreementSample& sample_;
  std::vector<double> shares_;
  std::vector<uint16_t> used_;
};

struct Shares {
  double annotator_count = 0;    // with labels
  double disagreement = 0;       // 1 - pe
  std::vector<double> from_all;  // sum_l S_l d(k, l), S = sum_g p_g
};

Shares ReadShares(const AgreementSample& sample) {
  Shares all;
  std::vector<double> sums(sample.labels.class_count(), 0.0);
  AnnotatorShares reader(sample);
  for (size_t g = 0; g < sample.labels.annotator_count(); ++g) {
    if (reader.Load(g) == 0) {
      continue;
    }
    all.annotator_count += 1;
    for (const uint16_t k : reader.used()) {
      sums[k] += reader.shares()[k];
    }
    all.disagreement -=
        sample.distance.ProductSum(reader.used(), reader.shares(), reader.used(), reader.shares());
  }
  all.from_all.resize(sums.size());
  sample.distance.Apply(sums, all.from_all);
  for (size_t k = 0; k < sums.size(); ++k) {
    all.disagreement += sums[k] * all.from_all[k];
  }
  all.disagreement /= all.annotator_count * (all.annotator_count - 1);
  return all;
}

// What the labels of annotator g on an item add to 1 - pe, by class c (N items, r annotators):
//
//   N / (n_g r (r - 1)) (D_c - sum_k p_gk D_k),   D_k = sum_l (S - p_g)_l d(k, l)
//
// `from_others` is room for D.
void AddInfluence(const AgreementSample& sample, const Shares& all, double item_count,
                  AnnotatorShares& reader, size_t annotator, std::vector<double>& from_others,
                  std::vector<double>& influence) {
  const double label_count = reader.Load(annotator);
  if (label_count == 0) {
    return;
  }
  double mean = 0;
  for (const uint16_t k : reader.used()) {
    from_others[k] = all.from_all[k];
    for (const uint16_t l : reader.used()) {
      from_others[k] -= reader.shares()[l] * sample.distance(k, l);
    }
    mean += reader.shares()[k] * from_others[k];
  }
  const double factor =
      item_count / (label_count * all.annotator_count * (all.annotator_count - 1));
  const LabelsByAnnotator& grouped = *sample.by_annotator;
  for (uint64_t at = grouped.annotator_begin[annotator];
       at < grouped.annotator_begin[annotator + 1]; ++at) {
    influence[grouped.items[at]] += factor * (from_others[grouped.classes[at]] - mean);
  }
}

}  // namespace

absl::StatusOr<AgreementValue> CongerKappa(const AgreementSample& sample) {
  ASSAY_RETURN_IF_ERROR(CheckPairable(sample, CountPairable(sample)));
  const Shares all = ReadShares(sample);
  if (all.annotator_count < 2) {
    return NoOverlapError();
  }
  ChanceDisagreement chance;
  chance.value = all.disagreement;
  if (sample.with_error) {
    chance.by_item.assign(sample.labels.item_count(), 0.0);
    AnnotatorShares reader(sample);
    std::vector<double> from_others(sample.labels.class_count());
    const double item_count = LabelledItemCount(sample);
    for (size_t g = 0; g < sample.labels.annotator_count(); ++g) {
      AddInfluence(sample, all, item_count, reader, g, from_others, chance.by_item);
    }
  }
  return ChanceCorrected(sample, chance);
}

}  // namespace assay
