// Toloka TSV: INPUT:, OUTPUT: and ASSIGNMENT: columns, a row for each answer.

#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "annotator/formats/formats.h"
#include "annotator/formats/table_columns.h"
#include "annotator/formats/values.h"
#include "annotator/schema/label_time.h"
#include "engine/base/status.h"

namespace assay::formats {
namespace {

constexpr std::string_view kInput = "INPUT:";
constexpr std::string_view kOutput = "OUTPUT:";

class TolokaReader final : public ForeignReader {
 public:
  TolokaReader(TableColumns table, size_t output, std::optional<size_t> item)
      : table_(std::move(table)),
        output_(output),
        item_(item),
        worker_(table_.Find("ASSIGNMENT:worker_id")),
        status_(table_.Find("ASSIGNMENT:status")),
        started_(table_.Find("ASSIGNMENT:started")),
        submitted_(table_.Find("ASSIGNMENT:submitted")) {}

  absl::StatusOr<bool> Next(ForeignItem& item) override {
    ASSAY_ASSIGN_OR_RETURN(const bool any, table_.Next());
    if (!any) {
      return false;
    }
    item = ForeignItem();
    item.at = {table_.row().row_number, table_.row().line};
    for (size_t i = 0; i < table_.names().size(); ++i) {
      const std::string& name = table_.names()[i];
      if (name.starts_with(kInput)) {
        item.fields.emplace_back(name.substr(kInput.size()), table_.Cell(i));
      } else if (name.starts_with(kOutput) && i != output_ && !table_.Cell(i).empty()) {
        losses_.Count(absl::StrCat("answers to '", name.substr(kOutput.size()), "'"));
      }
    }
    item.id = std::string(table_.Cell(item_));
    const std::string_view worker = table_.Cell(worker_);
    if (item.id.empty() && worker.empty()) {
      // Older files have a blank row between task suites.
      return Next(item);
    }
    if (item.id.empty()) {
      return table_.ForeignFault("ASSIGNMENT:task_id", "an empty cell", "the id of a task");
    }
    const std::string_view status = table_.Cell(status_);
    if (status == "REJECTED" || status == "SKIPPED" || status == "EXPIRED") {
      losses_.Count(absl::StrCat("assignments that are ", std::string(status)));
      return true;
    }
    const std::string_view answer = table_.Cell(output_);
    if (answer.empty()) {
      losses_.Count("rows without an answer");
      return true;
    }
    ForeignLabel label{worker.empty() ? "toloka" : std::string(worker), ValueOfCell(answer),
                       ParseLabelTime(std::string(table_.Cell(submitted_))), 0};
    const auto started = ParseLabelTime(std::string(table_.Cell(started_)));
    if (started.has_value() && label.submit_time_us.value_or(0) > *started) {
      label.active_time_us = *label.submit_time_us - *started;
    }
    item.labels.push_back(std::move(label));
    return true;
  }

 private:
  TableColumns table_;
  const size_t output_;
  const std::optional<size_t> item_, worker_, status_, started_, submitted_;
};

}  // namespace

MadeReader MakeTolokaReader(const ReadOptions& options, exchange::ByteSource& source) {
  ASSAY_ASSIGN_OR_RETURN(TableColumns table, TableColumns::Open(options.file_name, "tsv", source));
  std::optional<size_t> output;
  for (size_t i = 0; i < table.names().size() && !output.has_value(); ++i) {
    const std::string& name = table.names()[i];
    const bool wanted =
        options.label_column.empty()
            ? name.starts_with(kOutput)
            : name == options.label_column || name == absl::StrCat("OUTPUT:", options.label_column);
    if (wanted) {
      output = i;
    }
  }
  if (!output.has_value()) {
    return table.Need(options.label_column.empty() ? "OUTPUT:..." : options.label_column).status();
  }
  std::optional<size_t> item = table.Find(
      options.item_column.empty() ? "ASSIGNMENT:task_id" : std::string_view(options.item_column));
  if (!item.has_value()) {
    item = table.Find("INPUT:id");
  }
  if (!item.has_value()) {
    return table.Need("ASSIGNMENT:task_id").status();
  }
  return std::make_unique<TolokaReader>(std::move(table), *output, item);
}

}  // namespace assay::formats
