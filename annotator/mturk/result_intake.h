#ifndef ASSAY_ANNOTATOR_MTURK_RESULT_INTAKE_H_
#define ASSAY_ANNOTATOR_MTURK_RESULT_INTAKE_H_

#include <algorithm>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "annotator/mturk/answer_table.h"
#include "annotator/mturk/assignment_reader.h"
#include "annotator/mturk/spool_file.h"
#include "assay/storage/v1/mturk.pb.h"

namespace assay::mturk {

// A row in the spool file.
class SpooledRow {
 public:
  // As it will be stored.  One that the campaign has already comes with its item, label and gold.
  const storage::v1::MturkAssignment& assignment() const { return assignment_; }
  storage::v1::MturkAssignment& assignment() { return assignment_; }
  int64_t row() const { return rest_.row(); }
  // The campaign has the assignment already, in another state.
  bool is_known() const { return rest_.is_known(); }
  const google::protobuf::RepeatedPtrField<std::string>& inputs() const { return rest_.inputs(); }
  const std::string& input(size_t index) const { return rest_.inputs(static_cast<int>(index)); }
  // InputHash of the inputs, where the intake was to make it.
  const std::string& input_hash() const { return input_hash_; }

 private:
  friend class ResultIntake;

  // Two messages: a message within another one would be made anew with each row.
  storage::v1::MturkAssignment assignment_;
  storage::v1::MturkSpooledRow rest_;
  std::string input_hash_;
};

// The first pass over a result file: its rows, checked, in a spool file, and what has to be known
// of all of them before the first can become a label.
//
// Memory: at most 21 bytes for each row and 42 for each item, half as much again for a moment when
// these tables grow, and the values of answers (AnswerStats).
class ResultIntake {
 public:
  // What the campaign knows of an assignment; nullopt: nothing.
  using FindKnown = std::function<absl::StatusOr<std::optional<storage::v1::MturkAssignment>>(
      std::string_view assignment_id)>;

  struct Options {
    // Empty: worker ids are kept.
    std::string pseudonym_secret;
    FindKnown find_known;
    // Inputs may be what identifies items.
    bool may_hash_inputs = true;
    // Numbers the columns of answers, which are appended to.
    std::vector<std::string>* answer_columns = nullptr;
  };

  // Reads the whole file.  Errors: those of OpenAssignments and SpoolFile that end the import.
  static absl::StatusOr<ResultIntake> Read(std::string file_name, exchange::ByteSource& source,
                                           const Options& options);

  int64_t row_count() const { return row_count_; }
  int64_t spooled_count() const { return spooled_count_; }
  // By row.
  std::map<int64_t, std::string>& refused() { return refused_; }
  RepairList& repairs() { return repairs_; }
  const AnswerTable& table() const { return table_; }
  const std::vector<std::string>& input_names() const { return input_names_; }
  // Of the first row that has one.
  const std::string& title() const { return title_; }
  int64_t max_assignments() const { return max_assignments_; }
  // All rows have the same inputs, or none, but not the same HIT.
  bool only_hits_differ() const { return hits_.size() > 1 && input_hashes_.size() <= 1; }
  // Bytes of all cells of each input.
  const std::vector<int64_t>& input_bytes() const { return input_bytes_; }

  // Visits the rows in the order of the file; `answers` by the columns of table().
  using Visitor = std::function<absl::Status(SpooledRow& row, const std::vector<Answer>& answers)>;
  absl::Status Visit(const Visitor& visit);
  // The same one by one, after Rewind, into the same row.
  absl::Status Rewind() { return spool_.Rewind(); }
  absl::StatusOr<bool> Next(SpooledRow& row);
  // The same for the rows that are the first with their HIT or their inputs, so that no item is
  // missing among them.
  absl::StatusOr<bool> NextThatMayBeNew(SpooledRow& row);
  // The bytes of the assignment of the next row, valid until the next call.
  absl::StatusOr<bool> NextBytes(std::string_view& bytes);
  // The answers of a row, by the columns of table().
  void AnswersOf(const SpooledRow& row, std::vector<Answer>& answers) const;

 private:
  ResultIntake(SpoolFile spool, const AssignmentReader& reader)
      : spool_(std::move(spool)),
        table_(reader.answer_names()),
        input_names_(reader.input_names()),
        input_bytes_(reader.input_names().size()),
        is_escaped_(reader.inputs_are_escaped()) {}

  // Empty, or why the row is refused.
  absl::StatusOr<std::string> Take(const Assignment& assignment, const Options& options);
  void FillInputs(const Assignment& assignment, bool hash);
  void Fill(const Assignment& assignment, const Options& options);
  void KeepKnown(const storage::v1::MturkAssignment& known);
  absl::Status Spool(bool may_be_new, bool same_inputs);
  absl::StatusOr<bool> ReadMarked(std::string_view mark, SpooledRow& row);
  void FillAnswers(const Options& options);
  // Whether the row is the first with its HIT or its inputs.
  bool NoteInputs(const Assignment& assignment, bool same_inputs);
  uint32_t StoredColumn(uint32_t column, const Options& options);

  SpoolFile spool_;
  AnswerTable table_;
  std::vector<std::string> input_names_;
  std::vector<int64_t> input_bytes_;
  // The batch was made by ExportBatch, which escapes texts.
  bool is_escaped_;
  RepairList repairs_;
  std::map<int64_t, std::string> refused_;
  int64_t row_count_ = 0;
  int64_t spooled_count_ = 0;
  int64_t max_assignments_ = 0;
  std::string title_;
  absl::flat_hash_set<uint64_t> seen_;  // hashes of assignment ids
  absl::flat_hash_set<uint64_t> hits_;
  absl::flat_hash_set<uint64_t> input_hashes_;
  // Stored column of each column of the table, and back.
  std::vector<uint32_t> stored_columns_;
  std::vector<uint32_t> table_columns_;
  std::vector<Answer> answers_;
  SpooledRow row_;
  storage::v1::MturkSpooledRow brief_;  // a row without its inputs
  std::vector<std::string> last_inputs_;
  std::string last_hit_;
  std::string mark_;
  std::string last_worker_;
  std::string last_name_;
};

// The id of an item made from its inputs: 32 hexadecimal digits that do not depend on the order of
// the columns.
std::string InputHash(const std::vector<std::string>& names,
                      const google::protobuf::RepeatedPtrField<std::string>& inputs);

}  // namespace assay::mturk

#endif  // ASSAY_ANNOTATOR_MTURK_RESULT_INTAKE_H_
