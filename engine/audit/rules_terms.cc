#include "engine/audit/rules_terms.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <memory>
#include <utility>
#include <vector>

#include "absl/strings/str_format.h"
#include "engine/base/check.h"

namespace assay {
namespace {

std::span<const float> Column(const DenseColumns& columns, size_t index) {
  return columns.values.subspan(index * columns.row_count, columns.row_count);
}

std::vector<float> ChooseCuts(std::span<const float> values, size_t cut_count) {
  std::vector<float> sorted;
  std::copy_if(values.begin(), values.end(), std::back_inserter(sorted),
               [](float value) { return !std::isnan(value); });
  std::sort(sorted.begin(), sorted.end());
  std::vector<float> cuts;
  for (size_t cut = 1; cut <= cut_count && !sorted.empty(); ++cut) {
    const float value = sorted[(sorted.size() - 1) * cut / (cut_count + 1)];
    if (value < sorted.back() && (cuts.empty() || value > cuts.back())) {
      cuts.push_back(value);
    }
  }
  return cuts;
}

}  // namespace

FeatureBlock MakeCutTerms(const DenseColumns& columns, std::span<const std::string> names,
                          const CutTermOptions& options) {
  ASSAY_CHECK(names.size() == columns.column_count && options.cut_count >= 1);
  const size_t cells = std::max<size_t>(1, columns.row_count * columns.column_count);
  const size_t cut_count =
      std::max<size_t>(1, std::min(options.cut_count, options.entry_limit / cells));
  std::vector<std::vector<float>> cuts;
  std::vector<std::string> term_names;
  for (size_t column = 0; column < columns.column_count; ++column) {
    cuts.push_back(ChooseCuts(Column(columns, column), cut_count));
    for (const float cut : cuts.back()) {
      term_names.push_back(absl::StrFormat("%s <= %g", names[column], cut));
      term_names.push_back(absl::StrFormat("%s > %g", names[column], cut));
    }
  }
  auto matrix = std::make_shared<CsrMatrix>();
  matrix->column_count = term_names.size();
  for (size_t row = 0; row < columns.row_count; ++row) {
    uint32_t term = 0;
    for (size_t column = 0; column < columns.column_count; ++column) {
      const float value = Column(columns, column)[row];
      for (const float cut : cuts[column]) {
        if (!std::isnan(value)) {
          matrix->Add(term + (value > cut ? 1 : 0), 1.0f);
        }
        term += 2;
      }
    }
    matrix->EndRow();
  }
  return {std::move(matrix),
          [term_names = std::move(term_names)](uint32_t column) { return term_names[column]; }};
}

}  // namespace assay
