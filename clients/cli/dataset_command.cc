#include <algorithm>
#include <iomanip>
#include <iostream>
#include <ostream>

#include "annotator/rpc/grpc_status.h"
#include "assay/v1/datasets.grpc.pb.h"
#include "clients/cli/commands.h"
#include "clients/cli/message_json.h"
#include "clients/cli/output_file.h"
#include "clients/cli/table_upload.h"
#include "clients/cli/text.h"
#include "engine/base/status.h"
#include "google/protobuf/util/time_util.h"
#include "nlohmann/json.hpp"

namespace assay::cli {
namespace {

using google::protobuf::util::TimeUtil;
using Json = nlohmann::ordered_json;

constexpr int kClassesShown = 20;

bool HasLabels(const v1::Dataset& dataset) {
  return std::any_of(
      dataset.columns().begin(), dataset.columns().end(),
      [](const v1::Column& column) { return column.role() == v1::Column::ROLE_LABEL; });
}

// Earlier versions did not note it: a label for each item.
int64_t LabelCount(const v1::Dataset& dataset) {
  const bool is_noted = dataset.label_count() > 0 || !HasLabels(dataset);
  return is_noted ? dataset.label_count() : dataset.item_count();
}

std::string ClassCount(const v1::Dataset& dataset) {
  return HasLabels(dataset) ? Count(static_cast<int64_t>(dataset.classes_size())) + " classes"
                            : "no labels";
}

Json DatasetJson(const v1::Dataset& dataset) {
  Json classes = Json::array();
  for (const v1::LabelClass& label_class : dataset.classes()) {
    classes.push_back({{"label", label_class.label()}, {"n_items", label_class.item_count()}});
  }
  return {{"name", dataset.name()},          {"file_name", dataset.file_name()},
          {"n_items", dataset.item_count()}, {"n_classes", dataset.classes_size()},
          {"n_labels", LabelCount(dataset)}, {"created", TimeUtil::ToString(dataset.create_time())},
          {"columns", ColumnsJson(dataset)}, {"classes", classes}};
}

void PrintDataset(const v1::Dataset& dataset) {
  std::cout << dataset.name() << ": " << Count(dataset.item_count()) << " items, "
            << (dataset.label_count() > dataset.item_count()
                    ? Count(dataset.label_count()) + " labels, "
                    : "")
            << ClassCount(dataset) << ", from " << dataset.file_name() << "\n"
            << DescribeColumns(dataset) << (HasLabels(dataset) ? "classes\n" : "");
  for (int i = 0; i < dataset.classes_size() && i < kClassesShown; ++i) {
    std::cout << std::setw(10) << Count(dataset.classes(i).item_count()) << "  "
              << OneLine(dataset.classes(i).label(), 80) << "\n";
  }
  if (dataset.classes_size() > kClassesShown) {
    std::cout << "            and " << dataset.classes_size() - kClassesShown << " more\n";
  }
  std::cout << std::flush;
}

// All data sets, page by page.
absl::StatusOr<std::vector<v1::Dataset>> FetchAll(Session& session) {
  ASSAY_ASSIGN_OR_RETURN(const auto channel, session.Channel());
  const auto stub = v1::DatasetService::NewStub(channel);
  std::vector<v1::Dataset> datasets;
  v1::ListDatasetsRequest request;
  do {
    grpc::ClientContext context;
    v1::ListDatasetsResponse response;
    ASSAY_RETURN_IF_ERROR(rpc::FromGrpcStatus(stub->ListDatasets(&context, request, &response)));
    datasets.insert(datasets.end(), response.datasets().begin(), response.datasets().end());
    request.set_page_token(response.next_page_token());
  } while (!request.page_token().empty());
  return datasets;
}

using ExportReader = grpc::ClientReader<v1::ExportDatasetResponse>;

absl::Status ExportToFile(ExportReader& reader, const std::string& path) {
  OutputFile file(path);
  v1::ExportDatasetResponse response;
  while (reader.Read(&response)) {
    file.Write(response.chunk());
  }
  ASSAY_RETURN_IF_ERROR(rpc::FromGrpcStatus(reader.Finish()));
  return file.Commit();
}

absl::Status ExportToStdout(ExportReader& reader) {
  v1::ExportDatasetResponse response;
  while (reader.Read(&response)) {
    std::cout << response.chunk();
  }
  ASSAY_RETURN_IF_ERROR(rpc::FromGrpcStatus(reader.Finish()));
  std::cout.flush();
  return std::cout ? absl::OkStatus() : CannotWrite("stdout", "disk full or closed");
}

}  // namespace

absl::Status RunDatasetImport(Session& session, const DatasetOptions& options) {
  ASSAY_ASSIGN_OR_RETURN(const auto imported, UploadTable(session, options.table, options.name));
  if (session.options().json) {
    Json json = DatasetJson(imported.dataset());
    json["reused"] = imported.reused();
    json["warnings"] = imported.warnings();
    PrintJson(json);
    return absl::OkStatus();
  }
  PrintDataset(imported.dataset());
  for (const std::string& warning : imported.warnings()) {
    std::cout << "Note: " << OneLine(warning, 400) << std::endl;
  }
  return absl::OkStatus();
}

absl::Status RunDatasetList(Session& session) {
  ASSAY_ASSIGN_OR_RETURN(const auto datasets, FetchAll(session));
  if (session.options().json) {
    Json list = Json::array();
    for (const v1::Dataset& dataset : datasets) {
      list.push_back(DatasetJson(dataset));
    }
    PrintJson({{"datasets", list}});
    return absl::OkStatus();
  }
  if (datasets.empty()) {
    std::cout << "No data sets yet. `assay dataset import FILE` stores one." << std::endl;
  }
  for (const v1::Dataset& dataset : datasets) {
    std::cout << dataset.name() << "  " << Count(dataset.item_count()) << " items  "
              << ClassCount(dataset) << "  " << TimeUtil::ToString(dataset.create_time())
              << std::endl;
  }
  return absl::OkStatus();
}

absl::Status RunDatasetShow(Session& session, const DatasetOptions& options) {
  ASSAY_ASSIGN_OR_RETURN(const auto channel, session.Channel());
  grpc::ClientContext context;
  v1::GetDatasetRequest request;
  request.set_name(DatasetName(options.name));
  v1::Dataset dataset;
  ASSAY_RETURN_IF_ERROR(rpc::FromGrpcStatus(
      v1::DatasetService::NewStub(channel)->GetDataset(&context, request, &dataset)));
  if (session.options().json) {
    PrintJson(DatasetJson(dataset));
  } else {
    PrintDataset(dataset);
  }
  return absl::OkStatus();
}

absl::Status RunDatasetExport(Session& session, const DatasetOptions& options) {
  ASSAY_ASSIGN_OR_RETURN(const auto channel, session.Channel());
  grpc::ClientContext context;
  v1::ExportDatasetRequest request;
  request.set_name(DatasetName(options.name));
  request.set_format(options.format);
  const auto reader = v1::DatasetService::NewStub(channel)->ExportDataset(&context, request);
  return options.out_file.empty() ? ExportToStdout(*reader)
                                  : ExportToFile(*reader, options.out_file);
}

absl::Status RunDatasetDelete(Session& session, const DatasetOptions& options) {
  ASSAY_ASSIGN_OR_RETURN(const auto channel, session.Channel());
  grpc::ClientContext context;
  v1::DeleteDatasetRequest request;
  request.set_name(DatasetName(options.name));
  v1::DeleteDatasetResponse response;
  ASSAY_RETURN_IF_ERROR(rpc::FromGrpcStatus(
      v1::DatasetService::NewStub(channel)->DeleteDataset(&context, request, &response)));
  if (session.options().json) {
    PrintJson({{"deleted", request.name()}});
  } else {
    std::cout << "Deleted " << request.name() << std::endl;
  }
  return absl::OkStatus();
}

}  // namespace assay::cli
