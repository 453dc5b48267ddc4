#ifndef ASSAY_ENGINE_LEARN_FEATURE_MATRIX_H_
#define ASSAY_ENGINE_LEARN_FEATURE_MATRIX_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "engine/learn/csr_matrix.h"
#include "engine/learn/table_features.h"
#include "engine/learn/text_features.h"

namespace assay {

// Some columns of the features of the same N rows, and what each column means to people.
struct FeatureBlock {
  std::shared_ptr<const CsrMatrix> matrix;
  // The name of a column of the block: "credit card", "price > 9.5", "brand = Sony".  Empty for a
  // column that says nothing to people (a run of characters).
  std::function<std::string(uint32_t column)> name;
};

// Blocks side by side: one matrix for a model, and a name for each of its columns.
// A single block is shared, not copied; several are joined into a new matrix.  Immutable.
class FeatureMatrix {
 public:
  // At least one block; all have the same number of rows.
  explicit FeatureMatrix(std::vector<FeatureBlock> blocks);

  const CsrMatrix& matrix() const { return *matrix_; }
  std::string Name(uint32_t column) const;

 private:
  std::shared_ptr<const CsrMatrix> matrix_;
  std::vector<uint32_t> first_columns_;
  std::vector<std::function<std::string(uint32_t)>> names_;
};

// The features of one data set as the models want them.
struct FeatureViews {
  // For linear models: any real values.
  FeatureMatrix linear;
  // For naive Bayes: non-negative, count-like values.  Without columns where there are vectors
  // only.
  FeatureMatrix counts;
};

// Puts text and table features together.  Text goes into both views as it is; table columns
// differ (TableEncoder).  `vectors` (StandardisedVectors) go into the linear view only, named
// "dimension 17".  Any may be null, not all.
FeatureViews MakeFeatureViews(const std::shared_ptr<const TextFeatures>& text,
                              const std::shared_ptr<const TableFeatures>& table,
                              const std::shared_ptr<const CsrMatrix>& vectors = nullptr);

}  // namespace assay

#endif  // ASSAY_ENGINE_LEARN_FEATURE_MATRIX_H_
