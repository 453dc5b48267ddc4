#include "annotator/rpc/annotator_service.h"

#include <string>

#include "annotator/rpc/resource_name.h"
#include "annotator/rpc/run_unary.h"
#include "engine/base/status.h"
#include "engine/store/resource_name.h"

namespace assay::rpc {

grpc::ServerUnaryReactor* AnnotatorServiceImpl::CreateAnnotator(
    grpc::CallbackServerContext* context, const v1::CreateAnnotatorRequest* request,
    v1::Annotator* response) {
  return RunUnary(context, request, gate_,
                  [this, request, response](const Caller&) -> absl::Status {
                    ASSAY_ASSIGN_OR_RETURN(*response, catalog_.Create(*request));
                    return absl::OkStatus();
                  });
}

grpc::ServerUnaryReactor* AnnotatorServiceImpl::GetAnnotator(grpc::CallbackServerContext* context,
                                                             const v1::GetAnnotatorRequest* request,
                                                             v1::Annotator* response) {
  return RunUnary(
      context, request, gate_, [this, request, response](const Caller&) -> absl::Status {
        ASSAY_ASSIGN_OR_RETURN(const std::string id,
                               ResourceId(kAnnotatorCollection, request->name(), "name"));
        ASSAY_ASSIGN_OR_RETURN(auto record, annotators_.Get(id));
        *response = std::move(*record.mutable_annotator());
        return absl::OkStatus();
      });
}

grpc::ServerUnaryReactor* AnnotatorServiceImpl::ListAnnotators(
    grpc::CallbackServerContext* context, const v1::ListAnnotatorsRequest* request,
    v1::ListAnnotatorsResponse* response) {
  return RunUnary(
      context, request, gate_, [this, request, response](const Caller&) -> absl::Status {
        ASSAY_ASSIGN_OR_RETURN(const size_t page_size, PageSize(request->page_size()));
        ASSAY_ASSIGN_OR_RETURN(const uint64_t after,
                               tokens_.Read("ListAnnotators", request->page_token(), 0));
        ASSAY_ASSIGN_OR_RETURN(auto records, annotators_.List(after, page_size + 1));
        const bool has_more = CutToPage(records, page_size);
        for (auto& record : records) {
          *response->add_annotators() = std::move(*record.mutable_annotator());
        }
        if (has_more) {
          response->set_next_page_token(
              tokens_.Make("ListAnnotators", records.back().annotator_number()));
        }
        return absl::OkStatus();
      });
}

grpc::ServerUnaryReactor* AnnotatorServiceImpl::UpdateAnnotator(
    grpc::CallbackServerContext* context, const v1::UpdateAnnotatorRequest* request,
    v1::Annotator* response) {
  return RunUnary(context, request, gate_,
                  [this, request, response](const Caller&) -> absl::Status {
                    ASSAY_ASSIGN_OR_RETURN(*response, catalog_.Update(*request));
                    return absl::OkStatus();
                  });
}

}  // namespace assay::rpc
