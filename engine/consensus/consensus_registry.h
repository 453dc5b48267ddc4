#ifndef ASSAY_ENGINE_CONSENSUS_CONSENSUS_REGISTRY_H_
#define ASSAY_ENGINE_CONSENSUS_CONSENSUS_REGISTRY_H_

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/base/progress.h"
#include "engine/base/worker_pool.h"
#include "engine/labels/label_table.h"

namespace assay {

// What a consensus is made from.
struct ConsensusInput {
  const LabelTable& labels;
  // Known true classes: N values, kNoClass where unknown; empty: none is known.  The posterior of
  // such an item is 1 for its class, and what annotators said of it counts in every model.
  std::span<const int32_t> gold;
  // Probabilities of the classes by a model: N x K, row-major, rows sum to 1; empty: no model.
  std::span<const float> model_probabilities;
};

struct ConsensusOptions {
  // At most this many rounds; 0: the method's own limit.
  int max_iterations = 0;
  // Stop earlier when the method's own measure of change falls below this; 0: its own.
  double tolerance = 0;
  // Of restarts, and of ties in ConsensusLabels.
  uint64_t seed = 0;
};

// The answer of a method about classes.
struct ConsensusResult {
  // N x K, row-major; each row sums to 1.  An item without labels and gold has the class shares
  // that the method holds for usual.
  std::vector<float> posterior;
  // How much each annotator's word is worth, A values in [0, 1]: the probability of a right label
  // where the method has one, else its weight divided by the largest.
  std::vector<float> reliability;
  int iterations = 0;
  bool converged = true;
  // What the method chose and why, in words; empty where it has nothing to choose.
  std::string explanation;
};

// The answer of a method about numbers.
struct NumberConsensus {
  std::vector<double> value;           // N; NaN for an item without labels
  std::vector<double> standard_error;  // N; NaN where fewer than two labels
  std::vector<float> reliability;      // A, in [0, 1]
  int iterations = 0;
  bool converged = true;
};

// A way to tell the true label from several.  Either compute or compute_numbers is set.
struct ConsensusMethod {
  std::string_view name;         // on the wire and in files, for ever
  std::string_view description;  // one line, for a lead of a labelling team
  std::string_view source;       // paper
  // Whether ConsensusInput::model_probabilities must be given.
  bool needs_model;

  // Results do not depend on the order of items, annotators or labels (up to rounding), nor on the
  // number of threads (not at all).
  //
  // Errors:
  //   INVALID_ARGUMENT    SIZE_MISMATCH       gold or model_probabilities have another size.
  //   INVALID_ARGUMENT    GOLD_OUT_OF_RANGE   a gold class is not below K.
  //   FAILED_PRECONDITION NO_LABELS           the table is empty.
  //   FAILED_PRECONDITION MODEL_NEEDED        needs_model, and there is none.
  //   FAILED_PRECONDITION NO_OVERLAP          needs_model, and no item has two labels, so that
  //                                           nothing tells whom to trust.
  //   FAILED_PRECONDITION CLASSES_NOT_NUMBERS compute_numbers, and some class is no number.
  //   CANCELLED                               progress.cancelled().
  absl::StatusOr<ConsensusResult> (*compute)(const ConsensusInput& input,
                                             const ConsensusOptions& options, WorkerPool& pool,
                                             ProgressSink& progress);
  absl::StatusOr<NumberConsensus> (*compute_numbers)(const ConsensusInput& input,
                                                     const ConsensusOptions& options,
                                                     WorkerPool& pool, ProgressSink& progress);
};

// All methods, in the order in which they are shown; the first is the default, "auto".
std::span<const ConsensusMethod> ConsensusMethods();

// NOT_FOUND UNKNOWN_CONSENSUS_METHOD, with the known names in the message; metadata "found".
absl::StatusOr<const ConsensusMethod*> FindConsensusMethod(std::string_view name);

// The most probable class of each row; among equals (within 1e-6) one that depends on the seed and
// the name of the item alone, so that neither the order of items nor of classes favours any.
// N values; kNoClass for an item that has neither labels nor gold.
std::vector<int32_t> ConsensusLabels(const ConsensusInput& input, const ConsensusResult& result,
                                     uint64_t seed);

}  // namespace assay

#endif  // ASSAY_ENGINE_CONSENSUS_CONSENSUS_REGISTRY_H_
