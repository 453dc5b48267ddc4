#include "annotator/dataset/import_dataset.h"

#include <algorithm>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "annotator/dataset/dataset_id.h"
#include "annotator/dataset/fingerprint.h"
#include "annotator/dataset/row_writer.h"
#include "annotator/exchange/column_names.h"
#include "annotator/exchange/column_profile.h"
#include "annotator/exchange/column_roles.h"
#include "annotator/exchange/table_error.h"
#include "annotator/exchange/table_reader.h"
#include "annotator/exchange/utf8.h"
#include "annotator/formats/foreign_items.h"
#include "engine/base/status.h"
#include "engine/labels/name_list.h"
#include "engine/store/keys.h"
#include "google/protobuf/util/time_util.h"

namespace assay {
namespace {

using exchange::AssignedRole;
using exchange::ColumnProfile;
using exchange::ColumnRole;
using exchange::TableError;
using exchange::TablePosition;
using exchange::TableRow;
using google::protobuf::util::TimeUtil;

constexpr int kDefaultMaxClasses = 1000;
constexpr int kMaxMaxClasses = 2000;
constexpr size_t kMaxFileNameBytes = 255;
constexpr size_t kMaxLabelBytes = 1024;

std::string Shown(std::string_view text) { return exchange::Excerpt(text, 60); }

std::optional<std::string> Named(const std::string& column) {
  return column.empty() ? std::nullopt : std::optional(column);
}

exchange::RoleRequest ToRequest(const v1::ImportSpec& spec) {
  exchange::RoleRequest request;
  request.id = Named(spec.id_column());
  request.label = Named(spec.label_column());
  request.annotator = Named(spec.annotator_column());
  request.text.assign(spec.text_columns().begin(), spec.text_columns().end());
  request.numeric.assign(spec.numeric_columns().begin(), spec.numeric_columns().end());
  request.categorical.assign(spec.categorical_columns().begin(), spec.categorical_columns().end());
  request.no_labels = spec.no_labels();
  request.features_required =
      !spec.allow_no_features() && !spec.one_label_per_row() && !spec.no_labels();
  return request;
}

v1::Column::Role ToProto(ColumnRole role) {
  switch (role) {
    case ColumnRole::kId:
      return v1::Column::ROLE_ID;
    case ColumnRole::kLabel:
      return v1::Column::ROLE_LABEL;
    case ColumnRole::kText:
      return v1::Column::ROLE_TEXT;
    case ColumnRole::kNumeric:
      return v1::Column::ROLE_NUMERIC;
    case ColumnRole::kCategorical:
      return v1::Column::ROLE_CATEGORICAL;
    case ColumnRole::kAnnotator:
      return v1::Column::ROLE_ANNOTATOR;
    case ColumnRole::kIgnored:
      return v1::Column::ROLE_IGNORED;
  }
  return v1::Column::ROLE_UNSPECIFIED;
}

// One import: reads rows, checks them, hands them to the writer, and says at the end what they
// were.
class Import {
 public:
  Import(const v1::ImportSpec& spec, DatasetRepository& datasets, const Clock& clock)
      : spec_(spec),
        datasets_(datasets),
        clock_(clock),
        request_(ToRequest(spec)),
        max_class_count_(spec.max_class_count() == 0 ? kDefaultMaxClasses
                                                     : spec.max_class_count()) {}

  absl::StatusOr<v1::ImportDatasetResponse> Run(exchange::ByteSource& source) {
    ASSAY_RETURN_IF_ERROR(CheckSpec());
    exchange::TableOptions options;
    options.file_name = spec_.file_name();
    options.format = spec_.format();
    ASSAY_ASSIGN_OR_RETURN(reader_, formats::OpenItems(options, source));
    ASSAY_ASSIGN_OR_RETURN(keys_, AtFile(ResolveKeyColumns(reader_->columns(), request_)));
    annotator_ = FindAnnotatorColumn();
    ASSAY_RETURN_IF_ERROR(CheckLongColumns());
    ASSAY_ASSIGN_OR_RETURN(writer_, datasets_.BeginImport());
    rows_.emplace(*writer_);
    ASSAY_RETURN_IF_ERROR(ReadRows());
    ASSAY_RETURN_IF_ERROR(rows_->Finish());
    ASSAY_RETURN_IF_ERROR(CheckWhole());
    return Store();
  }

 private:
  template <typename T>
  absl::StatusOr<T> AtFile(absl::StatusOr<T> result) const {
    return result.ok() ? std::move(result)
                       : absl::StatusOr<T>(exchange::AtFile(spec_.file_name(), result.status()));
  }

  absl::Status CheckSpec() const {
    if (spec_.max_class_count() < 0 || spec_.max_class_count() > kMaxMaxClasses) {
      return MakeError(absl::StatusCode::kInvalidArgument, "BAD_MAX_CLASS_COUNT",
                       absl::StrCat("max_class_count is ", spec_.max_class_count(),
                                    ", expected 0 to ", kMaxMaxClasses),
                       {{"field", "spec.max_class_count"}});
    }
    if (spec_.file_name().size() > kMaxFileNameBytes) {
      return MakeError(absl::StatusCode::kInvalidArgument, "BAD_FILE_NAME",
                       "file_name is longer than 255 bytes", {{"field", "spec.file_name"}});
    }
    if (spec_.no_labels() && (!spec_.label_column().empty() || spec_.one_label_per_row())) {
      const std::string other = spec_.one_label_per_row() ? "--long" : "--label";
      return MakeError(absl::StatusCode::kInvalidArgument, "CONFLICTING_OPTIONS",
                       "found " + other + " beside --no-labels; a table either has labels or not",
                       {{"field", other}, {"found", other}, {"expected", "no labels"}});
    }
    return spec_.dataset_id().empty() ? absl::OkStatus() : CheckDatasetId(spec_.dataset_id());
  }

  // As GuessRoles will decide it at the end: the labels are logged with their annotator row by row.
  std::optional<size_t> FindAnnotatorColumn() const {
    if (spec_.no_labels()) {
      return std::nullopt;
    }
    const auto& columns = reader_->columns();
    const bool names_features =
        !request_.text.empty() || !request_.numeric.empty() || !request_.categorical.empty();
    for (size_t i = 0; i < columns.size(); ++i) {
      const bool guessed = !names_features && keys_.label != i && keys_.id != i &&
                           exchange::IsAnnotatorName(exchange::NormalizeColumnName(columns[i]));
      if (request_.annotator.has_value() ? columns[i] == *request_.annotator : guessed) {
        return i;
      }
    }
    return std::nullopt;
  }

  // A table with one row for each label must say of which item it is, and by whom.
  absl::Status CheckLongColumns() const {
    if (!spec_.one_label_per_row() || (keys_.id.has_value() && annotator_.has_value())) {
      return absl::OkStatus();
    }
    const bool no_id = !keys_.id.has_value();
    const std::string found = exchange::JoinNames(reader_->columns(), 12);
    const std::string expected =
        no_id ? "a column that names the item; say which with --id"
              : "a column that says who gave the label; say which with --annotator";
    return TableError(
        spec_.file_name(), {}, no_id ? "NO_ITEM_COLUMN" : "NO_ANNOTATOR_COLUMN",
        absl::StrCat("found the columns ", found, ", expected ", expected),
        {{"field", no_id ? "--id" : "--annotator"}, {"found", found}, {"expected", expected}});
  }

  absl::Status ReadRows() {
    TableRow row;
    while (true) {
      ASSAY_ASSIGN_OR_RETURN(const bool has_row, reader_->Next(row));
      if (!has_row) {
        return absl::OkStatus();
      }
      ASSAY_RETURN_IF_ERROR(AddRow(row));
      ++row_count_;
    }
  }

  absl::Status AddRow(const TableRow& row) {
    profiles_.resize(std::max(profiles_.size(), row.cells.size()));
    for (size_t i = 0; i < row.cells.size(); ++i) {
      profiles_[i].Add(row.cells[i], row.row_number);
    }
    AddToFingerprint(row);
    ASSAY_RETURN_IF_ERROR(CheckNumbers(row));
    const std::string id =
        keys_.id.has_value() ? Cell(row, *keys_.id) : std::to_string(row.row_number);
    ASSAY_RETURN_IF_ERROR(CheckId(row, id));
    if (!keys_.label.has_value()) {
      return rows_->AppendUnlabelled(id, row.cells);
    }
    const std::string label = Cell(row, *keys_.label);
    ASSAY_RETURN_IF_ERROR(CountLabel(row, label));
    const std::string annotator = annotator_.has_value() ? Cell(row, *annotator_) : "";
    return spec_.one_label_per_row()
               ? AddLabel(row, id, label, annotator)
               : rows_->Append(id, row.cells, label, annotator, clock_.WallMicros());
  }

  // A label of a new item, or a further one.
  absl::Status AddLabel(const TableRow& row, const std::string& id, const std::string& label,
                        const std::string& annotator) {
    if (annotator.empty()) {
      const std::string& name = reader_->columns()[*annotator_];
      return TableError(
          spec_.file_name(), Position(row), "EMPTY_ANNOTATOR",
          absl::StrCat("column '", name, "': found an empty cell, expected an annotator in every ",
                       "row"),
          {{"column", name}, {"found", ""}, {"expected", "an annotator"}});
    }
    const uint32_t known = items_.Find(id);
    if (known != NameIndex::kAbsent) {
      return rows_->AppendLabel(known, label, annotator, clock_.WallMicros());
    }
    items_.Intern(id);
    return rows_->Append(id, row.cells, label, annotator, clock_.WallMicros());
  }

  // Whether a row ends before a column that came late, or has an empty cell there, is all the same;
  // where it ends is not.
  void AddToFingerprint(const TableRow& row) {
    size_t count = row.cells.size();
    while (count > 0 && row.cells[count - 1].empty()) {
      --count;
    }
    fingerprint_.Add(std::to_string(count));
    for (size_t i = 0; i < count; ++i) {
      fingerprint_.Add(row.cells[i]);
    }
  }

  static std::string Cell(const TableRow& row, size_t column) {
    return column < row.cells.size() ? row.cells[column] : "";
  }

  absl::Status CheckNumbers(const TableRow& row) {
    if (request_.numeric.empty()) {
      return absl::OkStatus();
    }
    for (size_t i = 0; i < row.cells.size(); ++i) {
      const auto& offender = profiles_[i].first_non_number();
      const std::string& name = reader_->columns()[i];
      if (offender.has_value() && std::find(request_.numeric.begin(), request_.numeric.end(),
                                            name) != request_.numeric.end()) {
        return TableError(spec_.file_name(), Position(row), "NOT_A_NUMBER",
                          absl::StrCat("column '", name, "': found '", offender->found,
                                       "', expected a number or an empty cell"),
                          {{"column", name}, {"found", offender->found}, {"expected", "a number"}});
      }
    }
    return absl::OkStatus();
  }

  static TablePosition Position(const TableRow& row) { return {row.row_number, row.line}; }

  absl::Status CheckId(const TableRow& row, const std::string& id) const {
    const auto fail = [&](std::string_view reason, const std::string& found,
                          const std::string& expected) {
      const std::string& name = reader_->columns()[*keys_.id];
      return TableError(spec_.file_name(), Position(row), reason,
                        absl::StrCat("column '", name, "': found ", found, ", expected ", expected),
                        {{"column", name}, {"found", found}, {"expected", expected}});
    };
    if (id.empty()) {
      return fail("EMPTY_ID", "an empty id", "a unique id in every row");
    }
    if (id.size() > kMaxItemIdBytes) {
      return fail("ID_TOO_LONG", absl::StrCat("an id of ", id.size(), " bytes"),
                  absl::StrCat("at most ", kMaxItemIdBytes));
    }
    return absl::OkStatus();
  }

  absl::Status CountLabel(const TableRow& row, const std::string& label) {
    if (const auto known = class_counts_.find(label); known != class_counts_.end()) {
      ++known->second;
      return absl::OkStatus();
    }
    const std::string& name = reader_->columns()[*keys_.label];
    const auto fail = [&](std::string_view reason, const std::string& found,
                          const std::string& expected) {
      return TableError(spec_.file_name(), Position(row), reason,
                        absl::StrCat("column '", name, "': found ", found, ", expected ", expected),
                        {{"column", name}, {"found", found}, {"expected", expected}});
    };
    if (absl::StripAsciiWhitespace(label).empty()) {
      return fail("EMPTY_LABEL", "an empty label", "a label in every row");
    }
    if (label.size() > kMaxLabelBytes) {
      return fail(
          "LABEL_TOO_LONG", absl::StrCat("a label of ", label.size(), " bytes"),
          absl::StrCat("at most ", kMaxLabelBytes, " bytes; name the right column with --label"));
    }
    if (class_counts_.size() >= static_cast<size_t>(max_class_count_)) {
      return fail(
          "TOO_MANY_CLASSES",
          absl::StrCat("class number ", class_counts_.size() + 1, " ('", Shown(label), "')"),
          absl::StrCat("at most ", max_class_count_,
                       " different labels; name the right column with --label, or raise "
                       "the limit with --max-classes"));
    }
    class_counts_.emplace(label, 1);
    return absl::OkStatus();
  }

  absl::Status CheckWhole() {
    if (keys_.label.has_value() && class_counts_.size() < 2 && !spec_.allow_one_class()) {
      const std::string& name = reader_->columns()[*keys_.label];
      return TableError(spec_.file_name(), {}, "ONE_CLASS_ONLY",
                        absl::StrCat("column '", name, "': found one label only ('",
                                     Shown(class_counts_.begin()->first), "') in ", row_count_,
                                     " rows, expected two or more"),
                        {{"column", name},
                         {"found", Shown(class_counts_.begin()->first)},
                         {"expected", "two or more different labels"}});
    }
    ASSAY_ASSIGN_OR_RETURN(const auto duplicate, writer_->FindDuplicateId());
    if (!duplicate.has_value()) {
      return absl::OkStatus();
    }
    const std::string name = keys_.id.has_value() ? reader_->columns()[*keys_.id] : "row number";
    const std::string row = std::to_string(duplicate->second_index + 1);
    return TableError(spec_.file_name(), {}, "DUPLICATE_ID",
                      absl::StrCat("row ", row, ": column '", name, "': found the id '",
                                   Shown(duplicate->item_id), "' again, as in row ",
                                   duplicate->first_index + 1, "; expected unique ids"),
                      {{"column", name},
                       {"row", row},
                       {"found", Shown(duplicate->item_id)},
                       {"expected", "unique ids"}});
  }

  absl::StatusOr<v1::ImportDatasetResponse> Store() {
    profiles_.resize(reader_->columns().size());
    ASSAY_ASSIGN_OR_RETURN(const auto roles, AtFile(GuessRoles(reader_->columns(), keys_, request_,
                                                               profiles_, row_count_)));
    v1::ImportDatasetResponse response;
    v1::Dataset& dataset = *response.mutable_dataset();
    Describe(roles, dataset);
    AddWarnings(response);
    const std::lock_guard lock(NamingMutex());
    if (spec_.dataset_id().empty()) {
      ASSAY_ASSIGN_OR_RETURN(const auto existing,
                             datasets_.FindByFingerprint(dataset.fingerprint()));
      if (existing.has_value()) {
        dataset = existing->dataset();
        response.set_reused(true);
        return response;
      }
    }
    ASSAY_ASSIGN_OR_RETURN(const std::string id, ChooseId());
    dataset.set_name("datasets/" + id);
    ASSAY_ASSIGN_OR_RETURN(const auto record, writer_->Commit(dataset));
    dataset = record.dataset();
    return response;
  }

  // Between the choice of a free name and its use no other import may take it.
  static std::mutex& NamingMutex() {
    static std::mutex mutex;
    return mutex;
  }

  absl::StatusOr<std::string> ChooseId() const {
    if (!spec_.dataset_id().empty()) {
      return spec_.dataset_id();
    }
    const std::string stem = DatasetIdFromFileName(spec_.file_name());
    for (int number = 1;; ++number) {
      const std::string id = number == 1 ? stem : absl::StrCat(stem, "-", number);
      const auto taken = datasets_.Get(id);
      if (absl::IsNotFound(taken.status())) {
        return id;
      }
      ASSAY_RETURN_IF_ERROR(taken.status());
    }
  }

  void Describe(const std::vector<AssignedRole>& roles, v1::Dataset& dataset) {
    dataset.set_file_name(spec_.file_name());
    dataset.set_item_count(row_count_);
    for (size_t i = 0; i < roles.size(); ++i) {
      v1::Column& column = *dataset.add_columns();
      column.set_name(reader_->columns()[i]);
      column.set_role(ToProto(roles[i].role));
      column.set_reason(roles[i].reason);
      fingerprint_.Add(column.name());
      fingerprint_.Add(exchange::ColumnRoleName(roles[i].role));
    }
    for (const auto& [label, count] : class_counts_) {
      v1::LabelClass& label_class = *dataset.add_classes();
      label_class.set_label(label);
      label_class.set_item_count(count);
    }
    fingerprint_.Add(absl::StrCat(roles.size(), " columns, ", row_count_, " rows"));
    fingerprint_.Add(spec_.file_name());
    if (spec_.one_label_per_row()) {
      fingerprint_.Add("one label per row");
    }
    if (spec_.no_labels()) {
      fingerprint_.Add("no labels");
    }
    dataset.set_fingerprint(fingerprint_.Finish());
    *dataset.mutable_create_time() = TimeUtil::MicrosecondsToTimestamp(clock_.WallMicros());
  }

  void AddWarnings(v1::ImportDatasetResponse& response) const {
    std::vector<std::string> lonely;
    std::map<std::string, std::string> folded;
    for (const auto& [label, count] : class_counts_) {
      if (count == 1) {
        lonely.push_back("'" + Shown(label) + "'");
      }
      const std::string key = absl::AsciiStrToLower(absl::StripAsciiWhitespace(label));
      const auto [other, is_new] = folded.emplace(key, label);
      if (!is_new) {
        response.add_warnings(absl::StrCat("the labels '", Shown(other->second), "' and '",
                                           Shown(label),
                                           "' differ only in case or spaces; they are taken as "
                                           "two classes"));
      }
    }
    if (!lonely.empty()) {
      response.add_warnings(absl::StrCat(
          lonely.size() == 1 ? "one class has" : absl::StrCat(lonely.size(), " classes have"),
          " a single item (", exchange::JoinNames(lonely, 5),
          "): no other item can speak for such a label, so it cannot be checked"));
    }
  }

  const v1::ImportSpec& spec_;
  DatasetRepository& datasets_;
  const Clock& clock_;
  const exchange::RoleRequest request_;
  const int max_class_count_;
  std::unique_ptr<exchange::TableReader> reader_;
  exchange::KeyColumns keys_;
  std::optional<size_t> annotator_;
  std::unique_ptr<DatasetWriter> writer_;
  std::optional<RowWriter> rows_;
  // Of a table with one row for each label: the items so far, numbered as they are stored.
  NameIndex items_;
  std::vector<ColumnProfile> profiles_;
  std::map<std::string, int64_t> class_counts_;
  Fingerprint fingerprint_;
  int64_t row_count_ = 0;
};

}  // namespace

absl::StatusOr<v1::ImportDatasetResponse> ImportDataset(const v1::ImportSpec& spec,
                                                        exchange::ByteSource& source,
                                                        DatasetRepository& datasets,
                                                        const Clock& clock) {
  return Import(spec, datasets, clock).Run(source);
}

}  // namespace assay
