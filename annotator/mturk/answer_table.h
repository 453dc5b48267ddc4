#ifndef ASSAY_ANNOTATOR_MTURK_ANSWER_TABLE_H_
#define ASSAY_ANNOTATOR_MTURK_ANSWER_TABLE_H_

#include <simdjson.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"

namespace assay::mturk {

// What one row answers in one column; columns as AnswerTable numbers them.
struct Answer {
  uint32_t column = 0;
  std::string_view text;
};

// What was seen in a column of answers.
struct AnswerStats {
  // Different answers that are remembered; with more, or long ones, the column is free text.
  static constexpr size_t kMaxValues = 2000;
  static constexpr size_t kMaxValueBytes = 1024;

  int64_t answered_count = 0;
  int64_t boolean_count = 0;  // true or false in any case
  int64_t number_count = 0;
  int64_t whole_count = 0;
  int64_t bar_count = 0;  // answers with '|'
  bool is_free_text = false;
  // In no order; empty for free text.
  absl::flat_hash_set<std::string> values;

  void Add(std::string_view text);
};

// The answers of rows by column, whichever of the three ways they came in: a column for each
// question, objects flattened to names with dots, or one column taskAnswers with a JSON object. The
// last is flattened here: {"mood":{"label":"glad"}} is the answer "glad" of the column
// "mood.label". Arrays stay JSON.  Not thread-safe.
class AnswerTable {
 public:
  static constexpr size_t kMaxColumns = 4096;

  // `answer_names`: of a result file, without "Answer.".
  explicit AnswerTable(const std::vector<std::string>& answer_names);

  // In order of first appearance; grows while rows are read.
  const std::vector<std::string>& columns() const { return columns_; }
  const std::vector<AnswerStats>& stats() const { return stats_; }
  bool has_task_answers() const { return task_answers_.has_value() || named_task_answers_; }

  // Takes the answers of a row apart, without the empty ones.  They are valid until the next call
  // and while `cells` are.  Returns nothing, or why the row cannot be read.
  std::string Read(const std::vector<std::string>& cells, std::vector<Answer>& answers);
  // The same for answers by the names of their questions.
  std::string ReadNamed(const std::vector<std::pair<std::string, std::string>>& named,
                        std::vector<Answer>& answers);
  // Counts a row in stats().
  void Count(const std::vector<Answer>& answers);

 private:
  std::string ReadTaskAnswers(std::string_view json, std::vector<Answer>& answers);
  bool Flatten(std::string& path, simdjson::dom::element value, std::vector<Answer>& answers);
  // Nullopt where there would be too many.
  std::optional<uint32_t> ColumnOf(std::string_view path);

  std::vector<std::string> columns_;
  std::vector<AnswerStats> stats_;
  absl::flat_hash_map<std::string, uint32_t> indexes_;
  // Of each cell: its column; of taskAnswers nullopt.
  std::vector<std::optional<uint32_t>> cell_columns_;
  std::optional<size_t> task_answers_;
  bool named_task_answers_ = false;
  simdjson::dom::parser parser_;
  std::vector<std::unique_ptr<std::string>> texts_;  // of numbers and arrays
};

}  // namespace assay::mturk

#endif  // ASSAY_ANNOTATOR_MTURK_ANSWER_TABLE_H_
