#include "annotator/dataset/export_dataset.h"

#include <algorithm>
#include <string>
#include <vector>

#include "annotator/exchange/csv_writer.h"
#include "annotator/exchange/format_registry.h"
#include "engine/base/status.h"
#include "nlohmann/json.hpp"

namespace assay {
namespace {

constexpr size_t kChunkBytes = 128 << 10;

// Tabs and line ends cannot stand in a TSV cell as they are; quoting follows CSV.
void AppendTsvRow(std::string& out, const std::vector<std::string>& cells) {
  for (size_t i = 0; i < cells.size(); ++i) {
    out += i == 0 ? "" : "\t";
    if (cells[i].find_first_of("\t\"\r\n") == std::string::npos) {
      out += cells[i];
      continue;
    }
    out += '"';
    for (const char c : cells[i]) {
      out += c == '"' ? "\"\"" : std::string(1, c);
    }
    out += '"';
  }
  out += '\n';
}

void AppendJsonRow(std::string& out, const std::vector<std::string>& columns,
                   const std::vector<std::string>& cells) {
  nlohmann::ordered_json object = nlohmann::ordered_json::object();
  for (size_t i = 0; i < columns.size(); ++i) {
    object[columns[i]] = cells[i];
  }
  out += object.dump();
  out += '\n';
}

void AppendRow(std::string_view format, const std::vector<std::string>& columns,
               const std::vector<std::string>& cells, std::string& out) {
  if (format == "jsonl") {
    AppendJsonRow(out, columns, cells);
  } else if (format == "tsv") {
    AppendTsvRow(out, cells);
  } else {
    exchange::AppendCsvRow(out, cells);
  }
}

}  // namespace

absl::Status ExportDataset(std::string_view dataset_id, std::string_view format,
                           DatasetRepository& datasets,
                           const std::function<absl::Status(std::string_view)>& sink) {
  const std::string_view chosen = format.empty() ? "csv" : format;
  ASSAY_RETURN_IF_ERROR(exchange::FindExchangeFormat(chosen).status());
  ASSAY_ASSIGN_OR_RETURN(const auto record, datasets.Get(dataset_id));
  std::vector<std::string> columns;
  for (const v1::Column& column : record.dataset().columns()) {
    columns.push_back(column.name());
  }
  std::string buffer;
  if (chosen != "jsonl") {
    AppendRow(chosen, columns, columns, buffer);
  }
  absl::Status sent;
  std::vector<std::string> cells;
  ASSAY_RETURN_IF_ERROR(datasets.ScanItems(record.dataset_number(), 0,
                                           [&](uint64_t, const storage::v1::ItemRecord& item) {
                                             cells.assign(item.cells().begin(), item.cells().end());
                                             cells.resize(columns.size());
                                             AppendRow(chosen, columns, cells, buffer);
                                             if (buffer.size() >= kChunkBytes) {
                                               sent = sink(buffer);
                                               buffer.clear();
                                             }
                                             return sent.ok();
                                           }));
  ASSAY_RETURN_IF_ERROR(sent);
  return buffer.empty() ? absl::OkStatus() : sink(buffer);
}

}  // namespace assay
