#include "annotator/measuring/label_reader.h"

#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "annotator/dataset/label_check.h"
#include "annotator/exchange/column_profile.h"
#include "annotator/exchange/format_registry.h"
#include "annotator/exchange/label_columns.h"
#include "annotator/exchange/table_error.h"
#include "annotator/exchange/table_reader.h"
#include "annotator/exchange/utf8.h"
#include "engine/base/status.h"
#include "engine/cost/money.h"
#include "engine/labels/name_list.h"

namespace assay {
namespace {

using exchange::FindLabelColumns;
using exchange::LabelColumnRequest;
using exchange::LabelColumns;

constexpr int64_t kRowsAReport = 1 << 16;
constexpr size_t kMaxFileNameBytes = 255;

absl::Status BadSource(const std::string& message) {
  return MakeError(absl::StatusCode::kInvalidArgument, "BAD_LABEL_SOURCE", message,
                   {{"field", "spec.labels"}});
}

absl::Status CheckGoesOn(ProgressSink& progress, int64_t row_count) {
  if (row_count % kRowsAReport != 0) {
    return absl::OkStatus();
  }
  progress.Report("reading labels", row_count, 0);
  return progress.cancelled()
             ? MakeError(absl::StatusCode::kCancelled, "CANCELLED", "reading labels was cancelled")
             : absl::OkStatus();
}

absl::StatusOr<std::unique_ptr<exchange::TableReader>> Open(const std::string& file_name,
                                                            const std::string& format,
                                                            exchange::ByteSource& source) {
  if (file_name.size() > kMaxFileNameBytes) {
    return MakeError(absl::StatusCode::kInvalidArgument, "BAD_FILE_NAME",
                     "file_name is longer than 255 bytes", {{"field", "spec.file_name"}});
  }
  exchange::TableOptions options;
  options.file_name = file_name;
  options.format = format;
  return exchange::OpenTable(options, source);
}

std::string_view Cell(const exchange::TableRow& row, size_t column) {
  return column < row.cells.size() ? std::string_view(row.cells[column]) : std::string_view();
}

// One label table, row by row.
class LabelFile {
 public:
  LabelFile(const v1::LabelSource& source, ReadLabelsResult& result)
      : source_(source), result_(result) {}

  absl::Status Read(exchange::ByteSource& bytes, ProgressSink& progress) {
    ASSAY_ASSIGN_OR_RETURN(const auto reader, Open(source_.file_name(), source_.format(), bytes));
    LabelColumnRequest request;
    request.item = source_.item_column();
    request.annotator = source_.annotator_column();
    request.label = source_.label_column();
    request.time = source_.time_column();
    request.cost = source_.cost_column();
    columns_names_ = reader->columns();
    ASSAY_ASSIGN_OR_RETURN(columns_,
                           FindLabelColumns(source_.file_name(), columns_names_, request));
    result_.info.mutable_columns()->Assign(columns_.used.begin(), columns_.used.end());
    result_.collector.SetColumnNames({columns_names_[columns_.item],
                                      columns_names_[columns_.annotator],
                                      columns_names_[columns_.label]});
    exchange::TableRow row;
    while (true) {
      ASSAY_ASSIGN_OR_RETURN(const bool has_row, reader->Next(row));
      if (!has_row) {
        return absl::OkStatus();
      }
      ASSAY_RETURN_IF_ERROR(AddRow(row));
      ASSAY_RETURN_IF_ERROR(CheckGoesOn(progress, row.row_number));
    }
  }

 private:
  absl::Status AddRow(const exchange::TableRow& row) {
    LabelRow label;
    label.item = Cell(row, columns_.item);
    label.annotator = Cell(row, columns_.annotator);
    label.label = Cell(row, columns_.label);
    label.row = row.row_number;
    label.line = row.line;
    if (columns_.time.has_value() && !Cell(row, *columns_.time).empty()) {
      label.time_s = exchange::ParseNumber(Cell(row, *columns_.time));
      if ((!label.time_s.has_value() || *label.time_s < 0) && !source_.time_column().empty()) {
        return RefuseCell(row, "NOT_A_NUMBER", *columns_.time, "seconds, 0 or more");
      }
    }
    if (columns_.cost.has_value()) {
      const auto cost = CostCell(Cell(row, *columns_.cost));
      if (!cost.has_value()) {
        return RefuseCell(row, "BAD_AMOUNT", *columns_.cost,
                          "an amount, 0 or more, with at most six decimals, such as 0.05");
      }
      label.cost_micros = cost;
    }
    return result_.collector.Add(label);
  }

  // An empty cell is free.
  static std::optional<int64_t> CostCell(std::string_view cell) {
    if (cell.empty()) {
      return 0;
    }
    const auto micros = ParseMicros(cell);
    return micros.ok() && *micros >= 0 ? std::optional<int64_t>(*micros) : std::nullopt;
  }

  absl::Status RefuseCell(const exchange::TableRow& row, std::string_view reason, size_t column,
                          const std::string& expected) const {
    const std::string& name = columns_names_[column];
    const std::string found = exchange::Excerpt(Cell(row, column), 60);
    return exchange::TableError(
        source_.file_name(), {row.row_number, row.line}, reason,
        absl::StrCat("column '", name, "': found '", found, "', expected ", expected),
        {{"column", name}, {"found", found}, {"expected", expected}});
  }

  const v1::LabelSource& source_;
  ReadLabelsResult& result_;
  std::vector<std::string> columns_names_;
  LabelColumns columns_;
};

// One table of known labels, row by row.
class KnownLabelFile {
 public:
  KnownLabelFile(const std::string& file_name, const std::vector<std::string>& names,
                 const LabelColumns& columns, bool skips_empty)
      : file_name_(file_name), names_(names), columns_(columns), skips_empty_(skips_empty) {}

  absl::Status Add(const exchange::TableRow& row) {
    const std::string item(Cell(row, columns_.item));
    const std::string label(Cell(row, columns_.label));
    if (item.empty()) {
      return Fail(row, "EMPTY_ID", columns_.item, "an empty cell", "an item in every row");
    }
    if (absl::StripAsciiWhitespace(label).empty()) {
      if (skips_empty_) {
        return absl::OkStatus();
      }
      return Fail(row, "EMPTY_LABEL", columns_.label, "an empty label", "a label in every row");
    }
    if (label.size() > LabelCollector::kMaxLabelBytes) {
      return Fail(row, "LABEL_TOO_LONG", columns_.label,
                  absl::StrCat("a label of ", label.size(), " bytes"),
                  absl::StrCat("at most ", LabelCollector::kMaxLabelBytes));
    }
    const auto [place, is_new] = places_.emplace(item, known_.size());
    if (is_new) {
      known_.push_back({item, label, row.row_number});
      return absl::OkStatus();
    }
    const KnownLabel& before = known_[place->second];
    return before.label == label
               ? absl::OkStatus()
               : Fail(row, "CONFLICTING_LABEL", columns_.label,
                      absl::StrCat("'", exchange::Excerpt(label, 60), "'"),
                      absl::StrCat("'", exchange::Excerpt(before.label, 60), "' as in row ",
                                   before.row, " for the same item"));
  }

  std::vector<KnownLabel> Take() && { return std::move(known_); }

 private:
  absl::Status Fail(const exchange::TableRow& row, std::string_view reason, size_t column,
                    const std::string& found, const std::string& expected) const {
    return exchange::TableError(
        file_name_, {row.row_number, row.line}, reason,
        absl::StrCat("column '", names_[column], "': found ", found, ", expected ", expected),
        {{"column", names_[column]}, {"found", found}, {"expected", expected}});
  }

  const std::string& file_name_;
  const std::vector<std::string>& names_;
  const LabelColumns& columns_;
  const bool skips_empty_;
  std::vector<KnownLabel> known_;
  absl::flat_hash_map<std::string, size_t> places_;
};

absl::Status ReadLabelLog(const v1::LabelSource& source, const DatasetRepository& datasets,
                          LabelCollector& collector, ProgressSink& progress) {
  constexpr std::string_view kPrefix = "datasets/";
  if (!source.dataset().starts_with(kPrefix)) {
    const std::string found = exchange::Excerpt(source.dataset(), 100);
    return MakeError(absl::StatusCode::kInvalidArgument, "BAD_RESOURCE_NAME",
                     absl::StrCat("found the name '", found, "', expected datasets/{dataset}"),
                     {{"field", "spec.labels.dataset"}, {"found", found}});
  }
  ASSAY_ASSIGN_OR_RETURN(const auto record, datasets.Get(source.dataset().substr(kPrefix.size())));
  ASSAY_RETURN_IF_ERROR(CheckHasLabels(record.dataset()));
  progress.Report("reading items", 0, 0);
  // Every item, so that the table numbers them as the data set does; as many as the record says,
  // because more may be added meanwhile.
  const auto item_count = static_cast<size_t>(record.dataset().item_count());
  const auto label_count = static_cast<int64_t>(LogLabelCount(record.dataset()));
  NameList ids;
  absl::Status status;
  ASSAY_RETURN_IF_ERROR(datasets.ScanItems(record.dataset_number(), 0,
                                           [&](uint64_t, const storage::v1::ItemRecord& item) {
                                             ids.Append(item.item_id());
                                             status = collector.AddItem(item.item_id());
                                             return status.ok() && ids.size() < item_count;
                                           }));
  ASSAY_RETURN_IF_ERROR(status);
  int64_t row = 0;
  ASSAY_RETURN_IF_ERROR(
      datasets.ScanLabels(record.dataset_number(), [&](const storage::v1::LabelRecord& entry) {
        ++row;
        if (entry.item_index() >= ids.size()) {
          status = MakeError(absl::StatusCode::kDataLoss, "STORED_VALUE_DAMAGED",
                             "the label log names an item that the data set lacks");
        } else if (entry.annotator().empty()) {
          status = MakeError(
              absl::StatusCode::kInvalidArgument, "NO_ANNOTATORS",
              absl::StrCat(source.dataset(), ": entry ", row, " of the label log does not say who ",
                           "gave the label, expected an annotator; import the table with ",
                           "--annotator, and with --long where it has one row for each label"),
              {{"file", source.dataset()}, {"row", std::to_string(row)}});
        } else {
          LabelRow label;
          label.item = ids[entry.item_index()];
          label.annotator = entry.annotator();
          label.label = entry.label();
          label.row = row;
          status = collector.Add(label);
        }
        if (status.ok()) {
          status = CheckGoesOn(progress, row);
        }
        return status.ok() && row < label_count;
      }));
  return status;
}

}  // namespace

absl::StatusOr<ReadLabelsResult> ReadLabels(const v1::LabelSource& source, LabelKind kind,
                                            SentFiles& files, const StoredLabels& stored,
                                            ProgressSink& progress) {
  const bool is_campaign = !source.campaign().empty();
  const bool is_stored = is_campaign || !source.dataset().empty();
  if (is_campaign && !source.dataset().empty()) {
    return BadSource("both a data set and a campaign are named, expected one of them");
  }
  if (is_stored &&
      (!source.file_name().empty() || !source.format().empty() || !source.item_column().empty() ||
       !source.annotator_column().empty() || !source.label_column().empty() ||
       !source.time_column().empty() || !source.cost_column().empty())) {
    return BadSource(
        "the columns or the format of a file are named together with a stored data set or "
        "a campaign, expected one or the other: what is stored has its columns already");
  }
  const std::string& stored_name = is_campaign ? source.campaign() : source.dataset();
  const std::string name = is_stored ? stored_name : source.file_name();
  ASSAY_ASSIGN_OR_RETURN(LabelCollector collector, LabelCollector::Create(source, name, kind));
  ReadLabelsResult result{std::move(collector), {}};
  result.info.set_source(name);
  if (is_campaign) {
    ASSAY_RETURN_IF_ERROR(ReadCampaignLabels(source, stored, result.collector, progress));
  } else if (is_stored) {
    ASSAY_RETURN_IF_ERROR(ReadLabelLog(source, stored.datasets, result.collector, progress));
  } else {
    ASSAY_RETURN_IF_ERROR(LabelFile(source, result).Read(files.Next(), progress));
  }
  return result;
}

absl::StatusOr<std::vector<KnownLabel>> ReadKnownLabels(const v1::KnownLabels& spec,
                                                        exchange::ByteSource& source,
                                                        ProgressSink& progress) {
  ASSAY_ASSIGN_OR_RETURN(const auto reader, Open(spec.file_name(), spec.format(), source));
  LabelColumnRequest request;
  request.item = spec.item_column();
  request.label = spec.label_column();
  request.needs_annotator = false;
  const std::vector<std::string> names = reader->columns();
  ASSAY_ASSIGN_OR_RETURN(const LabelColumns columns,
                         FindLabelColumns(spec.file_name(), names, request));
  KnownLabelFile file(spec.file_name(), names, columns, spec.skip_empty_labels());
  exchange::TableRow row;
  while (true) {
    ASSAY_ASSIGN_OR_RETURN(const bool has_row, reader->Next(row));
    if (!has_row) {
      return std::move(file).Take();
    }
    ASSAY_RETURN_IF_ERROR(file.Add(row));
    ASSAY_RETURN_IF_ERROR(CheckGoesOn(progress, row.row_number));
  }
}

}  // namespace assay
