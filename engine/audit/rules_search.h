#ifndef ASSAY_ENGINE_AUDIT_RULES_SEARCH_H_
#define ASSAY_ENGINE_AUDIT_RULES_SEARCH_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "engine/audit/rules.h"
#include "engine/learn/csr_matrix.h"

namespace assay {

// Whether a row belongs to the choice of rules, or to their check.
bool IsRowOfChoice(size_t row, uint64_t seed);

// The lower end of Wilson's 95 % interval; 0 where count = 0.
double LowerPrecision(int64_t right_count, int64_t count);

// A rule as it looks on the rows it is chosen on.
struct RuleCandidate {
  std::vector<uint32_t> terms;
  int32_t class_index = 0;
  int64_t count = 0;
  int64_t right_count = 0;
  double lower_precision = 0;
};

struct ChosenRules {
  std::vector<RuleCandidate> rules;
  std::vector<size_t> list;
  std::vector<std::vector<size_t>> best;
  int32_t majority_class = 0;
};

// The part of FindRules that sees the rows of the choice only; not empty.
ChosenRules ChooseRules(const CsrMatrix& terms, std::span<const int32_t> given, size_t class_count,
                        const RuleOptions& options);

}  // namespace assay

#endif  // ASSAY_ENGINE_AUDIT_RULES_SEARCH_H_
