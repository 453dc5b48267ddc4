#include "engine/consensus/confusion_tables.h"

#include <algorithm>
#include <cmath>

#include "engine/consensus/confusion_kernels.h"

namespace assay {
namespace {

// sum_l n_jkl for each k, over the rows of annotator j.
void SumRows(const ConfusionEm& em, size_t annotator, std::vector<double>& totals) {
  totals.assign(em.width(), 0.0);
  for (size_t row = em.row_begin()[annotator]; row < em.row_begin()[annotator + 1]; ++row) {
    const double* counts = em.counts_of_row(row);
    for (size_t k = 0; k < em.width(); ++k) {
      totals[k] += counts[k];
    }
  }
}

// The pseudo-counts as rows of the tables' width, and their sums over labels.
struct PaddedPseudo {
  std::vector<float> rows;
  std::vector<double> totals;
};

PaddedPseudo Pad(const PseudoCounts& pseudo, size_t class_count, size_t width) {
  PaddedPseudo padded{std::vector<float>(class_count * width, 0.0f),
                      std::vector<double>(width, 0.0)};
  for (size_t label = 0; label < class_count; ++label) {
    for (size_t k = 0; k < class_count; ++k) {
      const double value = pseudo.values[label * class_count + k];
      padded.rows[label * width + k] = static_cast<float>(value);
      padded.totals[k] += value;
    }
  }
  return padded;
}

}  // namespace

PseudoCounts PseudoCounts::Of(size_t class_count, double off_diagonal, double diagonal) {
  PseudoCounts result{std::vector<double>(class_count * class_count, off_diagonal)};
  for (size_t k = 0; k < class_count; ++k) {
    result.values[k * class_count + k] = diagonal;
  }
  return result;
}

void UpdateConfusions(ConfusionEm& em, const PseudoCounts& pseudo, double clip) {
  // Denormal shares would have no logarithm in the fast loop.
  const float lowest = std::max(static_cast<float>(clip), 1e-37f);
  const PaddedPseudo padded = Pad(pseudo, em.class_count(), em.width());
  const float guess = -std::log(static_cast<float>(em.class_count()));
  em.ForAnnotators([&](size_t annotator) {
    std::vector<double> totals;
    SumRows(em, annotator, totals);
    std::vector<float> inverse(em.width(), 0.0f);
    std::vector<size_t> unknown;
    for (size_t k = 0; k < em.class_count(); ++k) {
      const double total = totals[k] + padded.totals[k];
      if (total > 1e-30) {
        inverse[k] = static_cast<float>(1.0 / total);
      } else {
        unknown.push_back(k);
      }
    }
    for (size_t row = em.row_begin()[annotator]; row < em.row_begin()[annotator + 1]; ++row) {
      float* log_row = em.log_row(row);
      LogOfShares(em.counts_of_row(row), padded.rows.data() + em.row_class()[row] * em.width(),
                  inverse.data(), lowest, em.width(), log_row);
      for (const size_t k : unknown) {
        log_row[k] = guess;
      }
    }
  });
}

void UpdateClassShares(ConfusionEm& em, double pseudo_count) {
  const size_t class_count = em.class_count();
  const double total =
      static_cast<double>(em.counted_items()) + static_cast<double>(class_count) * pseudo_count;
  for (size_t k = 0; k < class_count; ++k) {
    const double share = (em.class_counts()[k] + pseudo_count) / total;
    em.log_prior()[k] = static_cast<float>(std::log(std::max(share, 1e-30)));
  }
}

std::vector<float> ReliabilityOf(ConfusionEm& em) {
  std::vector<double> prior(em.class_count());
  double total = 0;
  for (size_t k = 0; k < em.class_count(); ++k) {
    prior[k] = std::exp(static_cast<double>(em.log_prior()[k]));
    total += prior[k];
  }
  std::vector<float> reliability(em.annotator_count(), 0.0f);
  for (size_t annotator = 0; annotator < em.annotator_count(); ++annotator) {
    double right = 0;
    for (size_t row = em.row_begin()[annotator]; row < em.row_begin()[annotator + 1]; ++row) {
      const size_t k = em.row_class()[row];
      right += prior[k] / total * std::exp(static_cast<double>(em.log_row(row)[k]));
    }
    reliability[annotator] = static_cast<float>(std::clamp(right, 0.0, 1.0));
  }
  return reliability;
}

}  // namespace assay
