#include "annotator/rpc/audit_service.h"

#include <string>

#include "annotator/auditing/audit_comparison.h"
#include "annotator/rpc/byte_stream.h"
#include "annotator/rpc/message_stream.h"
#include "annotator/rpc/run_unary.h"
#include "engine/base/status.h"

namespace assay::rpc {

grpc::ServerUnaryReactor* AuditServiceImpl::StartAudit(grpc::CallbackServerContext* context,
                                                       const v1::StartAuditRequest* request,
                                                       v1::Operation* response) {
  return RunUnary(context, request, gate_,
                  [this, request, response](const Caller&) -> absl::Status {
                    ASSAY_ASSIGN_OR_RETURN(*response, audits_.Start(*request));
                    return absl::OkStatus();
                  });
}

grpc::ServerUnaryReactor* AuditServiceImpl::GetAudit(grpc::CallbackServerContext* context,
                                                     const v1::GetAuditRequest* request,
                                                     v1::Audit* response) {
  return RunUnary(context, request, gate_,
                  [this, request, response](const Caller&) -> absl::Status {
                    ASSAY_ASSIGN_OR_RETURN(*response, audits_.Get(request->name()));
                    return absl::OkStatus();
                  });
}

grpc::ServerUnaryReactor* AuditServiceImpl::ListAudits(grpc::CallbackServerContext* context,
                                                       const v1::ListAuditsRequest* request,
                                                       v1::ListAuditsResponse* response) {
  return RunUnary(
      context, request, gate_, [this, request, response](const Caller&) -> absl::Status {
        const std::string key = "ListAudits " + request->dataset();
        ASSAY_ASSIGN_OR_RETURN(const size_t page_size, PageSize(request->page_size()));
        ASSAY_ASSIGN_OR_RETURN(const uint64_t after, tokens_.Read(key, request->page_token(), 0));
        ASSAY_ASSIGN_OR_RETURN(auto records,
                               audits_.List(after, page_size + 1, request->dataset()));
        const bool has_more = CutToPage(records, page_size);
        for (const auto& record : records) {
          v1::Audit& audit = *response->add_audits();
          audit = record.audit();
          audit.clear_confident_joint();  // K x K: a page of these would burst any limit
        }
        if (has_more) {
          response->set_next_page_token(tokens_.Make(key, records.back().audit_number()));
        }
        return absl::OkStatus();
      });
}

grpc::ServerUnaryReactor* AuditServiceImpl::DeleteAudit(grpc::CallbackServerContext* context,
                                                        const v1::DeleteAuditRequest* request,
                                                        v1::DeleteAuditResponse*) {
  return RunUnary(context, request, gate_,
                  [this, request](const Caller&) { return audits_.Delete(request->name()); });
}

grpc::ServerUnaryReactor* AuditServiceImpl::ListFindings(grpc::CallbackServerContext* context,
                                                         const v1::ListFindingsRequest* request,
                                                         v1::ListFindingsResponse* response) {
  return RunUnary(
      context, request, gate_, [this, request, response](const Caller&) -> absl::Status {
        const std::string key = "ListFindings " + request->audit();
        ASSAY_ASSIGN_OR_RETURN(const size_t page_size, PageSize(request->page_size()));
        ASSAY_ASSIGN_OR_RETURN(const uint64_t first, tokens_.Read(key, request->page_token(), 1));
        ASSAY_ASSIGN_OR_RETURN(auto findings,
                               audits_.ListFindings(request->audit(), first, page_size + 1));
        if (CutToPage(findings, page_size)) {
          response->set_next_page_token(tokens_.Make(key, first + page_size));
        }
        for (v1::Finding& finding : findings) {
          *response->add_findings() = std::move(finding);
        }
        return absl::OkStatus();
      });
}

grpc::ServerWriteReactor<v1::ExportAuditResponse>* AuditServiceImpl::ExportAudit(
    grpc::CallbackServerContext* context, const v1::ExportAuditRequest* request) {
  return StreamBytes<v1::ExportAuditResponse>(context, request, gate_,
                                              [this, request](const Caller&, const ByteSink& sink) {
                                                return audits_.Export(*request, sink);
                                              });
}

grpc::ServerUnaryReactor* AuditServiceImpl::SampleForReview(
    grpc::CallbackServerContext* context, const v1::SampleForReviewRequest* request,
    v1::SampleForReviewResponse* response) {
  return RunUnary(context, request, gate_,
                  [this, request, response](const Caller&) -> absl::Status {
                    ASSAY_ASSIGN_OR_RETURN(*response, review_.Sample(*request));
                    return absl::OkStatus();
                  });
}

grpc::ServerUnaryReactor* AuditServiceImpl::VerifyAudit(grpc::CallbackServerContext* context,
                                                        const v1::VerifyAuditRequest* request,
                                                        v1::Audit* response) {
  return RunUnary(
      context, request, gate_, [this, request, response](const Caller& caller) -> absl::Status {
        ASSAY_ASSIGN_OR_RETURN(*response, review_.Verify(*request, caller.annotator_name));
        return absl::OkStatus();
      });
}

grpc::ServerWriteReactor<v1::CompareAuditsResponse>* AuditServiceImpl::CompareAudits(
    grpc::CallbackServerContext* context, const v1::CompareAuditsRequest* request) {
  return StreamMessages<v1::CompareAuditsResponse>(
      context, request, gate_, [this, request](const Caller&, const ComparisonSink& sink) {
        return assay::CompareAudits(stored_, *request, sink);
      });
}

}  // namespace assay::rpc
