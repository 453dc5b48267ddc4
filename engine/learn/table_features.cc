#include "engine/learn/table_features.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <utility>

#include "engine/base/check.h"

namespace assay {
namespace {

// The shortest text that reads back as the same number.
std::string ToText(double value) {
  char buffer[32];
  const auto result = std::to_chars(buffer, buffer + sizeof(buffer), value);
  return {buffer, result.ptr};
}

std::vector<double> PresentSorted(std::span<const double> values) {
  std::vector<double> present;
  for (const double value : values) {
    ASSAY_CHECK(!std::isinf(value));
    if (!std::isnan(value)) {
      present.push_back(value);
    }
  }
  std::sort(present.begin(), present.end());
  return present;
}

size_t RowCount(const TableColumns& columns) {
  ASSAY_CHECK(!columns.numeric.empty() || !columns.categorical.empty());
  const size_t row_count = columns.numeric.empty() ? columns.categorical.front().values.size()
                                                   : columns.numeric.front().values.size();
  for (const NumericColumn& column : columns.numeric) {
    ASSAY_CHECK(column.values.size() == row_count);
  }
  for (const CategoricalColumn& column : columns.categorical) {
    ASSAY_CHECK(column.values.size() == row_count);
  }
  return row_count;
}

}  // namespace

NumericEncoder::NumericEncoder(const NumericColumn& column, const TableFeatureOptions& options)
    : fit_{.name = column.name, .max_deviations = options.max_deviations, .edges = {}} {
  const std::vector<double> sorted = PresentSorted(column.values);
  if (sorted.empty()) {
    return;
  }
  // Values are scaled by the largest magnitude first: squares of huge numbers would overflow.
  const double magnitude = std::max(std::abs(sorted.front()), std::abs(sorted.back()));
  if (magnitude > 0.0) {
    const auto n = static_cast<double>(sorted.size());
    double mean = 0.0;
    for (const double value : sorted) {
      mean += value / magnitude / n;
    }
    double variance = 0.0;
    for (const double value : sorted) {
      const double distance = value / magnitude - mean;
      variance += distance * distance / n;
    }
    fit_.mean = mean * magnitude;
    // Rounding leaves a constant column with a deviation of a few last bits.
    const double deviation = std::sqrt(variance);
    fit_.scale =
        deviation > 1e-12 && sorted.front() < sorted.back() ? 1.0 / deviation / magnitude : 0.0;
  }
  for (uint32_t bin = 1; bin < options.bin_count; ++bin) {
    const double edge = sorted[(sorted.size() - 1) * bin / options.bin_count];
    if (edge < sorted.back() && (fit_.edges.empty() || edge > fit_.edges.back())) {
      fit_.edges.push_back(edge);
    }
  }
}

size_t NumericEncoder::Bin(double value) const {
  return static_cast<size_t>(std::lower_bound(fit_.edges.begin(), fit_.edges.end(), value) -
                             fit_.edges.begin());
}

double NumericEncoder::Standardise(double value) const {
  // Dividing before subtracting keeps opposite huge numbers from overflowing.
  return std::clamp(value * fit_.scale - fit_.mean * fit_.scale, -fit_.max_deviations,
                    fit_.max_deviations);
}

std::string NumericEncoder::BinName(size_t bin) const {
  std::string text = fit_.name;
  if (fit_.edges.empty()) {
    return text + " is present";
  }
  if (bin > 0) {
    text += " > " + ToText(fit_.edges[bin - 1]);
  }
  if (bin < fit_.edges.size()) {
    text += (bin > 0 ? " and <= " : " <= ") + ToText(fit_.edges[bin]);
  }
  return text;
}

CategoricalEncoder::CategoricalEncoder(const CategoricalColumn& column,
                                       const TableFeatureOptions& options)
    : name_(column.name) {
  absl::flat_hash_map<std::string, uint32_t> counts;
  for (const std::string_view value : column.values) {
    ++counts[std::string(value)];
  }
  for (const std::string_view value : column.values) {
    std::string text(value);
    if (counts[text] >= options.min_category_rows &&
        ids_.try_emplace(text, static_cast<uint32_t>(categories_.size())).second) {
      categories_.push_back(std::move(text));
    }
  }
}

CategoricalEncoder::CategoricalEncoder(std::string name, std::vector<std::string> categories)
    : name_(std::move(name)), categories_(std::move(categories)) {
  for (const std::string& category : categories_) {
    ids_.try_emplace(category, static_cast<uint32_t>(ids_.size()));
  }
}

uint32_t CategoricalEncoder::Find(std::string_view value) const {
  const auto found = ids_.find(std::string(value));
  return found == ids_.end() ? kNone : found->second;
}

std::string CategoricalEncoder::CategoryName(size_t category) const {
  return categories_[category].empty() ? name_ + " is missing"
                                       : name_ + " = " + categories_[category];
}

TableEncoder::TableEncoder(const TableColumns& columns, const TableFeatureOptions& options)
    : options_(options) {
  RowCount(columns);
  for (const NumericColumn& column : columns.numeric) {
    numeric_.emplace_back(column, options);
  }
  for (const CategoricalColumn& column : columns.categorical) {
    categorical_.emplace_back(column, options);
  }
  FinishEncoders();
}

TableEncoder::TableEncoder(std::vector<NumericEncoder> numeric,
                           std::vector<CategoricalEncoder> categorical,
                           const TableFeatureOptions& options)
    : options_(options), numeric_(std::move(numeric)), categorical_(std::move(categorical)) {
  FinishEncoders();
}

void TableEncoder::FinishEncoders() {
  scale_ = 1.0f / std::sqrt(static_cast<float>(numeric_.size() + categorical_.size()));
  linear_names_ = Names(true);
  count_names_ = Names(false);
}

std::vector<std::string> TableEncoder::Names(bool linear) const {
  std::vector<std::string> names;
  for (const NumericEncoder& encoder : numeric_) {
    if (linear) {
      names.push_back(encoder.name());
    }
    if (!linear || options_.bins_in_linear_view) {
      for (size_t bin = 0; bin < encoder.bin_count(); ++bin) {
        names.push_back(encoder.BinName(bin));
      }
    }
    names.push_back(encoder.name() + " is missing");
  }
  for (const CategoricalEncoder& encoder : categorical_) {
    for (size_t category = 0; category < encoder.category_count(); ++category) {
      names.push_back(encoder.CategoryName(category));
    }
  }
  return names;
}

CsrMatrix TableEncoder::Encode(const TableColumns& columns, bool linear) const {
  const size_t row_count = RowCount(columns);
  ASSAY_CHECK(columns.numeric.size() == numeric_.size());
  ASSAY_CHECK(columns.categorical.size() == categorical_.size());
  const bool bins = !linear || options_.bins_in_linear_view;
  CsrMatrix matrix;
  matrix.column_count = linear ? linear_names_.size() : count_names_.size();
  for (size_t row = 0; row < row_count; ++row) {
    size_t first = 0;
    for (size_t c = 0; c < numeric_.size(); ++c) {
      const NumericEncoder& encoder = numeric_[c];
      const double value = columns.numeric[c].values[row];
      const size_t bin_first = first + (linear ? 1 : 0);
      const size_t missing = bin_first + (bins ? encoder.bin_count() : 0);
      if (std::isnan(value)) {
        matrix.Add(static_cast<uint32_t>(missing), scale_);
      } else {
        const double standard = linear ? encoder.Standardise(value) : 0.0;
        if (standard != 0.0) {
          matrix.Add(static_cast<uint32_t>(first), scale_ * static_cast<float>(standard));
        }
        if (bins) {
          matrix.Add(static_cast<uint32_t>(bin_first + encoder.Bin(value)), scale_);
        }
      }
      first = missing + 1;
    }
    for (size_t c = 0; c < categorical_.size(); ++c) {
      const uint32_t category = categorical_[c].Find(columns.categorical[c].values[row]);
      if (category != CategoricalEncoder::kNone) {
        matrix.Add(static_cast<uint32_t>(first + category), scale_);
      }
      first += categorical_[c].category_count();
    }
    matrix.EndRow();
  }
  return matrix;
}

TableFeatures MakeTableFeatures(const TableColumns& columns, const TableFeatureOptions& options) {
  TableEncoder encoder(columns, options);
  CsrMatrix linear = encoder.EncodeLinear(columns);
  CsrMatrix counts = encoder.EncodeCounts(columns);
  return {std::move(linear), std::move(counts), std::move(encoder)};
}

}  // namespace assay
