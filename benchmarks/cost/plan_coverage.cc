// plan_coverage DRAWS CONSENSUS LEAST FOLDER...
//
// Draws pilots of 50 items at random from crowd sets (FOLDER/labels.csv, truth.csv; items with
// LEAST and more labels, votes of at most so many labels), foretells what votes of k labels are
// worth on the other items, and counts how often that comes true.  Prints CSV:
// set,construction,pilot_labels,known,k,draws,covered,below,width,foretold,vote,consensus
// covered: the accuracy of the vote lies in the 90 % interval; below: it is lower.  `consensus`:
// the accuracy of the method CONSENSUS from the same labels ("-": not run).

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <iterator>
#include <map>
#include <string>
#include <tuple>
#include <vector>

#include "engine/cost/vote_fit.h"
#include "engine/stats/percentile.h"
#include "tests/engine/consensus/crowd_set.h"
#include "tests/engine/cost/pilot_draw.h"

namespace assay {
namespace {

constexpr size_t kPilotItems = 50;
constexpr int kVotes[] = {1, 2, 3, 5, 7, 9};
constexpr int kMostLabels = 9;
constexpr size_t kPilotLabels[] = {2, 3, 5};

struct Tally {
  double covered = 0, below = 0, width = 0, foretold = 0;
};

struct Realised {
  double vote = 0, consensus = 0;
};

// The plain alternative: items and their labels drawn again, with known classes.
Interval Bootstrap(const SmallTable& pilot, int vote, Rng& rng) {
  std::vector<double> shares;
  double mean = 0;
  for (int replicate = 0; replicate < 400; ++replicate) {
    double right = 0;
    for (size_t draw = 0; draw < pilot.labels.item_count(); ++draw) {
      const size_t item = rng.Below(pilot.labels.item_count());
      const auto classes = pilot.labels.classes_of(item);
      std::map<int32_t, int> counts;
      int most = 0;
      for (int i = 0; i < vote; ++i) {
        most = std::max(most, ++counts[classes[rng.Below(classes.size())]]);
      }
      const auto winners = std::count_if(counts.begin(), counts.end(),
                                         [&](const auto& count) { return count.second == most; });
      right += counts[pilot.truth[item]] == most ? 1.0 / static_cast<double>(winners) : 0;
    }
    shares.push_back(right / static_cast<double>(pilot.labels.item_count()));
    mean += shares.back() / 400;
  }
  std::sort(shares.begin(), shares.end());
  return {mean, Percentile(shares, 0.05), Percentile(shares, 0.95), 0.9};
}

void Count(const Interval& interval, double realised, Tally& tally) {
  tally.covered += interval.low <= realised && realised <= interval.high ? 1 : 0;
  tally.below += realised < interval.low ? 1 : 0;
  tally.width += interval.high - interval.low;
  tally.foretold += interval.value;
}

double ConsensusAccuracy(const SmallTable& table, const std::string& method, WorkerPool& pool) {
  NullProgress progress;
  const ConsensusInput input{table.labels, {}, {}};
  const auto result = (*FindConsensusMethod(method))->compute(input, {}, pool, progress);
  if (!result.ok()) {
    return 0;
  }
  const std::vector<int32_t> named = ConsensusLabels(input, *result, 1);
  double right = 0;
  for (size_t item = 0; item < named.size(); ++item) {
    right += named[item] == table.truth[item] ? 1 : 0;
  }
  return right / static_cast<double>(named.size());
}

using Key = std::tuple<std::string, size_t, bool, int>;  // construction, labels, known, vote

void RunSet(const std::filesystem::path& folder, int draws, const std::string& consensus,
            size_t least, WorkerPool& pool) {
  const CrowdSet set = LoadCrowdSet(folder, RepeatPolicy::kLast);
  const std::vector<size_t> items = WellLabelledItems(set.labels, set.truth, least);
  const VoteGrid grid(set.labels.class_count(), kMostLabels, pool);
  std::vector<int> votes;
  std::copy_if(std::begin(kVotes), std::end(kVotes), std::back_inserter(votes),
               [least](int vote) { return static_cast<size_t>(vote) <= least; });
  std::map<Key, Tally> tallies;
  std::map<int, Realised> realised;
  for (int round = 0; round < draws; ++round) {
    Rng rng(20261123, static_cast<uint64_t>(round));
    const PilotDraw draw = DrawPilot(set.labels, items, kPilotItems, rng);
    std::map<int, double> truth;
    for (const int vote : votes) {
      const auto k = static_cast<size_t>(vote);
      truth[vote] = VoteAccuracy(set.labels, set.truth, draw, draw.other_items, k);
      realised[vote].vote += truth[vote];
      if (consensus != "-") {
        realised[vote].consensus += ConsensusAccuracy(
            FirstLabels(set.labels, set.truth, draw, draw.other_items, k), consensus, pool);
      }
    }
    for (const size_t label_count : kPilotLabels) {
      if (label_count > least) {
        continue;
      }
      const SmallTable pilot =
          FirstLabels(set.labels, set.truth, draw, draw.pilot_items, label_count);
      const ForecastOptions options{static_cast<int64_t>(draw.other_items.size()), 0.9,
                                    static_cast<uint64_t>(round)};
      for (const bool known : {false, true}) {
        PilotInput input{pilot.labels};
        if (known) {
          input.gold = pilot.truth;
        }
        const auto fit = FitPilot(input, grid, options, pool);
        if (!fit.ok()) {
          std::fprintf(stderr, "%s\n", fit.status().ToString().c_str());
          std::exit(1);
        }
        for (const int vote : votes) {
          Count(fit->votes[static_cast<size_t>(vote - 1)].accuracy, truth[vote],
                tallies[{"posterior", label_count, known, vote}]);
        }
      }
      for (const int vote : votes) {
        Count(Bootstrap(pilot, vote, rng), truth[vote],
              tallies[{"bootstrap", label_count, true, vote}]);
      }
    }
  }
  for (const auto& [key, tally] : tallies) {
    const auto& [construction, label_count, known, vote] = key;
    std::printf("%s,%s,%zu,%d,%d,%d,%.4f,%.4f,%.4f,%.4f,%.4f,%.4f\n",
                folder.filename().string().c_str(), construction.c_str(), label_count,
                known ? 1 : 0, vote, draws, tally.covered / draws, tally.below / draws,
                tally.width / draws, tally.foretold / draws, realised[vote].vote / draws,
                realised[vote].consensus / draws);
  }
}

int Main(int argc, char** argv) {
  if (argc < 5) {
    std::fprintf(stderr, "usage: plan_coverage DRAWS CONSENSUS LEAST FOLDER...\n");
    return 2;
  }
  WorkerPool pool(2);
  for (int i = 4; i < argc; ++i) {
    RunSet(argv[i], std::atoi(argv[1]), argv[2], static_cast<size_t>(std::atoi(argv[3])), pool);
  }
  return 0;
}

}  // namespace
}  // namespace assay

int main(int argc, char** argv) { return assay::Main(argc, argv); }
