#ifndef ASSAY_ANNOTATOR_MTURK_ASSIGNMENT_READER_H_
#define ASSAY_ANNOTATOR_MTURK_ASSIGNMENT_READER_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "annotator/exchange/byte_source.h"
#include "annotator/mturk/assignment.h"
#include "annotator/mturk/repair_list.h"

namespace assay::mturk {

// Assignments of a file, one after the other.  Each row is read as a whole or refused as a whole:
// row_count() = assignments + refused rows.  Not thread-safe.
class AssignmentReader {
 public:
  virtual ~AssignmentReader() = default;

  // Of Assignment::inputs and answers.
  virtual const std::vector<std::string>& input_names() const = 0;
  virtual const std::vector<std::string>& answer_names() const = 0;
  // Texts of inputs are as they were put into a page of HTML.
  virtual bool inputs_are_escaped() const = 0;

  // What Next has found.
  enum class Found { kAssignment, kRefused, kEnd };
  // Reads the next row into `assignment` or `refused`, whichever it is.  Give the same objects to
  // every call: their buffers are used again.
  virtual absl::StatusOr<Found> Next(Assignment& assignment, RefusedRow& refused) = 0;

  virtual int64_t row_count() const = 0;
  virtual const RepairList& repairs() const = 0;
};

// Opens what the file is: JSON where its first character is '{' or '[' (ApiReader), else the result
// file of a batch (ResultReader).  `source` must outlive the reader.  Errors: theirs.
absl::StatusOr<std::unique_ptr<AssignmentReader>> OpenAssignments(std::string file_name,
                                                                  exchange::ByteSource& source);

}  // namespace assay::mturk

#endif  // ASSAY_ANNOTATOR_MTURK_ASSIGNMENT_READER_H_
