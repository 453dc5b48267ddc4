#include "annotator/exchange/npy_check.h"

#include <cmath>
#include <string>

#include "absl/strings/str_cat.h"
#include "annotator/exchange/table_error.h"

namespace assay::exchange {
namespace {

constexpr double kRounding = 1e-4;
constexpr double kSumTolerance = 1e-2;

absl::Status ValueError(std::string_view file_name, std::string_view reason, uint64_t row,
                        size_t index, float value, const std::string& expected) {
  const std::string found = absl::StrCat(value);
  const std::string column = absl::StrCat(index + 1);
  return TableError(
      file_name, {}, reason,
      absl::StrCat("row ", row, ", column ", column, ": found ", found, ", expected ", expected),
      {{"row", absl::StrCat(row)}, {"column", column}, {"found", found}, {"expected", expected}});
}

absl::Status RowError(std::string_view file_name, std::string_view reason, uint64_t row,
                      const std::string& what, const std::string& found,
                      const std::string& expected) {
  return TableError(
      file_name, {}, reason,
      absl::StrCat("row ", row, ": ", what, ": found ", found, ", expected ", expected),
      {{"row", absl::StrCat(row)}, {"found", found}, {"expected", expected}});
}

absl::Status ExplainProbabilities(std::string_view file_name, uint64_t row,
                                  std::span<const float> values) {
  double sum = 0;
  for (size_t i = 0; i < values.size(); ++i) {
    if (!std::isfinite(values[i])) {
      return ValueError(file_name, "VALUE_NOT_FINITE", row, i, values[i],
                        "a probability from 0 to 1");
    }
    if (values[i] < -kRounding || values[i] > 1 + kRounding) {
      return ValueError(file_name, "PROBABILITY_OUT_OF_RANGE", row, i, values[i],
                        "a probability from 0 to 1");
    }
    sum += static_cast<double>(values[i]);
  }
  return RowError(file_name, "PROBABILITIES_NOT_NORMALIZED", row,
                  "the probabilities do not sum to 1", absl::StrCat("a sum of ", sum),
                  "1 (within 0.01)");
}

absl::Status ExplainVector(std::string_view file_name, uint64_t row,
                           std::span<const float> values) {
  for (size_t i = 0; i < values.size(); ++i) {
    if (!std::isfinite(values[i])) {
      return ValueError(file_name, "VALUE_NOT_FINITE", row, i, values[i],
                        "a number that a 32-bit float can hold");
    }
  }
  return RowError(file_name, "ZERO_VECTOR", row, "a vector of zero length", "zeros only",
                  "a number other than 0, so that the vector has a direction");
}

// Written so that a NaN makes a row bad.
bool AreProbabilities(std::span<const float> row) {
  double sum = 0;
  bool is_in_range = true;
  for (const float value : row) {
    const auto wide = static_cast<double>(value);
    is_in_range &= wide >= -kRounding && wide <= 1 + kRounding;
    sum += wide;
  }
  return is_in_range && std::abs(sum - 1) <= kSumTolerance;
}

bool HasDirection(std::span<const float> row) {
  // A sum of squares of floats cannot overflow in double; NaN and infinity survive it.
  double square = 0;
  for (const float value : row) {
    square += static_cast<double>(value) * static_cast<double>(value);
  }
  return std::isfinite(square) && square > 0;
}

using RowCheck = bool (*)(std::span<const float> row);
using Explanation = absl::Status (*)(std::string_view file_name, uint64_t row,
                                     std::span<const float> values);

absl::Status CheckRows(std::string_view file_name, uint64_t first_row,
                       std::span<const float> values, uint64_t column_count, RowCheck is_good,
                       Explanation explain) {
  for (size_t begin = 0; begin < values.size(); begin += column_count) {
    const std::span<const float> row = values.subspan(begin, column_count);
    if (!is_good(row)) {
      return explain(file_name, first_row + begin / column_count, row);
    }
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status CheckProbabilityRows(std::string_view file_name, uint64_t first_row,
                                  std::span<const float> values, uint64_t column_count) {
  return CheckRows(file_name, first_row, values, column_count, &AreProbabilities,
                   &ExplainProbabilities);
}

absl::Status CheckVectorRows(std::string_view file_name, uint64_t first_row,
                             std::span<const float> values, uint64_t column_count) {
  return CheckRows(file_name, first_row, values, column_count, &HasDirection, &ExplainVector);
}

}  // namespace assay::exchange
