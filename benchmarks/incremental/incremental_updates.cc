// incremental_updates FOLDER REPEATS: streams the labels of a crowd set into IncrementalConsensus,
// in another order each time, and prints what came of it as JSON.

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <exception>
#include <numeric>
#include <tuple>
#include <vector>

#include "engine/base/check.h"
#include "engine/base/rng.h"
#include "engine/consensus/incremental.h"
#include "engine/consensus/methods/methods.h"
#include "tests/engine/consensus/crowd_set.h"

namespace assay {
namespace {

using Triple = std::tuple<uint32_t, uint32_t, uint16_t>;

double CpuSeconds() { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

std::vector<Triple> LabelsOf(const LabelTable& labels) {
  std::vector<Triple> result;
  for (uint32_t item = 0; item < labels.item_count(); ++item) {
    for (size_t i = 0; i < labels.classes_of(item).size(); ++i) {
      result.emplace_back(item, labels.annotators_of(item)[i], labels.classes_of(item)[i]);
    }
  }
  return result;
}

double Accuracy(const IncrementalConsensus& live, const CrowdSet& set) {
  const size_t class_count = set.labels.class_count();
  std::vector<float> posterior(set.labels.item_count() * class_count);
  for (uint32_t item = 0; item < set.labels.item_count(); ++item) {
    live.PosteriorOf(item, std::span(posterior).subspan(item * class_count, class_count));
  }
  return 100 * ScoreConsensus(set, posterior).accuracy;
}

struct Figures {
  double updates = 0;
  double new_s = 0;     // of labels that are new
  double change_s = 0;  // of labels that take the place of others
  double sweep_s = 0;
  double streamed = 0;  // accuracy, %, before any sweep
  double after_one = 0;
  double after_two = 0;
  double batch = 0;
  ConsensusDifference refit;
};

void Set(IncrementalConsensus& live, const std::vector<Triple>& labels) {
  for (const auto& [item, annotator, said] : labels) {
    ASSAY_CHECK(live.SetLabel(item, annotator, said).ok());
  }
}

void RunOnce(const CrowdSet& set, uint64_t seed, Figures& figures) {
  std::vector<Triple> labels = LabelsOf(set.labels);
  Rng rng(seed);
  rng.Shuffle(std::span(labels));
  IncrementalConsensus live;
  for (size_t k = 0; k < set.labels.class_count(); ++k) {
    ASSAY_CHECK(live.AddClass().ok());
  }
  for (size_t a = 0; a < set.labels.annotator_count(); ++a) {
    live.AddAnnotator();
  }
  for (size_t i = 0; i < set.labels.item_count(); ++i) {
    live.AddItem();
  }
  double begin = CpuSeconds();
  Set(live, labels);
  figures.new_s += CpuSeconds() - begin;
  figures.updates += static_cast<double>(labels.size());
  figures.streamed += Accuracy(live, set);
  begin = CpuSeconds();
  live.Sweep();
  figures.sweep_s += CpuSeconds() - begin;
  figures.after_one += Accuracy(live, set);
  live.Sweep();
  figures.after_two += Accuracy(live, set);
  IncrementalConsensus busy = live;
  begin = CpuSeconds();
  Set(busy, labels);
  figures.change_s += CpuSeconds() - begin;
  WorkerPool pool(1);
  NullProgress progress;
  const auto difference = live.Refit(&DawidSkeneMapConsensus, {}, pool, progress);
  ASSAY_CHECK(difference.ok());
  figures.refit = *difference;
  figures.batch += Accuracy(live, set);
}

int Main(const char* folder, int repeats) {
  const CrowdSet set = LoadCrowdSet(folder, RepeatPolicy::kLast);
  Figures figures;
  for (int repeat = 0; repeat < repeats; ++repeat) {
    RunOnce(set, static_cast<uint64_t>(repeat), figures);
  }
  const double runs = repeats;
  std::printf(
      "{\"labels\": %zu, \"items\": %zu, \"classes\": %zu, \"new_per_s\": %.0f, "
      "\"change_per_s\": %.0f, \"sweep_ms\": %.3f, \"streamed\": %.3f, \"after_one\": %.3f, "
      "\"after_two\": %.3f, \"batch\": %.3f, \"largest_dq\": %.4f, \"mean_dq\": %.6f, "
      "\"changed_labels\": %lld}\n",
      set.labels.label_count(), set.labels.item_count(), set.labels.class_count(),
      figures.updates / figures.new_s, figures.updates / figures.change_s,
      1000 * figures.sweep_s / runs, figures.streamed / runs, figures.after_one / runs,
      figures.after_two / runs, figures.batch / runs, figures.refit.largest, figures.refit.mean,
      static_cast<long long>(figures.refit.changed_labels));
  return 0;
}

}  // namespace
}  // namespace assay

int main(int argc, char** argv) {
  if (argc != 3 || std::atoi(argv[2]) < 1) {
    std::fprintf(stderr, "usage: incremental_updates FOLDER REPEATS\n");
    return 2;
  }
  try {
    return assay::Main(argv[1], std::atoi(argv[2]));
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
  }
}
