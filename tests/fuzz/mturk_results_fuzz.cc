// Reads the input as a result file of Mechanical Turk, whole and in pieces, takes its answers
// apart, and checks that every row is read or refused, never by half.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "annotator/exchange/byte_source.h"
#include "annotator/exchange/utf8.h"
#include "annotator/mturk/answer_fields.h"
#include "annotator/mturk/answer_table.h"
#include "annotator/mturk/label_maker.h"
#include "annotator/mturk/result_reader.h"
#include "engine/base/check.h"
#include "engine/base/status.h"

namespace assay::mturk {
namespace {

struct Reading {
  std::vector<std::string> ids;
  std::vector<std::string> reasons;
  std::string error;
};

void Label(const AnswerField& field, const std::vector<std::vector<std::string>>& rows,
           AnswerTable& table, const std::string& text) {
  AnswerSurvey survey(field, v1::LabelSchema::KIND_UNSPECIFIED);
  std::vector<Answer> answers;
  for (const std::vector<std::string>& cells : rows) {
    table.Read(cells, answers);
    survey.Add(answers, text);
  }
  const absl::StatusOr<LabelPlan> plan = survey.Plan();
  ASSAY_CHECK(plan.ok());
  LabelMaker maker(*plan);
  v1::LabelValue value;
  for (const std::vector<std::string>& cells : rows) {
    table.Read(cells, answers);
    const auto made = maker.Make(answers, text, value);
    ASSAY_CHECK(made.ok() || ErrorReason(made.status()) == "BAD_LABEL_VALUE");
  }
}

Reading Read(const std::string& content, size_t bytes_per_read) {
  Reading reading;
  exchange::StringSource source(content, bytes_per_read);
  const auto reader =
      ResultReader::Open(std::make_unique<exchange::InputBuffer>("results.csv", source));
  if (!reader.ok()) {
    ASSAY_CHECK(!ErrorReason(reader.status()).empty());
    reading.error = std::string(reader.status().message());
    return reading;
  }
  AnswerTable table((*reader)->answer_names());
  Assignment assignment;
  RefusedRow refused;
  std::vector<Answer> answers;
  std::vector<std::vector<std::string>> rows;
  int64_t row_count = 0;
  while (true) {
    const auto found = (*reader)->Next(assignment, refused);
    if (!found.ok()) {
      reading.error = std::string(found.status().message());
      return reading;
    }
    if (*found == ResultReader::Found::kEnd) {
      break;
    }
    ASSAY_CHECK((*reader)->row_count() == ++row_count);
    if (*found == ResultReader::Found::kRefused) {
      ASSAY_CHECK(refused.row == row_count && !refused.reason.empty());
      ASSAY_CHECK(exchange::IsValidUtf8(refused.reason));
      reading.reasons.push_back(refused.reason);
      continue;
    }
    ASSAY_CHECK(!assignment.assignment_id.empty() && !assignment.worker_id.empty());
    ASSAY_CHECK(assignment.inputs.size() == (*reader)->input_names().size());
    ASSAY_CHECK(assignment.answers.size() == (*reader)->answer_names().size());
    for (const std::string& cell : assignment.answers) {
      ASSAY_CHECK(exchange::IsValidUtf8(cell));
    }
    reading.ids.push_back(assignment.assignment_id);
    if (table.Read(assignment.answers, answers).empty()) {
      table.Count(answers);
      rows.push_back(assignment.answers);
    }
  }
  RepairList repairs;
  for (const AnswerField& field : FindAnswerFields(table, repairs)) {
    Label(field, rows, table, assignment.inputs.empty() ? "" : assignment.inputs.front());
  }
  (*reader)->repairs().Lines();
  return reading;
}

}  // namespace
}  // namespace assay::mturk

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string content(reinterpret_cast<const char*>(data), std::min<size_t>(size, 1 << 16));
  const auto whole = assay::mturk::Read(content, std::string::npos);
  const auto pieces = assay::mturk::Read(content, 1 + size % 37);
  ASSAY_CHECK(whole.ids == pieces.ids);
  ASSAY_CHECK(whole.reasons == pieces.reasons);
  ASSAY_CHECK(whole.error == pieces.error);
  return 0;
}
