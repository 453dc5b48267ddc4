#ifndef ASSAY_ENGINE_LEARN_VECTOR_FEATURES_H_
#define ASSAY_ENGINE_LEARN_VECTOR_FEATURES_H_

#include "engine/learn/csr_matrix.h"
#include "engine/learn/vector_rows.h"

namespace assay {

// Vectors (embeddings) as a linear model on sparse rows wants them, N x D:
//
//   value_ij = clip((x_ij - mean_j) / deviation_j, -5, 5) / sqrt(D)
//
// so that a row is about as long as a row of text features, whatever D is.  Columns that do not
// vary, and values that come out as 0, are left out.  x is finite.
//
// O(N * D); 8 bytes a value.  Pure.
CsrMatrix StandardisedVectors(VectorRows vectors);

}  // namespace assay

#endif  // ASSAY_ENGINE_LEARN_VECTOR_FEATURES_H_
