#ifndef ASSAY_ANNOTATOR_EXCHANGE_COLUMN_ROLES_H_
#define ASSAY_ANNOTATOR_EXCHANGE_COLUMN_ROLES_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "annotator/exchange/column_profile.h"

namespace assay::exchange {

// What a column of a table is used for.
enum class ColumnRole { kId, kLabel, kText, kNumeric, kCategorical, kAnnotator, kIgnored };

// "id", "label", "text", "numeric", "categorical", "annotator", "ignored".
std::string_view ColumnRoleName(ColumnRole role);

// Columns that the user names, by their exact names; the rest is guessed.  As soon as one feature
// column (text, numeric, categorical) is named, only the named ones are features.
struct RoleRequest {
  std::optional<std::string> id;
  std::optional<std::string> label;
  std::optional<std::string> annotator;
  std::vector<std::string> text;
  std::vector<std::string> numeric;
  std::vector<std::string> categorical;
  // False where vectors or predicted probabilities take the place of feature columns.
  bool features_required = true;
  // The table has no labels: no column is guessed to be one, and what is not named is a feature.
  bool no_labels = false;
};

// Indexes into the columns.
struct KeyColumns {
  std::optional<size_t> id;     // without one the row number identifies an item
  std::optional<size_t> label;  // absent only where the request says no_labels
};

struct AssignedRole {
  ColumnRole role = ColumnRole::kIgnored;
  // Half a sentence for the user: "every cell is a number", "named by --text".
  std::string reason;
};

// Finds the id and the label column from the header alone: as named, else by the likeliest name
// (case, '-', ' ' and '_' do not matter) that the request does not use for something else.
// Checks every name of the request.
//
// Errors, all INVALID_ARGUMENT, with metadata field (the option), found, expected:
//   NO_LABEL_COLUMN  none is named and no column has a label's name.
//   UNKNOWN_COLUMN   the request names a column that is not there; the nearest name is suggested.
//   ROLE_CONFLICT    the request gives one column two roles.
absl::StatusOr<KeyColumns> ResolveKeyColumns(const std::vector<std::string>& columns,
                                             const RoleRequest& request);

// Gives each column its role.  `keys` comes from ResolveKeyColumns, `profiles` has one element a
// column, gathered over all `row_count` rows.  The first rule that applies:
//   1. what the request names, the label, the id                            -> as it says
//   2. truth, verdicts, model output, other labels, bookkeeping by name     -> ignored
//   3. the first column with an annotator's name                            -> annotator
//      anything else, when the request names a feature                      -> ignored
//      of a table without labels: anything else that was not named        -> a feature, as it looks
//   4. no cell, the same cell everywhere, nested JSON                       -> ignored
//   5. a text's name, not mostly numbers, not single words that repeat      -> text
//   6. numbers only, more than two different: increasing integers, or integers under an
//      identifier's name                                                    -> ignored
//      else                                                                 -> numeric
//   7. at most 1000 different values, each 5 times or more on average, or two numbers ->
//   categorical
//   8. mostly not numbers and 2.5 words or more on average                  -> text
//   9. anything else: identifiers, file names, addresses, free codes        -> ignored
//
// Whether a column named as numeric holds numbers only is for the caller to check
// (ColumnProfile::first_non_number).
//
// Errors: those of ResolveKeyColumns for the names of the request, and
//   INVALID_ARGUMENT NO_FEATURE_COLUMN  no column is text, numeric or categorical although
//                                       features_required; the message says why not.
absl::StatusOr<std::vector<AssignedRole>> GuessRoles(const std::vector<std::string>& columns,
                                                     const KeyColumns& keys,
                                                     const RoleRequest& request,
                                                     std::span<const ColumnProfile> profiles,
                                                     int64_t row_count);

}  // namespace assay::exchange

#endif  // ASSAY_ANNOTATOR_EXCHANGE_COLUMN_ROLES_H_
