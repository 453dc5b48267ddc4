#ifndef ASSAY_ENGINE_COST_VOTE_PATHS_H_
#define ASSAY_ENGINE_COST_VOTE_PATHS_H_

#include <cstddef>
#include <cstdint>
#include <map>
#include <vector>

namespace assay {

// How the annotators of a group answer, as a Dirichlet-multinomial law:
//
//   item i has shares q_i of its classes among all that would answer it; q_i ~ Dirichlet(alpha)
//   alpha(true class)    = s a
//   alpha(a rival class) = s (1 - a) (r + (1 - r) / (K - 1))
//   alpha(each other)    = s (1 - a) (1 - r) / (K - 1)
//
// a is the probability that a label is right, r how far wrong labels go to one class, the same for
// all annotators of an item; a small s says that items differ: on some nearly all are right, on
// some nearly all are wrong, and no number of labels helps.
struct AnswerLaw {
  double accuracy = 0;       // a, in (0, 1)
  double concentration = 1;  // s > 0
  double rival_share = 0;    // r, in [0, 1]; without effect where K = 2
};

// The alphas of a law: of the true class, of the rival, and of each other class.
struct Masses {
  double right = 0;
  double rival = 0;
  double other = 0;
};

// class_count >= 2.  O(1).
Masses MassesOf(const AnswerLaw& law, size_t class_count);

// What a vote of 1, 2, ..., max_label_count labels is worth.
struct VoteOutcome {
  // P(the majority is right), ties broken at random; entry k - 1 of k labels.
  std::vector<double> accuracy;
  // Labels that are needed on average where asking stops as soon as the rest cannot change who
  // leads, nor make a tie; the vote is the same.
  std::vector<double> mean_label_count;
};

// All ways in which the counts of a vote can grow, up to a number of labels: the same for every
// law, so that many laws are worked off fast.  Counts of classes that are neither true nor rival
// are kept as an unordered set, since those classes are alike.
//
// Thread-safe after construction.  Some 9,000 sets of counts for 15 labels and many classes.
class VotePaths {
 public:
  static constexpr int kMaxLabelCount = 15;

  // class_count >= 2; max_label_count in [1, kMaxLabelCount] (ASSAY_CHECK).
  VotePaths(size_t class_count, int max_label_count);

  size_t class_count() const { return class_count_; }
  int max_label_count() const { return max_label_count_; }

  // Exact up to rounding: no simulation.  O(number of sets of counts).
  VoteOutcome Outcome(const AnswerLaw& law) const;

 private:
  enum class Kind : uint8_t { kRight, kRival, kOther, kNew };
  // A label is added: to a class that has `count` labels already, of which there are
  // `multiplicity`.
  struct Step {
    uint32_t next;
    Kind kind;
    uint8_t count;
    uint8_t multiplicity;
  };
  struct Counts {
    uint32_t step_begin = 0;
    uint32_t step_end = 0;
    float right_share = 0;  // P(the true class wins with these counts)
    uint8_t lead = 0;       // of the first over the second
    uint8_t used_others = 0;
  };

  // Labels of the true class, of the rival, and of each other class that has any, descending.
  using Key = std::vector<uint8_t>;
  // The sets of counts with one label more.
  struct NextLevel {
    size_t begin = 0;  // place of the first in counts_
    std::vector<Key> keys = {};
    std::map<Key, uint32_t> places = {};
  };

  void AddStep(const Key& key, size_t place, Kind kind, size_t multiplicity, NextLevel& next);
  void AddSteps(const Key& key, NextLevel& next);
  double MassOf(const Step& step, const Counts& from, const Masses& masses) const;

  size_t class_count_;
  int max_label_count_;
  std::vector<size_t> level_begin_;  // max_label_count + 2 places in counts_
  std::vector<Counts> counts_;
  std::vector<Step> steps_;
};

}  // namespace assay

#endif  // ASSAY_ENGINE_COST_VOTE_PATHS_H_
