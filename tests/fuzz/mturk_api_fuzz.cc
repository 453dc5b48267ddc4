// Reads the input as what the API of Mechanical Turk gives, whole and in pieces, and as one Answer,
// and checks that every assignment is read or refused, never by half.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "annotator/exchange/byte_source.h"
#include "annotator/exchange/utf8.h"
#include "annotator/mturk/answer_table.h"
#include "annotator/mturk/answer_xml.h"
#include "annotator/mturk/api_reader.h"
#include "engine/base/check.h"
#include "engine/base/status.h"

namespace assay::mturk {
namespace {

// What a reading comes to, in words.
std::string Read(const std::string& content, size_t bytes_per_read) {
  const auto opened = ApiReader::Open(
      "dump.json", std::make_unique<exchange::StringSource>(content, bytes_per_read));
  if (!opened.ok()) {
    ASSAY_CHECK(!ErrorReason(opened.status()).empty());
    return std::string(opened.status().message());
  }
  AssignmentReader& reader = **opened;
  AnswerTable table(reader.answer_names());
  Assignment assignment;
  RefusedRow refused;
  std::vector<Answer> answers;
  std::string summary;
  for (int64_t row = 1;; ++row) {
    const auto found = reader.Next(assignment, refused);
    if (!found.ok()) {
      return summary + std::string(found.status().message());
    }
    if (*found == AssignmentReader::Found::kEnd) {
      return summary;
    }
    ASSAY_CHECK(reader.row_count() == row);
    if (*found == AssignmentReader::Found::kRefused) {
      ASSAY_CHECK(refused.row == row && !refused.reason.empty());
      ASSAY_CHECK(exchange::IsValidUtf8(refused.reason));
      summary += refused.reason + "\n";
      continue;
    }
    ASSAY_CHECK(!assignment.assignment_id.empty() && !assignment.worker_id.empty());
    ASSAY_CHECK(assignment.inputs.size() == reader.input_names().size());
    summary += assignment.assignment_id + "\n";
    if (table.ReadNamed(assignment.named_answers, answers).empty()) {
      table.Count(answers);
      for (const Answer& answer : answers) {
        ASSAY_CHECK(exchange::IsValidUtf8(answer.text));
      }
    }
  }
}

}  // namespace
}  // namespace assay::mturk

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string content(reinterpret_cast<const char*>(data), std::min<size_t>(size, 1 << 16));
  ASSAY_CHECK(assay::mturk::Read(content, std::string::npos) ==
              assay::mturk::Read(content, 1 + size % 37));
  std::vector<std::pair<std::string, std::string>> answers;
  if (assay::mturk::ReadAnswerXml(content, answers).empty()) {
    for (const auto& [name, text] : answers) {
      ASSAY_CHECK(!name.empty() && assay::exchange::IsValidUtf8(text));
    }
  }
  return 0;
}
