#ifndef ASSAY_ANNOTATOR_TRANSFER_LABEL_ROWS_H_
#define ASSAY_ANNOTATOR_TRANSFER_LABEL_ROWS_H_

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "annotator/exchange/byte_source.h"
#include "annotator/exchange/label_columns.h"
#include "annotator/exchange/table_error.h"
#include "annotator/exchange/table_reader.h"
#include "annotator/schema/label_schema.h"
#include "assay/v1/campaigns.pb.h"

namespace assay {

// A label that was given elsewhere, checked but for who and what it is about.
struct GivenLabel {
  std::string_view item_id;
  std::string_view annotator_id;
  const v1::LabelValue* value = nullptr;
  std::optional<int64_t> submit_time_us;
  int64_t active_time_us = 0;  // 0: not known
  std::optional<int64_t> cost_micros;
  int64_t input_tokens = 0;
  int64_t output_tokens = 0;
  exchange::TablePosition at;
};

// Where labels were given, for messages.
struct LabelColumnTitles {
  std::string item = "item_id";
  std::string annotator = "annotator_id";
  std::string label = "value";
  std::string time = "submit_time";
  std::string active = "active_time";
  std::string cost = "cost_micros";
  std::string input_tokens = "input_tokens";
  std::string output_tokens = "output_tokens";
};

// Labels one after the other.  What Next gives is valid until it is called again.  Not thread-safe.
class LabelRows {
 public:
  virtual ~LabelRows() = default;
  // False at the end.  Errors, INVALID_ARGUMENT with metadata file, row, line, column, found and
  // expected: those of the table; BAD_LABEL_VALUE; EMPTY_ID, EMPTY_ANNOTATOR, EMPTY_LABEL;
  // NOT_A_TIME, NOT_A_NUMBER, BAD_AMOUNT: a time, a duration, a count of tokens or a cost that is
  // none or is out of range.
  virtual absl::StatusOr<bool> Next(GivenLabel& label) = 0;

  // What was left out, in words, with how often; after the last row.
  virtual std::map<std::string, int64_t> Losses() const { return {}; }

  const LabelColumnTitles& titles() const { return titles_; }
  const std::string& file_name() const { return file_name_; }

  // The error of the row.
  absl::Status Fail(exchange::TablePosition at, std::string_view reason, const std::string& column,
                    const std::string& found, const std::string& expected) const;

 protected:
  explicit LabelRows(std::string file_name) : file_name_(std::move(file_name)) {}
  // `status` of the schema, with the place.
  absl::Status BadValue(exchange::TablePosition at, const absl::Status& status) const;
  absl::Status CheckNames(const GivenLabel& label) const;

  LabelColumnTitles titles_;

 private:
  std::string file_name_;
};

// Rows of a table file.  `schema` and `source` must outlive it.  INVALID_ARGUMENT: what the table's
// reader and FindLabelColumns say.
absl::StatusOr<std::unique_ptr<LabelRows>> OpenLabelTable(const v1::ImportLabelsSpec& spec,
                                                          const LabelSchema& schema,
                                                          exchange::ByteSource& source);

// Messages of typed rows, one after the other.
class LabelMessages {
 public:
  virtual ~LabelMessages() = default;
  // The next message, valid until the next call; null after the last.
  virtual absl::StatusOr<const v1::ImportedLabels*> NextRows() = 0;
};

// INVALID_ARGUMENT BAD_IMPORT_STREAM (from Next): more than 10,000 rows in a message.
std::unique_ptr<LabelRows> OpenLabelMessages(const v1::ImportLabelsSpec& spec,
                                             const LabelSchema& schema, LabelMessages& messages);

}  // namespace assay

#endif  // ASSAY_ANNOTATOR_TRANSFER_LABEL_ROWS_H_
