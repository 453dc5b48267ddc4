#ifndef ASSAY_ANNOTATOR_RPC_AUDIT_SERVICE_H_
#define ASSAY_ANNOTATOR_RPC_AUDIT_SERVICE_H_

#include "annotator/auditing/audit_review.h"
#include "annotator/auditing/audit_runner.h"
#include "annotator/rpc/call_gate.h"
#include "annotator/rpc/page_token.h"
#include "assay/v1/audits.grpc.pb.h"

namespace assay::rpc {

// assay.v1.AuditService over a store.  All references must outlive the service.
class AuditServiceImpl final : public v1::AuditService::CallbackService {
 public:
  AuditServiceImpl(AuditRunner& audits, AuditReview& review, const AuditRepository& stored,
                   const PageTokens& tokens, CallGate& gate)
      : audits_(audits), review_(review), stored_(stored), tokens_(tokens), gate_(gate) {}

  grpc::ServerUnaryReactor* StartAudit(grpc::CallbackServerContext* context,
                                       const v1::StartAuditRequest* request,
                                       v1::Operation* response) override;
  grpc::ServerUnaryReactor* GetAudit(grpc::CallbackServerContext* context,
                                     const v1::GetAuditRequest* request,
                                     v1::Audit* response) override;
  grpc::ServerUnaryReactor* ListAudits(grpc::CallbackServerContext* context,
                                       const v1::ListAuditsRequest* request,
                                       v1::ListAuditsResponse* response) override;
  grpc::ServerUnaryReactor* DeleteAudit(grpc::CallbackServerContext* context,
                                        const v1::DeleteAuditRequest* request,
                                        v1::DeleteAuditResponse* response) override;
  grpc::ServerUnaryReactor* ListFindings(grpc::CallbackServerContext* context,
                                         const v1::ListFindingsRequest* request,
                                         v1::ListFindingsResponse* response) override;
  grpc::ServerWriteReactor<v1::ExportAuditResponse>* ExportAudit(
      grpc::CallbackServerContext* context, const v1::ExportAuditRequest* request) override;
  grpc::ServerUnaryReactor* SampleForReview(grpc::CallbackServerContext* context,
                                            const v1::SampleForReviewRequest* request,
                                            v1::SampleForReviewResponse* response) override;
  grpc::ServerUnaryReactor* VerifyAudit(grpc::CallbackServerContext* context,
                                        const v1::VerifyAuditRequest* request,
                                        v1::Audit* response) override;
  grpc::ServerWriteReactor<v1::CompareAuditsResponse>* CompareAudits(
      grpc::CallbackServerContext* context, const v1::CompareAuditsRequest* request) override;

 private:
  AuditRunner& audits_;
  AuditReview& review_;
  const AuditRepository& stored_;
  const PageTokens& tokens_;
  CallGate& gate_;
};

}  // namespace assay::rpc

#endif  // ASSAY_ANNOTATOR_RPC_AUDIT_SERVICE_H_
