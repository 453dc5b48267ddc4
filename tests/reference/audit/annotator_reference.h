#ifndef ASSAY_TESTS_REFERENCE_AUDIT_ANNOTATOR_REFERENCE_H_
#define ASSAY_TESTS_REFERENCE_AUDIT_ANNOTATOR_REFERENCE_H_

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <vector>

#include "tests/reference/audit/suspicion_reference.h"

namespace assay::reference {

// Slow and literal: full A x K x K matrices, every sum over all of them.
struct AnnotatorReference {
  using Confusion = Rows;  // [true class][given class]

  Rows probabilities;
  std::vector<uint32_t> given;
  std::vector<int32_t> annotator;
  size_t annotator_count;
  size_t class_count;

  Confusion usual;
  std::vector<Confusion> counts;
  double c = 100;
  double d = 100;

  static double Within(double value, double low, double high) {
    return std::min(std::max(value, low), high);
  }

  double RowSum(const Confusion& n, size_t y) const { return Total(n[y]); }
  double Errors(const Confusion& n) const {
    double sum = 0;
    for (size_t y = 0; y < class_count; ++y) {
      sum += RowSum(n, y) - n[y][y];
    }
    return sum;
  }
  double UsualErrors(const Confusion& n) const {
    double sum = 0;
    for (size_t y = 0; y < class_count; ++y) {
      sum += RowSum(n, y) * (1 - usual[y][y]);
    }
    return sum;
  }
  double Ratio(const Confusion& n) const { return (Errors(n) + c) / (UsualErrors(n) + c); }

  Confusion Shrunken(const Confusion& n) const {
    Confusion t = usual;
    for (size_t y = 0; y < class_count; ++y) {
      for (size_t g = 0; g < class_count; ++g) {
        const double rate = Ratio(n) * (g == y ? 1 - usual[y][y] : usual[y][g]);
        // The share that was taken out may be a little more than was there.
        const double found = std::max(g == y ? RowSum(n, y) - n[y][y] : n[y][g], 0.0);
        const double shrunken = rate * (found + d) / (rate * RowSum(n, y) + d);
        t[y][g] = g == y ? 1 - std::min(shrunken, 0.95) : std::min(shrunken, 0.95);
      }
    }
    return t;
  }

  Row Posterior(size_t i, const Confusion& t) const {
    Row posterior;
    for (size_t y = 0; y < class_count; ++y) {
      posterior.push_back(std::pow(probabilities[i][y], 1.5) * t[y][given[i]]);
    }
    Normalise(posterior);
    return posterior;
  }

  bool Known(size_t i) const { return annotator[i] >= 0; }
  size_t Who(size_t i) const { return static_cast<size_t>(annotator[i]); }

  void Count(bool first) {
    std::vector<Confusion> next(annotator_count, Rows(class_count, Row(class_count)));
    Rows all(class_count, Row(class_count, 1.0 / static_cast<double>(class_count)));
    for (size_t i = 0; i < given.size(); ++i) {
      const Row q = Posterior(i, first || !Known(i) ? usual : Shrunken(counts[Who(i)]));
      for (size_t y = 0; y < class_count; ++y) {
        all[y][given[i]] += q[y];
        if (Known(i)) {
          next[Who(i)][y][given[i]] += q[y];
        }
      }
    }
    for (Row& row : all) {
      Normalise(row);
    }
    usual = all;
    counts = next;
  }

  // Mean and variance of gamma-distributed rates, from squares, means and squared means.
  static double Shape(const Row& found, const Row& expected) {
    double spread = 0;
    double squares = 0;
    for (size_t cell = 0; cell < found.size(); ++cell) {
      spread += std::pow(found[cell] - expected[cell], 2) - expected[cell];
      squares += expected[cell] * expected[cell];
    }
    return spread <= 0 ? 100 : Within(squares / spread, 1, 100);
  }

  void ChooseShapes() {
    Row found;
    Row expected;
    for (const Confusion& n : counts) {
      found.push_back(Errors(n));
      expected.push_back(UsualErrors(n));
    }
    c = Shape(found, expected);
    found.clear();
    expected.clear();
    for (const Confusion& n : counts) {
      for (size_t y = 0; y < class_count; ++y) {
        for (size_t g = 0; g < class_count; ++g) {
          if (y != g) {
            found.push_back(n[y][g]);
            expected.push_back(Ratio(n) * RowSum(n, y) * usual[y][g]);
          }
        }
      }
    }
    d = Shape(found, expected);
  }

  void Estimate() {
    usual = Rows(class_count, Row(class_count, 0.1 / static_cast<double>(class_count - 1)));
    for (size_t y = 0; y < class_count; ++y) {
      usual[y][y] = 0.9;
    }
    for (int round = 0; round < 5; ++round) {
      Count(round == 0);
      ChooseShapes();
    }
  }

  double ErrorOdds(size_t i, const Confusion& t) const {
    double sum = 0;
    for (size_t y = 0; y < class_count; ++y) {
      sum += y == given[i] ? 0 : probabilities[i][y] * t[y][given[i]];
    }
    return sum / t[given[i]][given[i]];
  }

  double LogOdds(size_t i) const {
    if (!Known(i)) {
      return 0;
    }
    Confusion without = counts[Who(i)];
    const Row own = Posterior(i, Shrunken(without));
    for (size_t y = 0; y < class_count; ++y) {
      without[y][given[i]] -= own[y];
    }
    return Within(std::log(ErrorOdds(i, Shrunken(without)) / ErrorOdds(i, usual)), -7, 7);
  }
};

}  // namespace assay::reference

#endif  // ASSAY_TESTS_REFERENCE_AUDIT_ANNOTATOR_REFERENCE_H_
