#ifndef ASSAY_ANNOTATOR_MTURK_API_READER_H_
#define ASSAY_ANNOTATOR_MTURK_API_READER_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "annotator/formats/json_records.h"
#include "annotator/mturk/assignment_reader.h"

namespace assay::mturk {

// Reads assignments as the API and its command line give them: JSON objects one after the other (a
// file of one, JSON Lines) or in an array, each of them
//   - what ListAssignmentsForHIT gives: {"Assignments": [...]}, with "HIT": {...} beside it where
//     somebody has put it there;
//   - what GetAssignment gives: {"Assignment": {...}, "HIT": {...}};
//   - an assignment.
// Times are ISO 8601 or seconds since 1970.  Answers are documents of XML (answer_xml.h).  The HIT
// gives reward, title, number of assignments and annotation.
//
// Refused, by assignment, are those without ids or state, with times that are none or in the wrong
// order, of another HIT than the one beside them, and with answers that cannot be read.  The reason
// names line and assignment; rows count assignments from 1, and an object that holds none is a row.
//
// Where the first assignment says which item of a campaign it is about (by an answer or a
// RequesterAnnotation of ExportBatch), "assay_item_id" is an input; otherwise there are none.
//
// Memory: the largest object, several times.  Not thread-safe.
class ApiReader final : public AssignmentReader {
 public:
  // Errors, INVALID_ARGUMENT, of the first object here and of later ones from Next: those of
  // formats::JsonRecords.
  static absl::StatusOr<std::unique_ptr<AssignmentReader>> Open(
      std::string file_name, std::unique_ptr<exchange::ByteSource> source);

  const std::vector<std::string>& input_names() const override { return input_names_; }
  const std::vector<std::string>& answer_names() const override { return answer_names_; }
  bool inputs_are_escaped() const override { return false; }
  absl::StatusOr<Found> Next(Assignment& assignment, RefusedRow& refused) override;
  int64_t row_count() const override { return row_count_; }
  const RepairList& repairs() const override { return repairs_; }

 private:
  ApiReader(std::string file_name, std::unique_ptr<exchange::ByteSource> source)
      : source_(std::move(source)), records_(std::move(file_name), *source_) {}

  // Moves to the next assignment; false at the end.
  absl::StatusOr<bool> Advance();
  const formats::Json& Current() const;
  const formats::Json& Hit() const;
  // Empty, or why it is refused.
  std::string Fill(Assignment& assignment);
  std::string FillTimes(Assignment& assignment) const;
  std::string FillHit(Assignment& assignment);
  std::string FillAnswers(Assignment& assignment) const;
  static std::string ItemOf(const Assignment& assignment);

  std::unique_ptr<exchange::ByteSource> source_;
  formats::JsonRecords records_;
  formats::Json record_;
  // Of the assignments of the record, the one that Advance is at, and how many there are.
  size_t at_ = 0;
  size_t count_ = 0;
  // Open has moved to the first one already.
  bool is_ahead_ = false;
  bool has_first_ = false;
  std::vector<std::string> input_names_;
  std::vector<std::string> answer_names_;
  RepairList repairs_;
  int64_t row_count_ = 0;
};

}  // namespace assay::mturk

#endif  // ASSAY_ANNOTATOR_MTURK_API_READER_H_
