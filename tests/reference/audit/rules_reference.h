#ifndef ASSAY_TESTS_REFERENCE_AUDIT_RULES_REFERENCE_H_
#define ASSAY_TESTS_REFERENCE_AUDIT_RULES_REFERENCE_H_

#include <cstdint>
#include <span>
#include <vector>

#include "engine/audit/rules.h"
#include "tests/reference/learn/dense_rows.h"

namespace assay::reference {

// Slow and literal: every rule is asked about every row.

inline bool Matches(const LabelRule& rule, const std::vector<double>& row) {
  for (const uint32_t term : rule.terms) {
    if (row[term] == 0) {
      return false;
    }
  }
  return true;
}

struct RuleCounts {
  int64_t checked = 0;
  int64_t right = 0;
  std::vector<uint32_t> contradicted;
};

// checked[i]: whether row i takes part in the check.
inline RuleCounts CountRule(const LabelRule& rule, const DenseRows& rows,
                            std::span<const int32_t> given, const std::vector<bool>& checked) {
  RuleCounts counts;
  for (size_t i = 0; i < rows.size(); ++i) {
    if (Matches(rule, rows[i])) {
      counts.checked += checked[i] ? 1 : 0;
      counts.right += checked[i] && given[i] == rule.class_index ? 1 : 0;
      if (given[i] != rule.class_index) {
        counts.contradicted.push_back(static_cast<uint32_t>(i));
      }
    }
  }
  return counts;
}

inline int32_t ListAnswer(const RuleReport& report, const std::vector<double>& row) {
  for (const size_t rule : report.list) {
    if (Matches(report.rules[rule], row)) {
      return report.rules[rule].class_index;
    }
  }
  return report.majority_class;
}

}  // namespace assay::reference

#endif  // ASSAY_TESTS_REFERENCE_AUDIT_RULES_REFERENCE_H_
