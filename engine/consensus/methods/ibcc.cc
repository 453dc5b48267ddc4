#include "engine/consensus/confusion_fit.h"
#include "engine/consensus/digamma.h"
#include "engine/consensus/methods/methods.h"

namespace assay {
namespace {

constexpr double kOnDiagonal = 4.0;
constexpr double kOffDiagonal = 1.0;
constexpr double kClassPrior = 1.0;

// E log T_j under the posterior Dirichlet of annotator j's rows.
void UpdateAnnotator(ConfusionEm& em, size_t annotator) {
  const size_t class_count = em.class_count();
  const double prior_total = kOnDiagonal + kOffDiagonal * static_cast<double>(class_count - 1);
  std::vector<double> psi_total(class_count, prior_total);
  const size_t begin = em.row_begin()[annotator];
  const size_t end = em.row_begin()[annotator + 1];
  for (size_t row = begin; row < end; ++row) {
    for (size_t k = 0; k < class_count; ++k) {
      psi_total[k] += em.counts_of_row(row)[k];
    }
  }
  for (double& total : psi_total) {
    total = Digamma(total);
  }
  for (size_t row = begin; row < end; ++row) {
    for (size_t k = 0; k < class_count; ++k) {
      const double prior = em.row_class()[row] == k ? kOnDiagonal : kOffDiagonal;
      em.log_row(row)[k] =
          static_cast<float>(Digamma(em.counts_of_row(row)[k] + prior) - psi_total[k]);
    }
  }
}

}  // namespace

absl::StatusOr<ConsensusResult> IbccConsensus(const ConsensusInput& input,
                                              const ConsensusOptions& options, WorkerPool& pool,
                                              ProgressSink& progress) {
  ConfusionFit fit;
  fit.maximise = [](ConfusionEm& em) {
    em.ForAnnotators([&](size_t annotator) { UpdateAnnotator(em, annotator); });
    const double total = static_cast<double>(em.counted_items()) +
                         kClassPrior * static_cast<double>(em.class_count());
    for (size_t k = 0; k < em.class_count(); ++k) {
      em.log_prior()[k] =
          static_cast<float>(Digamma(em.class_counts()[k] + kClassPrior) - Digamma(total));
    }
  };
  return FitConfusions(input, options, pool, progress, fit);
}

}  // namespace assay
