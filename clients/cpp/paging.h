#ifndef ASSAY_CLIENTS_CPP_PAGING_H_
#define ASSAY_CLIENTS_CPP_PAGING_H_

#include "absl/status/status.h"
#include "clients/cpp/connection.h"

namespace assay::client {

// Fetches page after page of a list and hands each to `take`, until it returns false or there are
// no more.  `request` may say where to begin and how large the pages are.
template <typename Stub, typename Request, typename Response, typename Take>
absl::Status VisitPages(const Connection& connection, Stub& stub,
                        grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&,
                                                     Response*),
                        Request request, const Take& take) {
  if (request.page_size() == 0) {
    request.set_page_size(1000);
  }
  do {
    absl::StatusOr<Response> response = connection.Call(stub, method, request);
    if (!response.ok()) {
      return response.status();
    }
    request.set_page_token(response->next_page_token());
    if (!take(*response)) {
      break;
    }
  } while (!request.page_token().empty());
  return absl::OkStatus();
}

}  // namespace assay::client

#endif  // ASSAY_CLIENTS_CPP_PAGING_H_
