#ifndef ASSAY_ENGINE_ANNOTATORS_SOFT_CONFUSION_H_
#define ASSAY_ENGINE_ANNOTATORS_SOFT_CONFUSION_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace assay {

// How often an annotator says what of items of which class, as far as the others tell:
// counts(k, l) = sum over his labels l of the probability that the item is k by the consensus
// without his label.  Only the classes that he says take memory.
class SoftConfusion {
 public:
  explicit SoftConfusion(size_t class_count) : class_count_(class_count) {}

  // Adds a label on an item with these probabilities; K values.
  void Add(uint16_t said, std::span<const double> truth);

  size_t class_count() const { return class_count_; }
  // The classes that he says, in the order of their first appearance.
  std::span<const uint16_t> said() const { return said_; }
  // The counts of class said()[place] by the true class; K values.
  std::span<const double> counts_of(size_t place) const {
    return std::span(counts_).subspan(place * class_count_, class_count_);
  }
  double count(size_t truth, size_t said) const;
  // sum_l count(k, l); K values.
  std::vector<double> truth_totals() const;
  // All of it.
  double total() const { return total_; }

 private:
  size_t class_count_;
  std::vector<uint16_t> said_;
  std::vector<double> counts_;
  double total_ = 0;
};

}  // namespace assay

#endif  // ASSAY_ENGINE_ANNOTATORS_SOFT_CONFUSION_H_
