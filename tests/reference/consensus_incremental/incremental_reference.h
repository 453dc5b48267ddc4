#ifndef ASSAY_TESTS_REFERENCE_CONSENSUS_INCREMENTAL_INCREMENTAL_REFERENCE_H_
#define ASSAY_TESTS_REFERENCE_CONSENSUS_INCREMENTAL_INCREMENTAL_REFERENCE_H_

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <map>
#include <vector>

namespace assay::reference {

// Labels as a plain map, and everything made anew from them each time.
struct SlowCrowd {
  size_t class_count = 0;
  std::map<uint32_t, std::map<uint32_t, uint16_t>> labels;  // item, annotator
  std::map<uint32_t, int32_t> gold;                         // item

  bool Counted(uint32_t item) const {
    const auto found = labels.find(item);
    return gold.contains(item) || (found != labels.end() && !found->second.empty());
  }
};

using Posterior = std::map<uint32_t, std::vector<double>>;  // items that are counted

// n_jkl = sum_i q_i(k) [y_ij = l]
inline double CountOf(const SlowCrowd& crowd, const Posterior& q, uint32_t annotator, size_t truth,
                      size_t said) {
  double sum = 0;
  for (const auto& [item, row] : crowd.labels) {
    const auto found = row.find(annotator);
    sum += found != row.end() && found->second == said ? q.at(item)[truth] : 0;
  }
  return sum;
}

// T_j(k, l) with pseudo-counts 1/K + [k = l]
inline double ProbabilityOf(const SlowCrowd& crowd, const Posterior& q, uint32_t annotator,
                            size_t truth, size_t said) {
  const double share = 1.0 / static_cast<double>(crowd.class_count);
  double total = 0;
  for (size_t l = 0; l < crowd.class_count; ++l) {
    total += CountOf(crowd, q, annotator, truth, l) + share + (truth == l ? 1 : 0);
  }
  return (CountOf(crowd, q, annotator, truth, said) + share + (truth == said ? 1 : 0)) / total;
}

// P(k) with pseudo-count 1/K
inline double ShareOf(const SlowCrowd& crowd, const Posterior& q, size_t truth) {
  double sum = 1.0 / static_cast<double>(crowd.class_count);
  for (const auto& [item, row] : q) {
    sum += row[truth];
  }
  return sum / (static_cast<double>(q.size()) + 1);
}

// q_i by counts made of the others' q and what q has for the item itself.
inline std::vector<double> InferItem(const SlowCrowd& crowd, const Posterior& q, uint32_t item) {
  std::vector<double> row(crowd.class_count, 0);
  if (crowd.gold.contains(item)) {
    row[static_cast<size_t>(crowd.gold.at(item))] = 1;
    return row;
  }
  double sum = 0;
  for (size_t k = 0; k < crowd.class_count; ++k) {
    row[k] = ShareOf(crowd, q, k);
    for (const auto& [annotator, said] : crowd.labels.at(item)) {
      row[k] *= ProbabilityOf(crowd, q, annotator, k, said);
    }
    sum += row[k];
  }
  for (double& value : row) {
    value /= sum;
  }
  return row;
}

// sum_i log sum_k P(k) prod_j T_j(k, y_ij) + log of the priors, up to a constant.
inline double Objective(const SlowCrowd& crowd, const Posterior& q, uint32_t annotator_count) {
  const double share = 1.0 / static_cast<double>(crowd.class_count);
  std::map<std::vector<size_t>, double> known;
  const auto probability = [&](uint32_t annotator, size_t truth, size_t said) {
    const auto [place, fresh] = known.try_emplace({annotator, truth, said}, 0);
    if (fresh) {
      place->second = ProbabilityOf(crowd, q, annotator, truth, said);
    }
    return place->second;
  };
  double sum = 0;
  for (const auto& [item, row] : crowd.labels) {
    double likelihood = 0;
    for (size_t k = 0; k < crowd.class_count; ++k) {
      double product = ShareOf(crowd, q, k);
      for (const auto& [annotator, said] : row) {
        product *= probability(annotator, k, said);
      }
      likelihood += product;
    }
    sum += std::log(likelihood);
  }
  for (size_t k = 0; k < crowd.class_count; ++k) {
    sum += share * std::log(ShareOf(crowd, q, k));
    for (uint32_t annotator = 0; annotator < annotator_count; ++annotator) {
      for (size_t l = 0; l < crowd.class_count; ++l) {
        sum += (share + (k == l ? 1 : 0)) * std::log(probability(annotator, k, l));
      }
    }
  }
  return sum;
}

struct SlowAgreement {
  double percent = 0;
  double fleiss = 0;
  double alpha = 0;
};

// By pairs of labels, as the definitions say.
inline SlowAgreement AgreementOf(const SlowCrowd& crowd) {
  const auto classes = static_cast<double>(crowd.class_count);
  std::vector<double> share(static_cast<size_t>(classes), 0);
  std::vector<uint16_t> pairable;
  double items = 0;
  double shared = 0;
  double percent = 0;
  double disagreement = 0;
  for (const auto& [item, row] : crowd.labels) {
    if (row.empty()) {
      continue;
    }
    items += 1;
    const auto count = static_cast<double>(row.size());
    double equal = 0;
    for (const auto& [a, said_a] : row) {
      share[said_a] += 1 / count;
      for (const auto& [b, said_b] : row) {
        if (a != b && said_a == said_b) {
          equal += 1;
        } else if (a != b) {
          disagreement += 1 / (count - 1);
        }
      }
      if (row.size() > 1) {
        pairable.push_back(said_a);
      }
    }
    if (row.size() > 1) {
      shared += 1;
      percent += equal / (count * (count - 1));
    }
  }
  SlowAgreement result;
  result.percent = percent / shared;
  double by_chance = 0;
  for (const double value : share) {
    by_chance += value / items * value / items;
  }
  result.fleiss = (result.percent - by_chance) / (1 - by_chance);
  double expected = 0;
  for (const uint16_t a : pairable) {
    for (const uint16_t b : pairable) {
      expected += a == b ? 0 : 1;
    }
  }
  const auto n = static_cast<double>(pairable.size());
  result.alpha = 1 - (n - 1) * disagreement / expected;
  return result;
}

}  // namespace assay::reference

#endif  // ASSAY_TESTS_REFERENCE_CONSENSUS_INCREMENTAL_INCREMENTAL_REFERENCE_H_
