#include "engine/consensus/incremental_confusions.h"

#include <algorithm>

namespace assay {
namespace {

constexpr size_t kLeastWidth = 4;

}  // namespace

void IncrementalConfusions::AddAnnotator() {
  annotators_.emplace_back();
  annotators_.back().totals.assign(width_, 0);
}

void IncrementalConfusions::AddClass() {
  ++class_count_;
  if (class_count_ > width_) {
    Widen(std::max(kLeastWidth, 2 * width_));
  }
}

void IncrementalConfusions::Widen(size_t width) {
  for (Annotator& annotator : annotators_) {
    WidenRows(annotator.rows, width_, width);
    annotator.totals.resize(width, 0);
  }
  class_sums_.resize(width, 0);
  width_ = width;
}

void IncrementalConfusions::Clear() {
  for (Annotator& annotator : annotators_) {
    std::fill(annotator.rows.begin(), annotator.rows.end(), 0.0);
    std::fill(annotator.totals.begin(), annotator.totals.end(), 0.0);
    annotator.label_count = 0;
    annotator.moved = 0;
  }
  std::fill(class_sums_.begin(), class_sums_.end(), 0.0);
  item_sum_ = 0;
}

double* IncrementalConfusions::RowOf(Annotator& annotator, uint16_t said) {
  if (said >= annotator.row_of_class.size()) {
    annotator.row_of_class.resize(size_t{said} + 1, kNoRow);
  }
  uint32_t& row = annotator.row_of_class[said];
  if (row == kNoRow) {
    row = static_cast<uint32_t>(annotator.rows.size() / width_);
    annotator.rows.resize(annotator.rows.size() + width_, 0);
  }
  return annotator.rows.data() + row * width_;
}

const double* IncrementalConfusions::FindRow(const Annotator& annotator, size_t said) const {
  if (said >= annotator.row_of_class.size() || annotator.row_of_class[said] == kNoRow) {
    return nullptr;
  }
  return annotator.rows.data() + annotator.row_of_class[said] * width_;
}

void IncrementalConfusions::CountLabel(uint32_t annotator, uint16_t said, const float* q,
                                       double sign) {
  Annotator& who = annotators_[annotator];
  double* __restrict row = RowOf(who, said);
  double* __restrict totals = who.totals.data();
  for (size_t k = 0; k < width_; ++k) {
    const double share = sign * static_cast<double>(q[k]);
    row[k] += share;
    totals[k] += share;
  }
  who.label_count += sign > 0 ? 1 : -1;
}

void IncrementalConfusions::CountItem(const float* q, double sign) {
  for (size_t k = 0; k < width_; ++k) {
    class_sums_[k] += sign * static_cast<double>(q[k]);
  }
  item_sum_ += sign;
}

void IncrementalConfusions::MultiplyLikelihood(uint32_t annotator, uint16_t said,
                                               double* weights) const {
  const Annotator& who = annotators_[annotator];
  const double share = 1 / static_cast<double>(class_count_);
  const double* __restrict totals = who.totals.data();
  const double* __restrict row = FindRow(who, said);
  double* __restrict out = weights;
  // The pseudo-count on the diagonal is put right below, where the loop has forgotten it.
  const double before = out[said];
  if (row == nullptr) {
    for (size_t k = 0; k < width_; ++k) {
      out[k] *= share / (totals[k] + 2);
    }
    out[said] = before * (share + 1) / (totals[said] + 2);
    return;
  }
  for (size_t k = 0; k < width_; ++k) {
    out[k] *= (row[k] + share) / (totals[k] + 2);
  }
  out[said] = before * (row[said] + share + 1) / (totals[said] + 2);
}

void IncrementalConfusions::WritePrior(double* weights) const {
  const double share = 1 / static_cast<double>(class_count_);
  const double scale = 1 / (item_sum_ + 1);
  for (size_t k = 0; k < width_; ++k) {
    weights[k] = k < class_count_ ? (class_sums_[k] + share) * scale : 0;
  }
}

double IncrementalConfusions::count(uint32_t annotator, size_t truth, size_t said) const {
  const double* row = FindRow(annotators_[annotator], said);
  return row == nullptr ? 0 : row[truth];
}

double IncrementalConfusions::probability(uint32_t annotator, size_t truth, size_t said) const {
  const double pseudo = 1 / static_cast<double>(class_count_) + (truth == said ? 1 : 0);
  return (count(annotator, truth, said) + pseudo) / (total(annotator, truth) + 2);
}

}  // namespace assay
