#include "annotator/desk/lease_book.h"

#include "annotator/desk/apply_entry.h"
#include "annotator/desk/item_change.h"
#include "engine/base/status.h"
#include "engine/store/campaign_keys.h"

namespace assay {
namespace {

using storage::v1::CampaignAnnotatorState;
using storage::v1::CampaignItemState;

CampaignAnnotatorState::HeldLease* FindHeld(CampaignAnnotatorState& annotator,
                                            uint64_t lease_number) {
  for (auto& held : *annotator.mutable_leases()) {
    if (held.lease_number() == lease_number) {
      return &held;
    }
  }
  return nullptr;
}

void SetLease(CampaignItemState::Touch& touch, uint64_t lease_number) {
  touch.set_lease_number(lease_number);
  touch.set_last_lease(lease_number);
}

}  // namespace

void LeaseBook::Rebuild() {
  ends_ = {};
  for (const auto& [number, annotator] : rows_.annotators()) {
    for (const Held& held : annotator.leases()) {
      ends_.push({held.expire_time_us(), number, held.lease_number()});
    }
  }
}

absl::StatusOr<LeaseBook::Held> LeaseBook::Grant(const CampaignRules& rules,
                                                 CampaignAnnotatorState& annotator,
                                                 uint64_t item_number, int64_t now_us,
                                                 int64_t committed_micros) {
  storage::v1::CampaignHead& head = rows_.head();
  Held held;
  held.set_lease_number(head.next_lease());
  held.set_item_number(item_number);
  held.set_expire_time_us(now_us + rules.lease_duration_us());
  held.set_committed_micros(committed_micros);
  if (item_number >= kFirstGoldItem) {
    const uint64_t row_number = RowNumberOf(item_number, annotator);
    ASSAY_ASSIGN_OR_RETURN(CampaignItemState * item, rows_.Item(row_number));
    if (item->touches().empty()) {
      item->add_touches()->set_annotator_number(annotator.annotator_number());
    }
    SetLease(*item->mutable_touches(0), held.lease_number());
    rows_.ItemChanged(row_number);
  } else {
    ASSAY_ASSIGN_OR_RETURN(ItemChange change, ItemChange::Begin(rows_, rules, item_number));
    CampaignItemState::Touch* touch = change.FindTouch(annotator.annotator_number());
    SetLease(touch != nullptr ? *touch
                              : change.AddTouch(annotator.annotator_number(), annotator.machine()),
             held.lease_number());
    change.End(/*came_back=*/false);
  }
  head.set_next_lease(head.next_lease() + 1);
  storage::v1::CampaignFigures& figures = *head.mutable_figures();
  figures.set_lease_count(figures.lease_count() + 1);
  figures.set_committed_micros(figures.committed_micros() + committed_micros);
  *annotator.add_leases() = held;
  rows_.AnnotatorChanged(annotator.annotator_number());
  ends_.push({held.expire_time_us(), annotator.annotator_number(), held.lease_number()});
  return held;
}

absl::Status LeaseBook::TakeBack(const CampaignRules& rules, CampaignAnnotatorState& annotator,
                                 uint64_t lease_number) {
  const Held* found = FindHeld(annotator, lease_number);
  if (found == nullptr) {
    return absl::OkStatus();
  }
  const uint64_t item_number = found->item_number();
  DropHeldLease(rows_, annotator, lease_number);
  if (item_number >= kFirstGoldItem) {
    const uint64_t row_number = RowNumberOf(item_number, annotator);
    ASSAY_ASSIGN_OR_RETURN(CampaignItemState * item, rows_.Item(row_number));
    item->mutable_touches(0)->set_lease_number(0);
    rows_.ItemChanged(row_number);
    return absl::OkStatus();
  }
  ASSAY_ASSIGN_OR_RETURN(ItemChange change, ItemChange::Begin(rows_, rules, item_number));
  CampaignItemState::Touch* touch = change.FindTouch(annotator.annotator_number());
  touch->set_lease_number(0);
  change.End(/*came_back=*/touch->label() == 0);
  return absl::OkStatus();
}

absl::Status LeaseBook::TakeBackAll(const CampaignRules& rules, CampaignAnnotatorState& annotator) {
  while (!annotator.leases().empty()) {
    ASSAY_RETURN_IF_ERROR(TakeBack(rules, annotator, annotator.leases(0).lease_number()));
  }
  return absl::OkStatus();
}

bool LeaseBook::Extend(const CampaignRules& rules, CampaignAnnotatorState& annotator,
                       uint64_t lease_number, int64_t now_us) {
  Held* held = FindHeld(annotator, lease_number);
  if (held == nullptr) {
    return false;
  }
  held->set_expire_time_us(now_us + rules.lease_duration_us());
  ends_.push({held->expire_time_us(), annotator.annotator_number(), lease_number});
  rows_.AnnotatorChanged(annotator.annotator_number());
  return true;
}

absl::Status LeaseBook::Expire(const CampaignRules& rules, int64_t now_us, int limit) {
  while (HasExpired(now_us) && limit > 0) {
    const End end = ends_.top();
    ends_.pop();
    CampaignAnnotatorState* annotator = rows_.FindAnnotator(end.annotator_number);
    const Held* held = annotator == nullptr ? nullptr : FindHeld(*annotator, end.lease_number);
    if (held == nullptr || held->expire_time_us() > now_us) {
      continue;
    }
    annotator->set_expired_lease_count(annotator->expired_lease_count() + 1);
    ASSAY_RETURN_IF_ERROR(TakeBack(rules, *annotator, end.lease_number));
    --limit;
  }
  return absl::OkStatus();
}

}  // namespace assay
