#include "annotator/mturk/answer_table.h"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "annotator/exchange/column_profile.h"

namespace assay::mturk {
namespace {

constexpr int kMaxDepth = 8;
constexpr std::string_view kTaskAnswers = "taskAnswers";

bool IsBoolean(std::string_view text) {
  return text == "true" || text == "false" || text == "True" || text == "False" || text == "TRUE" ||
         text == "FALSE";
}

bool MayBeNumber(std::string_view text) {
  return text.find_first_of("0123456789") != std::string_view::npos && text.size() <= 32;
}

}  // namespace

void AnswerStats::Add(std::string_view text) {
  ++answered_count;
  boolean_count += IsBoolean(text) ? 1 : 0;
  bar_count += text.find('|') != std::string_view::npos ? 1 : 0;
  if (MayBeNumber(text)) {
    if (const std::optional<double> number = exchange::ParseNumber(text); number.has_value()) {
      ++number_count;
      whole_count += std::floor(*number) == *number ? 1 : 0;
    }
  }
  if (is_free_text) {
    return;
  }
  const absl::string_view key(text.data(), text.size());
  if (values.contains(key)) {
    return;
  }
  if (text.size() > kMaxValueBytes || values.size() == kMaxValues) {
    is_free_text = true;
    values = {};
    return;
  }
  values.insert(std::string(text));
}

AnswerTable::AnswerTable(const std::vector<std::string>& answer_names) {
  for (size_t i = 0; i < answer_names.size(); ++i) {
    if (answer_names[i] == kTaskAnswers) {
      task_answers_ = i;
      cell_columns_.emplace_back();
    } else {
      cell_columns_.push_back(ColumnOf(answer_names[i]));
    }
  }
}

std::string AnswerTable::Read(const std::vector<std::string>& cells, std::vector<Answer>& answers) {
  answers.clear();
  texts_.clear();
  for (size_t i = 0; i < cells.size() && i < cell_columns_.size(); ++i) {
    if (!cells[i].empty() && cell_columns_[i].has_value()) {
      answers.push_back({*cell_columns_[i], cells[i]});
    }
  }
  if (task_answers_.has_value() && *task_answers_ < cells.size() &&
      !cells[*task_answers_].empty()) {
    return ReadTaskAnswers(cells[*task_answers_], answers);
  }
  return "";
}

std::string AnswerTable::ReadNamed(const std::vector<std::pair<std::string, std::string>>& named,
                                   std::vector<Answer>& answers) {
  answers.clear();
  texts_.clear();
  for (const auto& [name, text] : named) {
    if (text.empty()) {
      continue;
    }
    if (name == kTaskAnswers) {
      named_task_answers_ = true;
      if (std::string fault = ReadTaskAnswers(text, answers); !fault.empty()) {
        return fault;
      }
      continue;
    }
    const std::optional<uint32_t> column = ColumnOf(name);
    if (!column.has_value()) {
      return "it has too many questions";
    }
    answers.push_back({*column, text});
  }
  return "";
}

void AnswerTable::Count(const std::vector<Answer>& answers) {
  for (const Answer& answer : answers) {
    stats_[answer.column].Add(answer.text);
  }
}

std::string AnswerTable::ReadTaskAnswers(std::string_view json, std::vector<Answer>& answers) {
  static constexpr const char* kExpected =
      "taskAnswers cannot be read; expected a JSON array with one object, like "
      "[{\"mood\":{\"label\":\"glad\"}}]";
  simdjson::dom::element root;
  if (parser_.parse(json.data(), json.size()).get(root) != simdjson::SUCCESS) {
    return kExpected;
  }
  simdjson::dom::array list;
  if (root.get(list) == simdjson::SUCCESS) {
    if (list.size() == 0) {
      return "";
    }
    if (list.size() != 1) {
      return kExpected;
    }
    root = *list.begin();
  }
  std::string path;
  if (!root.is_object()) {
    return kExpected;
  }
  return Flatten(path, root, answers) ? "" : "taskAnswers has too many fields, or too deep ones";
}

bool AnswerTable::Flatten(std::string& path, simdjson::dom::element value,
                          std::vector<Answer>& answers) {
  simdjson::dom::object object;
  if (value.get(object) == simdjson::SUCCESS) {
    if (std::count(path.begin(), path.end(), '.') >= kMaxDepth) {
      return false;
    }
    const size_t size = path.size();
    for (const auto field : object) {
      path += path.empty() ? "" : ".";
      path += field.key;
      const bool done = Flatten(path, field.value, answers);
      path.resize(size);
      if (!done) {
        return false;
      }
    }
    return true;
  }
  std::string_view text;
  if (value.is_null() || (value.get(text) == simdjson::SUCCESS && text.empty())) {
    return true;
  }
  if (text.data() == nullptr || text.empty()) {
    texts_.push_back(std::make_unique<std::string>(simdjson::minify(value)));
    text = *texts_.back();
  }
  const std::optional<uint32_t> column = ColumnOf(path);
  if (column.has_value()) {
    answers.push_back({*column, text});
  }
  return column.has_value();
}

std::optional<uint32_t> AnswerTable::ColumnOf(std::string_view path) {
  const auto known = indexes_.find(absl::string_view(path.data(), path.size()));
  if (known != indexes_.end()) {
    return known->second;
  }
  if (columns_.size() == kMaxColumns) {
    return std::nullopt;
  }
  const auto index = static_cast<uint32_t>(columns_.size());
  columns_.emplace_back(path);
  stats_.emplace_back();
  indexes_.emplace(std::string(path), index);
  return index;
}

}  // namespace assay::mturk
