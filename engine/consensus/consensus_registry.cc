#include "engine/consensus/consensus_registry.h"

#include <algorithm>
#include <string>

#include "engine/base/status.h"
#include "engine/consensus/auto_consensus.h"
#include "engine/consensus/crowdlab.h"
#include "engine/consensus/methods/methods.h"

namespace assay {
namespace {

// To add a method: write engine/consensus/methods/<name>.cc, declare its function in methods.h,
// then add one line here.
constexpr ConsensusMethod kMethods[] = {
    {"auto", "Several models together, weighed by the labels alone; probabilities to rely on",
     "docs/decisions/0005-consensus-auto.md", false, &AutoConsensus, nullptr},
    {"majority", "The class that most annotators said", "the oldest rule", false,
     &MajorityConsensus, nullptr},
    {"wawa", "Votes weighted by how often an annotator agrees with the majority",
     "Worker Agreement With Aggregate, Appen; Ustalov, Pavlichenko, Tseitlin, JOSS 2024", false,
     &WawaConsensus, nullptr},
    {"dawid_skene_map", "A confusion matrix for each annotator, with a mild prior",
     "Dawid, Skene, Applied Statistics 1979; prior on the counts", false, &DawidSkeneMapConsensus,
     nullptr},
    {"dawid_skene", "A confusion matrix for each annotator, maximum likelihood",
     "Dawid, Skene, Applied Statistics 1979", false, &DawidSkeneConsensus, nullptr},
    {"fast_dawid_skene", "Dawid-Skene that counts the most probable class alone: few rounds",
     "Sinha, Rao, Balasubramanian, arXiv:1803.02781, 2018", false, &FastDawidSkeneConsensus,
     nullptr},
    {"hybrid_dawid_skene", "Dawid-Skene until it is nearly done, then the fast one",
     "Sinha, Rao, Balasubramanian, arXiv:1803.02781, 2018", false, &HybridDawidSkeneConsensus,
     nullptr},
    {"hierarchical_dawid_skene",
     "Dawid-Skene in which annotators with few labels are held to be like the others",
     "Paun et al., TACL 2018 (hierarchical model)", false, &HierarchicalDawidSkeneConsensus,
     nullptr},
    {"one_coin", "One accuracy for each annotator",
     "Zhang, Chen, Zhou, Jordan, JMLR 2016 (one-coin model)", false, &OneCoinConsensus, nullptr},
    {"ibcc", "Confusion matrices by variational Bayes", "Kim, Ghahramani, AISTATS 2012", false,
     &IbccConsensus, nullptr},
    {"ebcc", "Confusion matrices of annotators who may fall for the same items",
     "Li, Rubinstein, Cohn, ICML 2019", false, &EbccConsensus, nullptr},
    {"bwa", "Average of the votes weighted by precision: mild, well-calibrated probabilities",
     "Li, Rubinstein, Cohn, ICML 2019", false, &BwaConsensus, nullptr},
    {"glad", "An ability for each annotator, a difficulty for each item",
     "Whitehill, Ruvolo, Wu, Bergsma, Movellan, NIPS 2009", false, &GladConsensus, nullptr},
    {"mace", "Annotators who know the answer or guess in a way of their own",
     "Hovy, Berg-Kirkpatrick, Vaswani, Hovy, NAACL 2013", false, &MaceConsensus, nullptr},
    {"crowdlab", "Annotators and a model together, each weighed by its measured worth",
     "Goh, Tkachenko, Mueller, CROWDLAB, arXiv:2210.06812, 2022", true, &CrowdlabConsensus,
     nullptr},
    {"mean", "Numbers: the mean of the labels", "the oldest rule", false, nullptr, &MeanConsensus},
    {"median", "Numbers: the middle label, whatever the outliers say", "the other oldest rule",
     false, nullptr, &MedianConsensus},
    {"reliability_weighted", "Numbers: the mean weighted by how precise each annotator is",
     "Raykar et al., JMLR 2010 (section 6); Patterson, Thompson, Biometrika 1971", false, nullptr,
     &ReliabilityWeightedConsensus},
};

}  // namespace

std::span<const ConsensusMethod> ConsensusMethods() { return kMethods; }

absl::StatusOr<const ConsensusMethod*> FindConsensusMethod(std::string_view name) {
  const auto* found =
      std::find_if(std::begin(kMethods), std::end(kMethods),
                   [&](const ConsensusMethod& method) { return method.name == name; });
  if (found != std::end(kMethods)) {
    return found;
  }
  std::string known;
  for (const ConsensusMethod& method : kMethods) {
    known.append(known.empty() ? "" : ", ").append(method.name);
  }
  return MakeError(
      absl::StatusCode::kNotFound, "UNKNOWN_CONSENSUS_METHOD",
      "there is no method named \"" + std::string(name) + "\", expected one of " + known,
      {{"found", std::string(name)}});
}

}  // namespace assay
