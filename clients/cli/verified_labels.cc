#include "clients/cli/verified_labels.h"

#include <algorithm>
#include <initializer_list>
#include <optional>
#include <string_view>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "annotator/exchange/format_registry.h"
#include "annotator/exchange/table_error.h"
#include "annotator/rpc/grpc_status.h"
#include "assay/v1/audits.grpc.pb.h"
#include "clients/cli/file_source.h"
#include "clients/cli/input_file.h"
#include "clients/cli/price_text.h"
#include "engine/base/status.h"

namespace assay::cli {
namespace {

using exchange::TableError;

// Reads the rows of a file of verdicts.
class VerdictReader {
 public:
  VerdictReader(const VerifiedOptions& options, exchange::TableReader& table)
      : options_(options), table_(table) {
    file_.name = options.file == "-" ? "stdin" : options.file;
  }

  absl::StatusOr<VerifiedFile> Read() {
    ASSAY_RETURN_IF_ERROR(FindColumns());
    exchange::TableRow row;
    while (true) {
      ASSAY_ASSIGN_OR_RETURN(const bool more, table_.Next(row));
      if (!more) {
        break;
      }
      ASSAY_RETURN_IF_ERROR(ReadRow(row));
    }
    if (file_.labels.empty()) {
      return TableError(file_.name, {}, "NO_VERDICTS",
                        "found no row with a verdict, expected some in " + VerdictColumns());
    }
    return std::move(file_);
  }

 private:
  using Column = std::optional<size_t>;

  Column Find(std::initializer_list<std::string_view> names) const {
    const auto& columns = table_.columns();
    for (const std::string_view name : names) {
      const auto found =
          std::find_if(columns.begin(), columns.end(), [&](const std::string& column) {
            return absl::AsciiStrToLower(column) == std::string(name);
          });
      if (found != columns.end()) {
        return static_cast<size_t>(found - columns.begin());
      }
    }
    return std::nullopt;
  }

  // A column the user has named.
  absl::StatusOr<Column> FindNamed(const std::string& name, std::string_view option) const {
    const auto& columns = table_.columns();
    const auto found = std::find(columns.begin(), columns.end(), name);
    if (found == columns.end()) {
      return UnknownColumn("no column '" + name + "' (" + std::string(option) + ")", name);
    }
    return static_cast<size_t>(found - columns.begin());
  }

  absl::Status UnknownColumn(const std::string& found, const std::string& column) const {
    return TableError(
        file_.name, {}, "UNKNOWN_COLUMN",
        "found " + found + ", expected one of " + exchange::JoinNames(table_.columns(), 20),
        {{"column", column}});
  }

  absl::Status FindColumns() {
    id_ = Find({"id", "item_id", "item"});
    if (!options_.id.empty()) {
      ASSAY_ASSIGN_OR_RETURN(id_, FindNamed(options_.id, "--verified-id"));
    }
    if (!id_.has_value()) {
      return UnknownColumn("no column with item ids (id, item_id or item; or --verified-id)", "id");
    }
    file_.id_column = table_.columns()[*id_];
    given_ = Find({"given_label"});
    if (!options_.label.empty()) {
      ASSAY_ASSIGN_OR_RETURN(true_label_, FindNamed(options_.label, "--verified-label"));
      if (absl::AsciiStrToLower(options_.label) == "correct") {
        correct_ = std::exchange(true_label_, std::nullopt);
      }
      return absl::OkStatus();
    }
    correct_ = Find({"correct", "is_correct"});
    true_label_ = Find({"true_label", "verified_label", "corrected_label"});
    if (!correct_.has_value() && !true_label_.has_value()) {
      true_label_ = Find({"label"});
    }
    if (!correct_.has_value() && !true_label_.has_value()) {
      return UnknownColumn(
          "no column with verdicts (true_label, verified_label, label or correct; or "
          "--verified-label)",
          "true_label");
    }
    return absl::OkStatus();
  }

  std::string VerdictColumns() const {
    const auto& columns = table_.columns();
    if (correct_.has_value() && true_label_.has_value()) {
      return "'" + columns[*correct_] + "' or '" + columns[*true_label_] + "'";
    }
    return "'" + columns[correct_.has_value() ? *correct_ : *true_label_] + "'";
  }

  static std::string Cell(const exchange::TableRow& row, const Column& column) {
    // Rows of JSON may lack the last cells.
    return column.has_value() && *column < row.cells.size() ? row.cells[*column] : "";
  }

  absl::Status BadCell(const exchange::TableRow& row, const Column& column, std::string_view reason,
                       const std::string& found, const std::string& expected) const {
    const std::string& name = table_.columns()[*column];
    return TableError(file_.name, {row.row_number, row.line}, reason,
                      "column '" + name + "': found " + found + ", expected " + expected,
                      {{"column", name}, {"found", found}, {"expected", expected}});
  }

  absl::StatusOr<std::optional<bool>> ReadCorrect(const exchange::TableRow& row) const {
    const std::string cell = Cell(row, correct_);
    const std::string word = absl::AsciiStrToLower(absl::StripAsciiWhitespace(cell));
    if (word.empty()) {
      return std::nullopt;
    }
    for (const std::string_view yes : {"yes", "y", "true", "1"}) {
      if (word == std::string(yes)) {
        return true;
      }
    }
    for (const std::string_view no : {"no", "n", "false", "0"}) {
      if (word == std::string(no)) {
        return false;
      }
    }
    return BadCell(row, correct_, "BAD_VERDICT", "'" + cell.substr(0, 40) + "'",
                   "yes or no (or true, false, 1, 0), or nothing where nobody has looked");
  }

  absl::Status ReadRow(const exchange::TableRow& row) {
    v1::VerifiedLabel label;
    label.set_item_id(Cell(row, id_));
    if (label.item_id().empty()) {
      return BadCell(row, id_, "EMPTY_ID", "an empty cell", "an item id");
    }
    ASSAY_ASSIGN_OR_RETURN(const std::optional<bool> correct, ReadCorrect(row));
    const std::string true_label = Cell(row, true_label_);
    const std::string given = Cell(row, given_);
    if (correct.has_value() && !true_label.empty() && !given.empty() &&
        *correct != (true_label == given)) {
      return BadCell(row, correct_, "CONTRADICTING_VERDICTS",
                     std::string(*correct ? "yes" : "no") + " beside the true label '" +
                         true_label.substr(0, 60) + "' and the given label '" +
                         given.substr(0, 60) + "'",
                     "verdicts that agree");
    }
    if (!true_label.empty()) {
      label.set_true_label(true_label);
    } else if (correct.has_value()) {
      label.set_correct(*correct);
    } else {
      ++file_.skipped_count;
      return absl::OkStatus();
    }
    return Add(row, std::move(label));
  }

  absl::Status Add(const exchange::TableRow& row, v1::VerifiedLabel label) {
    const auto [place, is_new] =
        file_.places.emplace(label.item_id(), VerifiedFile::Place{row.row_number, row.line});
    if (is_new) {
      indices_.emplace(label.item_id(), file_.labels.size());
      file_.labels.push_back(std::move(label));
      return absl::OkStatus();
    }
    const v1::VerifiedLabel& before = file_.labels[indices_.at(label.item_id())];
    if (before.SerializeAsString() != label.SerializeAsString()) {
      return BadCell(row, id_, "CONTRADICTING_VERDICTS",
                     "'" + label.item_id().substr(0, 60) + "' with another verdict than in row " +
                         std::to_string(place->second.row),
                     "one verdict per item");
    }
    return absl::OkStatus();
  }

  const VerifiedOptions& options_;
  exchange::TableReader& table_;
  VerifiedFile file_;
  Column id_;
  Column given_;
  Column correct_;
  Column true_label_;
  std::map<std::string, size_t> indices_;
};

}  // namespace

absl::StatusOr<VerifiedFile> ReadVerifiedFile(const VerifiedOptions& options) {
  if (options.file.empty()) {
    return VerifiedFile{};
  }
  InputFile file(options.file);
  ASSAY_RETURN_IF_ERROR(file.Open());
  FileSource source(file);
  exchange::TableOptions table_options;
  table_options.file_name = options.file == "-" ? "stdin" : options.file;
  ASSAY_ASSIGN_OR_RETURN(const auto table, exchange::OpenTable(table_options, source));
  return VerdictReader(options, *table).Read();
}

absl::StatusOr<v1::ReviewCosts> ReadCosts(const CostOptions& options) {
  v1::ReviewCosts costs;
  costs.set_currency_code(options.currency);
  if (options.review.empty() && options.error.empty()) {
    if (!options.currency.empty()) {
      return BadPrice("--currency", options.currency, "--review-cost and --error-cost beside it");
    }
    return costs;
  }
  if (options.review.empty() || options.error.empty()) {
    return BadPrice(options.review.empty() ? "--review-cost" : "--error-cost", "",
                    "both prices or none");
  }
  ASSAY_ASSIGN_OR_RETURN(const int64_t review, ParsePrice("--review-cost", options.review));
  ASSAY_ASSIGN_OR_RETURN(const int64_t error, ParsePrice("--error-cost", options.error));
  costs.set_review_cost_micros(review);
  costs.set_error_cost_micros(error);
  return costs;
}

absl::Status SendVerified(Session& session, const std::string& audit, const VerifiedFile& file,
                          const v1::ReviewCosts& costs) {
  ASSAY_ASSIGN_OR_RETURN(const auto channel, session.Channel());
  grpc::ClientContext context;
  v1::VerifyAuditRequest request;
  request.set_name(audit);
  request.mutable_labels()->Assign(file.labels.begin(), file.labels.end());
  if (costs.ByteSizeLong() > 0) {
    *request.mutable_costs() = costs;
  }
  v1::Audit response;
  const absl::Status status = rpc::FromGrpcStatus(
      v1::AuditService::NewStub(channel)->VerifyAudit(&context, request, &response));
  const ErrorMetadata metadata = GetErrorMetadata(status);
  const auto item = metadata.find("item_id");
  if (ErrorReason(status) != "UNKNOWN_ITEM" || item == metadata.end()) {
    return status;
  }
  const auto place = file.places.find(item->second);
  if (place == file.places.end()) {
    return status;
  }
  const std::string found = "'" + item->second.substr(0, 60) + "'";
  return TableError(
      file.name, {place->second.row, place->second.line}, "UNKNOWN_ITEM",
      "column '" + file.id_column + "': found " + found + ", expected an id of the data set",
      {{"column", file.id_column},
       {"found", found},
       {"expected", "an id of the data set"},
       {"item_id", item->second}});
}

}  // namespace assay::cli
