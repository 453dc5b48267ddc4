#ifndef ASSAY_ENGINE_CONSENSUS_INCREMENTAL_CONFUSIONS_H_
#define ASSAY_ENGINE_CONSENSUS_INCREMENTAL_CONFUSIONS_H_

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace assay {

// The counts of Dawid & Skene, growing in all directions:
//
//   n_jkl = expected labels l by annotator j on items of class k,   n_jk = sum_l n_jkl
//   m_k   = expected items of class k
//
// Pseudo-counts 1/K + [k = l] on n and 1/K on m make probabilities of them.  Not thread-safe.
class IncrementalConfusions {
 public:
  size_t class_count() const { return class_count_; }
  size_t annotator_count() const { return annotators_.size(); }
  // Doubles between rows; rows passed in and out have this many values, 0 above class_count().
  size_t width() const { return width_; }

  void AddAnnotator();
  void AddClass();
  // All counts become 0.
  void Clear();

  // n_j.l += sign q, n_j. += sign q for a label l of annotator j.  O(K).
  void CountLabel(uint32_t annotator, uint16_t said, const float* q, double sign);
  // m += sign q.  O(K).
  void CountItem(const float* q, double sign);

  // weights[k] *= P(j says l | k), up to a factor that is the same for all k.  O(K).
  void MultiplyLikelihood(uint32_t annotator, uint16_t said, double* weights) const;
  // weights[k] := P(k).  O(K).
  void WritePrior(double* weights) const;

  // n_jkl, n_jk, m_k and the probabilities.
  double count(uint32_t annotator, size_t truth, size_t said) const;
  double total(uint32_t annotator, size_t truth) const {
    return annotators_[annotator].totals[truth];
  }
  bool ever_said(uint32_t annotator, size_t said) const {
    return FindRow(annotators_[annotator], said) != nullptr;
  }
  double class_sum(size_t truth) const { return class_sums_[truth]; }
  double probability(uint32_t annotator, size_t truth, size_t said) const;
  int64_t label_count(uint32_t annotator) const { return annotators_[annotator].label_count; }

  // How far an annotator's counts have moved since ResetMoved: the sum of what was passed here.
  void AddMoved(uint32_t annotator, double distance) { annotators_[annotator].moved += distance; }
  double moved(uint32_t annotator) const { return annotators_[annotator].moved; }
  void ResetMoved(uint32_t annotator) { annotators_[annotator].moved = 0; }

 private:
  static constexpr uint32_t kNoRow = UINT32_MAX;
  struct Annotator {
    std::vector<uint32_t> row_of_class;  // by label; may be shorter than class_count()
    std::vector<double> rows;            // one of width() doubles for each class ever said
    std::vector<double> totals;          // width()
    double moved = 0;
    int64_t label_count = 0;
  };

  double* RowOf(Annotator& annotator, uint16_t said);
  const double* FindRow(const Annotator& annotator, size_t said) const;
  void Widen(size_t width);

  std::vector<Annotator> annotators_;
  std::vector<double> class_sums_;
  double item_sum_ = 0;
  size_t class_count_ = 0;
  size_t width_ = 0;
};

// Rows of `old_width` values become rows of `new_width`, filled up with 0.
template <typename T>
void WidenRows(std::vector<T>& rows, size_t old_width, size_t new_width) {
  if (old_width == 0) {
    return;
  }
  const size_t count = rows.size() / old_width;
  std::vector<T> wider(count * new_width, T{0});
  for (size_t row = 0; row < count; ++row) {
    for (size_t k = 0; k < old_width; ++k) {
      wider[row * new_width + k] = rows[row * old_width + k];
    }
  }
  rows = std::move(wider);
}

}  // namespace assay

#endif  // ASSAY_ENGINE_CONSENSUS_INCREMENTAL_CONFUSIONS_H_
