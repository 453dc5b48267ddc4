#ifndef ASSAY_ANNOTATOR_MTURK_RESULT_READER_H_
#define ASSAY_ANNOTATOR_MTURK_RESULT_READER_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "annotator/mturk/assignment.h"
#include "annotator/mturk/assignment_reader.h"
#include "annotator/mturk/record_reader.h"
#include "annotator/mturk/repair_list.h"
#include "annotator/mturk/result_columns.h"

namespace assay::mturk {

// Reads the result file of a batch (Batch_<id>_batch_results.csv), as it was downloaded or as other
// programs have saved it again, row by row.
//
// A row becomes an Assignment as a whole or is refused as a whole.  Refused are rows
//   - that are longer than the header (more than by empty cells), end before the answers, or were
//   cut
//     off at the end of the file;
//   - with broken quotes, bytes that are not UTF-8, or NUL;
//   - without AssignmentId or WorkerId, or with ids that a spreadsheet has turned into numbers;
//   - whose columns are shifted: an AssignmentStatus, time, reward, number or approval rate that is
//     none, WorkTimeInSeconds other than SubmitTime - AcceptTime (by more than a second), or
//     AutoApprovalTime other than SubmitTime + AutoApprovalDelayInSeconds;
//   - all of them, where the header has no AssignmentId or no WorkerId: then it is another file.
// Columns that are not there are not checked.  row_count() = assignments + refused rows.
//
// Memory: the longest row.  Not thread-safe.
class ResultReader final : public AssignmentReader {
 public:
  // Errors, INVALID_ARGUMENT: those of RecordReader and FindResultColumns; NO_DATA_ROWS is none: a
  // batch nobody has worked on has a header only.
  static absl::StatusOr<std::unique_ptr<ResultReader>> Open(
      std::unique_ptr<exchange::InputBuffer> input);

  const std::vector<std::string>& input_names() const override { return columns_.input_names; }
  const std::vector<std::string>& answer_names() const override { return columns_.answer_names; }
  // Of a batch that ExportBatch has made.
  bool inputs_are_escaped() const override;
  absl::StatusOr<Found> Next(Assignment& assignment, RefusedRow& refused) override;
  int64_t row_count() const override { return row_count_; }
  const RepairList& repairs() const override { return repairs_; }

 private:
  explicit ResultReader(RecordReader records) : records_(std::move(records)) {}

  absl::Status ReadHeader();
  // Empty, or why the row is refused.
  std::string CheckWidth();
  std::string Fill(Assignment& assignment);
  std::string FillIds(Assignment& assignment);
  std::string FillTimes(Assignment& assignment);
  std::string FillAmounts(Assignment& assignment);
  std::string CheckInvariants(Assignment& assignment);
  std::string ReadTime(Field field, std::optional<int64_t>& time_us) const;
  std::string ReadWhole(Field field, std::optional<int64_t>& number);
  std::string_view Cell(Field field) const;
  std::string_view CellAt(size_t column) const;
  // The cell without spaces around it; `trimmed_` notes that there were some.
  std::string_view Trimmed(Field field);
  std::string Unexpected(Field field, std::string_view expected) const;

  RecordReader records_;
  ResultColumns columns_;
  RepairList repairs_;
  Record record_;
  int64_t row_count_ = 0;
  bool trimmed_ = false;
  bool has_floats_ = false;
};

}  // namespace assay::mturk

#endif  // ASSAY_ANNOTATOR_MTURK_RESULT_READER_H_
