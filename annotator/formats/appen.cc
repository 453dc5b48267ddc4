// Appen (CrowdFlower, Figure Eight): the full report, a row for each judgment, and the aggregated
// one, a row for each unit.

#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "annotator/formats/formats.h"
#include "annotator/formats/table_columns.h"
#include "annotator/formats/values.h"
#include "annotator/schema/label_time.h"
#include "engine/base/status.h"

namespace assay::formats {
namespace {

constexpr std::string_view kGold = "_gold";
constexpr std::string_view kConfidence = ":confidence";

// The question: named, or the one column that has its companion.
absl::StatusOr<std::string> AnswerColumn(const TableColumns& table, const ReadOptions& options,
                                         std::string_view companion) {
  if (!options.label_column.empty()) {
    ASSAY_RETURN_IF_ERROR(table.Need(options.label_column).status());
    return options.label_column;
  }
  for (const std::string& name : table.names()) {
    if (name.ends_with(companion) && name.size() > companion.size() && name.front() != '_') {
      const std::string answer = name.substr(0, name.size() - companion.size());
      if (table.Find(answer).has_value()) {
        return answer;
      }
    }
  }
  return table.ForeignFault(absl::StrCat("ANSWER", std::string(companion)), "no such column",
                            "the answer's column; name it as the column of the label");
}

// Several answers stand on a line each.
v1::LabelValue ValueOfAnswer(std::string_view cell) {
  const std::vector<std::string> lines = absl::StrSplit(absl::string_view(cell.data(), cell.size()),
                                                        absl::ByAnyChar("\r\n"), absl::SkipEmpty());
  return lines.size() == 1 ? ChoiceValue(lines[0]) : ChoicesValue(lines);
}

// "7/24/2015 12:03:41", also as ISO 8601.
std::optional<int64_t> AppenTime(std::string_view cell) {
  const std::string text(cell);
  if (const auto time = ParseLabelTime(text); time.has_value()) {
    return time;
  }
  const std::vector<std::string> parts = absl::StrSplit(text, absl::ByAnyChar("/ "));
  if (parts.size() != 4) {
    return std::nullopt;
  }
  const auto two = [](const std::string& digits) {
    return digits.size() == 1 ? "0" + digits : digits;
  };
  return ParseLabelTime(absl::StrCat(parts[2], "-", two(parts[0]), "-", two(parts[1]), "T",
                                     parts[3].size() == 7 ? "0" + parts[3] : parts[3], "Z"));
}

class AppenReader final : public ForeignReader {
 public:
  AppenReader(TableColumns table, std::string answer)
      : table_(std::move(table)),
        answer_name_(std::move(answer)),
        answer_(table_.Find(answer_name_)),
        unit_(table_.Find("_unit_id")),
        worker_(table_.Find("_worker_id")),
        started_(table_.Find("_started_at")),
        created_(table_.Find("_created_at")),
        tainted_(table_.Find("_tainted")) {}

  absl::StatusOr<bool> Next(ForeignItem& item) override {
    ASSAY_ASSIGN_OR_RETURN(const bool any, table_.Next());
    if (!any) {
      return false;
    }
    item = ForeignItem();
    item.at = {table_.row().row_number, table_.row().line};
    item.id = std::string(table_.Cell(unit_));
    if (item.id.empty()) {
      return table_.ForeignFault("_unit_id", "an empty cell", "the id of a unit");
    }
    for (size_t i = 0; i < table_.names().size(); ++i) {
      const std::string& name = table_.names()[i];
      if (name.front() != '_' && name != answer_name_ && !name.ends_with(kGold)) {
        item.fields.emplace_back(name, table_.Cell(i));
      }
    }
    if (table_.Cell(tainted_) == "true") {
      losses_.Count("tainted judgments (of workers who were not trusted)");
      return true;
    }
    const std::string_view answer = table_.Cell(answer_);
    const std::string_view worker = table_.Cell(worker_);
    if (answer.empty()) {
      losses_.Count("judgments without an answer");
      return true;
    }
    if (worker.empty()) {
      return table_.ForeignFault("_worker_id", "an empty cell", "the id of a worker");
    }
    ForeignLabel label{std::string(worker), ValueOfAnswer(answer), AppenTime(table_.Cell(created_)),
                       0};
    const auto started = AppenTime(table_.Cell(started_));
    if (started.has_value() && label.submit_time_us.value_or(0) > *started) {
      label.active_time_us = *label.submit_time_us - *started;
    }
    item.labels.push_back(std::move(label));
    return true;
  }

 private:
  TableColumns table_;
  const std::string answer_name_;
  const std::optional<size_t> answer_, unit_, worker_, started_, created_, tainted_;
};

class AppenAggregatedReader final : public ForeignReader {
 public:
  AppenAggregatedReader(TableColumns table, std::string answer)
      : table_(std::move(table)), answer_(std::move(answer)) {}

  absl::StatusOr<bool> Next(ForeignItem& item) override {
    ASSAY_ASSIGN_OR_RETURN(const bool any, table_.Next());
    if (!any) {
      return false;
    }
    item = ForeignItem();
    item.at = {table_.row().row_number, table_.row().line};
    item.id = std::string(table_.Cell(table_.Find("_unit_id")));
    if (item.id.empty()) {
      return table_.ForeignFault("_unit_id", "an empty cell", "the id of a unit");
    }
    for (size_t i = 0; i < table_.names().size(); ++i) {
      const std::string& name = table_.names()[i];
      if (name.ends_with(kConfidence)) {
        losses_.Count("confidences");
      } else if (name.front() != '_' && name != answer_ && !name.ends_with(kGold)) {
        item.fields.emplace_back(name, table_.Cell(i));
      }
    }
    const std::string_view answer = table_.Cell(table_.Find(answer_));
    if (answer.empty()) {
      losses_.Count("units without an answer");
      return true;
    }
    item.labels.push_back({"appen", ValueOfAnswer(answer),
                           AppenTime(table_.Cell(table_.Find("_last_judgment_at"))), 0});
    return true;
  }

 private:
  TableColumns table_;
  const std::string answer_;
};

}  // namespace

MadeReader MakeAppenReader(const ReadOptions& options, exchange::ByteSource& source) {
  ASSAY_ASSIGN_OR_RETURN(TableColumns table, TableColumns::Open(options.file_name, "csv", source));
  ASSAY_RETURN_IF_ERROR(table.Need("_unit_id").status());
  ASSAY_RETURN_IF_ERROR(table.Need("_worker_id").status());
  ASSAY_ASSIGN_OR_RETURN(std::string answer, AnswerColumn(table, options, kGold));
  return std::make_unique<AppenReader>(std::move(table), std::move(answer));
}

MadeReader MakeAppenAggregatedReader(const ReadOptions& options, exchange::ByteSource& source) {
  ASSAY_ASSIGN_OR_RETURN(TableColumns table, TableColumns::Open(options.file_name, "csv", source));
  ASSAY_RETURN_IF_ERROR(table.Need("_unit_id").status());
  ASSAY_ASSIGN_OR_RETURN(std::string answer, AnswerColumn(table, options, kConfidence));
  return std::make_unique<AppenAggregatedReader>(std::move(table), std::move(answer));
}

}  // namespace assay::formats
