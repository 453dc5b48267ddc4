#ifndef ASSAY_TESTS_ANNOTATOR_MTURK_READ_RESULTS_H_
#define ASSAY_TESTS_ANNOTATOR_MTURK_READ_RESULTS_H_

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "annotator/exchange/byte_source.h"
#include "annotator/mturk/result_reader.h"
#include "engine/base/status.h"
#include "tests/support/test_data.h"

namespace assay::mturk {

struct Results {
  std::vector<std::string> input_names;
  std::vector<std::string> answer_names;
  std::vector<Assignment> assignments;
  std::vector<RefusedRow> refused;
  std::vector<std::string> repairs;
  int64_t row_count = 0;
};

inline absl::StatusOr<Results> ReadAll(absl::StatusOr<std::unique_ptr<AssignmentReader>> opened) {
  ASSAY_ASSIGN_OR_RETURN(const auto reader, std::move(opened));
  Results results;
  results.input_names = reader->input_names();
  results.answer_names = reader->answer_names();
  Assignment assignment;
  RefusedRow refused;
  while (true) {
    ASSAY_ASSIGN_OR_RETURN(const auto found, reader->Next(assignment, refused));
    if (found == AssignmentReader::Found::kEnd) {
      break;
    }
    if (found == AssignmentReader::Found::kAssignment) {
      results.assignments.push_back(assignment);
    } else {
      results.refused.push_back(refused);
    }
  }
  results.row_count = reader->row_count();
  results.repairs = reader->repairs().Lines();
  return results;
}

inline absl::StatusOr<Results> ReadResults(std::string content,
                                           size_t bytes_per_read = std::string::npos) {
  exchange::StringSource source(std::move(content), bytes_per_read);
  return ReadAll(
      ResultReader::Open(std::make_unique<exchange::InputBuffer>("results.csv", source)));
}

inline std::string Bundled(const std::string& name) { return ReadFile(TestData("mturk/" + name)); }

}  // namespace assay::mturk

#endif  // ASSAY_TESTS_ANNOTATOR_MTURK_READ_RESULTS_H_
