#ifndef ASSAY_ENGINE_AUDIT_AUDIT_EVIDENCE_H_
#define ASSAY_ENGINE_AUDIT_AUDIT_EVIDENCE_H_

#include <cstddef>
#include <cstdint>
#include <span>

#include "engine/audit/probability_matrix.h"
#include "engine/learn/duplicates.h"
#include "engine/learn/neighbours.h"

namespace assay {

// What the models of one audit have to say about N items of K classes.  Views only; a matrix or a
// span that was not computed is empty, and the signals that need it are not available.
struct AuditEvidence {
  std::span<const int32_t> given = {};  // size N, in [0, K)
  size_t class_count = 0;               // K >= 2

  // Of linear models that did not see the item (cross-validation).
  ProbabilityMatrix<float> out_of_fold = {};
  // Of the linear model trained on all items, the item itself among them.
  ProbabilityMatrix<float> recheck = {};
  // Of naive Bayes models with the item's own counts taken out.
  ProbabilityMatrix<float> complement_nb = {};
  ProbabilityMatrix<float> multinomial_nb = {};
  // Of trees that were grown without the item; on tables.
  ProbabilityMatrix<float> trees = {};
  // All of the out-of-sample models put together: what the audit believes in the end.
  ProbabilityMatrix<float> combined = {};

  // Means over the first epochs of training on all items: z_g - max_{k != g} z_k of the logits
  // (any real number), and p_g.
  std::span<const float> mean_margin = {};
  std::span<const float> mean_given_probability = {};

  // The items that are most alike; null where they were not looked for.
  const NeighbourLists* neighbours = nullptr;
  // The labels of equal and nearly equal items.
  std::span<const DuplicateLabels> duplicates = {};

  // Who gave each label: in [0, annotator_count), -1 where it is not known.
  std::span<const int32_t> annotator = {};
  size_t annotator_count = 0;
};

}  // namespace assay

#endif  // ASSAY_ENGINE_AUDIT_AUDIT_EVIDENCE_H_
