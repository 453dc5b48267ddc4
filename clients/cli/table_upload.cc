#include "clients/cli/table_upload.h"

#include <map>
#include <string_view>
#include <vector>

#include "assay/v1/datasets.grpc.pb.h"
#include "clients/cli/input_file.h"
#include "clients/cli/text.h"
#include "engine/base/status.h"

namespace assay::cli {
namespace {

v1::ImportSpec MakeSpec(const TableOptions& table, const std::string& dataset_id) {
  v1::ImportSpec spec;
  spec.set_dataset_id(dataset_id);
  spec.set_file_name(FileNameOf(table.file));
  spec.set_format(table.format);
  spec.set_id_column(table.id);
  spec.set_label_column(table.label);
  spec.set_annotator_column(table.annotator);
  spec.mutable_text_columns()->Assign(table.text.begin(), table.text.end());
  spec.mutable_numeric_columns()->Assign(table.numeric.begin(), table.numeric.end());
  spec.mutable_categorical_columns()->Assign(table.categorical.begin(), table.categorical.end());
  spec.set_max_class_count(table.max_classes);
  spec.set_allow_no_features(table.allow_no_features);
  spec.set_allow_one_class(table.allow_one_class);
  spec.set_one_label_per_row(table.one_label_per_row);
  spec.set_no_labels(table.no_labels);
  return spec;
}

}  // namespace

absl::StatusOr<v1::ImportDatasetResponse> UploadTable(Session& session, const TableOptions& table,
                                                      const std::string& dataset_id) {
  InputFile file(table.file);
  ASSAY_RETURN_IF_ERROR(file.Open());
  ASSAY_ASSIGN_OR_RETURN(const auto channel, session.Channel());
  const auto stub = v1::DatasetService::NewStub(channel);
  grpc::ClientContext context;
  v1::ImportDatasetResponse response;
  const auto writer = stub->ImportDataset(&context, &response);
  ASSAY_RETURN_IF_ERROR(Upload(context, *writer, MakeSpec(table, dataset_id), file, "importing",
                               session.options().quiet));
  return response;
}

std::string DescribeColumns(const v1::Dataset& dataset) {
  static const std::map<v1::Column::Role, std::string_view> kWords = {
      {v1::Column::ROLE_ID, "id"},
      {v1::Column::ROLE_LABEL, "label"},
      {v1::Column::ROLE_TEXT, "text"},
      {v1::Column::ROLE_NUMERIC, "numeric"},
      {v1::Column::ROLE_CATEGORICAL, "categorical"},
      {v1::Column::ROLE_ANNOTATOR, "annotator"},
      {v1::Column::ROLE_IGNORED, "ignored"}};
  // Columns with the same role and reason share a line.
  std::vector<std::pair<std::string, std::string>> lines;
  for (const v1::Column& column : dataset.columns()) {
    const auto word = kWords.find(column.role());
    const std::string role(word == kWords.end() ? "unknown" : word->second);
    const std::string suffix = "  (" + column.reason() + ")";
    if (!lines.empty() && lines.back().second == role + suffix) {
      lines.back().first += ", " + OneLine(column.name(), 60);
    } else {
      lines.emplace_back("  " + role + ": " + OneLine(column.name(), 60), role + suffix);
    }
  }
  std::string text = "columns\n";
  for (const auto& [start, key] : lines) {
    text += start + key.substr(key.find("  (")) + "\n";
  }
  return text;
}

std::string DatasetName(const std::string& name_or_id) {
  return name_or_id.starts_with("datasets/") ? name_or_id : "datasets/" + name_or_id;
}

}  // namespace assay::cli
