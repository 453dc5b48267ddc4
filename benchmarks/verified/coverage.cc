// Simulates reviewers on a data set whose wrong labels are known: how often the interval holds the
// truth, and how wide it is.
//
//   verified_coverage ROWS LOW CENTRE HIGH CHECKS RUNS
//
// ROWS: a text file with "score class wrong" per line, most suspicious first.  LOW, CENTRE, HIGH:
// what the models alone said.  Prints one JSON object.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <numeric>
#include <string>
#include <vector>

#include "engine/audit/review/review_sample.h"
#include "engine/audit/review/verified_estimate.h"
#include "engine/base/rng.h"

namespace assay {
namespace {

struct Rows {
  std::vector<double> scores;
  std::vector<uint32_t> given;
  std::vector<bool> wrong;
  size_t class_count = 0;
};

Rows ReadRows(const char* path) {
  Rows rows;
  std::ifstream file(path);
  double score = 0;
  uint32_t label = 0;
  bool wrong = false;
  while (file >> score >> label >> wrong) {
    rows.scores.push_back(score);
    rows.given.push_back(label);
    rows.wrong.push_back(wrong);
    rows.class_count = std::max(rows.class_count, size_t{label} + 1);
  }
  return rows;
}

// Over simulated reviewers.
struct Tally {
  int covered = 0;
  int runs = 0;
  int below = 0;  // the truth lies above the interval
  double class_covered = 0;
  int depth_covered = 0;  // at the depth of the true number of errors
  std::vector<double> widths;
  double squares = 0;
  double bias = 0;
  double milliseconds = 0;
};

bool Holds(const Interval& interval, double truth) {
  return interval.low <= truth && truth <= interval.high;
}

void Simulate(const Rows& rows, const ErrorRange& plausible, const std::vector<size_t>& sample,
              Tally& tally) {
  std::vector<CheckedItem> checked;
  for (const size_t position : sample) {
    checked.push_back({position, rows.wrong[position]});
  }
  const auto begin = std::chrono::steady_clock::now();
  const auto estimate = EstimateVerifiedErrors({.scores = rows.scores,
                                                .given = rows.given,
                                                .class_count = rows.class_count,
                                                .flagged_count = rows.scores.size() / 5,
                                                .plausible = plausible,
                                                .checked = checked});
  if (!estimate.ok()) {
    std::cerr << estimate.status() << "\n";
    std::exit(1);
  }
  tally.milliseconds +=
      std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin).count();
  const double truth = static_cast<double>(std::count(rows.wrong.begin(), rows.wrong.end(), true));
  const double n = static_cast<double>(rows.scores.size());
  ++tally.runs;
  tally.covered += Holds(estimate->errors, truth) ? 1 : 0;
  tally.below += truth > estimate->errors.high ? 1 : 0;
  tally.widths.push_back((estimate->errors.high - estimate->errors.low) / n);
  tally.bias += (estimate->errors.value - truth) / n;
  tally.squares += (estimate->errors.value - truth) * (estimate->errors.value - truth) / n / n;
  std::vector<double> class_truth(rows.class_count);
  for (size_t i = 0; i < rows.wrong.size(); ++i) {
    class_truth[rows.given[i]] += rows.wrong[i] ? 1 : 0;
  }
  for (size_t k = 0; k < rows.class_count; ++k) {
    tally.class_covered += Holds(estimate->per_class[k], class_truth[k])
                               ? 1 / static_cast<double>(rows.class_count)
                               : 0;
  }
  for (const CurvePoint& point : estimate->curve.points) {
    if (static_cast<double>(point.depth) >= truth) {
      const auto found = std::count(rows.wrong.begin(),
                                    rows.wrong.begin() + static_cast<ptrdiff_t>(point.depth), true);
      tally.depth_covered +=
          Holds({point.errors, point.low, point.high}, static_cast<double>(found)) ? 1 : 0;
      break;
    }
  }
}

void Print(const char* name, Tally& tally, bool last) {
  std::nth_element(tally.widths.begin(), tally.widths.begin() + tally.runs / 2, tally.widths.end());
  const double runs = tally.runs;
  std::printf(
      "\"%s\": {\"coverage\": %.4f, \"too_low\": %.4f, \"width\": %.5f, \"rmse\": %.5f, \"bias\": "
      "%.5f, "
      "\"class_coverage\": %.4f, \"depth_coverage\": %.4f, \"ms\": %.2f}%s",
      name, tally.covered / runs, tally.below / runs,
      tally.widths[static_cast<size_t>(tally.runs / 2)], std::sqrt(tally.squares / runs),
      tally.bias / runs, tally.class_covered / runs, tally.depth_covered / runs,
      tally.milliseconds / runs, last ? "" : ", ");
}

int Run(char** argv) {
  const Rows rows = ReadRows(argv[1]);
  const ErrorRange plausible{
      .centre = std::atof(argv[3]), .low = std::atof(argv[2]), .high = std::atof(argv[4])};
  const auto checks = std::min(static_cast<size_t>(std::atol(argv[5])), rows.scores.size());
  Tally ours;
  Tally random;
  for (uint64_t run = 0; run < static_cast<uint64_t>(std::atol(argv[6])); ++run) {
    const auto sample = ChooseReviewSample(rows.scores, plausible, {}, checks, run);
    if (!sample.ok()) {
      std::cerr << sample.status() << "\n";
      return 1;
    }
    Simulate(rows, plausible, *sample, ours);
    std::vector<size_t> all(rows.scores.size());
    std::iota(all.begin(), all.end(), size_t{0});
    Rng rng(run, 9);
    rng.Shuffle(std::span(all));
    all.resize(checks);
    Simulate(rows, plausible, all, random);
  }
  std::printf("{");
  Print("review_sample", ours, false);
  Print("random_sample", random, true);
  std::printf("}\n");
  return 0;
}

}  // namespace
}  // namespace assay

int main(int argc, char** argv) {
  if (argc != 7) {
    std::cerr << "usage: verified_coverage ROWS LOW CENTRE HIGH CHECKS RUNS\n";
    return 2;
  }
  return assay::Run(argv);
}
