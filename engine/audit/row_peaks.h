#ifndef ASSAY_ENGINE_AUDIT_ROW_PEAKS_H_
#define ASSAY_ENGINE_AUDIT_ROW_PEAKS_H_

#include <cstddef>
#include <cstdint>

namespace assay {

// Probabilities may be this far out of [0, 1]: rounding of the model that gave them.
inline constexpr double kProbabilityRounding = 1e-4;

// Finds the largest entry of each of row_count rows and the first class that has it, and checks
// that every entry is a number in [-kProbabilityRounding, 1 + kProbabilityRounding]: false where
// one is not; then the peaks of its row mean nothing.
//
// values: row_count x class_count, row-major, class_count >= 1.  largest, arg_max: row_count each.
// Reads every value once, in the order of the memory, with vector instructions.  Pure.
bool FindRowPeaks(const float* values, size_t row_count, size_t class_count, float* largest,
                  int32_t* arg_max);
bool FindRowPeaks(const double* values, size_t row_count, size_t class_count, double* largest,
                  int32_t* arg_max);

}  // namespace assay

#endif  // ASSAY_ENGINE_AUDIT_ROW_PEAKS_H_
