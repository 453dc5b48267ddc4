#include "engine/consensus/auto_blend.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "engine/consensus/consensus_checks.h"
#include "engine/consensus/item_slices.h"

namespace assay {
namespace {

constexpr double kShareStrength = 20.0;
constexpr double kShareSmoothing = 0.5;
constexpr double kSetAside = 0.25;
constexpr double kDecisiveNats = 5.0;

void MakeShares(std::vector<double>& sums) {
  double total = 0;
  for (double& sum : sums) {
    sum += kShareSmoothing;
    total += sum;
  }
  for (double& sum : sums) {
    sum /= total;
  }
}

// The class that the leg finds most unlike the votes, in terms of the divergence.
size_t MostShiftedClass(std::span<const double> votes, std::span<const double> model) {
  size_t most = 0;
  double largest = -1;
  for (size_t k = 0; k < votes.size(); ++k) {
    const double shift = std::abs(votes[k] * std::log(votes[k] / model[k]));
    if (shift > largest) {
      largest = shift;
      most = k;
    }
  }
  return most;
}

void BlendRow(std::span<const AutoLeg> legs, size_t begin, std::span<float> row) {
  for (const AutoLeg& leg : legs) {
    for (size_t k = 0; k < row.size(); ++k) {
      row[k] += static_cast<float>(leg.weight) * leg.posterior[begin + k];
    }
  }
  float total = 0;
  for (const float p : row) {
    total += p;
  }
  for (float& p : row) {
    p /= total;
  }
}

}  // namespace

std::vector<double> VoteShares(const LabelTable& labels) {
  std::vector<double> shares(labels.class_count(), 0.0);
  for (const uint16_t label : labels.classes()) {
    shares[label] += 1.0;
  }
  MakeShares(shares);
  return shares;
}

std::vector<double> PosteriorShares(const LabelTable& labels, std::span<const float> posterior) {
  const size_t class_count = labels.class_count();
  std::vector<double> shares(class_count, 0.0);
  for (size_t item = 0; item < labels.item_count(); ++item) {
    if (labels.classes_of(item).empty()) {
      continue;
    }
    for (size_t k = 0; k < class_count; ++k) {
      shares[k] += static_cast<double>(posterior[item * class_count + k]);
    }
  }
  MakeShares(shares);
  return shares;
}

void SoftenVotes(const ConsensusInput& input, std::span<float> posterior) {
  const size_t class_count = input.labels.class_count();
  const float even = 1.0f / static_cast<float>(class_count);
  for (size_t item = 0; item < input.labels.item_count(); ++item) {
    const auto label_count = static_cast<float>(input.labels.classes_of(item).size());
    if (label_count == 0.0f || GoldOf(input, item) != kNoClass) {
      continue;
    }
    for (float& p : posterior.subspan(item * class_count, class_count)) {
      p = (label_count * p + even) / (label_count + 1.0f);
    }
  }
}

double ShareTrust(std::span<const double> votes, std::span<const double> model) {
  double divergence = 0;
  for (size_t k = 0; k < votes.size(); ++k) {
    divergence += votes[k] * std::log(votes[k] / model[k]);
  }
  return std::exp(-kShareStrength * std::max(0.0, divergence));
}

void WeighLegs(std::span<const double> vote_shares, std::span<AutoLeg> legs) {
  double total = 0;
  for (AutoLeg& leg : legs) {
    leg.weight = ShareTrust(vote_shares, leg.shares);
    total += leg.weight;
  }
  for (AutoLeg& leg : legs) {
    leg.weight /= total;
  }
}

double CorrelationProof(double evidence) {
  return evidence > kDecisiveNats ? 1.0 - std::exp(-(evidence - kDecisiveNats) / kDecisiveNats)
                                  : 0.0;
}

void AddCorrelatedLeg(std::span<const double> vote_shares, double proof, AutoLeg leg,
                      std::vector<AutoLeg>& legs) {
  const double moved = proof * ShareTrust(vote_shares, leg.shares);
  leg.assumes_independence = false;
  leg.weight = 0;
  for (AutoLeg& other : legs) {
    if (other.assumes_independence) {
      leg.weight += moved * other.weight;
      other.weight *= 1.0 - moved;
    }
  }
  legs.push_back(std::move(leg));
}

std::vector<float> BlendLegs(const LabelTable& labels, std::span<const AutoLeg> legs,
                             WorkerPool& pool) {
  const size_t class_count = labels.class_count();
  std::vector<float> blend(labels.item_count() * class_count, 0.0f);
  const std::vector<size_t> bounds = CutItems(labels, 16, 16'384);
  pool.Run(bounds.size() - 1, [&](size_t slice) {
    for (size_t item = bounds[slice]; item < bounds[slice + 1]; ++item) {
      const size_t begin = item * class_count;
      BlendRow(legs, begin, std::span<float>(blend).subspan(begin, class_count));
    }
  });
  return blend;
}

std::vector<float> BlendReliability(const LabelTable& labels, std::span<const float> posterior) {
  const size_t class_count = labels.class_count();
  std::vector<double> right(labels.annotator_count(), 0.0);
  std::vector<double> said(labels.annotator_count(), 0.0);
  double all = 0;
  for (size_t item = 0; item < labels.item_count(); ++item) {
    const auto classes = labels.classes_of(item);
    const auto annotators = labels.annotators_of(item);
    for (size_t j = 0; j < classes.size(); ++j) {
      const auto p = static_cast<double>(posterior[item * class_count + classes[j]]);
      right[annotators[j]] += p;
      said[annotators[j]] += 1.0;
      all += p;
    }
  }
  const double mean = all / static_cast<double>(std::max<size_t>(labels.label_count(), 1));
  std::vector<float> reliability(right.size());
  for (size_t a = 0; a < right.size(); ++a) {
    reliability[a] = static_cast<float>(std::min(1.0, (right[a] + mean) / (said[a] + 1.0)));
  }
  return reliability;
}

std::string ExplainBlend(const LabelTable& labels, std::span<const double> vote_shares,
                         std::span<const AutoLeg> legs) {
  std::string text =
      "The mean of several models, each weighed by how well its class shares agree with those of "
      "the votes:";
  double largest = 0;
  for (const AutoLeg& leg : legs) {
    absl::StrAppend(&text, largest == 0 ? " " : ", ",
                    absl::string_view(leg.name.data(), leg.name.size()),
                    absl::StrFormat(" %.0f %%", 100.0 * leg.weight));
    largest = std::max(largest, leg.weight);
  }
  text += ".";
  for (const AutoLeg& leg : legs) {
    if (!leg.assumes_independence) {
      absl::StrAppend(&text, " Annotators err together on some items: ",
                      absl::string_view(leg.name.data(), leg.name.size()), " takes that in.");
    }
  }
  for (const AutoLeg& leg : legs) {
    if (leg.weight >= kSetAside * largest || ShareTrust(vote_shares, leg.shares) >= 0.5) {
      continue;
    }
    const size_t k = MostShiftedClass(vote_shares, leg.shares);
    const std::string_view name = labels.class_names()[k];
    absl::StrAppend(&text, " ", absl::string_view(leg.name.data(), leg.name.size()),
                    " counts little: it gives class \"",
                    absl::string_view(name.data(), name.size()),
                    absl::StrFormat("\" to %.0f %% of the items, %.0f %% of the votes say it.",
                                    100.0 * leg.shares[k], 100.0 * vote_shares[k]));
  }
  return text;
}

}  // namespace assay
