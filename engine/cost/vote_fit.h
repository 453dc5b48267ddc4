#ifndef ASSAY_ENGINE_COST_VOTE_FIT_H_
#define ASSAY_ENGINE_COST_VOTE_FIT_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/base/worker_pool.h"
#include "engine/cost/vote_paths.h"
#include "engine/labels/label_table.h"
#include "engine/stats/interval.h"

namespace assay {

// The laws that are thought possible, and what votes are worth by each: for one number of classes,
// whatever the labels say.  Thread-safe after construction.
class VoteGrid {
 public:
  static constexpr size_t kAccuracyCount = 40;
  static constexpr size_t kConcentrationCount = 26;

  // class_count >= 2; max_label_count in [1, VotePaths::kMaxLabelCount] (ASSAY_CHECK).  O(laws *
  // sets of counts).
  VoteGrid(size_t class_count, int max_label_count, WorkerPool& pool);

  size_t class_count() const { return class_count_; }
  int max_label_count() const { return max_label_count_; }
  // Values of r: one where K = 2.
  size_t rival_count() const { return class_count_ == 2 ? 1 : 2; }

  // Ordered by accuracy, then concentration, then rival share.
  std::span<const AnswerLaw> laws() const { return laws_; }
  std::span<const VoteOutcome> outcomes() const { return outcomes_; }
  // log P(law), up to a constant.
  std::span<const double> log_priors() const { return log_priors_; }

 private:
  size_t class_count_;
  int max_label_count_;
  std::vector<AnswerLaw> laws_;
  std::vector<VoteOutcome> outcomes_;
  std::vector<double> log_priors_;
};

// What a pilot tells from: some items with some labels each.
struct PilotInput {
  const LabelTable& labels;
  // Known true classes: N values, kNoClass where unknown; empty: none is known.  Without any, what
  // all annotators get wrong alike cannot be seen, and the intervals are wide for it.
  std::span<const int32_t> gold = {};
  // A values: whether an annotator's labels count; empty: all do.
  std::span<const uint8_t> counts = {};
};

struct ForecastOptions {
  // Items that will be labelled; 0: so many that chance in them does not matter.
  int64_t item_count = 0;
  double level = 0.9;  // in (0, 1)
  uint64_t seed = 0;
  // Whether those of the pilot will do the rest, in the same shares: then chance in who was in it
  // does not matter.
  bool same_annotators = false;
};

// A vote of so many labels for each item, by annotators like those of the pilot.
struct VoteForecast {
  int label_count = 0;
  // Share of items that the majority gets right, ties broken at random: the mean, and where the
  // share of the items to be labelled will lie with the probability of `level`.
  Interval accuracy;
  // Labels per item where asking stops once the vote is decided (VoteOutcome); <= label_count.
  double mean_label_count = 0;
};

// What the pilot says of a group of annotators.
struct PilotFit {
  // Right labels among single labels.
  Interval label_accuracy;
  // The same where agreement is believed: without what all get wrong alike.
  double agreement_accuracy = 0;
  // One for each number of labels, ascending from 1.
  std::vector<VoteForecast> votes;
  size_t item_count = 0;                 // of the pilot, with labels that count
  size_t pair_item_count = 0;            // with two or more of them
  size_t gold_item_count = 0;            // with a known class
  double effective_annotator_count = 0;  // 1 / sum of squared shares of the labels
};

// Fewer items with two labels, or with one and a known class, are too few to plan by.
inline constexpr size_t kLeastPilotItems = 20;

// What votes among annotators like those of a pilot will be worth, by the posterior of their law.
//
//   P(law | labels) ~ P(law) prod over items i of sum_z P(z) P(counts_i | z, law)
//
// the law being AnswerLaw, P(counts | z, law) its Dirichlet-multinomial, z known where gold says
// it, P(z) the shares of the labels.  The law stands on a grid: 40 values of a between 1/K and 1,
// 26 of s between 0.5 and 1000, r of 0 and 1/2.  Prior: (a - 1/K) / (1 - 1/K) ~ Beta(2, 1.5), log s
// ~ normal with mean log 25 and deviation 2.2, within which the crowd sets of the literature lie (s
// of 2 to 140).  The forecast is drawn 4,000 times from the posterior, each time
//   - with a moved by the chance in who was in the pilot: on the logit scale, with a deviation of
//     0.7 / sqrt(effective annotators), as annotators of those sets differ (not with
//     same_annotators);
//   - half of the times with a share e ~ Beta(1, 7 + gold items) of items that every vote gets
//     wrong, since agreement is no proof;
//   - with the binomial chance in the items to be labelled.
//
// What it cannot know: items, guidelines or annotators unlike those of the pilot.  The plain vote
// is foretold; a consensus that weighs annotators is as a rule better.
//
// Errors:
//   INVALID_ARGUMENT    SIZE_MISMATCH      gold or counts have another size.
//   INVALID_ARGUMENT    GOLD_OUT_OF_RANGE  a gold class is not below K.
//   INVALID_ARGUMENT    COUNT_OUT_OF_RANGE item_count is negative.
//   INVALID_ARGUMENT    LEVEL_OUT_OF_RANGE level is not in (0, 1).
//   FAILED_PRECONDITION PILOT_TOO_SMALL    fewer than kLeastPilotItems items tell anything;
//   metadata
//                                          "found", "expected".
//
// The grid is one for the classes of the table (ASSAY_CHECK).  O(laws * different counts of the
// items + items * different counts).  Does not depend on the number of threads.
//
// Source: J. E. Mosimann, "On the compound multinomial distribution", Biometrika 49 (1962), for the
// law of counts.
absl::StatusOr<PilotFit> FitPilot(const PilotInput& input, const VoteGrid& grid,
                                  const ForecastOptions& options, WorkerPool& pool);

}  // namespace assay

#endif  // ASSAY_ENGINE_COST_VOTE_FIT_H_
