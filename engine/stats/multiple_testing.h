#ifndef ASSAY_ENGINE_STATS_MULTIPLE_TESTING_H_
#define ASSAY_ENGINE_STATS_MULTIPLE_TESTING_H_

#include <span>
#include <vector>

namespace assay {

// p-values, each raised to the smallest false discovery rate at which its test would be called a
// find among all of them:
//
//   q_(i) = min over j >= i of (m p_(j) / j), at most 1;  p_(1) <= ... <= p_(m)
//
// Calling all tests with q <= r finds has an expected share of false finds of at most r where the
// tests are independent, or positively dependent.  p in [0, 1] (ASSAY_CHECK); the result is in the
// order of p.
//
// O(m log m).  Pure.
//
// Source: Y. Benjamini, Y. Hochberg, "Controlling the false discovery rate", JRSS B 57 (1995).
std::vector<double> BenjaminiHochberg(std::span<const double> p_values);

}  // namespace assay

#endif  // ASSAY_ENGINE_STATS_MULTIPLE_TESTING_H_
