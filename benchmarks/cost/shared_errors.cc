// shared_errors PILOTS LEAST FOLDER...
//
// How far labels are from what their agreement says of them, in crowd sets (FOLDER/labels.csv,
// truth.csv): the share of items that everybody gets wrong alike, which no agreement shows.  Draws
// pilots of 50 items with all of their labels, at least LEAST, fits the law of FitPilot to them
// without known labels, and prints CSV:
// set,items,classes,labels_an_item,by_agreement,by_truth,shared
// by_agreement, by_truth: how accurate a label is; shared: 1 - by_truth / by_agreement.

#include <cstdio>
#include <cstdlib>
#include <numeric>
#include <vector>

#include "engine/cost/vote_fit.h"
#include "tests/engine/consensus/crowd_set.h"
#include "tests/engine/cost/pilot_draw.h"

namespace assay {
namespace {

constexpr size_t kPilotItems = 50;
constexpr size_t kAll = 1000;

double ShareRight(const SmallTable& table) {
  double right = 0;
  for (size_t item = 0; item < table.labels.item_count(); ++item) {
    for (const uint16_t named : table.labels.classes_of(item)) {
      right += named == table.truth[item] ? 1 : 0;
    }
  }
  return right / static_cast<double>(table.labels.label_count());
}

void RunSet(const std::filesystem::path& folder, int pilots, size_t least, WorkerPool& pool) {
  const CrowdSet set = LoadCrowdSet(folder, RepeatPolicy::kLast);
  const std::vector<size_t> items = WellLabelledItems(set.labels, set.truth, least);
  const VoteGrid grid(set.labels.class_count(), 1, pool);
  double by_agreement = 0;
  double by_truth = 0;
  double labels = 0;
  for (int round = 0; round < pilots; ++round) {
    Rng rng(20261123, static_cast<uint64_t>(round));
    const PilotDraw draw = DrawPilot(set.labels, items, kPilotItems, rng);
    const SmallTable pilot = FirstLabels(set.labels, set.truth, draw, draw.pilot_items, kAll);
    const auto fit = FitPilot({pilot.labels}, grid, {.same_annotators = true}, pool);
    if (!fit.ok()) {
      std::fprintf(stderr, "%s\n", fit.status().ToString().c_str());
      std::exit(1);
    }
    by_agreement += fit->agreement_accuracy / pilots;
    by_truth += ShareRight(pilot) / pilots;
    labels += static_cast<double>(pilot.labels.label_count()) / kPilotItems / pilots;
  }
  std::printf("%s,%zu,%zu,%.1f,%.3f,%.3f,%.3f\n", folder.filename().string().c_str(), items.size(),
              set.labels.class_count(), labels, by_agreement, by_truth,
              1 - by_truth / by_agreement);
  std::fflush(stdout);
}

int Main(int argc, char** argv) {
  if (argc < 4) {
    std::fprintf(stderr, "usage: shared_errors PILOTS LEAST FOLDER...\n");
    return 2;
  }
  WorkerPool pool(2);
  for (int i = 3; i < argc; ++i) {
    RunSet(argv[i], std::atoi(argv[1]), static_cast<size_t>(std::atoi(argv[2])), pool);
  }
  return 0;
}

}  // namespace
}  // namespace assay

int main(int argc, char** argv) { return assay::Main(argc, argv); }
