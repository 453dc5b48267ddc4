#ifndef ASSAY_ANNOTATOR_RPC_QUALITY_SERVICE_H_
#define ASSAY_ANNOTATOR_RPC_QUALITY_SERVICE_H_

#include "annotator/measuring/campaign_labels.h"
#include "annotator/rpc/call_gate.h"
#include "assay/v1/quality.grpc.pb.h"
#include "engine/store/matrix_repository.h"

namespace assay::rpc {

// assay.v1.QualityService.  All that the constructor takes must outlive it.
class QualityServiceImpl final : public v1::QualityService::CallbackService {
 public:
  // thread_count: of a call that does not ask for a number; 0: all cores.
  QualityServiceImpl(StoredLabels stored, const MatrixRepository& matrices, CallGate& gate,
                     int thread_count)
      : stored_(stored), matrices_(matrices), gate_(gate), thread_count_(thread_count) {}

  grpc::ServerBidiReactor<v1::MeasureAgreementRequest, v1::MeasureAgreementResponse>*
  MeasureAgreement(grpc::CallbackServerContext* context) override;
  grpc::ServerBidiReactor<v1::InferConsensusRequest, v1::InferConsensusResponse>* InferConsensus(
      grpc::CallbackServerContext* context) override;

 private:
  const StoredLabels stored_;
  const MatrixRepository& matrices_;
  CallGate& gate_;
  const int thread_count_;
};

}  // namespace assay::rpc

#endif  // ASSAY_ANNOTATOR_RPC_QUALITY_SERVICE_H_
