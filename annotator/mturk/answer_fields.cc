#include "annotator/mturk/answer_fields.h"

#include <algorithm>
#include <map>

#include "absl/strings/str_cat.h"
#include "annotator/exchange/table_error.h"
#include "annotator/exchange/utf8.h"
#include "engine/base/status.h"

namespace assay::mturk {
namespace {

using Form = AnswerField::Form;

constexpr size_t kNamesInMessages = 20;
constexpr size_t kFewValues = 50;

bool EndsWith(std::string_view name, std::string_view end, std::string& rest) {
  if (name.size() <= end.size() || !name.ends_with(end)) {
    return false;
  }
  rest = name.substr(0, name.size() - end.size());
  return true;
}

bool IsOneHot(const std::string& name, const AnswerStats& stats) {
  const size_t dot = name.find('.');
  return dot != std::string::npos && dot > 0 && dot + 1 < name.size() && stats.answered_count > 0 &&
         stats.boolean_count == stats.answered_count;
}

// The columns of one table, put together.
class Folder {
 public:
  explicit Folder(const AnswerTable& table) : table_(table), is_taken_(table.columns().size()) {}

  std::vector<AnswerField> Run(RepairList& repairs) {
    FoldGroups();
    FoldSingles();
    for (uint32_t i = 0; i < table_.columns().size(); ++i) {
      if (!is_taken_[i]) {
        AddPlain(i);
      }
    }
    std::erase_if(fields_, [](const AnswerField& field) { return field.answered_count == 0; });
    std::stable_sort(fields_.begin(), fields_.end(), [](const auto& a, const auto& b) {
      return a.columns.front() < b.columns.front();
    });
    for (const AnswerField& field : fields_) {
      if (field.form == Form::kOneHot && field.columns.size() > 1) {
        repairs.Add(Repair::kOneHot, exchange::Excerpt(field.name, 60));
      }
      if (field.form == Form::kLabel && field.columns.size() > 1) {
        repairs.Add(Repair::kSplitColumns, exchange::Excerpt(field.name, 60));
      }
    }
    return std::move(fields_);
  }

 private:
  const std::string& Name(uint32_t column) const { return table_.columns()[column]; }
  const AnswerStats& Stats(uint32_t column) const { return table_.stats()[column]; }
  std::string Before(uint32_t column) const {
    return Name(column).substr(0, Name(column).find('.'));
  }
  std::string Behind(uint32_t column) const {
    return Name(column).substr(Name(column).find('.') + 1);
  }

  AnswerField& AddField(std::string name, Form form, std::vector<uint32_t> columns) {
    AnswerField& field = fields_.emplace_back();
    field.name = std::move(name);
    field.form = form;
    for (const uint32_t column : columns) {
      is_taken_[column] = true;
      field.answered_count = std::max(field.answered_count, Stats(column).answered_count);
      field.value_count += Stats(column).values.size();
    }
    field.columns = std::move(columns);
    return field;
  }

  // Several true/false columns of one name.
  void FoldGroups() {
    std::map<std::string, std::vector<uint32_t>> groups;
    for (uint32_t i = 0; i < table_.columns().size(); ++i) {
      if (IsOneHot(Name(i), Stats(i))) {
        groups[Before(i)].push_back(i);
      }
    }
    for (auto& [name, columns] : groups) {
      if (columns.size() > 1) {
        AnswerField& field = AddField(name, Form::kOneHot, columns);
        for (const uint32_t column : columns) {
          field.options.push_back(Behind(column));
        }
      }
    }
  }

  // True/false columns whose names begin alike.
  void FoldSingles() {
    std::map<std::string, std::vector<uint32_t>> groups;
    for (uint32_t i = 0; i < table_.columns().size(); ++i) {
      if (!is_taken_[i] && IsOneHot(Name(i), Stats(i))) {
        const std::string name = Before(i);
        const size_t end = name.find_first_of("-_");
        groups[end == std::string::npos || end == 0 ? name + "." : name.substr(0, end)].push_back(
            i);
      }
    }
    for (auto& [name, columns] : groups) {
      const bool all_on = std::all_of(columns.begin(), columns.end(),
                                      [this](uint32_t column) { return Behind(column) == "on"; });
      if (columns.size() == 1) {
        AddField(Before(columns.front()), Form::kText, columns);
        continue;
      }
      AnswerField& field = AddField(name, Form::kOneHot, columns);
      for (const uint32_t column : columns) {
        field.options.push_back(all_on ? Before(column).substr(name.size() + 1) : Behind(column));
      }
      std::vector<std::string> sorted = field.options;
      std::sort(sorted.begin(), sorted.end());
      if (std::adjacent_find(sorted.begin(), sorted.end()) != sorted.end()) {
        for (size_t i = 0; i < columns.size(); ++i) {
          field.options[i] = Name(columns[i]);
        }
      }
    }
  }

  void AddPlain(uint32_t column) {
    const std::string& name = Name(column);
    const AnswerStats& stats = Stats(column);
    std::string rest;
    if (EndsWith(name, ".entities", rest)) {
      AddField(rest, Form::kSpans, {column});
    } else if (EndsWith(name, ".boundingBoxes", rest)) {
      AddField(rest, Form::kBoxes, {column});
    } else if (EndsWith(name, ".labels", rest)) {
      AddField(rest, Form::kLabels, {column});
    } else if (EndsWith(name, ".label", rest)) {
      AddLabel(rest, column);
    } else if (name.find(".inputImageProperties.") != std::string::npos) {
      is_taken_[column] = true;
    } else if (const std::optional<uint32_t> other = Find(name + ".label"); other.has_value()) {
      AddLabel(name, *other);
    } else if (stats.bar_count > 0) {
      AddField(name, Form::kBars, {column});
    } else {
      const bool is_number = stats.number_count == stats.answered_count &&
                             (stats.whole_count < stats.number_count || stats.values.size() > 20 ||
                              stats.is_free_text);
      AddField(name, is_number ? Form::kNumber : Form::kText, {column});
    }
  }

  void AddLabel(const std::string& name, uint32_t column) {
    std::vector<uint32_t> columns = {column};
    if (const std::optional<uint32_t> plain = Find(name); plain.has_value() && !is_taken_[*plain]) {
      columns.insert(columns.begin(), *plain);
    }
    AddField(name, Form::kLabel, std::move(columns));
  }

  std::optional<uint32_t> Find(const std::string& name) const {
    const auto& names = table_.columns();
    const auto found = std::find(names.begin(), names.end(), name);
    return found == names.end() ? std::nullopt
                                : std::optional(static_cast<uint32_t>(found - names.begin()));
  }

  const AnswerTable& table_;
  std::vector<bool> is_taken_;
  std::vector<AnswerField> fields_;
};

// 0 for the field that is the likeliest label.
int Rank(const AnswerField& field) {
  const bool has_classes = field.value_count >= 2;
  switch (field.form) {
    case Form::kSpans:
      return 0;
    case Form::kBoxes:
      return 1;
    case Form::kLabel:
      return has_classes ? 2 : 7;
    case Form::kOneHot:
      return 3;
    case Form::kText:
      if (has_classes && field.value_count <= kFewValues &&
          2 * static_cast<int64_t>(field.value_count) <= field.answered_count) {
        return 4;
      }
      return has_classes ? 8 : 9;
    case Form::kLabels:
    case Form::kBars:
      return 5;
    case Form::kNumber:
      return 6;
  }
  return 9;
}

}  // namespace

std::vector<AnswerField> FindAnswerFields(const AnswerTable& table, RepairList& repairs) {
  return Folder(table).Run(repairs);
}

AnswerField AsOptions(const AnswerField& field, const AnswerTable& table) {
  if (field.form != Form::kText || field.columns.size() != 1) {
    return field;
  }
  const uint32_t column = field.columns.front();
  const std::string& name = table.columns()[column];
  if (!IsOneHot(name, table.stats()[column])) {
    return field;
  }
  AnswerField options = field;
  options.form = Form::kOneHot;
  options.options = {name.substr(name.find('.') + 1)};
  return options;
}

absl::StatusOr<std::optional<size_t>> ChooseAnswerField(const std::vector<AnswerField>& fields,
                                                        std::string_view wanted) {
  if (wanted.starts_with("Answer.")) {
    wanted.remove_prefix(7);
  }
  std::optional<size_t> best;
  std::vector<std::string> names;
  for (size_t i = 0; i < fields.size(); ++i) {
    names.push_back(fields[i].name);
    if (fields[i].name == wanted) {
      return std::optional(i);
    }
    if (!best.has_value() || Rank(fields[i]) < Rank(fields[*best])) {
      best = i;
    }
  }
  if (!wanted.empty()) {
    const std::string found = exchange::Excerpt(wanted, 60);
    const std::string expected = exchange::JoinNames(names, kNamesInMessages);
    return MakeError(
        absl::StatusCode::kInvalidArgument, "UNKNOWN_ANSWER",
        absl::StrCat("found no question '", found, "' in the answers, expected one of ", expected),
        {{"field", "spec.answer"}, {"found", found}, {"expected", expected}});
  }
  return best;
}

}  // namespace assay::mturk
