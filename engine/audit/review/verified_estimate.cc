#include "engine/audit/review/verified_estimate.h"

#include <algorithm>
#include <boost/random/binomial_distribution.hpp>
#include <cmath>
#include <map>
#include <numeric>
#include <utility>

#include "Eigen/Core"
#include "engine/audit/review/class_errors.h"
#include "engine/audit/review/curve_posterior.h"
#include "engine/audit/review/draw_quantiles.h"
#include "engine/audit/review/logistic.h"
#include "engine/audit/review/random_engine.h"
#include "engine/audit/review/suspicion_profile.h"
#include "engine/base/rng.h"
#include "engine/base/status.h"

namespace assay {
namespace {

constexpr size_t kCellCount = 48;
constexpr size_t kDrawCount = 2000;
// Every so many draws serve for the classes.
constexpr size_t kClassDrawStep = 5;
// Slopes of log-odds of being wrong over suspicion, and how often they are believed to occur.
struct SlopeBelief {
  double slope = 0;
  double weight = 0;
};
constexpr SlopeBelief kSlopes[] = {{.6, .5}, {1.3, .35}, {3, .15}};
constexpr size_t kFewChecks = 20;
// A part of the ranking without any check that is worth a warning.
constexpr double kLongStretch = 1.0 / 3;

// What is known before the draws: checks by position, and runs of positions.
struct Checks {
  std::vector<int8_t> verdicts;  // by position: -1 not checked, 0 right, 1 wrong
  size_t wrong_count = 0;
};

// Positions [begin, end).
struct Run {
  size_t begin = 0;
  size_t end = 0;
  int64_t checked = 0;
  int64_t wrong = 0;

  int64_t unchecked() const { return static_cast<int64_t>(end - begin) - checked; }
};

absl::Status BadChecks(const std::string& found) {
  return MakeError(absl::StatusCode::kInvalidArgument, "BAD_CHECKED_ITEMS",
                   "found " + found + ", expected each checked position of the ranking once",
                   {{"found", found}});
}

absl::Status CheckClasses(const VerifiedRanking& ranking) {
  if (ranking.given.size() != ranking.scores.size()) {
    return MakeError(absl::StatusCode::kInvalidArgument, "SIZE_MISMATCH",
                     "found " + std::to_string(ranking.given.size()) + " labels, expected " +
                         std::to_string(ranking.scores.size()) + " as there are scores");
  }
  for (const uint32_t label : ranking.given) {
    if (label >= ranking.class_count) {
      return MakeError(absl::StatusCode::kInvalidArgument, "LABEL_OUT_OF_RANGE",
                       "found the class " + std::to_string(label) + ", expected less than " +
                           std::to_string(ranking.class_count));
    }
  }
  return absl::OkStatus();
}

absl::StatusOr<Checks> MakeChecks(const VerifiedRanking& ranking) {
  if (ranking.checked.empty()) {
    return BadChecks("no checked item");
  }
  Checks checks;
  checks.verdicts.assign(ranking.scores.size(), -1);
  for (const CheckedItem& item : ranking.checked) {
    if (item.position >= checks.verdicts.size()) {
      return BadChecks("the position " + std::to_string(item.position) + " of " +
                       std::to_string(checks.verdicts.size()));
    }
    int8_t& verdict = checks.verdicts[item.position];
    if (verdict >= 0) {
      return BadChecks("the position " + std::to_string(item.position) + " twice");
    }
    verdict = item.wrong ? 1 : 0;
    checks.wrong_count += item.wrong ? 1 : 0;
  }
  return checks;
}

std::vector<Run> MakeRuns(std::span<const size_t> ends, const Checks& checks) {
  std::vector<Run> runs;
  size_t begin = 0;
  for (const size_t end : ends) {
    Run run{.begin = begin, .end = end};
    for (size_t i = begin; i < end; ++i) {
      run.checked += checks.verdicts[i] >= 0 ? 1 : 0;
      run.wrong += checks.verdicts[i] == 1 ? 1 : 0;
    }
    runs.push_back(run);
    begin = end;
  }
  return runs;
}

CheckedCells SummariseCells(const SuspicionProfile& profile, std::span<const Run> cells) {
  const auto count = static_cast<Eigen::Index>(cells.size());
  CheckedCells summary{Eigen::VectorXd(count), Eigen::VectorXd(count), Eigen::VectorXd(count)};
  for (Eigen::Index i = 0; i < count; ++i) {
    const Run& cell = cells[static_cast<size_t>(i)];
    summary.suspicion[i] = profile.MeanSuspicion(cell.begin, cell.end);
    summary.checked[i] = static_cast<double>(cell.checked);
    summary.wrong[i] = static_cast<double>(cell.wrong);
  }
  return summary;
}

// Probabilities of error of runs, from log-odds of cells: one row per draw, one column per run.
// Between the cells' means, log-odds are straight lines.
Eigen::MatrixXd RunProbabilities(const Eigen::MatrixXd& log_odds,
                                 const Eigen::VectorXd& cell_suspicion,
                                 const SuspicionProfile& profile, std::span<const Run> runs) {
  Eigen::MatrixXd probabilities(log_odds.rows(), static_cast<Eigen::Index>(runs.size()));
  Eigen::Index cell = 0;
  for (size_t r = 0; r < runs.size(); ++r) {
    const double x = profile.MeanSuspicion(runs[r].begin, runs[r].end);
    while (cell + 1 < log_odds.cols() && cell_suspicion[cell + 1] > x) {
      ++cell;
    }
    const Eigen::Index next = std::min(cell + 1, log_odds.cols() - 1);
    const double gap = cell_suspicion[cell] - cell_suspicion[next];
    const double share = gap > 0 ? std::clamp((cell_suspicion[cell] - x) / gap, 0.0, 1.0) : 0;
    probabilities.col(static_cast<Eigen::Index>(r)) =
        1 / (1 + (-(1 - share) * log_odds.col(cell) - share * log_odds.col(next)).array().exp());
  }
  return probabilities;
}

// Which draws to keep, some more than once, so that all count the same afterwards.
std::vector<Eigen::Index> WeighDraws(const Eigen::VectorXd& totals, const ErrorRange& plausible) {
  std::vector<double> below;
  double sum = 0;
  for (const double total : totals) {
    double factor = 1;
    factor = std::max(factor, (plausible.low + 1) / (total + 1));
    factor = std::max(factor, (total + 1) / (plausible.high + 1));
    sum += 1 / std::sqrt(factor);
    below.push_back(sum);
  }
  std::vector<Eigen::Index> kept;
  const double step = sum / static_cast<double>(totals.size());
  size_t draw = 0;
  for (size_t i = 0; i < below.size(); ++i) {
    while (draw + 1 < below.size() && below[draw] < (static_cast<double>(i) + 0.5) * step) {
      ++draw;
    }
    kept.push_back(static_cast<Eigen::Index>(draw));
  }
  return kept;
}

Eigen::MatrixXd KeepRows(const Eigen::MatrixXd& matrix, std::span<const Eigen::Index> rows,
                         size_t step) {
  Eigen::MatrixXd kept(static_cast<Eigen::Index>((rows.size() + step - 1) / step), matrix.cols());
  for (Eigen::Index i = 0; i < kept.rows(); ++i) {
    kept.row(i) = matrix.row(rows[static_cast<size_t>(i) * step]);
  }
  return kept;
}

// Adds up the runs: known errors and, by draw, a binomial number among the unchecked ones.
// `totals` gets the unchecked errors over all runs, by draw.
ErrorCurve SumCurve(std::span<const Run> runs, const Eigen::MatrixXd& probabilities, uint64_t seed,
                    std::vector<double>& totals) {
  RandomEngine engine(Rng(seed, 2));
  totals.assign(static_cast<size_t>(probabilities.rows()), 0);
  std::vector<double> means;
  std::vector<double> weights;
  for (size_t r = 0; r < runs.size(); ++r) {
    means.push_back(probabilities.col(static_cast<Eigen::Index>(r)).mean());
    weights.push_back(static_cast<double>(runs[r].unchecked()));
  }
  const std::vector<double> fitted = FitNonIncreasing(means, weights);
  ErrorCurve curve{.points = {}, .level = kVerifiedLevel};
  std::vector<double> draws;
  double known = 0;
  double expected = 0;
  for (size_t r = 0; r < runs.size(); ++r) {
    for (size_t draw = 0; runs[r].unchecked() > 0 && draw < totals.size(); ++draw) {
      boost::random::binomial_distribution<int64_t, double> binomial(
          runs[r].unchecked(),
          probabilities(static_cast<Eigen::Index>(draw), static_cast<Eigen::Index>(r)));
      totals[draw] += static_cast<double>(binomial(engine));
    }
    known += static_cast<double>(runs[r].wrong);
    expected += fitted[r] * weights[r];
    draws = totals;
    const Interval interval = IntervalOfDraws(draws, expected, kVerifiedLevel);
    curve.points.push_back({.depth = runs[r].end,
                            .errors = known + interval.value,
                            .low = known + interval.low,
                            .high = known + interval.high,
                            .error_probability = fitted[r]});
  }
  return curve;
}

std::vector<ClassCell> CountClassCells(const VerifiedRanking& ranking, const Checks& checks,
                                       std::span<const Run> cells) {
  std::map<std::pair<uint32_t, uint32_t>, ClassCell> counts;
  for (size_t c = 0; c < cells.size(); ++c) {
    for (size_t i = cells[c].begin; i < cells[c].end; ++i) {
      const auto cell = static_cast<uint32_t>(c);
      ClassCell& count = counts[{ranking.given[i], cell}];
      count.label = ranking.given[i];
      count.cell = cell;
      (checks.verdicts[i] < 0 ? count.unchecked : count.checked) += 1;
      count.wrong += checks.verdicts[i] == 1 ? 1 : 0;
    }
  }
  std::vector<ClassCell> class_cells;
  for (const auto& [key, count] : counts) {
    class_cells.push_back(count);
  }
  return class_cells;
}

// In words, where the checks leave something open.
std::vector<std::string> WarnOfGaps(const Checks& checks, size_t checked_count) {
  std::vector<std::string> warnings;
  const size_t n = checks.verdicts.size();
  if (checked_count < std::min(kFewChecks, n)) {
    warnings.push_back("only " + std::to_string(checked_count) +
                       " labels were checked: the estimate still leans on the models");
  }
  size_t longest_begin = 0;
  size_t longest = 0;
  size_t begin = 0;
  for (size_t i = 0; i <= n; ++i) {
    if (i == n || checks.verdicts[i] >= 0) {
      if (i - begin > longest) {
        longest = i - begin;
        longest_begin = begin;
      }
      begin = i + 1;
    }
  }
  if (static_cast<double>(longest) > kLongStretch * static_cast<double>(n)) {
    warnings.push_back("none of the ranks " + std::to_string(longest_begin + 1) + " to " +
                       std::to_string(longest_begin + longest) +
                       " was checked: how many labels are wrong there is known from the models "
                       "only. A sample for review covers all ranks");
  }
  return warnings;
}

// Draws of what may be true, all of the same weight.
struct Draws {
  Eigen::MatrixXd probabilities;  // by draw and run
  Eigen::MatrixXd log_odds;       // by every kClassDrawStep-th draw and cell
};

Draws DrawTruths(const SuspicionProfile& profile, std::span<const Run> cells,
                 std::span<const Run> runs, uint64_t seed) {
  const CheckedCells summary = SummariseCells(profile, cells);
  std::vector<CurvePrior> priors;
  for (const auto& [slope, weight] : kSlopes) {
    priors.push_back({profile.InterceptFor(slope, profile.plausible().centre), slope, weight});
  }
  const Eigen::MatrixXd log_odds = DrawErrorCurves(summary, priors, kDrawCount, seed);
  const Eigen::MatrixXd probabilities =
      RunProbabilities(log_odds, summary.suspicion, profile, runs);
  Eigen::VectorXd unchecked(probabilities.cols());
  int64_t known = 0;
  for (size_t r = 0; r < runs.size(); ++r) {
    unchecked[static_cast<Eigen::Index>(r)] = static_cast<double>(runs[r].unchecked());
    known += runs[r].wrong;
  }
  const Eigen::VectorXd totals = (probabilities * unchecked).array() + static_cast<double>(known);
  const std::vector<Eigen::Index> kept = WeighDraws(totals, profile.plausible());
  return {KeepRows(probabilities, kept, 1), KeepRows(log_odds, kept, kClassDrawStep)};
}

}  // namespace

absl::StatusOr<VerifiedEstimate> EstimateVerifiedErrors(const VerifiedRanking& ranking,
                                                        uint64_t seed) {
  ASSAY_RETURN_IF_ERROR(CheckClasses(ranking));
  ASSAY_ASSIGN_OR_RETURN(const SuspicionProfile profile,
                         SuspicionProfile::Make(ranking.scores, ranking.plausible));
  ASSAY_ASSIGN_OR_RETURN(const Checks checks, MakeChecks(ranking));
  const std::vector<size_t> cell_ends = profile.EqualInterestEnds(kCellCount);
  std::vector<size_t> run_ends;
  std::ranges::set_union(cell_ends, ReviewDepths(profile.item_count(), ranking.flagged_count),
                         std::back_inserter(run_ends));
  const std::vector<Run> cells = MakeRuns(cell_ends, checks);
  const std::vector<Run> runs = MakeRuns(run_ends, checks);
  const Draws draws = DrawTruths(profile, cells, runs, seed);

  VerifiedEstimate estimate;
  std::vector<double> unchecked_errors;
  estimate.curve = SumCurve(runs, draws.probabilities, seed, unchecked_errors);
  const CurvePoint& last = estimate.curve.points.back();
  estimate.errors = {last.errors, last.low, last.high, kVerifiedLevel};
  std::vector<double> class_totals;
  for (size_t draw = 0; draw < unchecked_errors.size(); draw += kClassDrawStep) {
    class_totals.push_back(unchecked_errors[draw]);
  }
  estimate.per_class =
      EstimateClassErrors(draws.log_odds, class_totals, CountClassCells(ranking, checks, cells),
                          ranking.class_count, kVerifiedLevel, seed);
  estimate.checked_count = ranking.checked.size();
  estimate.wrong_count = checks.wrong_count;
  estimate.warnings = WarnOfGaps(checks, estimate.checked_count);
  return estimate;
}

}  // namespace assay
