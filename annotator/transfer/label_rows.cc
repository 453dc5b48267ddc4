#include "annotator/transfer/label_rows.h"

#include <cmath>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "annotator/desk/entry_checks.h"
#include "annotator/exchange/column_profile.h"
#include "annotator/exchange/format_registry.h"
#include "annotator/exchange/utf8.h"
#include "annotator/formats/foreign_format.h"
#include "annotator/schema/label_time.h"
#include "annotator/transfer/foreign_rows.h"
#include "engine/base/status.h"
#include "engine/cost/money.h"

namespace assay {
namespace {

using exchange::TablePosition;

constexpr int kMaxRowsAMessage = 10'000;
constexpr size_t kMaxKnownTexts = 4096;
constexpr int64_t kMaxDurationSeconds = int64_t{30} * 24 * 3600;
constexpr size_t kMaxFileNameBytes = 255;
constexpr int64_t kMaxCost = 1'000'000'000'000;

std::string Quoted(std::string_view text) {
  return absl::StrCat("'", exchange::Excerpt(text, 60), "'");
}

constexpr const char* kTimeExpected = "a time from 1970 to 9999: ISO 8601, or seconds since 1970";
constexpr const char* kDurationExpected = "0 to 2592000 seconds (30 days)";

std::string TokensExpected() { return absl::StrCat("0 to ", kMaxTokens, " tokens"); }

// Rows of a table.
class TableRows final : public LabelRows {
 public:
  TableRows(const v1::ImportLabelsSpec& spec, const LabelSchema& schema,
            std::unique_ptr<exchange::TableReader> reader, const exchange::LabelColumns& columns)
      : LabelRows(spec.file_name()),
        schema_(schema),
        reader_(std::move(reader)),
        columns_(columns) {
    const auto& names = reader_->columns();
    titles_.item = names[columns.item];
    titles_.annotator = names[columns.annotator];
    titles_.label = names[columns.label];
    titles_.time = columns.moment.has_value() ? names[*columns.moment] : "";
    titles_.active = columns.time.has_value() ? names[*columns.time] : "";
    titles_.cost = spec.cost_column();
    titles_.input_tokens = spec.input_tokens_column();
    titles_.output_tokens = spec.output_tokens_column();
  }

  absl::StatusOr<bool> Next(GivenLabel& label) override {
    ASSAY_ASSIGN_OR_RETURN(const bool has_row, reader_->Next(row_));
    if (!has_row) {
      return false;
    }
    label = GivenLabel();
    label.at = {row_.row_number, row_.line};
    label.item_id = Cell(columns_.item);
    label.annotator_id = Cell(columns_.annotator);
    ASSAY_RETURN_IF_ERROR(CheckNames(label));
    ASSAY_ASSIGN_OR_RETURN(label.value, ValueOf(Cell(columns_.label), label.at));
    ASSAY_RETURN_IF_ERROR(ReadTimes(label));
    ASSAY_RETURN_IF_ERROR(ReadCost(label));
    return true;
  }

 private:
  std::string_view Cell(size_t column) const {
    return column < row_.cells.size() ? std::string_view(row_.cells[column]) : std::string_view();
  }

  // Most tables have few different labels.
  absl::StatusOr<const v1::LabelValue*> ValueOf(std::string_view text, TablePosition at) {
    if (const auto known = known_.find(absl::string_view(text.data(), text.size()));
        known != known_.end()) {
      return known->second.get();
    }
    if (text.empty() && schema_.proto().kind() != v1::LabelSchema::KIND_MULTIPLE_CHOICE) {
      return Fail(at, "EMPTY_LABEL", titles_.label, "an empty cell", "a label in every row");
    }
    absl::StatusOr<v1::LabelValue> value = schema_.Parse(text);
    if (!value.ok()) {
      return BadValue(at, value.status());
    }
    if (known_.size() >= kMaxKnownTexts) {
      known_.clear();
    }
    auto& kept = known_[std::string(text)];
    kept = std::make_unique<v1::LabelValue>(*std::move(value));
    return kept.get();
  }

  absl::Status ReadTimes(GivenLabel& label) const {
    if (columns_.moment.has_value() && !Cell(*columns_.moment).empty()) {
      const std::string_view cell = Cell(*columns_.moment);
      const std::string trimmed(absl::StripAsciiWhitespace({cell.data(), cell.size()}));
      label.submit_time_us = ParseLabelTime(trimmed);
      if (!label.submit_time_us.has_value()) {
        return Fail(label.at, "NOT_A_TIME", titles_.time, Quoted(cell), kTimeExpected);
      }
    }
    if (columns_.time.has_value() && !Cell(*columns_.time).empty()) {
      const std::string_view cell = Cell(*columns_.time);
      const std::optional<double> seconds = exchange::ParseNumber(cell);
      if (!seconds.has_value() || *seconds < 0 || *seconds > kMaxDurationSeconds) {
        return Fail(label.at, "NOT_A_NUMBER", titles_.active, Quoted(cell), kDurationExpected);
      }
      label.active_time_us = std::llround(*seconds * 1e6);
    }
    return absl::OkStatus();
  }

  absl::Status ReadCost(GivenLabel& label) const {
    if (columns_.cost.has_value() && !Cell(*columns_.cost).empty()) {
      const auto micros = ParseMicros(Cell(*columns_.cost));
      if (!micros.ok() || *micros < 0 || *micros > kMaxCost) {
        return Fail(label.at, "BAD_AMOUNT", titles_.cost, Quoted(Cell(*columns_.cost)),
                    "an amount such as 0.05, with at most six decimals, 0 to 1000000");
      }
      label.cost_micros = *micros;
    }
    ASSAY_RETURN_IF_ERROR(
        ReadTokens(columns_.input_tokens, titles_.input_tokens, label, label.input_tokens));
    return ReadTokens(columns_.output_tokens, titles_.output_tokens, label, label.output_tokens);
  }

  absl::Status ReadTokens(const std::optional<size_t>& column, const std::string& title,
                          const GivenLabel& label, int64_t& count) const {
    if (!column.has_value() || Cell(*column).empty()) {
      return absl::OkStatus();
    }
    const std::optional<double> number = exchange::ParseNumber(Cell(*column));
    if (!number.has_value() || *number < 0 || *number > kMaxTokens) {
      return Fail(label.at, "NOT_A_NUMBER", title, Quoted(Cell(*column)), TokensExpected());
    }
    count = std::llround(*number);
    return absl::OkStatus();
  }

  const LabelSchema& schema_;
  std::unique_ptr<exchange::TableReader> reader_;
  const exchange::LabelColumns columns_;
  exchange::TableRow row_;
  absl::flat_hash_map<std::string, std::unique_ptr<v1::LabelValue>> known_;
};

// Typed rows.
class MessageRows final : public LabelRows {
 public:
  MessageRows(const v1::ImportLabelsSpec& spec, const LabelSchema& schema, LabelMessages& messages)
      : LabelRows(spec.file_name().empty() ? "rows" : spec.file_name()),
        schema_(schema),
        messages_(messages) {}

  absl::StatusOr<bool> Next(GivenLabel& label) override {
    while (rows_ == nullptr || next_ == rows_->rows_size()) {
      ASSAY_ASSIGN_OR_RETURN(rows_, messages_.NextRows());
      if (rows_ == nullptr) {
        return false;
      }
      next_ = 0;
      if (rows_->rows_size() > kMaxRowsAMessage) {
        return MakeError(absl::StatusCode::kInvalidArgument, "BAD_IMPORT_STREAM",
                         absl::StrCat("found ", rows_->rows_size(),
                                      " rows in a message, expected at most ", kMaxRowsAMessage),
                         {{"field", "rows"}, {"found", absl::StrCat(rows_->rows_size())}});
      }
    }
    ++row_number_;
    const v1::ImportedLabel& row = rows_->rows(next_++);
    label = GivenLabel();
    label.at = {row_number_, row_number_};
    label.item_id = row.item_id();
    label.annotator_id = row.annotator_id();
    ASSAY_RETURN_IF_ERROR(CheckNames(label));
    if (absl::Status status = schema_.Check(row.value()); !status.ok()) {
      return BadValue(label.at, status);
    }
    label.value = &row.value();
    ASSAY_RETURN_IF_ERROR(ReadTimes(row, label));
    return true;
  }

 private:
  absl::Status ReadTimes(const v1::ImportedLabel& row, GivenLabel& label) const {
    const auto micros = [](const auto& time) {
      return time.seconds() * 1'000'000 + time.nanos() / 1000;
    };
    const auto has_nanos = [](int32_t nanos) { return nanos >= 0 && nanos < 1'000'000'000; };
    if (row.has_submit_time()) {
      const auto& time = row.submit_time();
      if (time.seconds() < 0 || time.seconds() > kLatestMicros / 1'000'000 ||
          !has_nanos(time.nanos())) {
        return Fail(label.at, "NOT_A_TIME", titles_.time, absl::StrCat(time.seconds(), " seconds"),
                    kTimeExpected);
      }
      label.submit_time_us = micros(time);
    }
    if (row.has_active_time()) {
      const auto& time = row.active_time();
      if (time.seconds() < 0 || time.seconds() > kMaxDurationSeconds || !has_nanos(time.nanos())) {
        return Fail(label.at, "NOT_A_NUMBER", titles_.active,
                    absl::StrCat(time.seconds(), " seconds"), kDurationExpected);
      }
      label.active_time_us = micros(time);
    }
    if (row.has_cost_micros()) {
      if (row.cost_micros() < 0 || row.cost_micros() > kMaxCost) {
        return Fail(label.at, "NOT_A_NUMBER", titles_.cost, absl::StrCat(row.cost_micros()),
                    absl::StrCat("0 to ", kMaxCost));
      }
      label.cost_micros = row.cost_micros();
    }
    ASSAY_RETURN_IF_ERROR(CheckTokens(label, titles_.input_tokens, row.input_tokens()));
    ASSAY_RETURN_IF_ERROR(CheckTokens(label, titles_.output_tokens, row.output_tokens()));
    label.input_tokens = row.input_tokens();
    label.output_tokens = row.output_tokens();
    return absl::OkStatus();
  }

  absl::Status CheckTokens(const GivenLabel& label, const std::string& title, int64_t count) const {
    return count >= 0 && count <= kMaxTokens
               ? absl::OkStatus()
               : Fail(label.at, "NOT_A_NUMBER", title, absl::StrCat(count), TokensExpected());
  }

  const LabelSchema& schema_;
  LabelMessages& messages_;
  const v1::ImportedLabels* rows_ = nullptr;
  int next_ = 0;
  int64_t row_number_ = 0;
};

}  // namespace

absl::Status LabelRows::Fail(TablePosition at, std::string_view reason, const std::string& column,
                             const std::string& found, const std::string& expected) const {
  return exchange::TableError(
      file_name_, at, reason,
      absl::StrCat("column '", column, "': found ", found, ", expected ", expected),
      {{"column", column}, {"found", found}, {"expected", expected}});
}

absl::Status LabelRows::BadValue(TablePosition at, const absl::Status& status) const {
  ErrorMetadata metadata = GetErrorMetadata(status);
  const auto part = [&](const char* name) {
    const auto found = metadata.find(name);
    return found == metadata.end() ? std::string() : found->second;
  };
  return Fail(at, ErrorReason(status), titles_.label, part("found"), part("expected"));
}

absl::Status LabelRows::CheckNames(const GivenLabel& label) const {
  if (label.item_id.empty()) {
    return Fail(label.at, "EMPTY_ID", titles_.item, "an empty cell", "an item in every row");
  }
  if (label.annotator_id.empty()) {
    return Fail(label.at, "EMPTY_ANNOTATOR", titles_.annotator, "an empty cell",
                "an annotator in every row");
  }
  return absl::OkStatus();
}

absl::StatusOr<std::unique_ptr<LabelRows>> OpenLabelTable(const v1::ImportLabelsSpec& spec,
                                                          const LabelSchema& schema,
                                                          exchange::ByteSource& source) {
  if (spec.file_name().size() > kMaxFileNameBytes) {
    return MakeError(absl::StatusCode::kInvalidArgument, "BAD_FILE_NAME",
                     "file_name is longer than 255 bytes", {{"field", "spec.file_name"}});
  }
  if (const auto* const format = formats::FindForeignFormat(spec.format());
      format != nullptr && format->make_reader != nullptr) {
    return OpenForeignLabels(spec, *format, schema, source);
  }
  exchange::TableOptions options;
  options.file_name = spec.file_name();
  options.format = spec.format();
  ASSAY_ASSIGN_OR_RETURN(auto reader, exchange::OpenTable(options, source));
  exchange::LabelColumnRequest request;
  request.item = spec.item_column();
  request.annotator = spec.annotator_column();
  request.label = spec.label_column();
  request.time = spec.active_seconds_column();
  request.moment = spec.time_column();
  request.cost = spec.cost_column();
  request.input_tokens = spec.input_tokens_column();
  request.output_tokens = spec.output_tokens_column();
  request.wants_moment = true;
  ASSAY_ASSIGN_OR_RETURN(const exchange::LabelColumns columns,
                         exchange::FindLabelColumns(spec.file_name(), reader->columns(), request));
  return std::make_unique<TableRows>(spec, schema, std::move(reader), columns);
}

std::unique_ptr<LabelRows> OpenLabelMessages(const v1::ImportLabelsSpec& spec,
                                             const LabelSchema& schema, LabelMessages& messages) {
  return std::make_unique<MessageRows>(spec, schema, messages);
}

}  // namespace assay
