#ifndef ASSAY_ENGINE_COST_COST_FIGURES_H_
#define ASSAY_ENGINE_COST_COST_FIGURES_H_

#include <cstdint>
#include <optional>
#include <span>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "engine/cost/money.h"
#include "engine/cost/wage_sketch.h"
#include "engine/stats/interval.h"

namespace assay {

// What the labels of a group cost: of an annotator, a kind, an item, a campaign; in one currency.
// Not thread-safe.
class CostSum {
 public:
  // A label, paid or free.  active_us: the time that went into it; 0 and less: unknown.  Labels
  // with a price and a time count for the wage.
  //
  // INVALID_ARGUMENT NEGATIVE_AMOUNT; OUT_OF_RANGE AMOUNT_OVERFLOW: the sum stays as it was.
  absl::Status Add(int64_t cost_micros, int64_t active_us);
  absl::Status Add(const CostSum& other);

  int64_t label_count() const { return label_count_; }
  int64_t cost_micros() const { return cost_micros_; }
  int64_t active_us() const { return active_us_; }
  int64_t timed_label_count() const { return timed_label_count_; }

  // cost / labels, the nearest micro; absent without labels.
  std::optional<int64_t> PerLabel() const;
  // What all paid and timed labels came to in an hour; absent where there are none.
  std::optional<int64_t> HourlyWage() const;
  // Of the labels one by one.
  const WageSketch& wages() const { return wages_; }

 private:
  int64_t label_count_ = 0;
  int64_t cost_micros_ = 0;
  int64_t active_us_ = 0;
  int64_t timed_label_count_ = 0;
  int64_t paid_active_us_ = 0;
  int64_t paid_active_cost_micros_ = 0;
  WageSketch wages_;
};

// Micros with the range that the data allow for.  `high` is absent where nobody can say how much it
// is at most: where there may be no right one at all.
struct MoneyInterval {
  int64_t value_micros = 0;
  int64_t low_micros = 0;
  std::optional<int64_t> high_micros;
  double level = 0.9;
};

// cost / (count * accuracy), its low end by the high end of the accuracy and the other way round;
// the nearest micro.  Of right labels, or of right items.  Absent where count is 0 or
// accuracy.value is.
//
// cost >= 0, count >= 0, accuracy in [0, 1] (ASSAY_CHECK).  O(1).
std::optional<MoneyInterval> CostPerRight(int64_t cost_micros, int64_t count,
                                          const Interval& accuracy);

// One annotator's part in the accuracy of a group.
struct AccuracyPart {
  int64_t label_count = 0;
  Interval accuracy;
};

// Share of right labels of a group: sum n_j a_j / sum n_j.  The range takes the annotators for
// independent: half-widths h_j, each to its side, become sqrt(sum (n_j h_j)^2) / sum n_j.  Absent
// without labels.  All of one level.  O(parts).
std::optional<Interval> PooledAccuracy(std::span<const AccuracyPart> parts);

// Labels, or items, some of which could be checked against what is known.
struct CheckedCount {
  int64_t count = 0;          // of all
  int64_t checked_count = 0;  // of those, by how many something is known
  int64_t right_count = 0;    // of those checked
};

// Share of right ones, with what was checked counted as it is:
//
//   (right + (count - checked) p) / count,   p Wilson's interval of right / checked
//
// so that the range closes when all are checked.  What was checked stands for the rest: it must not
// have been chosen by how right it is.  Absent where nothing was checked.
//
// 0 <= right <= checked <= count (ASSAY_CHECK), level in (0, 1) (ASSAY_CHECK).  O(1).
std::optional<Interval> CheckedAccuracy(const CheckedCount& counts, double level);

// Share of items whose consensus is right, from the consensus' own probabilities p_i of what it
// says.
struct ConfidenceSum {
  int64_t item_count = 0;
  double confidence = 0;  // sum p_i
  double variance = 0;    // sum p_i (1 - p_i)

  void Add(double p) {
    ++item_count;
    confidence += p;
    variance += p * (1 - p);
  }
};

//   value = mean p_i
//   low   = value (1 - e) - z sqrt(sum p_i (1 - p_i)) / N,   high = value + z sqrt(...) / N
//
// both in [0, 1].  e allows for what all annotators get wrong alike, which agreement does not show:
// the (1 + level)/2 quantile of a share that is 0 half of the times and else ~ Beta(1, 7 +
// checked), as in FitPilot; checked: items whose true class was known and not used.  Absent without
// items. level in (0, 1) (ASSAY_CHECK).  O(1).
std::optional<Interval> ConsensusAccuracy(const ConfidenceSum& sum, int64_t checked_count,
                                          double level);

}  // namespace assay

#endif  // ASSAY_ENGINE_COST_COST_FIGURES_H_
