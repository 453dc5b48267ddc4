#include "assay/client/annotators.h"

#include "clients/cpp/connection.h"
#include "clients/cpp/paging.h"
#include "engine/base/status.h"

namespace assay::client {

using Stub = v1::AnnotatorService::Stub;

absl::StatusOr<v1::Annotator> Annotators::Create(std::string_view id,
                                                 const v1::Annotator& annotator) const {
  v1::CreateAnnotatorRequest request;
  request.set_annotator_id(std::string(id));
  *request.mutable_annotator() = annotator;
  request.set_request_id(NewRequestId());
  return connection_->Call(connection_->annotators(), &Stub::CreateAnnotator, request);
}

absl::StatusOr<v1::Annotator> Annotators::Get(std::string_view name) const {
  v1::GetAnnotatorRequest request;
  request.set_name(ResourceName("annotators/", name));
  return connection_->Call(connection_->annotators(), &Stub::GetAnnotator, request);
}

absl::StatusOr<std::vector<v1::Annotator>> Annotators::List() const {
  std::vector<v1::Annotator> all;
  ASSAY_RETURN_IF_ERROR(VisitPages(*connection_, connection_->annotators(), &Stub::ListAnnotators,
                                   v1::ListAnnotatorsRequest(), [&](const auto& page) {
                                     all.insert(all.end(), page.annotators().begin(),
                                                page.annotators().end());
                                     return true;
                                   }));
  return all;
}

absl::StatusOr<v1::Annotator> Annotators::Update(const v1::Annotator& annotator,
                                                 const std::vector<std::string>& paths) const {
  v1::UpdateAnnotatorRequest request;
  *request.mutable_annotator() = annotator;
  request.mutable_annotator()->set_name(ResourceName("annotators/", annotator.name()));
  request.mutable_update_mask()->mutable_paths()->Assign(paths.begin(), paths.end());
  request.set_request_id(NewRequestId());
  return connection_->Call(connection_->annotators(), &Stub::UpdateAnnotator, request);
}

}  // namespace assay::client
