// Long tables of Crowd-Kit (task, worker, label) and NLTK (coder, item, label, without a header).

#include <array>
#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "annotator/exchange/csv_writer.h"
#include "annotator/formats/formats.h"
#include "annotator/formats/table_columns.h"
#include "annotator/formats/values.h"
#include "engine/base/status.h"

namespace assay::formats {
namespace {

struct LongColumns {
  size_t item = 0;
  size_t annotator = 0;
  size_t label = 0;
};

class LongTableReader final : public ForeignReader {
 public:
  LongTableReader(TableColumns table, LongColumns columns, bool has_header)
      : table_(std::move(table)), columns_(columns), header_is_row_(!has_header) {}

  absl::StatusOr<bool> Next(ForeignItem& item) override {
    item = ForeignItem();
    if (header_is_row_) {
      header_is_row_ = false;
      ++shift_;
      item.at = {1, 1};
      const auto& names = table_.names();
      return Fill(names[columns_.item], names[columns_.annotator], names[columns_.label], item);
    }
    ASSAY_ASSIGN_OR_RETURN(const bool any, table_.Next());
    if (!any) {
      return false;
    }
    item.at = {table_.row().row_number + shift_, table_.row().line};
    return Fill(table_.Cell(columns_.item), table_.Cell(columns_.annotator),
                table_.Cell(columns_.label), item);
  }

 private:
  absl::StatusOr<bool> Fill(std::string_view id, std::string_view annotator, std::string_view label,
                            ForeignItem& item) {
    if (id.empty() || annotator.empty()) {
      return table_.ForeignFault(id.empty() ? "item" : "annotator", "an empty cell",
                                 "a name in every row");
    }
    item.id = std::string(id);
    if (label.empty()) {
      losses_.Count("rows without a label");
    } else {
      item.labels.push_back({std::string(annotator), ValueOfCell(label), std::nullopt, 0});
    }
    return true;
  }

  TableColumns table_;
  const LongColumns columns_;
  bool header_is_row_;
  int64_t shift_ = 0;
};

class LongTableWriter final : public ForeignWriter {
 public:
  // `coder_first`: NLTK's order, without a header.
  LongTableWriter(const Sink& sink, bool coder_first) : sink_(sink), coder_first_(coder_first) {}

  absl::Status Begin() override {
    return coder_first_ ? absl::OkStatus() : sink_("task,worker,label\r\n");
  }

  absl::Status Write(const ItemToWrite& item) override {
    std::string rows;
    for (const ForeignLabel& label : item.labels) {
      losses_.Count("times of labels", label.submit_time_us.has_value() ? 1 : 0);
      losses_.Count("times of work", label.active_time_us > 0 ? 1 : 0);
      const std::string& first = coder_first_ ? label.annotator : item.id;
      const std::string& second = coder_first_ ? item.id : label.annotator;
      exchange::AppendCsvRow(rows, std::array<std::string, 3>{first, second, CellOf(label.value)});
    }
    losses_.Count("fields of items", static_cast<int64_t>(item.fields.size()));
    return rows.empty() ? absl::OkStatus() : sink_(rows);
  }

 private:
  const Sink sink_;
  const bool coder_first_;
};

}  // namespace

MadeReader MakeCrowdKitReader(const ReadOptions& options, exchange::ByteSource& source) {
  ASSAY_ASSIGN_OR_RETURN(TableColumns table, TableColumns::Open(options.file_name, "csv", source));
  LongColumns columns;
  ASSAY_ASSIGN_OR_RETURN(columns.item, table.Need("task"));
  ASSAY_ASSIGN_OR_RETURN(columns.annotator, table.Need("worker"));
  ASSAY_ASSIGN_OR_RETURN(columns.label,
                         table.Need(options.label_column.empty() ? "label" : options.label_column));
  return std::make_unique<LongTableReader>(std::move(table), columns, /*has_header=*/true);
}

MadeReader MakeNltkReader(const ReadOptions& options, exchange::ByteSource& source) {
  ASSAY_ASSIGN_OR_RETURN(TableColumns table, TableColumns::Open(options.file_name, "csv", source));
  if (table.names().size() != 3) {
    return table.ForeignFault("coder,item,label", absl::StrCat(table.names().size(), " columns"),
                              "three: coder, item, label");
  }
  // Some write a header all the same.
  const bool has_header = table.names()[0] == "coder" && table.names()[1] == "item";
  return std::make_unique<LongTableReader>(
      std::move(table), LongColumns{.item = 1, .annotator = 0, .label = 2}, has_header);
}

MadeWriter MakeCrowdKitWriter(const WriteOptions&, const Sink& sink) {
  return std::make_unique<LongTableWriter>(sink, /*coder_first=*/false);
}

MadeWriter MakeNltkWriter(const WriteOptions&, const Sink& sink) {
  return std::make_unique<LongTableWriter>(sink, /*coder_first=*/true);
}

}  // namespace assay::formats
