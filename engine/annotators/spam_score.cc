#include "engine/annotators/spam_score.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numeric>

namespace assay {
namespace {

constexpr double kSpammerShare = 0.1;
constexpr double kSpammerStrength = 2;
constexpr double kHonestStrength = 6;

// Sums over annotators.
struct Pool {
  std::vector<double> said;   // K
  std::vector<double> truth;  // K
  double right = 0;
  double total = 0;

  explicit Pool(size_t class_count) : said(class_count, 0), truth(class_count, 0) {}

  void Add(const SoftConfusion& confusion, double sign) {
    const std::vector<double> totals = confusion.truth_totals();
    for (size_t k = 0; k < truth.size(); ++k) {
      truth[k] += sign * totals[k];
    }
    for (size_t place = 0; place < confusion.said().size(); ++place) {
      const auto counts = confusion.counts_of(place);
      const size_t label = confusion.said()[place];
      said[label] += sign * std::accumulate(counts.begin(), counts.end(), 0.0);
      right += sign * counts[label];
    }
    total += sign * confusion.total();
  }

  // m_l, smoothed by one label that may be any.
  double Share(size_t label) const {
    return (std::max(said[label], 0.0) + 1 / static_cast<double>(said.size())) / (total + 1);
  }
  // p, smoothed by one label that agrees and one that does not.
  double AboveChance() const {
    double chance = 0;
    for (size_t k = 0; k < truth.size(); ++k) {
      chance += Share(k) * (std::max(truth[k], 0.0) + 1 / static_cast<double>(truth.size())) /
                (total + 1);
    }
    const double agreement = (right + 1) / (total + 2);
    return chance < 1 ? std::clamp((agreement - chance) / (1 - chance), 0.05, 0.95) : 0.05;
  }
};

double SpammerEvidence(const SoftConfusion& confusion, const Pool& others) {
  double evidence =
      std::lgamma(kSpammerStrength) - std::lgamma(kSpammerStrength + confusion.total());
  for (size_t place = 0; place < confusion.said().size(); ++place) {
    const auto counts = confusion.counts_of(place);
    const double prior = kSpammerStrength * others.Share(confusion.said()[place]);
    evidence += std::lgamma(prior + std::accumulate(counts.begin(), counts.end(), 0.0)) -
                std::lgamma(prior);
  }
  return evidence;
}

double HonestEvidence(const SoftConfusion& confusion, const Pool& others) {
  const double above_chance = others.AboveChance();
  double evidence = 0;
  for (const double total : confusion.truth_totals()) {
    evidence += std::lgamma(kHonestStrength) - std::lgamma(kHonestStrength + total);
  }
  for (size_t place = 0; place < confusion.said().size(); ++place) {
    const size_t label = confusion.said()[place];
    const auto counts = confusion.counts_of(place);
    const double elsewhere = kHonestStrength * (1 - above_chance) * others.Share(label);
    for (size_t k = 0; k < counts.size(); ++k) {
      const double prior = elsewhere + (k == label ? kHonestStrength * above_chance : 0);
      evidence += std::lgamma(prior + counts[k]) - std::lgamma(prior);
    }
  }
  return evidence;
}

}  // namespace

std::vector<double> SpamScores(std::span<const SoftConfusion> confusions) {
  std::vector<double> scores;
  if (confusions.empty()) {
    return scores;
  }
  Pool pool(confusions.front().class_count());
  for (const SoftConfusion& confusion : confusions) {
    pool.Add(confusion, 1);
  }
  const double prior_odds = (1 - kSpammerShare) / kSpammerShare;
  for (const SoftConfusion& confusion : confusions) {
    pool.Add(confusion, -1);
    const double honest = HonestEvidence(confusion, pool) - SpammerEvidence(confusion, pool);
    pool.Add(confusion, 1);
    scores.push_back(1 / (1 + std::exp(std::clamp(honest, -700.0, 700.0)) * prior_odds));
  }
  return scores;
}

}  // namespace assay
