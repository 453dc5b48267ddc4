#ifndef ASSAY_ANNOTATOR_EXCHANGE_LABEL_COLUMNS_H_
#define ASSAY_ANNOTATOR_EXCHANGE_LABEL_COLUMNS_H_

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "assay/v1/quality.pb.h"

namespace assay::exchange {

// Columns as the user names them; empty: guess.
struct LabelColumnRequest {
  std::string item;
  std::string annotator;
  std::string label;
  // Seconds that the label took.
  std::string time;
  // When it was given; looked for where wants_moment.
  std::string moment;
  // What it cost, and the tokens that a model read and wrote for it; never guessed.
  std::string cost;
  std::string input_tokens;
  std::string output_tokens;
  // A table of known labels has none.
  bool needs_annotator = true;
  bool wants_moment = false;
};

// Indexes into the columns of a long table.
struct LabelColumns {
  size_t item = 0;
  size_t annotator = 0;  // meaningless where none is needed
  size_t label = 0;
  std::optional<size_t> time;
  std::optional<size_t> moment;
  std::optional<size_t> cost;
  std::optional<size_t> input_tokens;
  std::optional<size_t> output_tokens;
  // What was taken for what, for the user.
  std::vector<v1::LabelTableInfo::UsedColumn> used;
};

// Finds the columns of a table with one label a row: as named, else by the likeliest name (case,
// '-', ' ' and '_' do not matter) that is not used for something else.
//
// Errors, all INVALID_ARGUMENT, with metadata field (the option), file, found, expected:
//   NO_ITEM_COLUMN, NO_ANNOTATOR_COLUMN, NO_LABEL_COLUMN  none is named, and no column has such a
//                   name.
//   UNKNOWN_COLUMN  the request names a column that is not there; the nearest name is suggested.
//   ROLE_CONFLICT   the request gives one column two roles.
absl::StatusOr<LabelColumns> FindLabelColumns(std::string_view file_name,
                                              const std::vector<std::string>& columns,
                                              const LabelColumnRequest& request);

}  // namespace assay::exchange

#endif  // ASSAY_ANNOTATOR_EXCHANGE_LABEL_COLUMNS_H_
