#include "annotator/rpc/key_service.h"

#include <limits>
#include <string>
#include <utility>

#include "annotator/rpc/run_unary.h"
#include "engine/base/status.h"
#include "engine/store/resource_name.h"

namespace assay::rpc {

grpc::ServerUnaryReactor* KeyServiceImpl::CreateKey(grpc::CallbackServerContext* context,
                                                    const v1::CreateKeyRequest* request,
                                                    v1::CreateKeyResponse* response) {
  return RunUnary(context, request, gate_,
                  [this, request, response](const Caller&) -> absl::Status {
                    ASSAY_ASSIGN_OR_RETURN(*response, keys_.Create(request->key()));
                    return absl::OkStatus();
                  });
}

grpc::ServerUnaryReactor* KeyServiceImpl::ListKeys(grpc::CallbackServerContext* context,
                                                   const v1::ListKeysRequest* request,
                                                   v1::ListKeysResponse* response) {
  return RunUnary(
      context, request, gate_, [this, request, response](const Caller&) -> absl::Status {
        ASSAY_ASSIGN_OR_RETURN(const size_t page_size, PageSize(request->page_size()));
        ASSAY_ASSIGN_OR_RETURN(const uint64_t after,
                               tokens_.Read("ListKeys", request->page_token(), 0));
        auto records = keys_.List(after, page_size + 1);
        const bool has_more = CutToPage(records, page_size);
        for (const auto& record : records) {
          *response->add_keys() = record->key();
        }
        if (has_more) {
          response->set_next_page_token(tokens_.Make("ListKeys", records.back()->key_number()));
        }
        return absl::OkStatus();
      });
}

grpc::ServerUnaryReactor* KeyServiceImpl::RevokeKey(grpc::CallbackServerContext* context,
                                                    const v1::RevokeKeyRequest* request,
                                                    v1::Key* response) {
  return RunUnary(context, request, gate_,
                  [this, request, response](const Caller&) -> absl::Status {
                    ASSAY_ASSIGN_OR_RETURN(*response, keys_.Revoke(request->name()));
                    return absl::OkStatus();
                  });
}

grpc::ServerUnaryReactor* KeyServiceImpl::GetCaller(grpc::CallbackServerContext* context,
                                                    const v1::GetCallerRequest* request,
                                                    v1::GetCallerResponse* response) {
  return RunUnary(context, request, gate_, [response](const Caller& caller) -> absl::Status {
    response->set_role(caller.role);
    if (caller.key_number != 0) {
      response->set_key(NumberedName(kKeyCollection, caller.key_number));
    }
    response->set_annotator(caller.annotator_name);
    return absl::OkStatus();
  });
}

grpc::ServerUnaryReactor* KeyServiceImpl::ListTrail(grpc::CallbackServerContext* context,
                                                    const v1::ListTrailRequest* request,
                                                    v1::ListTrailResponse* response) {
  return RunUnary(
      context, request, gate_, [this, request, response](const Caller&) -> absl::Status {
        ASSAY_ASSIGN_OR_RETURN(const size_t page_size, PageSize(request->page_size()));
        ASSAY_ASSIGN_OR_RETURN(
            const uint64_t before,
            tokens_.Read("ListTrail", request->page_token(), std::numeric_limits<uint64_t>::max()));
        ASSAY_ASSIGN_OR_RETURN(auto entries, trail_.List(before, page_size + 1));
        const bool has_more = CutToPage(entries, page_size);
        for (auto& entry : entries) {
          *response->add_entries() = std::move(entry);
        }
        if (has_more) {
          const int64_t last = response->entries(response->entries_size() - 1).sequence();
          response->set_next_page_token(tokens_.Make("ListTrail", static_cast<uint64_t>(last)));
        }
        return absl::OkStatus();
      });
}

}  // namespace assay::rpc
