#ifndef ASSAY_ENGINE_AUDIT_RULES_TERMS_H_
#define ASSAY_ENGINE_AUDIT_RULES_TERMS_H_

#include <cstddef>
#include <span>
#include <string>

#include "engine/learn/extra_trees.h"
#include "engine/learn/feature_matrix.h"

namespace assay {

struct CutTermOptions {
  // Numbers are cut at up to this many quantiles, at least 1.
  size_t cut_count = 7;
  // Fewer cuts are made where they would need more entries than this in all; one at the least.
  size_t entry_limit = 50'000'000;
};

// Numbers as terms of rules: for each cut c of a column "name <= c" and "name > c", of which every
// row with a value holds one.  Cuts are the quantiles 1/(C+1) ... C/(C+1) of the values without
// repetitions and without the largest value; a missing value (NaN) holds no term.  names: one for
// each column.
//
// O(N log N) a column; 8 bytes for each row, column and cut.
FeatureBlock MakeCutTerms(const DenseColumns& columns, std::span<const std::string> names,
                          const CutTermOptions& options = {});

}  // namespace assay

#endif  // ASSAY_ENGINE_AUDIT_RULES_TERMS_H_
