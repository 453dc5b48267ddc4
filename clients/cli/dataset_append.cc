#include <iostream>
#include <string>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "annotator/exchange/format_registry.h"
#include "annotator/exchange/table_error.h"
#include "clients/cli/commands.h"
#include "clients/cli/file_source.h"
#include "clients/cli/input_file.h"
#include "clients/cli/message_json.h"
#include "clients/cli/progress_bar.h"
#include "clients/cli/table_upload.h"
#include "clients/cli/text.h"
#include "engine/base/status.h"
#include "nlohmann/json.hpp"

namespace assay::cli {
namespace {

// No more than the client sends in one call, so that places in the call are places here.
constexpr size_t kItemsInCall = 1000;
constexpr size_t kBytesInCall = size_t{4} << 20;

// The column of ids: as named, else as in the data set, else "id".
std::string IdColumn(const v1::Dataset& dataset, const std::string& named) {
  if (!named.empty()) {
    return named;
  }
  for (const v1::Column& column : dataset.columns()) {
    if (column.role() == v1::Column::ROLE_ID) {
      return column.name();
    }
  }
  return "id";
}

absl::StatusOr<size_t> FindColumn(const exchange::TableReader& table, const std::string& name,
                                  const std::string& file) {
  for (size_t i = 0; i < table.columns().size(); ++i) {
    if (table.columns()[i] == name) {
      return i;
    }
  }
  return MakeError(absl::StatusCode::kInvalidArgument, "UNKNOWN_COLUMN",
                   file + ": found no column '" + OneLine(name, 80) +
                       "', expected it for the item ids (--id names another)",
                   {{"file", file}, {"column", name}});
}

v1::NewItem ItemOf(const exchange::TableReader& table, const exchange::TableRow& row,
                   size_t id_column) {
  v1::NewItem item;
  for (size_t i = 0; i < row.cells.size(); ++i) {
    if (i == id_column) {
      item.set_item_id(row.cells[i]);
    } else if (!row.cells[i].empty()) {
      (*item.mutable_cells())[table.columns()[i]] = row.cells[i];
    }
  }
  return item;
}

struct Appended {
  int64_t added_count = 0;
  int64_t item_count = 0;
};

// An error about an item of a call, as one about its row of the file.
absl::Status AtRow(const absl::Status& error, const std::string& file,
                   const std::vector<exchange::TablePosition>& positions, int64_t added_count) {
  ErrorMetadata metadata = GetErrorMetadata(error);
  size_t place = 0;
  if (!absl::SimpleAtoi(metadata["row"], &place) || place < 1 || place > positions.size()) {
    return error;
  }
  metadata.erase("row");
  std::string what(error.message());
  const std::string begin = absl::StrCat("item ", place, " of the call: ");
  what.erase(0, what.rfind(begin, 0) == 0 ? begin.size() : 0);
  if (added_count > 0) {
    absl::StrAppend(&what, "; the first ", added_count, " rows were added, the others were not");
    metadata["added"] = std::to_string(added_count);
  }
  return exchange::TableError(file, positions[place - 1], ErrorReason(error), what, metadata);
}

// Adds all rows of a table.  What calls before a failing one have added stays.
absl::StatusOr<Appended> AppendRows(const client::Datasets& datasets, const std::string& dataset,
                                    const std::string& file, exchange::TableReader& table,
                                    size_t id_column, ProgressBar& bar) {
  Appended appended;
  std::vector<v1::NewItem> items;
  std::vector<exchange::TablePosition> positions;
  size_t bytes = 0;
  exchange::TableRow row;
  bool more = true;
  while (more) {
    ASSAY_ASSIGN_OR_RETURN(more, table.Next(row));
    if (more) {
      items.push_back(ItemOf(table, row, id_column));
      positions.push_back({row.row_number, row.line});
      bytes += items.back().ByteSizeLong();
    }
    if (items.empty() || (more && items.size() < kItemsInCall && bytes < kBytesInCall)) {
      continue;
    }
    const absl::StatusOr<int64_t> count = datasets.Append(dataset, items);
    if (!count.ok()) {
      return AtRow(count.status(), file, positions, appended.added_count);
    }
    appended.item_count = *count;
    appended.added_count += std::ssize(items);
    items.clear();
    positions.clear();
    bytes = 0;
    bar.Show("adding items", appended.added_count, 0);
  }
  return appended;
}

}  // namespace

absl::Status RunDatasetAppend(Session& session, const DatasetOptions& options) {
  InputFile file(options.table.file);
  ASSAY_RETURN_IF_ERROR(file.Open());
  FileSource source(file);
  exchange::TableOptions table_options;
  table_options.file_name = FileNameOf(options.table.file);
  table_options.format = options.table.format;
  ASSAY_ASSIGN_OR_RETURN(const auto table, exchange::OpenTable(table_options, source));
  ASSAY_ASSIGN_OR_RETURN(const client::Client client, session.Client());
  ASSAY_ASSIGN_OR_RETURN(const v1::Dataset dataset, client.datasets().Get(options.name));
  const std::string id_name = IdColumn(dataset, options.table.id);
  ASSAY_ASSIGN_OR_RETURN(const size_t id_column,
                         FindColumn(*table, id_name, table_options.file_name));
  ProgressBar bar(session.options().quiet);
  ASSAY_ASSIGN_OR_RETURN(const Appended appended,
                         AppendRows(client.datasets(), dataset.name(), table_options.file_name,
                                    *table, id_column, bar));
  bar.Clear();
  if (session.options().json) {
    PrintJson({{"name", dataset.name()},
               {"n_added", appended.added_count},
               {"n_items", appended.item_count}});
  } else {
    std::cout << dataset.name() << ": " << Count(appended.added_count) << " items added, "
              << Count(appended.item_count) << " in all" << std::endl;
  }
  return absl::OkStatus();
}

}  // namespace assay::cli
