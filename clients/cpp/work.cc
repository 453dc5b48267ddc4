#include "assay/client/work.h"

#include "clients/cpp/connection.h"
#include "engine/base/status.h"

namespace assay::client {

using Stub = v1::WorkService::Stub;

v1::LabelValue Choice(std::string_view label_class) {
  v1::LabelValue value;
  value.set_choice(std::string(label_class));
  return value;
}

v1::LabelValue Choices(const std::vector<std::string>& classes) {
  v1::LabelValue value;
  value.mutable_choices()->mutable_classes()->Assign(classes.begin(), classes.end());
  return value;
}

v1::LabelValue Number(double number) {
  v1::LabelValue value;
  value.set_number(number);
  return value;
}

template <typename Request>
Request Work::Make() const {
  Request request;
  request.set_campaign(campaign_);
  request.set_annotator(annotator_);
  return request;
}

absl::StatusOr<v1::LeaseItemsResponse> Work::Lease(int max_item_count) const {
  auto request = Make<v1::LeaseItemsRequest>();
  request.set_max_item_count(max_item_count);
  request.set_request_id(NewRequestId());
  return connection_->Call(connection_->work(), &Stub::LeaseItems, request);
}

absl::StatusOr<v1::SubmitLabelResponse> Work::Submit(const v1::Lease& lease,
                                                     const v1::LabelValue& value) const {
  v1::SubmitLabelRequest request;
  request.set_lease_id(lease.lease_id());
  request.set_guideline_version(lease.guideline_version());
  *request.mutable_value() = value;
  return Submit(std::move(request));
}

absl::StatusOr<v1::SubmitLabelResponse> Work::Submit(v1::SubmitLabelRequest request) const {
  request.set_campaign(campaign_);
  request.set_annotator(annotator_);
  if (request.request_id().empty()) {
    request.set_request_id(NewRequestId());
  }
  return connection_->Call(connection_->work(), &Stub::SubmitLabel, request);
}

absl::StatusOr<v1::SkipItemResponse> Work::Skip(const v1::Lease& lease,
                                                std::string_view reason) const {
  auto request = Make<v1::SkipItemRequest>();
  request.set_lease_id(lease.lease_id());
  request.set_reason(std::string(reason));
  request.set_request_id(NewRequestId());
  return connection_->Call(connection_->work(), &Stub::SkipItem, request);
}

absl::StatusOr<v1::FlagItemResponse> Work::Flag(const v1::Lease& lease,
                                                std::string_view reason) const {
  auto request = Make<v1::FlagItemRequest>();
  request.set_lease_id(lease.lease_id());
  request.set_reason(std::string(reason));
  request.set_request_id(NewRequestId());
  return connection_->Call(connection_->work(), &Stub::FlagItem, request);
}

absl::StatusOr<v1::ExtendLeasesResponse> Work::Extend(
    const std::vector<std::string>& lease_ids) const {
  auto request = Make<v1::ExtendLeasesRequest>();
  request.mutable_lease_ids()->Assign(lease_ids.begin(), lease_ids.end());
  return connection_->Call(connection_->work(), &Stub::ExtendLeases, request);
}

absl::StatusOr<int> Work::Release(const std::vector<std::string>& lease_ids) const {
  auto request = Make<v1::ReleaseItemsRequest>();
  request.mutable_lease_ids()->Assign(lease_ids.begin(), lease_ids.end());
  ASSAY_ASSIGN_OR_RETURN(const v1::ReleaseItemsResponse response,
                         connection_->Call(connection_->work(), &Stub::ReleaseItems, request));
  return response.released_count();
}

absl::StatusOr<std::vector<v1::Lease>> Work::Undo(int label_count) const {
  auto request = Make<v1::UndoLabelsRequest>();
  request.set_label_count(label_count);
  request.set_request_id(NewRequestId());
  ASSAY_ASSIGN_OR_RETURN(const v1::UndoLabelsResponse response,
                         connection_->Call(connection_->work(), &Stub::UndoLabels, request));
  return std::vector<v1::Lease>(response.leases().begin(), response.leases().end());
}

}  // namespace assay::client
