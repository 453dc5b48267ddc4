#ifndef ASSAY_CLIENTS_CLI_PROLIFIC_JOIN_H_
#define ASSAY_CLIENTS_CLI_PROLIFIC_JOIN_H_

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "annotator/exchange/format_registry.h"
#include "assay/v1/campaigns.pb.h"
#include "clients/cli/file_source.h"
#include "clients/cli/input_file.h"

namespace assay::cli {

// A table of answers, joined with what Prolific exports of a study
// (prolific_export_<study>.csv: who took part, how it ended, how long it took; no answers).
//
// Answers of submissions that are neither approved nor awaiting review (returned, timed out,
// rejected, ...) are left out and counted.  A participant with several submissions counts by the
// best of them, of equal ones by the last.  Answers of participants that the study does not have
// are kept, without times, and counted.
//
// Columns of Prolific: Participant id, Status, Completed at and Time taken, or as older exports
// name them, participant_id, status, completed_date_time and time_taken.  The column of the answers
// with the participant is PROLIFIC_PID, prolific_id, participant_id or "Participant id", or as
// told.
//
// Not thread-safe.  Reads the answers twice: the time of a submission is shared by its answers.
class ProlificJoin {
 public:
  struct Options {
    std::string answers_file;
    std::string answers_format;  // as TableOptions has it
    std::string export_file;
    std::string participant_column;  // of the answers; empty: by its name
  };

  // Errors, with metadata file, row, line, column, found, expected: those of exchange::TableReader
  // and InputFile; UNKNOWN_COLUMN; BAD_FOREIGN_FILE where a time is no number.
  static absl::StatusOr<std::unique_ptr<ProlificJoin>> Open(const Options& options);

  // The next bytes of the joined table, a CSV; empty at the end.  Valid until the next call.
  absl::StatusOr<std::string_view> Read();

  // Columns of the joined table.
  const std::string& participant_column() const { return participant_column_; }
  const std::string& seconds_column() const { return seconds_column_; }
  const std::string& time_column() const { return time_column_; }

  // What was left out, or lacks its times, so far.
  std::vector<v1::FormatLoss> Losses() const;

 private:
  struct Submission {
    std::string status;   // "TIMED OUT"
    int rank = 0;         // higher: better
    double seconds = -1;  // below 0: not known
    std::string completed;
    int64_t answer_count = 0;
  };

  explicit ProlificJoin(const Options& options) : options_(options) {}
  absl::Status ReadExport();
  absl::Status CountAnswers();
  absl::StatusOr<std::unique_ptr<exchange::TableReader>> OpenAnswers();
  // The row that was read last.
  void AppendRow();

  const Options options_;
  std::map<std::string, Submission, std::less<>> submissions_;  // by participant
  std::string participant_column_;
  std::string seconds_column_;
  std::string time_column_;
  size_t participant_index_ = 0;
  size_t column_count_ = 0;
  std::unique_ptr<InputFile> file_;
  std::unique_ptr<FileSource> source_;
  std::unique_ptr<exchange::TableReader> answers_;
  exchange::TableRow row_;
  std::string buffer_;
  bool is_handed_out_ = false;
  std::map<std::string, int64_t> left_out_;  // by status
  int64_t unknown_count_ = 0;
};

}  // namespace assay::cli

#endif  // ASSAY_CLIENTS_CLI_PROLIFIC_JOIN_H_
