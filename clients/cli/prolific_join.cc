#include "clients/cli/prolific_join.h"

#include <algorithm>
#include <initializer_list>
#include <optional>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "annotator/exchange/csv_writer.h"
#include "annotator/exchange/table_error.h"
#include "engine/base/status.h"

namespace assay::cli {
namespace {

using exchange::TableError;

constexpr size_t kReadBytes = 256 << 10;

// "Participant id", "participant_id" and "PARTICIPANT-ID" are one name.
std::string Plain(std::string_view name) {
  std::string plain = absl::AsciiStrToLower(std::string(name));
  absl::StripAsciiWhitespace(&plain);
  std::replace_if(
      plain.begin(), plain.end(), [](char c) { return c == ' ' || c == '-'; }, '_');
  return plain;
}

std::optional<size_t> FindColumn(const std::vector<std::string>& columns,
                                 std::initializer_list<std::string_view> names) {
  for (const std::string_view name : names) {
    const auto found = std::find_if(columns.begin(), columns.end(),
                                    [&](const std::string& each) { return Plain(each) == name; });
    if (found != columns.end()) {
      return static_cast<size_t>(found - columns.begin());
    }
  }
  return std::nullopt;
}

absl::StatusOr<size_t> NeedColumn(const std::string& file, const std::vector<std::string>& columns,
                                  std::initializer_list<std::string_view> names,
                                  const std::string& what) {
  const std::optional<size_t> found = FindColumn(columns, names);
  if (!found.has_value()) {
    return TableError(
        file, {}, "UNKNOWN_COLUMN",
        "found no column " + what + ", expected one among " + exchange::JoinNames(columns, 20),
        {{"column", what}});
  }
  return *found;
}

// "APPROVED", "AWAITING REVIEW", "TIMED OUT".
std::string StatusWord(std::string_view cell) {
  std::string word = absl::AsciiStrToUpper(std::string(cell));
  absl::StripAsciiWhitespace(&word);
  std::replace_if(
      word.begin(), word.end(), [](char c) { return c == '_' || c == '-'; }, ' ');
  return word;
}

// Submissions whose answers count are above 0.
int RankOf(const std::string& status) {
  if (status == "APPROVED") {
    return 2;
  }
  return status == "AWAITING REVIEW" ? 1 : 0;
}

std::string Unused(std::string name, const std::vector<std::string>& columns) {
  while (std::find(columns.begin(), columns.end(), name) != columns.end()) {
    name += '_';
  }
  return name;
}

std::string_view CellOf(const exchange::TableRow& row, size_t column) {
  return column < row.cells.size() ? std::string_view(row.cells[column]) : std::string_view();
}

}  // namespace

absl::StatusOr<std::unique_ptr<ProlificJoin>> ProlificJoin::Open(const Options& options) {
  std::unique_ptr<ProlificJoin> join(new ProlificJoin(options));
  ASSAY_RETURN_IF_ERROR(join->ReadExport());
  ASSAY_RETURN_IF_ERROR(join->CountAnswers());
  ASSAY_ASSIGN_OR_RETURN(join->answers_, join->OpenAnswers());
  std::vector<std::string> header = join->answers_->columns();
  join->column_count_ = header.size();
  join->seconds_column_ = Unused("prolific_seconds", header);
  join->time_column_ = Unused("prolific_completed_at", header);
  header.push_back(join->seconds_column_);
  header.push_back(join->time_column_);
  exchange::AppendCsvRow(join->buffer_, header);
  return join;
}

absl::Status ProlificJoin::ReadExport() {
  InputFile file(options_.export_file);
  ASSAY_RETURN_IF_ERROR(file.Open());
  FileSource source(file);
  const std::string name = FileNameOf(options_.export_file);
  exchange::TableOptions table_options;
  table_options.file_name = name;
  ASSAY_ASSIGN_OR_RETURN(const auto table, exchange::OpenTable(table_options, source));
  const auto& columns = table->columns();
  ASSAY_ASSIGN_OR_RETURN(const size_t participant,
                         NeedColumn(name, columns, {"participant_id"}, "'Participant id'"));
  ASSAY_ASSIGN_OR_RETURN(const size_t status, NeedColumn(name, columns, {"status"}, "'Status'"));
  ASSAY_ASSIGN_OR_RETURN(const size_t taken,
                         NeedColumn(name, columns, {"time_taken"}, "'Time taken'"));
  const std::optional<size_t> completed =
      FindColumn(columns, {"completed_at", "completed_date_time"});
  exchange::TableRow row;
  while (true) {
    ASSAY_ASSIGN_OR_RETURN(const bool more, table->Next(row));
    if (!more) {
      return absl::OkStatus();
    }
    Submission submission;
    submission.status = StatusWord(CellOf(row, status));
    submission.rank = RankOf(submission.status);
    std::string seconds(CellOf(row, taken));
    absl::StripAsciiWhitespace(&seconds);
    if (!seconds.empty() && (!absl::SimpleAtod(seconds, &submission.seconds) ||
                             !(submission.seconds >= 0 && submission.seconds < 1e9))) {
      const std::string found = "'" + seconds.substr(0, 40) + "'";
      return TableError(name, {row.row_number, row.line}, "BAD_FOREIGN_FILE",
                        "column '" + columns[taken] + "': found " + found + ", expected seconds",
                        {{"column", columns[taken]}, {"found", found}, {"expected", "seconds"}});
    }
    submission.completed = completed.has_value() ? std::string(CellOf(row, *completed)) : "";
    Submission& known = submissions_[std::string(CellOf(row, participant))];
    if (known.status.empty() || submission.rank >= known.rank) {
      known = std::move(submission);
    }
  }
}

absl::StatusOr<std::unique_ptr<exchange::TableReader>> ProlificJoin::OpenAnswers() {
  file_ = std::make_unique<InputFile>(options_.answers_file);
  ASSAY_RETURN_IF_ERROR(file_->Open());
  source_ = std::make_unique<FileSource>(*file_);
  exchange::TableOptions table_options;
  table_options.file_name = FileNameOf(options_.answers_file);
  table_options.format = options_.answers_format;
  ASSAY_ASSIGN_OR_RETURN(auto table, exchange::OpenTable(table_options, *source_));
  const auto& columns = table->columns();
  if (options_.participant_column.empty()) {
    ASSAY_ASSIGN_OR_RETURN(
        participant_index_,
        NeedColumn(table_options.file_name, columns,
                   {"prolific_pid", "prolific_id", "participant_id"}, "'PROLIFIC_PID'"));
  } else {
    const auto found = std::find(columns.begin(), columns.end(), options_.participant_column);
    if (found == columns.end()) {
      return TableError(table_options.file_name, {}, "UNKNOWN_COLUMN",
                        "found no column '" + options_.participant_column +
                            "', expected one among " + exchange::JoinNames(columns, 20),
                        {{"column", options_.participant_column}});
    }
    participant_index_ = static_cast<size_t>(found - columns.begin());
  }
  participant_column_ = columns[participant_index_];
  return table;
}

absl::Status ProlificJoin::CountAnswers() {
  ASSAY_ASSIGN_OR_RETURN(const auto answers, OpenAnswers());
  exchange::TableRow row;
  while (true) {
    ASSAY_ASSIGN_OR_RETURN(const bool more, answers->Next(row));
    if (!more) {
      return absl::OkStatus();
    }
    const auto found = submissions_.find(CellOf(row, participant_index_));
    if (found != submissions_.end()) {
      ++found->second.answer_count;
    }
  }
}

absl::StatusOr<std::string_view> ProlificJoin::Read() {
  if (is_handed_out_) {
    buffer_.clear();
  }
  is_handed_out_ = true;
  while (buffer_.size() < kReadBytes) {
    ASSAY_ASSIGN_OR_RETURN(const bool more, answers_->Next(row_));
    if (!more) {
      break;
    }
    AppendRow();
  }
  return std::string_view(buffer_);
}

void ProlificJoin::AppendRow() {
  const auto found = submissions_.find(CellOf(row_, participant_index_));
  const bool known = found != submissions_.end();
  if (known && found->second.rank == 0) {
    ++left_out_[found->second.status];
    return;
  }
  unknown_count_ += known ? 0 : 1;
  std::vector<std::string> cells = row_.cells;
  cells.resize(column_count_);
  const bool has_time = known && found->second.seconds >= 0;
  cells.push_back(has_time ? absl::StrCat(found->second.seconds /
                                          static_cast<double>(found->second.answer_count))
                           : "");
  cells.push_back(known ? found->second.completed : "");
  exchange::AppendCsvRow(buffer_, cells);
}

std::vector<v1::FormatLoss> ProlificJoin::Losses() const {
  std::vector<v1::FormatLoss> losses;
  const auto add = [&](const std::string& what, int64_t count) {
    v1::FormatLoss& loss = losses.emplace_back();
    loss.set_what(what);
    loss.set_count(count);
  };
  for (const auto& [status, count] : left_out_) {
    add("answers of submissions that are " + absl::AsciiStrToLower(status) + ", left out", count);
  }
  if (unknown_count_ > 0) {
    add("times of answers whose participant is not in the study", unknown_count_);
  }
  return losses;
}

}  // namespace assay::cli
