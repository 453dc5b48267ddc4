#include "engine/audit/annotator_patterns.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <string>

#include "absl/strings/str_cat.h"
#include "engine/base/status.h"

namespace assay {
namespace {

constexpr int kRounds = 5;
// Bounds of the shapes: below, one error decides; above, nothing is told apart.
constexpr double kSmallestShape = 1;
constexpr double kLargestShape = 100;
constexpr double kFirstErrorRate = 0.1;
constexpr double kLargestErrorRate = 0.95;
constexpr float kLargestLogOdds = 7;
constexpr double kSmallest = 1e-9;

// The items that one annotator gave one label; unknown annotators come last.
struct Slot {
  size_t annotator = 0;
  size_t given = 0;
  size_t begin = 0;  // of the sorted items
  size_t end = 0;
};

// Where an annotator's row of the confusion matrix comes from before labels are counted.
struct Habit {
  std::vector<double> label_counts;  // n_a[y]
  double errors = 0;
  double usual_errors = 0;
};

class Estimation {
 public:
  Estimation(const LabelledProbabilities<float>& data, std::span<const int32_t> annotator,
             size_t annotator_count)
      : data_(data),
        class_count_(data.class_count()),
        unknown_(annotator_count),
        habits_(annotator_count + 1),
        transition_(class_count_ * class_count_) {
    SortItems(annotator);
    counts_.resize(slots_.size() * class_count_);
    for (Habit& habit : habits_) {
      habit.label_counts.resize(class_count_);
    }
    const double other = kFirstErrorRate / static_cast<double>(class_count_ - 1);
    for (size_t y = 0; y < class_count_; ++y) {
      for (size_t g = 0; g < class_count_; ++g) {
        Usual(y, g) = y == g ? 1 - kFirstErrorRate : other;
      }
    }
  }

  AnnotatorPatterns Run() {
    for (int round = 0; round < kRounds; ++round) {
      CountPosteriors();
      UpdateUsual();
      UpdateHabits();
      UpdateShapes();
    }
    AnnotatorPatterns result;
    result.log_odds.resize(data_.item_count());
    for (const Slot& slot : slots_) {
      if (slot.annotator != unknown_) {
        JudgeSlot(slot, &result);
      }
    }
    for (size_t i = 0; i < data_.item_count(); ++i) {
      const double p = std::clamp(static_cast<double>(data_.row(i)[data_.given(i)]), 0.0, 1.0);
      const double wrong = (1 - p) * std::exp(static_cast<double>(result.log_odds[i]));
      result.given_posterior.push_back(static_cast<float>(p / (p + wrong)));
    }
    for (size_t a = 0; a < unknown_; ++a) {
      const Habit& habit = habits_[a];
      result.annotators.push_back({label_counts_[a], habit.errors, habit.usual_errors});
    }
    return result;
  }

 private:
  double& Usual(size_t truth, size_t given) { return transition_[given * class_count_ + truth]; }
  double Usual(size_t truth, size_t given) const {
    return transition_[given * class_count_ + truth];
  }

  void SortItems(std::span<const int32_t> annotator) {
    items_.resize(annotator.size());
    std::iota(items_.begin(), items_.end(), size_t{0});
    const auto who = [&](size_t i) {
      return annotator[i] < 0 ? unknown_ : static_cast<size_t>(annotator[i]);
    };
    std::stable_sort(items_.begin(), items_.end(), [&](size_t a, size_t b) {
      return std::pair(who(a), data_.given(a)) < std::pair(who(b), data_.given(b));
    });
    label_counts_.resize(unknown_ + 1);
    for (size_t place = 0; place < items_.size(); ++place) {
      const size_t i = items_[place];
      if (slots_.empty() || slots_.back().annotator != who(i) ||
          slots_.back().given != data_.given(i)) {
        slots_.push_back({who(i), data_.given(i), place, place});
      }
      ++slots_.back().end;
      ++label_counts_[who(i)];
    }
  }

  // How many times what is expected.
  static double Shrunken(double found, double expected, double shape) {
    return (std::max(found, 0.0) + shape) / (std::max(expected, 0.0) + shape);
  }

  double Ratio(const Habit& habit, double own_errors, double own_usual) const {
    return Shrunken(habit.errors - own_errors, habit.usual_errors - own_usual, annotator_shape_);
  }

  // T_a[truth, given] with an item's share `own` taken out; `ratio` is r_a.
  double Likelihood(size_t slot, size_t truth, double own, double ratio) const {
    const size_t given = slots_[slot].given;
    const double count = static_cast<double>(counts_[slot * class_count_ + truth]) - own;
    const double total = habits_[slots_[slot].annotator].label_counts[truth] - own;
    const bool right = truth == given;
    const double usual = ratio * (right ? 1 - Usual(truth, truth) : Usual(truth, given));
    const double found = right ? total - count : count;
    const double rate =
        std::min(usual * Shrunken(found, usual * total, cell_shape_), kLargestErrorRate);
    return right ? 1 - rate : rate;
  }

  // p_y^1.5 T_a[y,g] of one item, normalised.
  void Posterior(size_t item, std::span<const double> likelihood, std::vector<double>* out) const {
    const std::span<const float> row = data_.row(item);
    double sum = 0;
    for (size_t y = 0; y < class_count_; ++y) {
      const auto p = static_cast<double>(row[y]);
      (*out)[y] = (p * std::sqrt(p) + kSmallest) * (likelihood[y] + kSmallest);
      sum += (*out)[y];
    }
    for (double& value : *out) {
      value /= sum;
    }
  }

  std::vector<double> SlotLikelihood(size_t slot) const {
    std::vector<double> likelihood(class_count_);
    const size_t annotator = slots_[slot].annotator;
    const double ratio = Ratio(habits_[annotator], 0, 0);
    for (size_t y = 0; y < class_count_; ++y) {
      likelihood[y] = counted_ && annotator != unknown_ ? Likelihood(slot, y, 0, ratio)
                                                        : Usual(y, slots_[slot].given);
    }
    return likelihood;
  }

  void CountPosteriors() {
    std::vector<float> next(counts_.size());
    std::vector<double> posterior(class_count_);
    std::vector<double> sum(class_count_);
    for (size_t s = 0; s < slots_.size(); ++s) {
      const std::vector<double> likelihood = SlotLikelihood(s);
      std::fill(sum.begin(), sum.end(), 0.0);
      for (size_t place = slots_[s].begin; place < slots_[s].end; ++place) {
        Posterior(items_[place], likelihood, &posterior);
        for (size_t y = 0; y < class_count_; ++y) {
          sum[y] += posterior[y];
        }
      }
      for (size_t y = 0; y < class_count_; ++y) {
        next[s * class_count_ + y] = static_cast<float>(sum[y]);
      }
    }
    counts_ = std::move(next);
    counted_ = true;
  }

  void UpdateUsual() {
    const double prior = 1 / static_cast<double>(class_count_);
    std::vector<double> totals(class_count_, 1.0);
    std::fill(transition_.begin(), transition_.end(), prior);
    for (size_t s = 0; s < slots_.size(); ++s) {
      for (size_t y = 0; y < class_count_; ++y) {
        const auto count = static_cast<double>(counts_[s * class_count_ + y]);
        Usual(y, slots_[s].given) += count;
        totals[y] += count;
      }
    }
    for (size_t g = 0; g < class_count_; ++g) {
      for (size_t y = 0; y < class_count_; ++y) {
        Usual(y, g) /= totals[y];
      }
    }
  }

  void UpdateHabits() {
    for (Habit& habit : habits_) {
      std::fill(habit.label_counts.begin(), habit.label_counts.end(), 0.0);
      habit.errors = habit.usual_errors = 0;
    }
    for (size_t s = 0; s < slots_.size(); ++s) {
      Habit& habit = habits_[slots_[s].annotator];
      for (size_t y = 0; y < class_count_; ++y) {
        const auto count = static_cast<double>(counts_[s * class_count_ + y]);
        habit.label_counts[y] += count;
        habit.errors += y == slots_[s].given ? 0 : count;
        habit.usual_errors += count * (1 - Usual(y, y));
      }
    }
  }

  // What is left of the spread of counts around their expectations when the chance of counting is
  // taken out, as the shape of a gamma distribution around 1 (method of moments).
  static double Shape(double squares, double expected, double expected_squares) {
    const double spread = squares - expected;
    return spread * kLargestShape > expected_squares
               ? std::max(expected_squares / spread, kSmallestShape)
               : kLargestShape;
  }

  void UpdateShapes() {
    double squares = 0;
    double expected = 0;
    double expected_squares = 0;
    for (size_t a = 0; a < unknown_; ++a) {
      const Habit& habit = habits_[a];
      squares += (habit.errors - habit.usual_errors) * (habit.errors - habit.usual_errors);
      expected += habit.usual_errors;
      expected_squares += habit.usual_errors * habit.usual_errors;
    }
    annotator_shape_ = Shape(squares, expected, expected_squares);
    UpdateCellShape();
  }

  // The sums run over all cells y != g of all annotators; those without labels come from the row
  // sums of T alone.
  void UpdateCellShape() {
    std::vector<double> row_squares(class_count_);
    for (size_t g = 0; g < class_count_; ++g) {
      for (size_t y = 0; y < class_count_; ++y) {
        row_squares[y] += y == g ? 0 : Usual(y, g) * Usual(y, g);
      }
    }
    double expected = 0;
    double expected_squares = 0;
    for (size_t a = 0; a < unknown_; ++a) {
      const double ratio = Ratio(habits_[a], 0, 0);
      for (size_t y = 0; y < class_count_; ++y) {
        const double total = ratio * habits_[a].label_counts[y];
        expected += total * (1 - Usual(y, y));
        expected_squares += total * total * row_squares[y];
      }
    }
    double squares = expected_squares;
    for (size_t s = 0; s < slots_.size(); ++s) {
      const size_t annotator = slots_[s].annotator;
      const double ratio = Ratio(habits_[annotator], 0, 0);
      for (size_t y = 0; annotator != unknown_ && y < class_count_; ++y) {
        const auto count = static_cast<double>(counts_[s * class_count_ + y]);
        const double mean = ratio * habits_[annotator].label_counts[y] * Usual(y, slots_[s].given);
        squares += y == slots_[s].given ? 0 : count * (count - 2 * mean);
      }
    }
    cell_shape_ = Shape(squares, expected, expected_squares);
  }

  // ln sum_{y != g} p_y L[y] / L[g]
  double ErrorLogOdds(std::span<const float> row, size_t given,
                      std::span<const double> likelihood) const {
    double sum = 0;
    for (size_t y = 0; y < class_count_; ++y) {
      sum += y == given ? 0 : (static_cast<double>(row[y]) + kSmallest) * likelihood[y];
    }
    return std::log(sum + kSmallest) - std::log(likelihood[given] + kSmallest);
  }

  void JudgeSlot(const Slot& slot, AnnotatorPatterns* result) const {
    const size_t s = static_cast<size_t>(&slot - slots_.data());
    const Habit& habit = habits_[slot.annotator];
    const std::vector<double> full = SlotLikelihood(s);
    const std::span<const double> usual(&transition_[slot.given * class_count_], class_count_);
    std::vector<double> own(class_count_);
    std::vector<double> likelihood(class_count_);
    for (size_t place = slot.begin; place < slot.end; ++place) {
      const size_t item = items_[place];
      Posterior(item, full, &own);
      double own_usual = 0;
      for (size_t y = 0; y < class_count_; ++y) {
        own_usual += own[y] * (1 - Usual(y, y));
      }
      const double ratio = Ratio(habit, 1 - own[slot.given], own_usual);
      for (size_t y = 0; y < class_count_; ++y) {
        likelihood[y] = Likelihood(s, y, own[y], ratio);
      }
      const double log_odds = ErrorLogOdds(data_.row(item), slot.given, likelihood) -
                              ErrorLogOdds(data_.row(item), slot.given, usual);
      result->log_odds[item] =
          std::clamp(static_cast<float>(log_odds), -kLargestLogOdds, kLargestLogOdds);
    }
  }

  const LabelledProbabilities<float>& data_;
  const size_t class_count_;
  const size_t unknown_;
  std::vector<size_t> items_;  // by annotator, then by label
  std::vector<Slot> slots_;
  std::vector<int64_t> label_counts_;
  std::vector<float> counts_;  // n_a[y,g], slot by slot
  std::vector<Habit> habits_;
  std::vector<double> transition_;  // T, given by given
  double annotator_shape_ = kLargestShape;
  double cell_shape_ = kLargestShape;
  bool counted_ = false;
};

absl::Status CheckAnnotators(std::span<const int32_t> annotator, size_t annotator_count,
                             size_t item_count) {
  if (annotator.size() != item_count) {
    const std::string found = std::to_string(annotator.size());
    const std::string items = std::to_string(item_count);
    return MakeError(
        absl::StatusCode::kInvalidArgument, "SIZE_MISMATCH",
        "found " + found + " annotators for " + items + " labels, expected as many of both",
        {{"values", found}, {"labels", items}});
  }
  for (size_t i = 0; i < annotator.size(); ++i) {
    if (annotator[i] < -1 || annotator[i] >= static_cast<int64_t>(annotator_count)) {
      const std::string item = std::to_string(i);
      const std::string found = std::to_string(annotator[i]);
      return MakeError(
          absl::StatusCode::kInvalidArgument, "ANNOTATOR_OUT_OF_RANGE",
          absl::StrCat("item ", item, " has the annotator ", found,
                       ", expected -1 (not known) or a number below ", annotator_count),
          {{"item", item},
           {"annotator", found},
           {"annotator_count", std::to_string(annotator_count)}});
    }
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<AnnotatorPatterns> EstimateAnnotatorPatterns(
    const LabelledProbabilities<float>& data, std::span<const int32_t> annotator,
    size_t annotator_count) {
  ASSAY_RETURN_IF_ERROR(CheckAnnotators(annotator, annotator_count, data.item_count()));
  return Estimation(data, annotator, annotator_count).Run();
}

}  // namespace assay
