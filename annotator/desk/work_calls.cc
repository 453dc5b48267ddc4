#include "annotator/desk/work_calls.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "annotator/desk/entry_checks.h"
#include "annotator/desk/item_sums.h"
#include "annotator/desk/label_price.h"
#include "engine/base/status.h"
#include "engine/store/campaign_keys.h"
#include "google/protobuf/util/time_util.h"

namespace assay {
namespace {

using google::protobuf::util::TimeUtil;
using storage::v1::CampaignAnnotatorState;
using storage::v1::CampaignItemState;
using storage::v1::LogEntry;

absl::Status LeaseNotFound(const std::string& lease_id) {
  return MakeError(absl::StatusCode::kNotFound, "LEASE_NOT_FOUND",
                   "no lease of this annotator has the lease_id '" + lease_id + "'",
                   {{"field", "lease_id"}, {"found", lease_id}});
}

absl::Status RequestIdReused(const std::string& request_id) {
  return MakeError(absl::StatusCode::kInvalidArgument, "REQUEST_ID_REUSED",
                   "the request_id '" + request_id + "' belongs to another call; use a new one",
                   {{"field", "request_id"}, {"found", request_id}});
}

}  // namespace

uint64_t RequestHash(std::string_view call, const google::protobuf::Message& request) {
  uint64_t hash = 0xCBF29CE484222325ull;
  const auto add = [&hash](std::string_view bytes) {
    for (const char byte : bytes) {
      hash = (hash ^ static_cast<uint8_t>(byte)) * 0x100000001B3ull;
    }
  };
  add(call);
  add(request.SerializeAsString());
  return hash;
}

absl::Status WorkCalls::CheckGetsWork(const Worker& worker) const {
  const v1::Campaign& campaign = rows_.record().campaign();
  if (campaign.state() != v1::Campaign::STATE_RUNNING) {
    const std::string state = v1::Campaign::State_Name(campaign.state());
    return MakeError(absl::StatusCode::kFailedPrecondition, "CAMPAIGN_NOT_RUNNING",
                     campaign.name() + " hands out no items: it is in " + state,
                     {{"campaign", campaign.name()}, {"state", state}});
  }
  if (IsPaid(worker)) {
    ASSAY_RETURN_IF_ERROR(CheckSameCurrency(worker.annotator_name, worker.currency_code, campaign));
  }
  const auto known = rows_.annotators().find(worker.annotator_number);
  const bool stopped = known != rows_.annotators().end() && known->second.stopped();
  if (!stopped && !worker.disabled) {
    return absl::OkStatus();
  }
  ErrorMetadata metadata{{"annotator", worker.annotator_name}};
  if (campaign.gold().action() == v1::GoldRule::ACTION_ROUTE && stopped) {
    metadata["route_campaign"] = campaign.gold().route_campaign();
  }
  return MakeError(
      absl::StatusCode::kFailedPrecondition, "ANNOTATOR_STOPPED",
      worker.annotator_name +
          (stopped ? " has failed too many questions with known answers" : " is disabled"),
      metadata);
}

absl::StatusOr<CampaignAnnotatorState*> WorkCalls::Row(const Worker& worker) {
  return AnnotatorRow(rows_, worker.annotator_number);
}

int64_t WorkCalls::PayableCost(const Place& place, int64_t cost) const {
  const int64_t budget = rows_.record().campaign().budget_micros();
  if (budget == 0) {
    return cost;
  }
  const storage::v1::CampaignFigures& figures = rows_.head().figures();
  int64_t left = budget - figures.spent_micros() - figures.committed_micros();
  for (const Held& held : place.annotator->leases()) {
    left += held.lease_number() == place.lease_number ? held.committed_micros() : 0;
  }
  return std::clamp<int64_t>(left, 0, cost);
}

uint64_t WorkCalls::OrdinalOf(const Worker& worker) const {
  const auto known = rows_.annotators().find(worker.annotator_number);
  return known == rows_.annotators().end() ? 0 : known->second.ordinal();
}

v1::Lease WorkCalls::ToLease(const Held& held, uint64_t ordinal) const {
  v1::Lease lease;
  lease.set_lease_id(lease_ids_.Make({held.item_number(), held.lease_number(), ordinal}));
  lease.set_item_id(std::to_string(held.item_number()));
  *lease.mutable_expire_time() = TimeUtil::MicrosecondsToTimestamp(held.expire_time_us());
  lease.set_guideline_version(rows_.record().campaign().guidelines().version());
  return lease;
}

absl::StatusOr<v1::LeaseItemsResponse> WorkCalls::ToResponse(
    const storage::v1::CampaignCall& call, const CampaignAnnotatorState& annotator) const {
  v1::LeaseItemsResponse response;
  for (const Held& held : call.leases()) {
    *response.add_leases() = ToLease(held, annotator.ordinal());
  }
  response.set_state(static_cast<v1::LeaseItemsResponse::State>(call.state()));
  ASSAY_ASSIGN_OR_RETURN(const uint64_t item_count,
                         CampaignItemCount(rows_.store(), rows_.record()));
  v1::WorkProgress& progress = *response.mutable_progress();
  progress.set_answered_item_count(annotator.label_count() + annotator.all_gold_count());
  progress.set_complete_item_count(rows_.head().figures().complete_item_count());
  progress.set_item_count(static_cast<int64_t>(item_count));
  return response;
}

absl::StatusOr<bool> WorkCalls::HandOut(const CampaignRules& rules, const Now& now,
                                        const Worker& worker, CampaignAnnotatorState& annotator,
                                        storage::v1::CampaignCall& call) {
  const v1::Campaign& campaign = rows_.record().campaign();
  const storage::v1::CampaignFigures& figures = rows_.head().figures();
  // The most that it can cost: what is paid later never goes beyond what was committed.
  ASSAY_ASSIGN_OR_RETURN(const int64_t cost,
                         MostCost(worker, rules.lease_duration_us(), annotator));
  if (campaign.budget_micros() > 0 &&
      figures.spent_micros() + figures.committed_micros() + cost > campaign.budget_micros()) {
    call.set_state(v1::LeaseItemsResponse::STATE_BUDGET_SPENT);
    return false;
  }
  ASSAY_ASSIGN_OR_RETURN(const auto item_number, chooser_.Next(rules, annotator));
  if (!item_number.has_value()) {
    ASSAY_ASSIGN_OR_RETURN(const bool has_fresh, chooser_.HasFresh());
    if (has_fresh) {
      return false;
    }
    ASSAY_ASSIGN_OR_RETURN(const uint64_t item_count,
                           CampaignItemCount(rows_.store(), rows_.record()));
    // What others hold can only come back to somebody who has not answered it.
    const bool others_hold = figures.lease_count() > annotator.leases_size() &&
                             annotator.label_count() < static_cast<int64_t>(item_count);
    call.set_state(others_hold || annotator.leases_size() > 0 ? v1::LeaseItemsResponse::STATE_WAIT
                                                              : v1::LeaseItemsResponse::STATE_DONE);
    return false;
  }
  ASSAY_ASSIGN_OR_RETURN(const Held held,
                         leases_.Grant(rules, annotator, *item_number, now.lease_us, cost));
  *call.add_leases() = held;
  return true;
}

absl::StatusOr<v1::LeaseItemsResponse> WorkCalls::Lease(const CampaignRules& rules, const Now& now,
                                                        const Worker& worker,
                                                        const v1::LeaseItemsRequest& request) {
  ASSAY_RETURN_IF_ERROR(CheckRequestId(request.request_id()));
  const uint64_t hash = RequestHash("LeaseItems", request);
  if (!request.request_id().empty()) {
    ASSAY_ASSIGN_OR_RETURN(const auto earlier,
                           rows_.FindCall(worker.annotator_number, request.request_id()));
    if (earlier.has_value()) {
      if (earlier->request_hash() != hash) {
        return RequestIdReused(request.request_id());
      }
      const CampaignAnnotatorState* const caller = rows_.FindAnnotator(worker.annotator_number);
      return ToResponse(*earlier, caller == nullptr ? CampaignAnnotatorState() : *caller);
    }
  }
  ASSAY_RETURN_IF_ERROR(CheckGetsWork(worker));
  const auto known = rows_.annotators().find(worker.annotator_number);
  const int64_t held_count = known == rows_.annotators().end() ? 0 : known->second.leases_size();
  const int64_t room = rules.max_lease_count() - held_count;
  if (room <= 0) {
    const std::string limit = std::to_string(rules.max_lease_count());
    return MakeError(absl::StatusCode::kFailedPrecondition, "TOO_MANY_LEASES",
                     worker.annotator_name + " holds " + limit +
                         " items, as many as the campaign allows; answer them first",
                     {{"found", limit}, {"expected", "fewer than " + limit}});
  }
  const int64_t asked = std::max(1, request.max_item_count());
  ASSAY_ASSIGN_OR_RETURN(CampaignAnnotatorState * annotator, Row(worker));
  storage::v1::CampaignCall call;
  call.set_state(v1::LeaseItemsResponse::STATE_MORE);
  for (int64_t i = 0; i < std::min(asked, room); ++i) {
    ASSAY_ASSIGN_OR_RETURN(const bool got_one, HandOut(rules, now, worker, *annotator, call));
    if (!got_one) {
      break;
    }
  }
  if (annotator->first_time_us() == 0) {
    annotator->set_first_time_us(now.wall_us);
  }
  annotator->set_last_time_us(std::max(annotator->last_time_us(), now.wall_us));
  ASSAY_ASSIGN_OR_RETURN(v1::LeaseItemsResponse response, ToResponse(call, *annotator));
  if (!request.request_id().empty()) {
    call.set_request_id(request.request_id());
    call.set_request_hash(hash);
    ASSAY_RETURN_IF_ERROR(rows_.AddCall(*annotator, std::move(call)));
  }
  return response;
}

absl::StatusOr<WorkCalls::Place> WorkCalls::Find(const Worker& worker,
                                                 const std::string& lease_id) {
  const auto name = lease_ids_.Read(lease_id);
  Place place;
  place.annotator = rows_.FindAnnotator(worker.annotator_number);
  if (!name.has_value() || place.annotator == nullptr ||
      name->annotator_ordinal != place.annotator->ordinal() || name->lease_number == 0 ||
      name->lease_number >= rows_.head().next_lease()) {
    return LeaseNotFound(lease_id);
  }
  place.item_number = name->item_number;
  place.lease_number = name->lease_number;
  ASSAY_ASSIGN_OR_RETURN(place.item, rows_.Item(RowNumberOf(place.item_number, *place.annotator)));
  for (const CampaignItemState::Touch& touch : place.item->touches()) {
    if (touch.annotator_number() == worker.annotator_number &&
        touch.last_lease() >= place.lease_number) {
      place.touch = &touch;
      return place;
    }
  }
  return LeaseNotFound(lease_id);
}

absl::StatusOr<const CampaignItemState::Call*> WorkCalls::Repeated(const Place& place,
                                                                   const std::string& request_id,
                                                                   uint64_t hash) const {
  if (request_id.empty()) {
    return nullptr;
  }
  for (const CampaignItemState::Call& call : place.touch->calls()) {
    if (call.request_id() == request_id) {
      return call.request_hash() == hash ? absl::StatusOr<const CampaignItemState::Call*>(&call)
                                         : RequestIdReused(request_id);
    }
  }
  return nullptr;
}

absl::Status WorkCalls::CheckCanAnswer(const Place& place) const {
  const v1::Campaign& campaign = rows_.record().campaign();
  if (campaign.state() == v1::Campaign::STATE_CLOSED) {
    return MakeError(absl::StatusCode::kFailedPrecondition, "CAMPAIGN_CLOSED",
                     campaign.name() + " is closed: labels are no longer taken",
                     {{"campaign", campaign.name()}});
  }
  const CampaignItemState::Touch& touch = *place.touch;
  if (touch.lease_number() != 0) {
    return absl::OkStatus();
  }
  const bool answered = touch.label() != 0 && touch.label_lease() >= place.lease_number;
  if (touch.skipped() || answered) {
    return MakeError(absl::StatusCode::kFailedPrecondition, "ALREADY_ANSWERED",
                     "this annotator has answered or skipped the item; UndoLabels hands it out "
                     "again",
                     {{"sequence", std::to_string(touch.label() == 0 ? 0 : touch.label() - 1)}});
  }
  // Expired.  A gold item has room for everybody, and who answered before keeps his place.
  const bool place_is_free =
      place.item_number >= kFirstGoldItem || touch.label() != 0 || place.item->open_place() != 0;
  if (place_is_free) {
    return absl::OkStatus();
  }
  return MakeError(absl::StatusCode::kFailedPrecondition, "LEASE_EXPIRED",
                   "the lease has expired, and the place has gone to somebody else");
}

LogEntry WorkCalls::NewEntry(LogEntry::Kind kind, const Place& place, const Worker& worker,
                             const Now& now) const {
  LogEntry entry;
  entry.set_kind(kind);
  entry.set_item_number(place.item_number);
  entry.set_annotator_number(worker.annotator_number);
  entry.set_submit_time_us(now.wall_us);
  entry.set_source(LogEntry::SOURCE_SUBMITTED);
  entry.set_key_number(worker.key_number);
  entry.set_peer(worker.peer);
  return entry;
}

absl::Status WorkCalls::AfterEntry(const CampaignRules& rules, const AppliedEntry& applied,
                                   CampaignAnnotatorState& annotator) {
  return applied.stopped_now ? leases_.TakeBackAll(rules, annotator) : absl::OkStatus();
}

absl::StatusOr<v1::SubmitLabelResponse> WorkCalls::Submit(const CampaignRules& rules,
                                                          const Now& now, const Worker& worker,
                                                          const v1::SubmitLabelRequest& request) {
  ASSAY_RETURN_IF_ERROR(CheckRequestId(request.request_id()));
  ASSAY_ASSIGN_OR_RETURN(const Place place, Find(worker, request.lease_id()));
  const uint64_t hash = RequestHash("SubmitLabel", request);
  ASSAY_ASSIGN_OR_RETURN(const auto* repeated, Repeated(place, request.request_id(), hash));
  v1::SubmitLabelResponse response;
  if (repeated != nullptr) {
    response.set_sequence(static_cast<int64_t>(repeated->sequence()));
    response.set_superseded_sequence(static_cast<int64_t>(repeated->superseded()) - 1);
    return response;
  }
  ASSAY_RETURN_IF_ERROR(CheckCanAnswer(place));
  ASSAY_ASSIGN_OR_RETURN(const AnswerTimes times, ReadTimes(request));
  ASSAY_RETURN_IF_ERROR(CheckAnswer(rules.schema(), rows_.record().campaign(), request));
  LogEntry entry = NewEntry(LogEntry::KIND_LABEL, place, worker, now);
  *entry.mutable_value() = request.value();
  entry.set_wall_time_us(times.wall_us);
  entry.set_active_time_us(times.active_us);
  entry.set_guideline_version(request.guideline_version() != 0
                                  ? request.guideline_version()
                                  : rows_.record().campaign().guidelines().version());
  entry.set_text(request.comment());
  entry.set_request_id(request.request_id());
  entry.set_confidence(request.confidence());
  ASSAY_ASSIGN_OR_RETURN(
      const int64_t cost,
      CostOfLabel(TermsOf(worker), {times.active_us, rules.lease_duration_us(),
                                    request.input_tokens(), request.output_tokens()}));
  entry.set_cost_micros(PayableCost(place, cost));
  ASSAY_ASSIGN_OR_RETURN(const AppliedEntry applied, ApplyCopy(rows_, rules, entry, hash));
  ASSAY_RETURN_IF_ERROR(AfterEntry(rules, applied, *place.annotator));
  response.set_sequence(static_cast<int64_t>(applied.sequence));
  response.set_superseded_sequence(static_cast<int64_t>(applied.superseded) - 1);
  return response;
}

absl::StatusOr<v1::SkipItemResponse> WorkCalls::Skip(const CampaignRules& rules, const Now& now,
                                                     const Worker& worker,
                                                     const v1::SkipItemRequest& request) {
  ASSAY_RETURN_IF_ERROR(CheckRequestId(request.request_id()));
  ASSAY_ASSIGN_OR_RETURN(const Place place, Find(worker, request.lease_id()));
  const uint64_t hash = RequestHash("SkipItem", request);
  ASSAY_ASSIGN_OR_RETURN(const auto* repeated, Repeated(place, request.request_id(), hash));
  v1::SkipItemResponse response;
  if (repeated != nullptr) {
    response.set_sequence(static_cast<int64_t>(repeated->sequence()));
    return response;
  }
  ASSAY_RETURN_IF_ERROR(CheckCanAnswer(place));
  ASSAY_RETURN_IF_ERROR(CheckReason(request.reason()));
  LogEntry entry = NewEntry(LogEntry::KIND_SKIP, place, worker, now);
  entry.set_text(request.reason());
  entry.set_request_id(request.request_id());
  ASSAY_ASSIGN_OR_RETURN(const AppliedEntry applied, ApplyCopy(rows_, rules, entry, hash));
  response.set_sequence(static_cast<int64_t>(applied.sequence));
  return response;
}

absl::StatusOr<v1::FlagItemResponse> WorkCalls::Flag(const CampaignRules& rules, const Now& now,
                                                     const Worker& worker,
                                                     const v1::FlagItemRequest& request) {
  ASSAY_RETURN_IF_ERROR(CheckRequestId(request.request_id()));
  ASSAY_ASSIGN_OR_RETURN(const Place place, Find(worker, request.lease_id()));
  const uint64_t hash = RequestHash("FlagItem", request);
  ASSAY_ASSIGN_OR_RETURN(const auto* repeated, Repeated(place, request.request_id(), hash));
  v1::FlagItemResponse response;
  if (repeated != nullptr) {
    response.set_sequence(static_cast<int64_t>(repeated->sequence()));
    return response;
  }
  if (rows_.record().campaign().state() == v1::Campaign::STATE_CLOSED) {
    ASSAY_RETURN_IF_ERROR(CheckCanAnswer(place));
  }
  ASSAY_RETURN_IF_ERROR(CheckReason(request.reason()));
  LogEntry entry = NewEntry(LogEntry::KIND_FLAG, place, worker, now);
  entry.set_text(request.reason());
  entry.set_request_id(request.request_id());
  ASSAY_ASSIGN_OR_RETURN(const AppliedEntry applied, ApplyCopy(rows_, rules, entry, hash));
  response.set_sequence(static_cast<int64_t>(applied.sequence));
  return response;
}

v1::UndoLabelsResponse WorkCalls::ToUndoResponse(const storage::v1::CampaignCall& call,
                                                 uint64_t ordinal) const {
  v1::UndoLabelsResponse response;
  for (const Held& held : call.leases()) {
    *response.add_leases() = ToLease(held, ordinal);
  }
  for (int i = 0; i < std::min(call.leases_size(), call.earlier_values_size()); ++i) {
    *response.mutable_leases(i)->mutable_earlier_value() = call.earlier_values(i);
  }
  return response;
}

absl::StatusOr<v1::UndoLabelsResponse> WorkCalls::Undo(const CampaignRules& rules, const Now& now,
                                                       const Worker& worker,
                                                       const v1::UndoLabelsRequest& request) {
  ASSAY_RETURN_IF_ERROR(CheckRequestId(request.request_id()));
  const uint64_t hash = RequestHash("UndoLabels", request);
  if (!request.request_id().empty()) {
    ASSAY_ASSIGN_OR_RETURN(const auto earlier,
                           rows_.FindCall(worker.annotator_number, request.request_id()));
    if (earlier.has_value() && earlier->request_hash() != hash) {
      return RequestIdReused(request.request_id());
    }
    if (earlier.has_value()) {
      return ToUndoResponse(*earlier, OrdinalOf(worker));
    }
  }
  ASSAY_RETURN_IF_ERROR(CheckGetsWork(worker));
  CampaignAnnotatorState* annotator = rows_.FindAnnotator(worker.annotator_number);
  storage::v1::CampaignCall call;
  const int count = std::max(1, request.label_count());
  for (int i = annotator == nullptr ? -1 : annotator->recent_items_size() - 1;
       i >= 0 && call.leases_size() < count; --i) {
    const uint64_t item_number = annotator->recent_items(i);
    ASSAY_ASSIGN_OR_RETURN(const CampaignItemState* item, rows_.Item(item_number));
    const auto touch = std::find_if(item->touches().begin(), item->touches().end(),
                                    [&](const CampaignItemState::Touch& other) {
                                      return other.annotator_number() == worker.annotator_number &&
                                             other.label() != 0 && other.lease_number() == 0;
                                    });
    if (touch != item->touches().end()) {
      ASSAY_ASSIGN_OR_RETURN(*call.add_earlier_values(),
                             AnswerValue(rules.schema(), *item, touch->answer()));
      ASSAY_ASSIGN_OR_RETURN(*call.add_leases(),
                             leases_.Grant(rules, *annotator, item_number, now.lease_us, 0));
    }
  }
  if (call.leases().empty()) {
    return MakeError(absl::StatusCode::kFailedPrecondition, "NOTHING_TO_UNDO",
                     worker.annotator_name + " has no recent answer that could be changed",
                     {{"annotator", worker.annotator_name}});
  }
  v1::UndoLabelsResponse response = ToUndoResponse(call, annotator->ordinal());
  if (!request.request_id().empty()) {
    call.set_request_id(request.request_id());
    call.set_request_hash(hash);
    ASSAY_RETURN_IF_ERROR(rows_.AddCall(*annotator, std::move(call)));
  }
  return response;
}

}  // namespace assay
