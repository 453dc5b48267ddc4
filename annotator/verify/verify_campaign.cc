#include "annotator/verify/verify_campaign.h"

#include <algorithm>
#include <string>
#include <utility>

#include "annotator/desk/campaign_rows.h"
#include "annotator/desk/item_sums.h"
#include "annotator/schema/label_schema.h"
#include "annotator/verify/call_checks.h"
#include "annotator/verify/campaign_parts.h"
#include "annotator/verify/fresh_checks.h"
#include "annotator/verify/lease_checks.h"
#include "annotator/verify/log_fold.h"
#include "annotator/verify/queue_checks.h"
#include "annotator/verify/record_checks.h"
#include "annotator/verify/sparse_bits.h"
#include "engine/base/status.h"
#include "engine/store/campaign_keys.h"
#include "engine/store/campaign_repository.h"

namespace assay {
namespace {

using storage::v1::CampaignAnnotatorState;
using storage::v1::CampaignItemState;

void SortTouches(CampaignItemState& item) {
  std::sort(
      item.mutable_touches()->begin(), item.mutable_touches()->end(),
      [](const auto& a, const auto& b) { return a.annotator_number() < b.annotator_number(); });
}

// What only calls know, not the log.
void ForgetHashes(CampaignItemState& item) {
  for (auto& touch : *item.mutable_touches()) {
    for (auto& call : *touch.mutable_calls()) {
      call.clear_request_hash();
    }
  }
}

// The folded row with what the log does not know of the stored one.
CampaignItemState WithLeases(CampaignItemState folded, const CampaignItemState& stored,
                             bool is_gold) {
  for (const auto& touch : stored.touches()) {
    auto& touches = *folded.mutable_touches();
    const auto known =
        std::find_if(touches.begin(), touches.end(), [&](const CampaignItemState::Touch& other) {
          return other.annotator_number() == touch.annotator_number();
        });
    CampaignItemState::Touch* place = nullptr;
    if (known != touches.end()) {
      place = &*known;
    } else if (touch.last_lease() != 0) {
      place = folded.add_touches();
      place->set_annotator_number(touch.annotator_number());
      place->set_machine(touch.machine());
    } else {
      continue;
    }
    place->set_lease_number(touch.lease_number());
    place->set_last_lease(touch.last_lease());
    place->set_label_lease(touch.label_lease());
  }
  if (!is_gold) {
    folded.set_open_place(stored.open_place());
    folded.set_rule_index(stored.rule_index());
  }
  return folded;
}

// Leaves what follows from the log.
CampaignAnnotatorState Comparable(CampaignAnnotatorState annotator) {
  annotator.clear_leases();
  annotator.clear_call_count();
  annotator.clear_open_cursor();
  annotator.clear_gold_position();
  annotator.clear_given_count();
  annotator.clear_stopped();
  annotator.clear_expired_lease_count();
  annotator.clear_first_time_us();
  annotator.clear_last_time_us();
  return annotator;
}

// Zeros at the end of a list of counts say nothing.
void DropZeros(google::protobuf::RepeatedField<int64_t>& counts) {
  while (!counts.empty() && counts.Get(counts.size() - 1) == 0) {
    counts.RemoveLast();
  }
}

void Tidy(storage::v1::CampaignFigures& figures) {
  DropZeros(*figures.mutable_shared_label_counts());
  DropZeros(*figures.mutable_consensus_counts());
  DropZeros(*figures.mutable_speed_bucket_counts());
}

class Verification {
 public:
  // `parts` and `outcome` must outlive it.
  Verification(const CampaignParts& parts, LabelSchema schema, VerifyOutcome& outcome)
      : parts_(parts),
        campaigns_(parts.store),
        schema_(std::move(schema)),
        differences_(parts.record.campaign().name(), outcome),
        leases_(parts, differences_),
        queue_(parts, differences_) {}

  absl::Status Run(const LogFold::Progress& progress) {
    LogFold fold(parts_);
    ASSAY_RETURN_IF_ERROR(fold.Run(
        [this](uint64_t sequence, uint64_t found, uint64_t expected) {
          differences_.Add("entry " + std::to_string(sequence), "superseded", found, expected);
        },
        progress));
    figures_ = fold.head().figures();
    ASSAY_RETURN_IF_ERROR(CompareItems());
    leases_.Finish();
    ASSAY_RETURN_IF_ERROR(queue_.Run());
    ASSAY_RETURN_IF_ERROR(CheckFresh(parts_, started_, differences_));
    ASSAY_RETURN_IF_ERROR(CheckCalls(parts_, differences_));
    ASSAY_RETURN_IF_ERROR(CheckRecord(parts_, differences_));
    CompareAnnotators(fold.annotators());
    CompareFigures();
    return absl::OkStatus();
  }

 private:
  // Stored and folded rows lie in the same order, so two scans go side by side in pieces.
  absl::Status CompareItems() {
    ASSAY_RETURN_IF_ERROR(
        ScanAll(parts_.campaign_number, [this](uint64_t row, const CampaignItemState& stored) {
          const auto folded = campaigns_.GetItem(LogFold::kScratchCampaign, row);
          if (folded.ok()) {
            CompareItem(row, stored, folded->value_or(CampaignItemState()));
          }
          return folded.status();
        }));
    return ScanAll(LogFold::kScratchCampaign, [this](uint64_t row, const CampaignItemState&) {
      const auto stored = campaigns_.GetItem(parts_.campaign_number, row);
      if (stored.ok() && !stored->has_value()) {
        differences_.Add(RowPart(row), "row", "none", "a row");
      }
      return stored.status();
    });
  }

  absl::Status ScanAll(
      uint64_t campaign_number,
      const std::function<absl::Status(uint64_t, const CampaignItemState&)>& visit) const {
    absl::Status status;
    ASSAY_RETURN_IF_ERROR(campaigns_.ScanItems(campaign_number, 0,
                                               [&](uint64_t number, const CampaignItemState& item) {
                                                 status = visit(number, item);
                                                 return status.ok();
                                               }));
    return status;
  }

  void CompareItem(uint64_t row, CampaignItemState stored, const CampaignItemState& folded) {
    const bool is_gold = row >= kFirstGoldItem;
    leases_.See(row, stored);
    CampaignItemState expected = WithLeases(folded, stored, is_gold);
    if (!is_gold) {
      queue_.See(stored);
      ExpectWanted(row, stored, expected);
      if (!folded.touches().empty()) {
        AddItem(folded, parts_.head, schema_, -1, figures_);
      }
      AddItem(expected, parts_.head, schema_, 1, figures_);
    }
    for (CampaignItemState* item : {&stored, &expected}) {
      SortTouches(*item);
      ForgetHashes(*item);
    }
    differences_.Compare(RowPart(row), stored, expected);
  }

  // How many labels the item should want, and whether it should be in the queue.
  void ExpectWanted(uint64_t row, const CampaignItemState& stored, CampaignItemState& expected) {
    const int last_rule = parts_.head.overlap_rules_size() - 1;
    const uint32_t rule = stored.rule_index();
    const bool waits = parts_.head.rechecking() && row >= parts_.head.next_recheck();
    if (rule > static_cast<uint32_t>(last_rule) ||
        (rule != static_cast<uint32_t>(last_rule) && !waits)) {
      expected.set_rule_index(static_cast<uint32_t>(last_rule));
    }
    const ItemCounts counts = CountItem(expected);
    const int64_t wanted = WantedLabels(
        expected, counts, parts_.head.overlap_rules(static_cast<int>(expected.rule_index())));
    expected.set_wanted_count(static_cast<uint32_t>(wanted));
    const bool is_open = counts.started && counts.labels + counts.places_out < wanted;
    if (is_open != (stored.open_place() != 0)) {
      differences_.Add(RowPart(row), "open_place", std::to_string(stored.open_place()),
                       is_open ? "a place" : "none");
    }
    // Out of the queue it is what it was when the item left it.
    const bool by_gain = parts_.record.campaign().order() == v1::Campaign::ORDER_GAIN;
    if (by_gain) {
      expected.set_queued_gain_micros(is_open ? expected.gain_micros()
                                              : stored.queued_gain_micros());
    }
    if (counts.started) {
      started_.Insert(row);
    }
  }

  void CompareAnnotators(const CampaignRows::Annotators& folded) {
    for (const auto& [number, stored] : parts_.annotators) {
      const CampaignAnnotatorState& expected = folded.at(number);
      differences_.Compare(AnnotatorPart(number), Comparable(stored), Comparable(expected));
      CheckBeyondLog(number, stored, expected);
    }
    for (const auto& [number, annotator] : folded) {
      if (!parts_.annotators.contains(number)) {
        differences_.Add(AnnotatorPart(number), "row", "none", "a row");
      }
    }
    figures_.set_lease_count(leases_.held_count());
    figures_.set_committed_micros(leases_.committed_micros());
  }

  // Getting an item counts as having been there, and a rule that stopped him may have changed
  // since.
  void CheckBeyondLog(uint64_t number, const CampaignAnnotatorState& stored,
                      const CampaignAnnotatorState& folded) {
    if (stored.last_time_us() < folded.last_time_us() ||
        stored.last_time_us() < stored.first_time_us()) {
      differences_.Add(
          AnnotatorPart(number), "last_time_us", std::to_string(stored.last_time_us()),
          "at least " + std::to_string(std::max(folded.last_time_us(), stored.first_time_us())));
    }
    if (stored.stopped() && folded.gold_right_count() == folded.gold_count()) {
      differences_.Add(AnnotatorPart(number), "stopped", "true", "false: no gold answer is wrong");
    }
  }

  void CompareFigures() {
    storage::v1::CampaignFigures stored = parts_.head.figures();
    Tidy(stored);
    Tidy(figures_);
    differences_.Compare("figures", stored, figures_);
  }

  const CampaignParts& parts_;
  const CampaignRepository campaigns_;
  const LabelSchema schema_;
  Differences differences_;
  LeaseChecks leases_;
  QueueChecks queue_;
  SparseBits started_;
  storage::v1::CampaignFigures figures_;
};

}  // namespace

absl::StatusOr<VerifyOutcome> VerifyCampaign(Store& store, uint64_t campaign_number,
                                             const LogFold::Progress& progress) {
  ASSAY_ASSIGN_OR_RETURN(const CampaignParts parts, ReadParts(store, campaign_number));
  ASSAY_ASSIGN_OR_RETURN(LabelSchema schema, LabelSchema::Make(parts.record.campaign().schema()));
  VerifyOutcome outcome;
  outcome.entry_count = parts.head.next_sequence();
  ASSAY_RETURN_IF_ERROR(Verification(parts, std::move(schema), outcome).Run(progress));
  return outcome;
}

}  // namespace assay
