#ifndef ASSAY_ANNOTATOR_RPC_DATASET_SERVICE_H_
#define ASSAY_ANNOTATOR_RPC_DATASET_SERVICE_H_

#include "annotator/rpc/call_gate.h"
#include "annotator/rpc/page_token.h"
#include "assay/v1/datasets.grpc.pb.h"
#include "engine/base/clock.h"
#include "engine/store/dataset_repository.h"
#include "engine/store/matrix_repository.h"

namespace assay::rpc {

// assay.v1.DatasetService over a store.  All references must outlive the service.
class DatasetServiceImpl final : public v1::DatasetService::CallbackService {
 public:
  DatasetServiceImpl(DatasetRepository& datasets, MatrixRepository& matrices, const Clock& clock,
                     const PageTokens& tokens, CallGate& gate)
      : datasets_(datasets), matrices_(matrices), clock_(clock), tokens_(tokens), gate_(gate) {}

  grpc::ServerReadReactor<v1::ImportDatasetRequest>* ImportDataset(
      grpc::CallbackServerContext* context, v1::ImportDatasetResponse* response) override;
  grpc::ServerUnaryReactor* GetDataset(grpc::CallbackServerContext* context,
                                       const v1::GetDatasetRequest* request,
                                       v1::Dataset* response) override;
  grpc::ServerUnaryReactor* ListDatasets(grpc::CallbackServerContext* context,
                                         const v1::ListDatasetsRequest* request,
                                         v1::ListDatasetsResponse* response) override;
  grpc::ServerUnaryReactor* DeleteDataset(grpc::CallbackServerContext* context,
                                          const v1::DeleteDatasetRequest* request,
                                          v1::DeleteDatasetResponse* response) override;
  grpc::ServerUnaryReactor* AppendItems(grpc::CallbackServerContext* context,
                                        const v1::AppendItemsRequest* request,
                                        v1::AppendItemsResponse* response) override;
  grpc::ServerWriteReactor<v1::ExportDatasetResponse>* ExportDataset(
      grpc::CallbackServerContext* context, const v1::ExportDatasetRequest* request) override;

  grpc::ServerReadReactor<v1::ImportMatrixRequest>* ImportMatrix(
      grpc::CallbackServerContext* context, v1::ImportMatrixResponse* response) override;
  grpc::ServerUnaryReactor* GetMatrix(grpc::CallbackServerContext* context,
                                      const v1::GetMatrixRequest* request,
                                      v1::Matrix* response) override;
  grpc::ServerUnaryReactor* ListMatrices(grpc::CallbackServerContext* context,
                                         const v1::ListMatricesRequest* request,
                                         v1::ListMatricesResponse* response) override;

 private:
  DatasetRepository& datasets_;
  MatrixRepository& matrices_;
  const Clock& clock_;
  const PageTokens& tokens_;
  CallGate& gate_;
};

}  // namespace assay::rpc

#endif  // ASSAY_ANNOTATOR_RPC_DATASET_SERVICE_H_
