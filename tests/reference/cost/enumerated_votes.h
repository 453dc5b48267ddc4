#ifndef ASSAY_TESTS_REFERENCE_COST_ENUMERATED_VOTES_H_
#define ASSAY_TESTS_REFERENCE_COST_ENUMERATED_VOTES_H_

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

namespace assay::reference {

// alpha of each class: class 0 is the true one, class 1 the rival.
inline std::vector<double> Alphas(double accuracy, double concentration, double rival_share,
                                  size_t class_count) {
  const double wrong = concentration * (1 - accuracy);
  std::vector<double> alphas(class_count,
                             wrong * (1 - rival_share) / static_cast<double>(class_count - 1));
  alphas[0] = concentration * accuracy;
  alphas[1] += wrong * rival_share;
  return alphas;
}

struct EnumeratedVote {
  double accuracy = 0;
  double mean_label_count = 0;
};

// A vote of k labels by going through all K^k sequences of answers, each with the probability by
// which Polya's urn draws it.
inline EnumeratedVote EnumerateVotes(const std::vector<double>& alphas, int k) {
  const size_t class_count = alphas.size();
  double total = 0;
  for (const double alpha : alphas) {
    total += alpha;
  }
  EnumeratedVote vote;
  std::vector<size_t> sequence(static_cast<size_t>(k), 0);
  while (true) {
    std::vector<int> counts(class_count, 0);
    double probability = 1;
    int needed = k;
    for (int i = 0; i < k; ++i) {
      const size_t answer = sequence[static_cast<size_t>(i)];
      probability *= (alphas[answer] + counts[answer]) / (total + i);
      ++counts[answer];
      std::vector<int> sorted = counts;
      std::sort(sorted.rbegin(), sorted.rend());
      if (needed == k && sorted[0] - sorted[1] > k - (i + 1)) {
        needed = i + 1;
      }
    }
    const int most = *std::max_element(counts.begin(), counts.end());
    const auto winners = std::count(counts.begin(), counts.end(), most);
    if (counts[0] == most) {
      vote.accuracy += probability / static_cast<double>(winners);
    }
    vote.mean_label_count += probability * needed;
    size_t place = 0;
    while (place < sequence.size() && ++sequence[place] == class_count) {
      sequence[place++] = 0;
    }
    if (place == sequence.size()) {
      return vote;
    }
  }
}

// log P(counts in one order | alphas), by gamma functions.
inline double LogDirichletMultinomial(const std::vector<double>& alphas,
                                      const std::vector<unsigned>& counts) {
  double alpha_sum = 0;
  double count_sum = 0;
  double log_sum = 0;
  for (size_t k = 0; k < alphas.size(); ++k) {
    alpha_sum += alphas[k];
    count_sum += counts[k];
    log_sum += std::lgamma(alphas[k] + counts[k]) - std::lgamma(alphas[k]);
  }
  return log_sum + std::lgamma(alpha_sum) - std::lgamma(alpha_sum + count_sum);
}

}  // namespace assay::reference

#endif  // ASSAY_TESTS_REFERENCE_COST_ENUMERATED_VOTES_H_
