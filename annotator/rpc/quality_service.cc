#include "annotator/rpc/quality_service.h"

#include "annotator/measuring/infer_consensus.h"
#include "annotator/measuring/measure_agreement.h"
#include "annotator/rpc/file_exchange.h"

namespace assay::rpc {

grpc::ServerBidiReactor<v1::MeasureAgreementRequest, v1::MeasureAgreementResponse>*
QualityServiceImpl::MeasureAgreement(grpc::CallbackServerContext* context) {
  return new AgreementReactor(
      context, gate_, [](const v1::MeasureAgreementSpec& spec) { return CountFiles(spec); },
      [this](const v1::MeasureAgreementSpec& spec, SentFiles& files,
             const AgreementReactor::Sink& send, ProgressSink& progress) {
        return assay::MeasureAgreement(spec, files, stored_, thread_count_, send, progress);
      });
}

grpc::ServerBidiReactor<v1::InferConsensusRequest, v1::InferConsensusResponse>*
QualityServiceImpl::InferConsensus(grpc::CallbackServerContext* context) {
  return new ConsensusReactor(
      context, gate_, [](const v1::InferConsensusSpec& spec) { return CountFiles(spec); },
      [this](const v1::InferConsensusSpec& spec, SentFiles& files,
             const ConsensusReactor::Sink& send, ProgressSink& progress) {
        return assay::InferConsensus(spec, files, stored_, matrices_, thread_count_, send,
                                     progress);
      });
}

}  // namespace assay::rpc
