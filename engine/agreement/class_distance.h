#ifndef ASSAY_ENGINE_AGREEMENT_CLASS_DISTANCE_H_
#define ASSAY_ENGINE_AGREEMENT_CLASS_DISTANCE_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "engine/agreement/agreement_input.h"
#include "engine/agreement/element_lists.h"
#include "engine/labels/label_table.h"

namespace assay {

// How far apart each two of K classes are: d(k, l) = d(l, k), d(k, k) = 0, at most 1.  Agreement
// weights of the literature are w = 1 - d.  With x, y the numbers of the classes, in [x0, x1]:
//
//   kNominal       1 for different classes
//   kLinear        |x - y| / (x1 - x0)
//   kInterval      ((x - y) / (x1 - x0))^2
//   kRadical       sqrt(|x - y| / (x1 - x0))
//   kRatio         ((x - y) / (x + y))^2, over its value for x0 and x1
//   kCircular      sin(pi (x - y) / (x1 - x0 + 1))^2, over its greatest value
//   kBipolar       (x - y)^2 / ((x + y - 2 x0) (2 x1 - x - y)), over its greatest value
//   kOrdinal, kGwetOrdinal  C(r + 1, 2) / C(K, 2), r = how many ranks apart
//   kJaccard       1 - |A n B| / |A u B|
//   kMasi          1 - M |A n B| / |A u B|; M = 1 for equal sets, 2/3 where one contains the other,
//                  1/3 where they only meet
//   kSpans         1 - 2 |A n B| / (|A| + |B|); spans are the same where start, end and class are
//
// Two empty sets are equal.  A set is written as its elements with | between them ("cat|dog"), or
// as a JSON list of texts and numbers; order and repetition do not matter, the empty text is the
// empty set.  Spans are written "start-end:class" with | between them ("0-5:PER|10-12:LOC", without
// the class where there is none), or as a JSON list of objects with start, end and label ("labels"
// and "class" are understood too), end exclusive.
//
// Sources: L. Krippendorff, "Computing Krippendorff's Alpha-Reliability" (2011); K. L. Gwet,
// "Handbook of Inter-Rater Reliability", 4th ed. (2014), ch. 3; R. Passonneau, "Measuring agreement
// on set-valued items", LREC 2006.
class ClassDistance {
 public:
  // Errors:
  //   FAILED_PRECONDITION CLASSES_NOT_NUMBERS  the weights need numbers, and some class is none;
  //                                            metadata found.
  //   FAILED_PRECONDITION CLASSES_BELOW_ZERO   kRatio, and some class is negative; metadata found.
  //   FAILED_PRECONDITION CLASSES_NOT_SETS     kJaccard, kMasi: a class is not written so;
  //                                            metadata found.
  //   FAILED_PRECONDITION CLASSES_NOT_SPANS    kSpans: a class is not written so; metadata found.
  //
  // Up to 2,048 classes O(K^2) time and 8 K^2 bytes, beyond that each distance is computed when it
  // is asked for.  kNominal and kInterval: O(K).
  static absl::StatusOr<ClassDistance> Create(const LabelTable& labels, ClassWeights weights);

  // (x - y)^2 for any numbers.
  static ClassDistance SquaredDifference(std::vector<double> values);

  size_t class_count() const { return class_count_; }

  double operator()(size_t k, size_t l) const;

  // result[k] = sum_l shares[l] d(k, l).  K values each.  O(K) for kNominal and squared
  // differences, O(K^2) otherwise.
  void Apply(std::span<const double> shares, std::span<double> result) const;

  // Sum of d over all K^2 ordered pairs.  As Apply.
  double Total() const;

  // Memory for ItemSum; one per thread.
  struct Scratch {
    explicit Scratch(size_t class_count) : counts(class_count, 0) {}
    std::vector<uint32_t> counts;  // all 0 between calls
    std::vector<uint16_t> seen;
  };

  // Sum of d over the m(m - 1) ordered pairs of labels of one item.  O(m), and O(c^2) for c
  // different classes where distances are neither kNominal nor squared differences.
  double ItemSum(std::span<const uint16_t> classes, Scratch& scratch) const;

  // As sum_kl rows[k] columns[l] d(k, l), over the classes listed.  rows, columns: K values.
  double ProductSum(std::span<const uint16_t> row_classes, std::span<const double> rows,
                    std::span<const uint16_t> column_classes,
                    std::span<const double> columns) const;

 private:
  enum class Kind { kEqual, kSquare, kMatrix, kRule };
  using Rule = std::function<double(size_t, size_t)>;

  ClassDistance(Kind kind, size_t class_count) : kind_(kind), class_count_(class_count) {}
  static ClassDistance FromRule(size_t class_count, Rule rule);
  static absl::StatusOr<ClassDistance> OfSets(const LabelTable& labels, ClassWeights weights);
  static absl::StatusOr<ClassDistance> OfNumbers(const LabelTable& labels, ClassWeights weights);
  void ApplySquares(std::span<const double> shares, double total, std::span<double> result) const;

  double ItemSumOfClasses(std::span<const uint16_t> classes, Scratch& scratch) const;

  Kind kind_;
  size_t class_count_;
  std::vector<double> values_;  // kSquare: scaled, so that d is the square of the difference
  std::vector<double> matrix_;  // kMatrix: K x K
  Rule rule_;                   // kRule
  // kRule of sets: of each class the classes at a distance below 1, and 1 - d; or empty.
  ElementLists meeting_;
  std::vector<double> similarities_;
};

// The errors of ClassDistance::Create for weights that need numbers, without making distances.
absl::Status CheckClassesAreNumbers(const LabelTable& labels);

}  // namespace assay

#endif  // ASSAY_ENGINE_AGREEMENT_CLASS_DISTANCE_H_
