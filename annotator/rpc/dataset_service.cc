#include "annotator/rpc/dataset_service.h"

#include <memory>
#include <string>
#include <string_view>

#include "annotator/dataset/append_items.h"
#include "annotator/dataset/export_dataset.h"
#include "annotator/dataset/import_dataset.h"
#include "annotator/dataset/import_matrix.h"
#include "annotator/rpc/byte_stream.h"
#include "annotator/rpc/import_reactor.h"
#include "annotator/rpc/resource_name.h"
#include "annotator/rpc/run_unary.h"
#include "engine/base/status.h"

namespace assay::rpc {

grpc::ServerReadReactor<v1::ImportDatasetRequest>* DatasetServiceImpl::ImportDataset(
    grpc::CallbackServerContext* context, v1::ImportDatasetResponse* response) {
  return new DatasetImportReactor(
      context, gate_, response,
      [this](const Caller&, const v1::ImportSpec& spec, exchange::ByteSource& source) {
        return assay::ImportDataset(spec, source, datasets_, clock_);
      });
}

grpc::ServerUnaryReactor* DatasetServiceImpl::GetDataset(grpc::CallbackServerContext* context,
                                                         const v1::GetDatasetRequest* request,
                                                         v1::Dataset* response) {
  return RunUnary(
      context, request, gate_, [this, request, response](const Caller&) -> absl::Status {
        ASSAY_ASSIGN_OR_RETURN(const std::string id, DatasetId(request->name(), "name"));
        ASSAY_ASSIGN_OR_RETURN(const auto record, datasets_.Get(id));
        *response = record.dataset();
        return absl::OkStatus();
      });
}

grpc::ServerUnaryReactor* DatasetServiceImpl::ListDatasets(grpc::CallbackServerContext* context,
                                                           const v1::ListDatasetsRequest* request,
                                                           v1::ListDatasetsResponse* response) {
  return RunUnary(context, request, gate_,
                  [this, request, response](const Caller&) -> absl::Status {
                    ASSAY_ASSIGN_OR_RETURN(const size_t page_size, PageSize(request->page_size()));
                    ASSAY_ASSIGN_OR_RETURN(const uint64_t after,
                                           tokens_.Read("ListDatasets", request->page_token(), 0));
                    ASSAY_ASSIGN_OR_RETURN(auto records, datasets_.List(after, page_size + 1));
                    const bool has_more = CutToPage(records, page_size);
                    for (const auto& record : records) {
                      *response->add_datasets() = record.dataset();
                    }
                    if (has_more) {
                      response->set_next_page_token(
                          tokens_.Make("ListDatasets", records.back().dataset_number()));
                    }
                    return absl::OkStatus();
                  });
}

grpc::ServerUnaryReactor* DatasetServiceImpl::DeleteDataset(grpc::CallbackServerContext* context,
                                                            const v1::DeleteDatasetRequest* request,
                                                            v1::DeleteDatasetResponse*) {
  return RunUnary(context, request, gate_, [this, request](const Caller&) -> absl::Status {
    ASSAY_ASSIGN_OR_RETURN(const std::string id, DatasetId(request->name(), "name"));
    return datasets_.Delete(id);
  });
}

grpc::ServerUnaryReactor* DatasetServiceImpl::AppendItems(grpc::CallbackServerContext* context,
                                                          const v1::AppendItemsRequest* request,
                                                          v1::AppendItemsResponse* response) {
  return RunUnary(
      context, request, gate_, [this, request, response](const Caller&) -> absl::Status {
        ASSAY_ASSIGN_OR_RETURN(*response, assay::AppendItems(*request, datasets_, clock_));
        return absl::OkStatus();
      });
}

grpc::ServerWriteReactor<v1::ExportDatasetResponse>* DatasetServiceImpl::ExportDataset(
    grpc::CallbackServerContext* context, const v1::ExportDatasetRequest* request) {
  return StreamBytes<v1::ExportDatasetResponse>(
      context, request, gate_,
      [this, request](const Caller&, const ByteSink& sink) -> absl::Status {
        ASSAY_ASSIGN_OR_RETURN(const std::string id, DatasetId(request->name(), "name"));
        return assay::ExportDataset(id, request->format(), datasets_, sink);
      });
}

grpc::ServerReadReactor<v1::ImportMatrixRequest>* DatasetServiceImpl::ImportMatrix(
    grpc::CallbackServerContext* context, v1::ImportMatrixResponse* response) {
  return new MatrixImportReactor(
      context, gate_, response,
      [this](const Caller&, const v1::MatrixSpec& spec, exchange::ByteSource& source) {
        return assay::ImportMatrix(spec, source, datasets_, matrices_, clock_);
      });
}

grpc::ServerUnaryReactor* DatasetServiceImpl::GetMatrix(grpc::CallbackServerContext* context,
                                                        const v1::GetMatrixRequest* request,
                                                        v1::Matrix* response) {
  return RunUnary(context, request, gate_,
                  [this, request, response](const Caller&) -> absl::Status {
                    ASSAY_ASSIGN_OR_RETURN(const auto record, matrices_.Get(request->name()));
                    *response = record.matrix();
                    return absl::OkStatus();
                  });
}

grpc::ServerUnaryReactor* DatasetServiceImpl::ListMatrices(grpc::CallbackServerContext* context,
                                                           const v1::ListMatricesRequest* request,
                                                           v1::ListMatricesResponse* response) {
  return RunUnary(
      context, request, gate_, [this, request, response](const Caller&) -> absl::Status {
        ASSAY_ASSIGN_OR_RETURN(const std::string id, DatasetId(request->dataset(), "dataset"));
        ASSAY_ASSIGN_OR_RETURN(const auto dataset, datasets_.Get(id));
        ASSAY_ASSIGN_OR_RETURN(const size_t page_size, PageSize(request->page_size()));
        const std::string call = "ListMatrices of " + std::to_string(dataset.dataset_number());
        ASSAY_ASSIGN_OR_RETURN(const uint64_t after, tokens_.Read(call, request->page_token(), 0));
        ASSAY_ASSIGN_OR_RETURN(auto records,
                               matrices_.List(dataset.dataset_number(), after, page_size + 1));
        const bool has_more = CutToPage(records, page_size);
        for (const auto& record : records) {
          *response->add_matrices() = record.matrix();
        }
        if (has_more) {
          response->set_next_page_token(tokens_.Make(call, records.back().matrix_number()));
        }
        return absl::OkStatus();
      });
}

}  // namespace assay::rpc
