#ifndef ASSAY_TESTS_ENGINE_CONSENSUS_CROWD_SET_H_
#define ASSAY_TESTS_ENGINE_CONSENSUS_CROWD_SET_H_

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "engine/consensus/consensus_registry.h"
#include "engine/labels/label_table.h"
#include "engine/labels/label_table_builder.h"

namespace assay {

// A crowd-labelled set on disk: labels.csv (item,annotator,label[,...]) and truth.csv (item,label),
// both maybe gzipped; ids without quotes and commas.
struct CrowdSet {
  LabelTable labels;
  // N classes; kNoClass where unknown, kUnsaidClass where the truth is a class nobody ever said.
  std::vector<int32_t> truth;
};

inline constexpr int32_t kUnsaidClass = -2;

// Throws std::runtime_error where a file cannot be read.  Truth of items without labels is left
// out.
CrowdSet LoadCrowdSet(const std::filesystem::path& folder, RepeatPolicy policy);

struct ConsensusScore {
  double accuracy = 0;  // a tie of n classes (within 1e-6) counts 1/n where the truth is among them
  double log_loss = 0;  // probabilities clipped below at 1e-12
  double calibration_error = 0;  // ECE over 10 equal bins of the largest probability
  int64_t scored_count = 0;
};

// Over the items whose truth is known and that are not in `without`.
ConsensusScore ScoreConsensus(const CrowdSet& set, std::span<const float> posterior);

// As in ScoreConsensus; number truth against values.
struct NumberScore {
  double mean_absolute_error = 0;
  double root_mean_square_error = 0;
  int64_t scored_count = 0;
};
NumberScore ScoreNumbers(const CrowdSet& set, std::span<const double> truth_values,
                         std::span<const double> values);

// truth.csv as numbers, N values, NaN where unknown.
std::vector<double> LoadTruthValues(const std::filesystem::path& folder, const LabelTable& labels);

}  // namespace assay

#endif  // ASSAY_TESTS_ENGINE_CONSENSUS_CROWD_SET_H_
