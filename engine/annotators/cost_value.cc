#include "engine/annotators/cost_value.h"

#include <numeric>
#include <vector>

namespace assay {
namespace {

// cost(p) times (sum p)^2.
double CostOf(std::span<const double> p, std::span<const double> costs) {
  const double sum = std::accumulate(p.begin(), p.end(), 0.0);
  if (costs.empty()) {
    return sum * sum - std::inner_product(p.begin(), p.end(), p.begin(), 0.0);
  }
  double cost = 0;
  for (size_t k = 0; k < p.size(); ++k) {
    if (p[k] > 0) {
      cost += p[k] * std::inner_product(p.begin(), p.end(),
                                        costs.begin() + static_cast<ptrdiff_t>(k * p.size()), 0.0);
    }
  }
  return cost;
}

}  // namespace

std::optional<double> CostValueOf(const SoftConfusion& confusion,
                                  std::span<const double> class_shares,
                                  std::span<const double> costs) {
  const double spammer = CostOf(class_shares, costs);
  if (confusion.said().empty() || !(spammer > 0)) {
    return std::nullopt;
  }
  const std::vector<double> totals = confusion.truth_totals();
  std::vector<double> joint(class_shares.size());
  double cost = 0;
  for (size_t place = 0; place < confusion.said().size(); ++place) {
    const auto counts = confusion.counts_of(place);
    const double share = std::accumulate(counts.begin(), counts.end(), 0.0) / confusion.total();
    double said = 0;
    for (size_t k = 0; k < joint.size(); ++k) {
      joint[k] = class_shares[k] * (counts[k] + share) / (totals[k] + 1);
      said += joint[k];
    }
    // P(l) cost(joint / P(l)).
    cost += CostOf(joint, costs) / said;
  }
  return 1 - cost / spammer;
}

}  // namespace assay
