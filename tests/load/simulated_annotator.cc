#include "tests/load/simulated_annotator.h"

#include <algorithm>
#include <utility>

#include "annotator/rpc/grpc_status.h"
#include "engine/base/status.h"

namespace assay::load {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kLostWait{20};
constexpr milliseconds kFullWait{100};
constexpr milliseconds kNothingWait{100};

}  // namespace

SimulatedAnnotator::SimulatedAnnotator(Workplace& place, std::string annotator_id,
                                       const Habits& habits, uint64_t seed)
    : place_(place), annotator_id_(std::move(annotator_id)), habits_(habits), random_(seed) {}

void SimulatedAnnotator::Start() {
  if (idle_) {
    idle_ = false;
    done_ = false;
    Continue();
  }
}

bool SimulatedAnnotator::Chance(double share) {
  return std::uniform_real_distribution<double>(0, 1)(random_) < share;
}

void SimulatedAnnotator::Fault(const std::string& what) {
  if (place_.faults.size() < 20) {
    place_.faults.push_back(annotator_id_ + ": " + what);
  }
}

void SimulatedAnnotator::Fault(const std::string& what, const grpc::Status& status) {
  Fault(what + ": " + rpc::FromGrpcStatus(status).ToString());
}

std::string SimulatedAnnotator::NewRequestId() {
  return annotator_id_ + "-" + std::to_string(next_request_++);
}

template <typename Request>
Request SimulatedAnnotator::NewRequest() const {
  Request request;
  request.set_campaign("campaigns/" + place_.campaign_id);
  request.set_annotator("annotators/" + annotator_id_);
  return request;
}

milliseconds SimulatedAnnotator::RetryAfter(const grpc::Status& status) {
  switch (status.error_code()) {
    case grpc::StatusCode::UNAVAILABLE:
    case grpc::StatusCode::DEADLINE_EXCEEDED:
    case grpc::StatusCode::CANCELLED:
      ++place_.lost_count;
      return kLostWait;
    case grpc::StatusCode::RESOURCE_EXHAUSTED: {
      const std::string reason = ReasonOf(status);
      (reason == "DISK_FULL" ? place_.full_count : place_.busy_count) += 1;
      return reason == "DISK_FULL" || reason == "SERVER_BUSY" ? kFullWait : milliseconds(0);
    }
    default:
      return milliseconds(0);
  }
}

template <typename Request, typename Response>
void SimulatedAnnotator::Send(
    std::unique_ptr<grpc::ClientAsyncResponseReader<Response>> (v1::WorkService::Stub::*prepare)(
        grpc::ClientContext*, const Request&, grpc::CompletionQueue*),
    Request request,
    void (SimulatedAnnotator::*on_answer)(const Request&, const grpc::Status&, const Response&)) {
  ++place_.call_count;
  place_.loop->Call(
      *place_.services->work, prepare, request,
      [this, prepare, request, on_answer](const grpc::Status& status, const Response& response) {
        const milliseconds wait = RetryAfter(status);
        if (wait.count() == 0) {
          (this->*on_answer)(request, status, response);
          return;
        }
        place_.loop->After(
            wait, [this, prepare, request, on_answer] { Send(prepare, request, on_answer); });
      });
}

void SimulatedAnnotator::Continue() {
  const auto span = habits_.greatest_pause - habits_.least_pause;
  if (habits_.greatest_pause.count() <= 0) {
    Next();
    return;
  }
  const auto pause =
      habits_.least_pause + std::chrono::microseconds(std::uniform_int_distribution<int64_t>(
                                0, std::max<int64_t>(span.count(), 0))(random_));
  place_.loop->After(pause, [this] { Next(); });
}

void SimulatedAnnotator::Next() {
  if (place_.stopping) {
    idle_ = true;
  } else if (held_.empty()) {
    Lease(milliseconds(0));
  } else {
    Answer();
  }
}

void SimulatedAnnotator::Lease(milliseconds wait) {
  if (wait.count() > 0) {
    place_.loop->After(wait, [this] { Next(); });
    return;
  }
  auto request = NewRequest<v1::LeaseItemsRequest>();
  request.set_max_item_count(habits_.lease_count);
  request.set_request_id(NewRequestId());
  asked_ = LoopClock::now();
  Send(&v1::WorkService::Stub::PrepareAsyncLeaseItems, std::move(request),
       &SimulatedAnnotator::OnLeased);
}

void SimulatedAnnotator::OnLeased(const v1::LeaseItemsRequest&, const grpc::Status& status,
                                  const v1::LeaseItemsResponse& response) {
  if (!status.ok()) {
    const bool still_held = LoopClock::now() - forgotten_ < place_.lease_duration + kLostWait * 100;
    if (ReasonOf(status) != "TOO_MANY_LEASES" || !still_held) {
      Fault("lease", status);
    }
    Lease(kNothingWait);
    return;
  }
  for (const v1::Lease& lease : response.leases()) {
    if (answered_.count(lease.item_id()) != 0) {
      Fault("was handed out " + lease.item_id() + " again");
    }
    held_.push_back({lease.lease_id(), lease.item_id(), asked_, -1});
  }
  if (!held_.empty()) {
    Continue();
  } else if (response.state() == v1::LeaseItemsResponse::STATE_DONE) {
    idle_ = true;
    done_ = true;
  } else {
    Lease(kNothingWait);
  }
}

void SimulatedAnnotator::Answer() {
  if (Chance(habits_.forget_share)) {
    held_.clear();
    flagged_ = false;
    forgotten_ = LoopClock::now();
    Continue();
  } else if (Chance(habits_.extend_share)) {
    Send(&v1::WorkService::Stub::PrepareAsyncExtendLeases, NewRequest<v1::ExtendLeasesRequest>(),
         &SimulatedAnnotator::OnExtended);
  } else if (Chance(habits_.release_share)) {
    Send(&v1::WorkService::Stub::PrepareAsyncReleaseItems, NewRequest<v1::ReleaseItemsRequest>(),
         &SimulatedAnnotator::OnReleased);
  } else if (!flagged_ && Chance(habits_.flag_share)) {
    Flag();
  } else if (Chance(habits_.skip_share)) {
    Skip();
  } else {
    Submit();
  }
}

void SimulatedAnnotator::Submit() {
  const Held& held = held_.front();
  auto request = NewRequest<v1::SubmitLabelRequest>();
  request.set_lease_id(held.lease_id);
  request.set_request_id(NewRequestId());
  // Most agree on an item, so that there is a consensus to be kept.
  const size_t usual = std::hash<std::string>()(held.item_id) >> 7;
  const size_t answer = Chance(0.8) ? usual : static_cast<size_t>(random_());
  request.mutable_value()->set_choice(
      ClassName(static_cast<int64_t>(answer % static_cast<size_t>(place_.class_count))));
  request.mutable_active_time()->set_nanos(static_cast<int32_t>(random_() % 900'000'000));
  place_.ledger->Intend(request.request_id(), {storage::v1::LogEntry::KIND_LABEL, held.item_id,
                                               annotator_id_, request.value().choice()});
  if (Chance(habits_.twice_share)) {
    SubmitAgain(request);
  }
  Send(&v1::WorkService::Stub::PrepareAsyncSubmitLabel, std::move(request),
       &SimulatedAnnotator::OnSubmitted);
}

void SimulatedAnnotator::SubmitAgain(const v1::SubmitLabelRequest& request) {
  ++extra_count_;
  ++place_.call_count;
  place_.loop->Call(
      *place_.services->work, &v1::WorkService::Stub::PrepareAsyncSubmitLabel, request,
      [this, request_id = request.request_id()](const grpc::Status& status,
                                                const v1::SubmitLabelResponse& response) {
        --extra_count_;
        if (status.ok()) {
          const std::string fault = place_.ledger->Acknowledge(request_id, response.sequence(),
                                                               response.superseded_sequence());
          if (!fault.empty()) {
            Fault(fault);
          }
        } else if (RetryAfter(status).count() == 0 && ReasonOf(status) != "LEASE_EXPIRED") {
          Fault("repeated submit " + request_id, status);
        }
      });
}

void SimulatedAnnotator::OnSubmitted(const v1::SubmitLabelRequest& request,
                                     const grpc::Status& status,
                                     const v1::SubmitLabelResponse& response) {
  if (!status.ok()) {
    OnRefused(request.request_id(), "submit", status);
    return;
  }
  const std::string fault = place_.ledger->Acknowledge(request.request_id(), response.sequence(),
                                                       response.superseded_sequence());
  if (!fault.empty()) {
    Fault(fault);
  }
  if (response.superseded_sequence() != held_.front().superseded) {
    Fault(held_.front().item_id + " supersedes " + std::to_string(response.superseded_sequence()) +
          ", expected " + std::to_string(held_.front().superseded));
  }
  answered_[held_.front().item_id] = response.sequence();
  held_.pop_front();
  flagged_ = false;
  if (Chance(habits_.again_share)) {
    SubmitAgain(request);
  }
  if (Chance(habits_.undo_share)) {
    Undo();
  } else {
    Continue();
  }
}

void SimulatedAnnotator::OnRefused(const std::string& request_id, const std::string& call,
                                   const grpc::Status& status) {
  if (ReasonOf(status) != "LEASE_EXPIRED" ||
      LoopClock::now() - held_.front().leased < place_.lease_duration) {
    Fault(call + " of " + held_.front().item_id, status);
  }
  place_.ledger->Refuse(request_id);
  held_.pop_front();
  flagged_ = false;
  Continue();
}

void SimulatedAnnotator::Skip() {
  auto request = NewRequest<v1::SkipItemRequest>();
  request.set_lease_id(held_.front().lease_id);
  request.set_reason("cannot tell");
  request.set_request_id(NewRequestId());
  place_.ledger->Intend(request.request_id(), {storage::v1::LogEntry::KIND_SKIP,
                                               held_.front().item_id, annotator_id_, ""});
  Send(&v1::WorkService::Stub::PrepareAsyncSkipItem, std::move(request),
       &SimulatedAnnotator::OnSkipped);
}

void SimulatedAnnotator::OnSkipped(const v1::SkipItemRequest& request, const grpc::Status& status,
                                   const v1::SkipItemResponse& response) {
  if (!status.ok()) {
    OnRefused(request.request_id(), "skip", status);
    return;
  }
  const std::string fault = place_.ledger->Acknowledge(request.request_id(), response.sequence(),
                                                       held_.front().superseded);
  if (!fault.empty()) {
    Fault(fault);
  }
  answered_[held_.front().item_id] = -1;
  held_.pop_front();
  flagged_ = false;
  Continue();
}

void SimulatedAnnotator::Flag() {
  auto request = NewRequest<v1::FlagItemRequest>();
  request.set_lease_id(held_.front().lease_id);
  request.set_reason("looks odd");
  request.set_request_id(NewRequestId());
  place_.ledger->Intend(request.request_id(), {storage::v1::LogEntry::KIND_FLAG,
                                               held_.front().item_id, annotator_id_, ""});
  Send(&v1::WorkService::Stub::PrepareAsyncFlagItem, std::move(request),
       &SimulatedAnnotator::OnFlagged);
}

void SimulatedAnnotator::OnFlagged(const v1::FlagItemRequest& request, const grpc::Status& status,
                                   const v1::FlagItemResponse& response) {
  if (!status.ok()) {
    OnRefused(request.request_id(), "flag", status);
    return;
  }
  const std::string fault =
      place_.ledger->Acknowledge(request.request_id(), response.sequence(), -1);
  if (!fault.empty()) {
    Fault(fault);
  }
  flagged_ = true;
  Continue();
}

void SimulatedAnnotator::Undo() {
  auto request = NewRequest<v1::UndoLabelsRequest>();
  request.set_label_count(1 + static_cast<int>(random_() % 2));
  request.set_request_id(NewRequestId());
  asked_ = LoopClock::now();
  Send(&v1::WorkService::Stub::PrepareAsyncUndoLabels, std::move(request),
       &SimulatedAnnotator::OnUndone);
}

void SimulatedAnnotator::OnUndone(const v1::UndoLabelsRequest&, const grpc::Status& status,
                                  const v1::UndoLabelsResponse& response) {
  if (!status.ok() && ReasonOf(status) != "NOTHING_TO_UNDO") {
    Fault("undo", status);
  }
  for (const v1::Lease& lease : response.leases()) {
    const auto answer = answered_.find(lease.item_id());
    if (answer == answered_.end() || answer->second < 0) {
      Fault("undo handed out " + lease.item_id() + ", which has no answer");
      continue;
    }
    held_.push_front({lease.lease_id(), lease.item_id(), asked_, answer->second});
  }
  Continue();
}

void SimulatedAnnotator::OnExtended(const v1::ExtendLeasesRequest&, const grpc::Status& status,
                                    const v1::ExtendLeasesResponse&) {
  if (!status.ok()) {
    Fault("extend", status);
  }
  Continue();
}

void SimulatedAnnotator::OnReleased(const v1::ReleaseItemsRequest&, const grpc::Status& status,
                                    const v1::ReleaseItemsResponse&) {
  if (!status.ok()) {
    Fault("release", status);
  }
  held_.clear();
  flagged_ = false;
  Continue();
}

}  // namespace assay::load
