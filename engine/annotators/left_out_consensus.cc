#include "engine/annotators/left_out_consensus.h"

#include <algorithm>
#include <cmath>

namespace assay {

LeftOutConsensus::LeftOutConsensus(const AnnotatorInput& input) : input_(input) {
  const LabelTable& labels = input.labels;
  const size_t class_count = labels.class_count();
  for (size_t k = 0; k < class_count; ++k) {
    confusions_.AddClass();
  }
  for (size_t a = 0; a < labels.annotator_count(); ++a) {
    confusions_.AddAnnotator();
  }
  std::vector<float> padded(confusions_.width(), 0.0f);
  for (size_t item = 0; item < labels.item_count(); ++item) {
    const auto row = input.posterior.subspan(item * class_count, class_count);
    std::copy(row.begin(), row.end(), padded.begin());
    for (size_t i = 0; i < labels.classes_of(item).size(); ++i) {
      confusions_.CountLabel(labels.annotators_of(item)[i], labels.classes_of(item)[i],
                             padded.data(), 1);
    }
    confusions_.CountItem(padded.data(), 1);
  }
  std::vector<double> prior(confusions_.width());
  confusions_.WritePrior(prior.data());
  class_shares_.assign(prior.begin(), prior.begin() + static_cast<ptrdiff_t>(class_count));

  scores_.resize(labels.item_count() * class_count);
  std::vector<double> score(class_count);
  for (size_t item = 0; item < labels.item_count(); ++item) {
    std::transform(class_shares_.begin(), class_shares_.end(), score.begin(),
                   [](double share) { return std::log(share); });
    for (size_t i = 0; i < labels.classes_of(item).size(); ++i) {
      const GivenLabel label{labels.annotators_of(item)[i], labels.classes_of(item)[i]};
      for (size_t k = 0; k < class_count; ++k) {
        score[k] += LogLikelihood(item, label, k);
      }
    }
    std::transform(score.begin(), score.end(),
                   scores_.begin() + static_cast<ptrdiff_t>(item * class_count),
                   [](double value) { return static_cast<float>(value); });
  }
}

double LeftOutConsensus::LogLikelihood(size_t item, const GivenLabel& label, size_t truth) const {
  const size_t class_count = class_shares_.size();
  const auto own = static_cast<double>(input_.posterior[item * class_count + truth]);
  const double count = std::max(0.0, confusions_.count(label.annotator, truth, label.said) - own);
  const double total = std::max(count, confusions_.total(label.annotator, truth) - own);
  const double pseudo = 1 / static_cast<double>(class_count) + (truth == label.said ? 1 : 0);
  return std::log((count + pseudo) / (total + 2));
}

bool LeftOutConsensus::Write(size_t item, std::span<const GivenLabel> left_out,
                             std::span<double> out) const {
  if (!input_.gold.empty() && input_.gold[item] != kNoClass) {
    std::fill(out.begin(), out.end(), 0.0);
    out[static_cast<size_t>(input_.gold[item])] = 1;
    return true;
  }
  if (input_.labels.classes_of(item).size() <= left_out.size()) {
    std::copy(class_shares_.begin(), class_shares_.end(), out.begin());
    return false;
  }
  for (size_t k = 0; k < out.size(); ++k) {
    out[k] = static_cast<double>(scores_[item * out.size() + k]);
    for (const GivenLabel& label : left_out) {
      out[k] -= LogLikelihood(item, label, k);
    }
  }
  const double max = *std::max_element(out.begin(), out.end());
  double sum = 0;
  for (double& value : out) {
    value = std::exp(value - max);
    sum += value;
  }
  for (double& value : out) {
    value /= sum;
  }
  return true;
}

}  // namespace assay
