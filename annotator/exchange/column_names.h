#ifndef ASSAY_ANNOTATOR_EXCHANGE_COLUMN_NAMES_H_
#define ASSAY_ANNOTATOR_EXCHANGE_COLUMN_NAMES_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace assay::exchange {

// What column names by themselves say.  Every function but the first two takes a name as
// NormalizeColumnName gives it.

// Lower case, words joined by '_': "Given Label", "given-label" and "givenLabel" are all
// "given_label".
std::string NormalizeColumnName(std::string_view name);

// The name most like `wanted`: the fewest edits of the normalised names, at most two or a third of
// its letters, and not all of them.
std::optional<std::string> NearestName(std::string_view wanted,
                                       const std::vector<std::string>& names);

// 0 for the likeliest name of such a column, larger for less likely ones, nothing for other names.
std::optional<size_t> IdNameRank(std::string_view name);
std::optional<size_t> LabelNameRank(std::string_view name);

bool IsAnnotatorName(std::string_view name);
bool IsTextName(std::string_view name);
// "user_id", "zip_code": a number under this name is no quantity.
bool IsIdentifierName(std::string_view name);

// Why a column of this name must not become a feature: it holds the truth, a verdict on the label,
// a model's output, another label, or bookkeeping.  Features made from it would answer the question
// that the audit asks.
std::optional<std::string_view> LeakReason(std::string_view name);

}  // namespace assay::exchange

#endif  // ASSAY_ANNOTATOR_EXCHANGE_COLUMN_NAMES_H_
