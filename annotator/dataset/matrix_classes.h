#ifndef ASSAY_ANNOTATOR_DATASET_MATRIX_CLASSES_H_
#define ASSAY_ANNOTATOR_DATASET_MATRIX_CLASSES_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

namespace assay {

struct MatrixClasses {
  // The class of each column.
  std::vector<std::string> classes;
  std::vector<std::string> warnings;
};

// Settles which column of a matrix of predicted probabilities is which class:
//   1. `named`, where it is not empty;
//   2. else, where all labels are whole numbers from 0 to column_count - 1: the column of that
//      number;
//   3. else the labels, sorted: by value where all are whole numbers, by their bytes otherwise.
// "3.0" is the whole number 3; numbers that two labels share make both texts.  Classes that no
// label has are named in a warning.
//
// labels: the different labels of the data set.
//
// Errors, all INVALID_ARGUMENT with the metadata file, found and expected:
//   CLASS_COUNT_MISMATCH  there are more or fewer classes than columns.
//   BAD_CLASS_LIST        a class stands in `named` twice.
//   LABEL_WITHOUT_COLUMN  `named` lacks a label.
//
// O(K log K).  Pure.
absl::StatusOr<MatrixClasses> SettleMatrixClasses(std::string_view file_name, uint64_t column_count,
                                                  const std::vector<std::string>& named,
                                                  const std::vector<std::string>& labels);

}  // namespace assay

#endif  // ASSAY_ANNOTATOR_DATASET_MATRIX_CLASSES_H_
