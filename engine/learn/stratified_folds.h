#ifndef ASSAY_ENGINE_LEARN_STRATIFIED_FOLDS_H_
#define ASSAY_ENGINE_LEARN_STRATIFIED_FOLDS_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace assay {

// Deals N rows into folds so that every class is spread as evenly as it can be.
//
// Returns the fold of each row, in [0, fold_count).  Within a class, fold sizes differ by at most
// one; over all rows too.  A class with fewer members than folds is missing from some folds, and a
// class with one member is missing from the training rows of the very model that scores that
// member: its probability is then small, never undefined.
//
// labels are in [0, class_count); fold_count >= 2.  The same seed gives the same folds.
// O(N + K) time.  Pure.
std::vector<uint32_t> StratifiedFolds(std::span<const uint32_t> labels, size_t class_count,
                                      uint32_t fold_count, uint64_t seed);

}  // namespace assay

#endif  // ASSAY_ENGINE_LEARN_STRATIFIED_FOLDS_H_
