#ifndef ASSAY_ENGINE_LEARN_TABLE_FEATURES_H_
#define ASSAY_ENGINE_LEARN_TABLE_FEATURES_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "engine/learn/csr_matrix.h"

namespace assay {

struct TableFeatureOptions {
  // Numbers are cut into at most this many bins of about equal row counts.
  uint32_t bin_count = 16;
  // Standardised numbers are cut off here, so that one wild value cannot drown the rest.
  double max_deviations = 5.0;
  // Whether linear models see the bins beside the standardised number.
  bool bins_in_linear_view = true;
  // A category seen in fewer rows gets no feature of its own.
  uint32_t min_category_rows = 2;
};

// A column of numbers; NaN = missing.  Infinities are the caller's to refuse.
struct NumericColumn {
  std::string name;
  std::span<const double> values;
};

// A column of categories; empty = missing.
struct CategoricalColumn {
  std::string name;
  std::span<const std::string_view> values;
};

struct TableColumns {
  std::vector<NumericColumn> numeric;
  std::vector<CategoricalColumn> categorical;
};

// One number as features.
//
//   standardised  (v - mean) / sd over the rows that have a value, cut off at +-max_deviations;
//                 0 where sd = 0.  One feature.
//   bins          one-hot: the first bin whose upper edge is >= v.  Edges are the quantiles
//                 1/B ... (B-1)/B of the fitted values without repetitions, so that a value that
//                 fills a quantile ends a bin.  A constant column has one bin.
//   missing       one feature, 1 where the value is missing (the others are then absent).
class NumericEncoder {
 public:
  // What was fitted: enough to store the encoder and make it anew.
  struct Fit {
    std::string name;
    double max_deviations = 0;
    double mean = 0;
    double scale = 0;  // 1 / sd, or 0
    // Upper edges of all bins but the last, ascending.
    std::vector<double> edges;
  };

  NumericEncoder(const NumericColumn& column, const TableFeatureOptions& options);
  explicit NumericEncoder(Fit fit) : fit_(std::move(fit)) {}

  const Fit& fit() const { return fit_; }
  size_t bin_count() const { return fit_.edges.size() + 1; }
  // Bin of a present value.
  size_t Bin(double value) const;
  double Standardise(double value) const;
  // "price > 2 and <= 9.5"
  std::string BinName(size_t bin) const;
  const std::string& name() const { return fit_.name; }

 private:
  Fit fit_;
};

// One category as one-hot features, numbered by first occurrence; the missing value is a category
// of its own.  Categories that are rare in the fitted rows or unknown to them have no feature.
class CategoricalEncoder {
 public:
  static constexpr uint32_t kNone = 0xFFFFFFFF;

  CategoricalEncoder(const CategoricalColumn& column, const TableFeatureOptions& options);
  // With these categories, as name() and categories() gave them.
  CategoricalEncoder(std::string name, std::vector<std::string> categories);

  const std::string& name() const { return name_; }
  std::span<const std::string> categories() const { return categories_; }
  size_t category_count() const { return categories_.size(); }
  // kNone where the value has no feature.
  uint32_t Find(std::string_view value) const;
  // "brand = Sony", "brand is missing"
  std::string CategoryName(size_t category) const;

 private:
  std::string name_;
  std::vector<std::string> categories_;
  absl::flat_hash_map<std::string, uint32_t> ids_;
};

// Fitted encoders of all columns of a table, in two views of the same rows:
//   linear  per number: standardised, then the bins (bins_in_linear_view), then missing;
//           per category: one-hot
//   counts  per number: bins, then missing; per category: one-hot
// Every value is divided by the square root of the number of columns, so that a row's length does
// not grow with the table and a table weighs about as much as a text.
// Columns keep the order numeric, categorical.  Thread-safe once built.
class TableEncoder {
 public:
  TableEncoder(const TableColumns& columns, const TableFeatureOptions& options);
  // Of encoders that were fitted before; at least one.
  TableEncoder(std::vector<NumericEncoder> numeric, std::vector<CategoricalEncoder> categorical,
               const TableFeatureOptions& options);

  std::span<const NumericEncoder> numeric() const { return numeric_; }
  std::span<const CategoricalEncoder> categorical() const { return categorical_; }
  const TableFeatureOptions& options() const { return options_; }

  // Encodes rows with the same columns, the fitted ones or others.
  CsrMatrix EncodeLinear(const TableColumns& columns) const { return Encode(columns, true); }
  CsrMatrix EncodeCounts(const TableColumns& columns) const { return Encode(columns, false); }
  size_t linear_count() const { return linear_names_.size(); }
  size_t count_count() const { return count_names_.size(); }
  std::string LinearName(uint32_t column) const { return linear_names_[column]; }
  std::string CountName(uint32_t column) const { return count_names_[column]; }

 private:
  void FinishEncoders();
  CsrMatrix Encode(const TableColumns& columns, bool linear) const;
  std::vector<std::string> Names(bool linear) const;

  TableFeatureOptions options_;
  float scale_ = 1;
  std::vector<NumericEncoder> numeric_;
  std::vector<CategoricalEncoder> categorical_;
  std::vector<std::string> linear_names_;
  std::vector<std::string> count_names_;
};

struct TableFeatures {
  CsrMatrix linear;
  CsrMatrix counts;
  TableEncoder encoder;
};

// Fits an encoder to the columns, which all have the same number of rows, and applies it to them.
// O(rows log rows) a numeric column.
TableFeatures MakeTableFeatures(const TableColumns& columns,
                                const TableFeatureOptions& options = {});

}  // namespace assay

#endif  // ASSAY_ENGINE_LEARN_TABLE_FEATURES_H_
